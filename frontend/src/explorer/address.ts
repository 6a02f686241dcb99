// The address bar is the state: it holds what was chosen, and nothing that was left empty.

/** Names of the form entries that say nothing: empty ones, and "include unknown" beside a range without limits. */
export function emptyNames(entries: Iterable<readonly [string, FormDataEntryValue]>): string[] {
  const values = new Map<string, string[]>();
  for (const [name, value] of entries) {
    if (typeof value === "string") values.set(name, [...(values.get(name) ?? []), value.trim()]);
  }
  const isEmpty = (name: string): boolean => (values.get(name) ?? []).every((value) => value === "");
  return [...values.keys()].filter((name) => {
    const range = /^(.+)_unknown$/.exec(name)?.[1];
    return isEmpty(name) || (range !== undefined && isEmpty(`${range}_min`) && isEmpty(`${range}_max`));
  });
}

/** A typed number without the blanks and signs of either language: "1 234,5" → "1234.5"; other text stays. */
export function plainNumber(text: string): string {
  const plain = text.replaceAll(/[\s\u00a0\u202f€]/g, "").replace("\u2212", "-");
  if (/^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(plain)) return plain.replaceAll(",", "");
  return /^-?\d+,\d+$/.test(plain) ? plain.replace(",", ".") : plain;
}

type Place = Pick<Location, "origin" | "pathname" | "search" | "hash">;

/** Whether a link leads to another state of the page at `here`, in the same window: not to a part of what is shown. */
export function isOfPage(link: Place & { readonly target?: string }, here: Place): boolean {
  return link.origin === here.origin && link.pathname === here.pathname && !link.hash && !link.target;
}
