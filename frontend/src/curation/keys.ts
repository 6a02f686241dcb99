// Single keys of the curation room. Each key presses a button or follows a link that the page has: the server decides.

/** Keys beside those that the page names itself: arrows walk as j and k do. */
const SAME = new Map([["ArrowRight", "j"], ["ArrowLeft", "k"], ["n", "j"]]);

/** Reads keys one by one; "p" waits for the next, which tells the part. */
export class DecisionReader {
  private waiting = "";

  /** The name of what was asked for (`data-key`), if any. */
  read(key: string): string | undefined {
    const pressed = this.waiting + (SAME.get(key) ?? key);
    this.waiting = "";
    if (pressed === "p") {
      this.waiting = pressed;
      return undefined;
    }
    return /^(?:[sdujkzrx]|p[12])$/.test(pressed) ? pressed : undefined;
  }

  get isWaiting(): boolean {
    return this.waiting !== "";
  }
}
