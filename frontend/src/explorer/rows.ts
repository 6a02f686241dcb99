// The list and the map point at each other: a row rings its point on the map, a place or an area marks its rows.

type At = readonly [number, number];

/** Calls back with the point of the row under the pointer or the focus, and with nothing when it is left. */
export function bindRows(root: Document, onRow: (at: At | undefined) => void): void {
  const enter = (event: Event): void => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>("tr[data-at]") : null;
    if (row) onRow(pointOf(row));
  };
  const leave = (event: Event): void => {
    if (event.target instanceof Element && event.target.closest("tr[data-at]")) onRow(undefined);
  };
  root.addEventListener("mouseover", enter);
  root.addEventListener("focusin", enter);
  root.addEventListener("mouseout", leave);
  root.addEventListener("focusout", leave);
}

/** "lon,lat" of a row; undefined where it is not one. */
export function pointOf(row: HTMLElement): At | undefined {
  const [lon, lat] = (row.dataset["at"] ?? "").split(",").map(Number);
  return lon !== undefined && lat !== undefined && Number.isFinite(lon) && Number.isFinite(lat) ? [lon, lat] : undefined;
}

/** Marks the rows of a place or of an area (either may be undefined) and takes the mark from all others. */
export function markRows(root: ParentNode, place: string | undefined, area: string | undefined): void {
  for (const row of root.querySelectorAll<HTMLElement>("tr[data-areas], tr[data-area]")) {
    const isThere = (place !== undefined && row.dataset["place"] === place)
      || (area !== undefined && ((row.dataset["areas"] ?? "").split(" ").includes(area) || row.dataset["area"] === area));
    row.classList.toggle("is-marked", isThere);
  }
}
