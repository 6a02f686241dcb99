// The proof of a number, opened beside it. Without this file the same link is a page.

const NARROW = "(max-width: 759px)";

/** Whether a click asks for the drawer: the plain button, no key that opens a tab or a download. */
export function isPlain(event: Pick<MouseEvent, "button" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">): boolean {
  return event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
}

const PLACES = ["at-edge", "", "at-start"] as const; // at the right edge, as the page's style has it, at the left
type Span = Pick<DOMRect, "left" | "right">;

/** Whether two parts of the screen share columns. */
export function overlap(one: Span, other: Span): boolean {
  return one.left < other.right && other.left < one.right;
}

export class Drawer {
  private readonly box: HTMLElement;
  private readonly body: HTMLElement;
  private opener: Element | null = null;
  private asked = 0;

  constructor(box: HTMLElement, body: HTMLElement) {
    this.box = box;
    this.body = body;
  }

  get isOpen(): boolean {
    return !this.box.hidden;
  }

  /** Shows the proof at `href`. A page that cannot be had this way is opened as a page. */
  async open(href: string, opener: Element): Promise<void> {
    const turn = ++this.asked;
    const answer = await fetch(href, { headers: { "HX-Request": "true" } }).catch(() => undefined);
    if (turn !== this.asked) return; // a later click was quicker
    if (!answer?.ok) {
      location.assign(href);
      return;
    }
    const html = await answer.text();
    if (!this.box.contains(opener)) this.opener = opener; // Escape goes back to the number on the page
    this.body.innerHTML = html;
    this.box.querySelector<HTMLAnchorElement>("[data-drawer-page]")?.setAttribute("href", href);
    this.box.hidden = false;
    this.place(opener);
    document.body.classList.add("has-drawer");
    this.holdRest(matchMedia(NARROW).matches);
    this.body.querySelector<HTMLElement>(".drawer-title")?.focus();
    this.box.scrollTop = 0;
  }

  /** Puts the drawer where it does not cover the number that it explains, if there is such a place. */
  private place(opener: Element): void {
    if (this.box.contains(opener)) return; // a proof inside a proof stays where it is
    for (const place of PLACES) {
      this.box.classList.remove("at-edge", "at-start");
      if (place) this.box.classList.add(place);
      if (!overlap(this.box.getBoundingClientRect(), opener.getBoundingClientRect())) return;
    }
    this.box.classList.remove("at-start");
  }

  /** Closes and gives the focus back to the number. */
  close(): void {
    if (!this.isOpen) return;
    this.asked += 1;
    this.box.hidden = true;
    document.body.classList.remove("has-drawer");
    this.holdRest(false);
    const number = this.opener?.isConnected ? this.opener : this.sameNumber();
    if (number instanceof HTMLElement || number instanceof SVGElement) number.focus();
    this.opener = null;
  }

  /** The number that stands where the opener stood before its table was drawn again. */
  private sameNumber(): Element | null {
    const href = this.opener?.getAttribute("href");
    return href ? document.querySelector(`a[data-proof][href="${CSS.escape(href)}"]`) : null;
  }

  /** On a phone the drawer is the whole screen: what lies under it must not be reached. */
  private holdRest(isHeld: boolean): void {
    for (const part of document.body.children) {
      if (part !== this.box && part instanceof HTMLElement && part.tagName !== "DIALOG") part.inert = isHeld;
    }
  }
}

/** Opens every `a[data-proof]` of the page, also those that arrive later. */
export function bindDrawer(): Drawer | undefined {
  const box = document.querySelector<HTMLElement>("#drawer");
  const body = document.querySelector<HTMLElement>("#drawer-body");
  if (!box || !body) return undefined;
  const drawer = new Drawer(box, body);
  // While capturing: an explorer that follows links by itself must not see this click.
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest("[data-drawer-close]")) {
      drawer.close();
      return;
    }
    const link = target?.closest("a[data-proof]");
    const href = link?.getAttribute("href");
    if (!link || !href || !isPlain(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    void drawer.open(href, link);
  }, { capture: true });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && drawer.isOpen) drawer.close();
  });
  return drawer;
}
