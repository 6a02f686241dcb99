// Checking tickets with and without a network: judges at once, keeps each scan, delivers when it can, joins up.
import { contactAt, momentNow, serverNow, type Contact } from "./clock.ts";
import { deliver, fetchList, NoNetwork, type Told } from "./server.ts";
import { Store, type Kept } from "./store.ts";
import { List, type Judged } from "./tickets.ts";

const AT_ONCE = 200; // scans in one delivery

export interface State { isOnline: boolean; hasEnded: boolean; waiting: number; kept: Kept | null; list: List }
/** A scan that the server judged otherwise than this device did. */
export interface Turned { name: string; at: number; by: string }

export class Checker {
  readonly state: State = { isOnline: navigator.onLine, hasEnded: false, waiting: 0, kept: null, list: new List([], []) };
  device = "";
  private contact: Contact | null = null;
  private busy = false;
  private readonly firsts = new Map<string, { t: string; name: string }>(); // own scans that were judged "first"
  private readonly store: Store;
  private readonly changed: () => void;
  private readonly turned: (one: Turned) => void;

  private constructor(store: Store, changed: () => void, turned: (one: Turned) => void) {
    this.store = store;
    this.changed = changed;
    this.turned = turned;
  }

  /** What was kept on this device, or nothing yet. */
  static async open(edition: string, changed: () => void, turned: (one: Turned) => void): Promise<Checker> {
    const store = await Store.open(edition);
    const made = new Checker(store, changed, turned);
    made.device = await store.name();
    made.contact = await store.contact();
    made.state.waiting = await store.count();
    await made.take(await store.kept());
    return made;
  }

  /** The server's time, as well as the device can say. */
  now(): number { return serverNow(this.contact, Date.now(), performance.now(), performance.timeOrigin); }

  async rename(name: string): Promise<void> {
    this.device = name;
    await this.store.setName(name);
  }

  private async take(kept: Kept | null): Promise<void> {
    if (kept && kept.until <= this.now()) {
      await this.end();
      return;
    }
    this.state.kept = kept;
    this.state.list = new List(kept?.tickets ?? [], kept?.came ?? []);
    for (const one of await this.store.waiting()) this.noteOwn(one.t, one.s, one.contact === null ? one.at + (one.offset ?? 0) : one.contact + (one.elapsed ?? 0));
  }

  private noteOwn(t: string, s: number, at: number): void {
    if (this.state.list.tickets.has(t)) this.state.list.note({ t, s, at, by: this.device });
  }

  private async end(): Promise<void> {
    await this.store.erase();
    this.state.kept = null;
    this.state.list = new List([], []);
    this.firsts.clear();
    this.state.hasEnded = true;
    this.changed();
  }

  /** Judge a ticket, keep the scan, and try to deliver it. */
  async scan(t: string, place: number): Promise<Judged> {
    await this.endIfDue();
    const judged = this.state.list.judge(t, place);
    if (this.state.hasEnded) return judged;
    const id = crypto.randomUUID();
    const moment = momentNow(this.contact, Date.now(), performance.now(), performance.timeOrigin);
    await this.store.add({ id, t, s: place, ...moment });
    if (judged.result === "first") this.firsts.set(id, { t, name: judged.name });
    this.noteOwn(t, place, this.now());
    this.state.waiting += 1;
    this.changed();
    void this.join();
    return judged;
  }

  async endIfDue(): Promise<void> {
    if (this.state.kept && this.state.kept.until <= this.now()) await this.end();
  }

  /** Deliver what waits. With `anew` fetch the list too. One at a time; without a network nothing is lost. */
  async join(anew = false): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      if (anew && !this.state.hasEnded) await this.refresh();
      while ((await this.store.count()) > 0 && (await this.deliverSome()));
      this.state.isOnline = true;
    } catch (error) {
      if (!(error instanceof NoNetwork)) throw error;
      this.state.isOnline = false;
    } finally {
      this.busy = false;
      this.state.waiting = await this.store.count();
      this.changed();
    }
  }

  private async refresh(): Promise<void> {
    const answer = await fetchList();
    if (answer.ended) {
      await this.end();
      return;
    }
    await this.hear(answer.made.now, answer.sentAt, answer.now);
    await this.store.keep(answer.made);
    await this.take(answer.made);
  }

  private async hear(server: number, sentAt: number, now: number): Promise<void> {
    this.contact = contactAt(server, sentAt, now, performance.now(), performance.timeOrigin);
    await this.store.setContact(this.contact);
  }

  /** Whether there may be more to deliver. */
  private async deliverSome(): Promise<boolean> {
    const scans = await this.store.waiting(AT_ONCE);
    const answer = await deliver(this.device, scans, this.state.kept?.csrf ?? csrfOfCookie());
    if (answer.ended) {
      await this.store.delivered(scans.map((one) => one.id)); // refused for good: nobody may deliver them any more
      await this.end();
      return true;
    }
    const { now, results, is_open: isOpen } = answer.made;
    if (now !== undefined) await this.hear(now, answer.sentAt, answer.now);
    await this.store.delivered(scans.map((one) => one.id));
    for (const one of results ?? []) this.compare(one);
    if (!isOpen && !this.state.hasEnded) await this.end();
    return true;
  }

  private compare(told: Told): void {
    const own = this.firsts.get(told.id);
    this.firsts.delete(told.id);
    if (told.at !== null && told.by !== null && own) this.state.list.note({ t: own.t, s: 0, at: told.at, by: told.by });
    if (own && told.result === "double" && told.at !== null) this.turned({ name: own.name, at: told.at, by: told.by ?? "" });
  }
}

/** After the list was erased only the cookie still has the token that a delivery needs. */
function csrfOfCookie(): string {
  return /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
}
