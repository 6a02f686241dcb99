/** One line of the list: hash of the ticket, name, sessions with a place. */
export interface Ticket { t: string; n: string; s: number[] }
/** The first scan of a ticket at a session's door, or at the entrance (0). */
export interface Came { t: string; s: number; at: number; by: string }
/** What a device says of a ticket at once; the server says it again after a delivery. */
export type Result = "first" | "double" | "other" | "unknown";
export interface Judged { result: Result; name: string; came: Came | null }

/** The list as it is looked up: tickets by hash, who came by hash and place. */
export class List {
  readonly tickets: Map<string, Ticket>;
  readonly came = new Map<string, Came>();

  constructor(tickets: readonly Ticket[], came: readonly Came[]) {
    this.tickets = new Map(tickets.map((one) => [one.t, one]));
    for (const one of came) this.note(one);
  }

  /** Note that somebody came; the earliest counts, in whatever order they are told. */
  note(one: Came): void {
    const key = `${one.t} ${one.s}`;
    const known = this.came.get(key);
    if (!known || one.at < known.at) this.came.set(key, one);
  }

  /** What a scan of this ticket at this place is. Nothing is noted. */
  judge(ticket: string, place: number): Judged {
    const found = this.tickets.get(ticket);
    if (!found) return { result: "unknown", name: "", came: null };
    const came = this.came.get(`${ticket} ${place}`) ?? null;
    if (came) return { result: "double", name: found.n, came };
    return { result: place && !found.s.includes(place) ? "other" : "first", name: found.n, came: null };
  }

  /** How many known tickets came to a place. */
  count(place: number): number {
    let n = 0;
    for (const one of this.came.values()) if (one.s === place && this.tickets.has(one.t)) n += 1;
    return n;
  }

  /** Names that hold every typed word at the beginning of one of theirs, whatever case and accents; by name. */
  search(typed: string, limit: number): Ticket[] {
    const words = plain(typed).split(" ").filter(Boolean);
    if (words.length === 0) return [];
    const fits = (one: Ticket): boolean => {
      const parts = plain(one.n).split(" ");
      return words.every((word) => parts.some((part) => part.startsWith(word)));
    };
    return [...this.tickets.values()].filter(fits).sort((a, b) => a.n.localeCompare(b.n)).slice(0, limit);
  }
}

/** Letters without case and accents, words apart by one space. */
function plain(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}+/gu, "").toLocaleLowerCase().replace(/[\s\-.,]+/gu, " ").trim();
}

const ALPHABET = /^[0-9A-HJKMNP-TV-Z]{16}$/;
const READ_AS: Readonly<Record<string, string>> = { O: "0", I: "1", L: "1", U: "V" };

/** A ticket's code as it was typed or scanned (registration.rules.read_code); "" where it cannot be one. */
export function readCode(typed: string): string {
  const said = typed.replace(/[\s-]/g, "").toUpperCase().replace(/[OILU]/g, (letter) => READ_AS[letter] ?? letter);
  return ALPHABET.test(said) ? said : "";
}

/** What devices know of a ticket: the first 128 bits of the code's SHA-256, in hex (registration.rules.ticket_of). */
export async function ticketOf(code: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code)));
  return [...hash.subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
