import { expect, test } from "vitest";
import { morph } from "./morph.ts";

function morphed(live: string, fresh: string, change: (part: Element) => void = () => undefined): { kept: Element; now: string } {
  document.body.innerHTML = live;
  const kept = document.body.firstElementChild!;
  change(kept);
  const made = document.createElement("template");
  made.innerHTML = fresh;
  morph(kept, made.content.firstElementChild!);
  return { kept, now: document.body.innerHTML };
}

test.each([
  ["<p id='a' class='x'>1 <b>2</b></p>", "<p id='a' title='y'>1 <b>3</b></p>"],
  ["<ul><li>1</li><li>2</li></ul>", "<ul><li>1</li></ul>"],
  ["<ul><li>1</li></ul>", "<ul><li>1</li><li>2</li>3</ul>"],
  ["<td><b>1</b></td>", "<td><i>1</i></td>"],
  ["<p><a id='x'>x</a><a id='y'>y</a></p>", "<p><a id='y'>y</a><a id='x'>x</a></p>"],
  ["<section><!-- a -->b</section>", "<section>b</section>"],
])("%s becomes %s", (live, fresh) => {
  const made = document.createElement("template");
  made.innerHTML = fresh;
  expect(morphed(live, fresh).now).toBe(made.innerHTML);
});

test("elements of the same name and id stay the same elements", () => {
  document.body.innerHTML = "<p>1<b>2</b></p>";
  const inner = document.querySelector("b");
  const made = document.createElement("template");
  made.innerHTML = "<p>3<b>4</b></p>";
  morph(document.body.firstElementChild!, made.content.firstElementChild!);
  expect(inner!.isConnected).toBe(true);
  expect(document.body.textContent).toBe("34");
});

test("what a script has shown, a reader opened or a script drew stays", () => {
  const shown = morphed("<div><i hidden></i><details></details><g data-keep=''></g></div>", "<div><i hidden></i><details></details><g data-keep=''></g></div>", (part) => {
    part.querySelector("i")!.hidden = false;
    part.querySelector("details")!.setAttribute("open", "");
    part.querySelector("g")!.append("drawn");
  });
  expect(shown.now).toBe('<div><i></i><details open=""></details><g data-keep="">drawn</g></div>');
});
