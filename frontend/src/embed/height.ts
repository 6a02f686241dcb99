// Tells the page around the frame how high its content is; that page may listen and fit the frame, or not.

export interface Told { type: "karta-embed"; height: number }

/** Posts {type: "karta-embed", height} in pixels now and whenever the height changes. The message holds nothing else. */
export function tellHeight(frame: Pick<Window, "parent">, page: Element): void {
  let last = 0;
  const tell = (): void => {
    const height = Math.ceil(page.getBoundingClientRect().height);
    if (height === last) return;
    last = height;
    const told: Told = { type: "karta-embed", height };
    frame.parent.postMessage(told, "*");
  };
  new ResizeObserver(tell).observe(page);
  tell();
}
