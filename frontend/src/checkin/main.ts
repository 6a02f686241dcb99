import "../styles/rooms.css";
import "../styles/checkin.css";
import { Camera } from "./camera.ts";
import { Checker, type Turned } from "./checker.ts";
import { play } from "./sounds.ts";
import { readCode, ticketOf, type Judged, type Ticket } from "./tickets.ts";

const EVERY = 20_000; // milliseconds between two looks at the server
const LINES = 12;
const SIGNS = { first: "✓", double: "‼", other: "!", unknown: "✕", info: "" };
type Kind = keyof typeof SIGNS;

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- who asks knows what the page holds
function byId<Made extends HTMLElement>(id: string): Made { return document.getElementById(id) as Made; }
const words = JSON.parse(byId("words").textContent) as Record<string, string>;
const language = document.documentElement.lang;

/** A text of the page with its gaps filled. */
function say(key: string, gaps: Readonly<Record<string, string | number>> = {}): string {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name: string) => String(gaps[name] ?? whole));
}
function clock(at: number): string {
  return new Date(at).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Sofia" });
}

const result = byId("result"), log = byId("log"), found = byId("found"), code = byId<HTMLInputElement>("code");
const where = byId<HTMLSelectElement>("where"), sound = byId<HTMLInputElement>("sound");

function show(kind: Kind, text: string): void {
  result.dataset["kind"] = kind;
  result.querySelector(".ci-sign")!.textContent = SIGNS[kind];
  result.querySelector(".ci-said")!.textContent = text;
}
function write(kind: Kind, text: string, at: number): void {
  const line = document.createElement("li");
  line.dataset["kind"] = kind;
  line.textContent = `${SIGNS[kind]} ${clock(at)} ${text}`;
  log.prepend(line);
  while (log.children.length > LINES) log.lastElementChild?.remove();
}

function sentence(judged: Judged): string {
  const came = judged.came;
  return say(judged.result, { name: judged.name, at: came ? clock(came.at) : "", by: came?.by ?? "" });
}

function drawState(checker: Checker): void {
  const { isOnline, hasEnded, waiting, kept, list } = checker.state;
  byId("net").textContent = say(isOnline ? "online" : "offline");
  byId("net").dataset["net"] = isOnline ? "on" : "off";
  byId("queue").textContent = waiting ? say("waiting", { n: waiting }) : say("delivered");
  byId("queue").dataset["waiting"] = String(waiting);
  byId("kept").textContent = kept ? say("list", { n: kept.tickets.length, at: clock(kept.at) }) : hasEnded ? "" : say("no_list");
  byId("came").textContent = kept ? say("came", { n: list.count(Number(where.value)), of: kept.tickets.length }) : "";
  if (hasEnded) {
    show("unknown", waiting ? say("ended_waiting", { n: waiting }) : say("ended"));
    log.replaceChildren();
    found.replaceChildren();
    void forget(waiting);
  }
  drawSessions(kept?.sessions ?? []);
}
function drawSessions(sessions: readonly { id: number; title: string }[]): void {
  if (sessions.length + 1 === where.options.length) return;
  const chosen = where.value;
  where.replaceChildren(new Option(say("entrance"), "0"), ...sessions.map((one) => new Option(one.title, String(one.id))));
  if ([...where.options].some((one) => one.value === chosen)) where.value = chosen;
}

/** With the list goes the kept page; while scans wait the worker stays, so that they can still be delivered. */
async function forget(waiting: number): Promise<void> {
  if (waiting > 0 || !("serviceWorker" in navigator)) return;
  const own = await navigator.serviceWorker.getRegistration(location.pathname);
  if (own?.scope !== location.origin + location.pathname) return;
  await caches.delete(`karta-check-in ${own.scope}`);
  await own.unregister();
}

async function scan(checker: Checker, ticket: string): Promise<void> {
  const judged = await checker.scan(ticket, Number(where.value));
  if (checker.state.hasEnded) return;
  show(judged.result, sentence(judged));
  write(judged.result, sentence(judged), checker.now());
  if (sound.checked) play(judged.result === "first");
}

async function read(checker: Checker, text: string): Promise<void> {
  const said = readCode(text);
  if (said) await scan(checker, await ticketOf(said));
  else show("unknown", say("not_a_code"));
}

function drawFound(checker: Checker): void {
  const tickets = readCode(code.value) ? [] : checker.state.list.search(code.value, 8);
  found.replaceChildren(...tickets.map((one) => row(checker, one)));
}
function row(checker: Checker, one: Ticket): HTMLLIElement {
  const line = document.createElement("li"), name = document.createElement("span"), button = document.createElement("button");
  const came = checker.state.list.came.get(`${one.t} ${where.value}`);
  name.textContent = came ? `${one.n} · ${say("is_in", { at: clock(came.at) })}` : one.n;
  button.type = "button";
  button.className = "btn sm";
  button.textContent = say("check_in");
  button.setAttribute("aria-label", `${say("check_in")}: ${one.n}`);
  button.addEventListener("click", () => {
    code.value = "";
    found.replaceChildren();
    code.focus();
    void scan(checker, one.t);
  });
  line.append(name, button);
  return line;
}

async function begin(): Promise<void> {
  const edition = location.pathname.replace(/^\/(bg|en)/, "");
  let made: Checker | null = null;
  const changed = (): void => { if (made) drawState(made); };
  const turned = (one: Turned): void => { write("double", say("turned_double", { name: one.name, at: clock(one.at), by: one.by }), one.at); };
  const checker = (made = await Checker.open(edition, changed, turned));
  const device = byId<HTMLInputElement>("device");
  if (!checker.device) await checker.rename(`${say("entrance")} ${crypto.randomUUID().slice(0, 4)}`);
  device.value = checker.device;
  device.addEventListener("change", () => { void checker.rename(device.value.trim().slice(0, 40)); });
  byId("by-code").addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = code.value;
    if (readCode(typed)) {
      code.value = "";
      void read(checker, typed);
    } else found.querySelector("button")?.focus();
    if (!readCode(typed) && found.children.length === 0) show("unknown", say("not_a_code"));
  });
  code.addEventListener("input", () => { drawFound(checker); });
  where.addEventListener("change", changed);
  addCamera(checker);
  const look = (): void => { void checker.endIfDue().then(() => checker.join(true)); };
  window.addEventListener("online", look);
  window.addEventListener("offline", () => { checker.state.isOnline = false; changed(); });
  window.setInterval(look, EVERY);
  drawState(checker);
  await checker.join(true);
  await keepPage(checker);
}

function addCamera(checker: Checker): void {
  const button = byId("camera");
  const camera = new Camera(byId<HTMLVideoElement>("video"), (text) => { void read(checker, text); });
  button.addEventListener("click", () => {
    if (camera.isOn) camera.stop();
    const start = camera.isOn || button.dataset["on"] === "1" ? Promise.resolve() : camera.start();
    start.then(
      () => {
        button.dataset["on"] = camera.isOn ? "1" : "";
        button.textContent = say(camera.isOn ? "camera_off" : "camera_on");
      },
      () => { show("unknown", say("camera_failed")); },
    );
  });
}

/** Have the page itself kept, once it may be seen. */
async function keepPage(checker: Checker): Promise<void> {
  if (checker.state.hasEnded) return;
  try {
    await navigator.serviceWorker.register("worker.js", { scope: location.pathname });
    await navigator.serviceWorker.ready;
    document.documentElement.dataset["kept"] = "1";
  } catch {
    write("info", say("not_kept"), checker.now());
  }
}

void begin();
