// Makes a part of the page like the server's new one and touches only what differs: most of a part stays as it is after a
// change of filter, and what is not touched is neither styled nor laid out again.

/** What scripts and readers set on an element that the server wrote: it stays. */
const THEIRS = ["hidden", "open"];
/** An element whose inside belongs to a script. */
const KEPT = "data-keep";

/** Makes `live` like `fresh`, whose nodes are used up. Elements of another name or id are replaced. Values that a reader
 *  gave to fields are not looked at: resetting their form takes them back. */
export function morph(live: ChildNode, fresh: ChildNode): void {
  if (live instanceof Element && fresh instanceof Element && live.nodeName === fresh.nodeName && live.id === fresh.id) {
    if (live.hasAttribute(KEPT)) return;
    morphAttributes(live, fresh);
    morphChildren(live, fresh);
  } else if (live.nodeType === Node.TEXT_NODE && fresh.nodeType === Node.TEXT_NODE) {
    if (live.nodeValue !== fresh.nodeValue) live.nodeValue = fresh.nodeValue;
  } else live.replaceWith(fresh);
}

function morphAttributes(live: Element, fresh: Element): void {
  for (const { name, value } of fresh.attributes) {
    if (name !== "hidden" && live.getAttribute(name) !== value) live.setAttribute(name, value);
  }
  if (live.attributes.length === fresh.attributes.length) return;
  for (const name of live.getAttributeNames()) if (!fresh.hasAttribute(name) && !THEIRS.includes(name)) live.removeAttribute(name);
}

function morphChildren(live: Element, fresh: Element): void {
  let [there, made] = [live.firstChild, fresh.firstChild];
  while (made) {
    const [nextThere, nextMade] = [there?.nextSibling ?? null, made.nextSibling];
    if (there) morph(there, made);
    else live.append(made);
    [there, made] = [nextThere, nextMade];
  }
  while (there) {
    const next = there.nextSibling;
    there.remove();
    there = next;
  }
}
