// What the device keeps: the list with its end, the scans that wait, the last contact, the name of the device.
import type { Contact, Moment } from "./clock.ts";
import type { Came, Ticket } from "./tickets.ts";

/** The list of one edition. `until`: when it is erased by itself, in the server's time. */
export interface Kept {
  tickets: Ticket[]; came: Came[]; sessions: { id: number; title: string }[];
  at: number; until: number; csrf: string;
}
/** A scan that waits. It names nobody: `t` is a hash. `at` and so on: clock.Moment. */
export interface Waiting extends Moment { id: string; t: string; s: number }

const NAME = "karta-check-in";
const TABLES = ["kept", "waiting", "device"] as const;
type Table = (typeof TABLES)[number];

function asked<Made>(request: IDBRequest<Made>): Promise<Made> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => { resolve(request.result); };
    request.onerror = () => { reject(request.error ?? new Error("IndexedDB")); };
  });
}

/** The store of one edition's page; `edition`: the page's path without its language. */
export class Store {
  private readonly db: IDBDatabase;
  private readonly edition: string;

  private constructor(db: IDBDatabase, edition: string) {
    this.db = db;
    this.edition = edition;
  }

  static async open(edition: string): Promise<Store> {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => { for (const name of TABLES) request.result.createObjectStore(name); };
    return new Store(await asked(request), edition);
  }

  private table(name: Table, mode: IDBTransactionMode = "readwrite"): IDBObjectStore {
    return this.db.transaction(name, mode, { durability: "strict" }).objectStore(name);
  }

  async kept(): Promise<Kept | null> {
    return ((await asked(this.table("kept", "readonly").get(this.edition))) as Kept | undefined) ?? null;
  }

  async keep(list: Kept): Promise<void> { await asked(this.table("kept").put(list, this.edition)); }

  /** Erase the list with every name in it; scans that wait name nobody and stay until they are delivered. */
  async erase(): Promise<void> { await asked(this.table("kept").delete(this.edition)); }

  async add(scan: Waiting): Promise<void> { await asked(this.table("waiting").put(scan, [this.edition, scan.id])); }

  private range(): IDBKeyRange { return IDBKeyRange.bound([this.edition], [this.edition, []]); }

  /** Scans that wait, at most so many. */
  async waiting(limit?: number): Promise<Waiting[]> {
    return (await asked(this.table("waiting", "readonly").getAll(this.range(), limit))) as Waiting[];
  }

  async count(): Promise<number> { return asked(this.table("waiting", "readonly").count(this.range())); }

  async delivered(ids: readonly string[]): Promise<void> {
    const table = this.table("waiting");
    await Promise.all(ids.map((id) => asked(table.delete([this.edition, id]))));
  }

  async contact(): Promise<Contact | null> {
    return ((await asked(this.table("device", "readonly").get("contact"))) as Contact | undefined) ?? null;
  }

  async setContact(contact: Contact): Promise<void> { await asked(this.table("device").put(contact, "contact")); }

  async name(): Promise<string> { return ((await asked(this.table("device", "readonly").get("name"))) as string | undefined) ?? ""; }

  async setName(name: string): Promise<void> { await asked(this.table("device").put(name, "name")); }
}
