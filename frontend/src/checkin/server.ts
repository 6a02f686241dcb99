// What is asked of the server. Every answer says its time; one that does not come is no network.
import type { Kept, Waiting } from "./store.ts";
import type { Came, Result, Ticket } from "./tickets.ts";

const PATIENCE = 8000; // milliseconds

interface ListAnswer {
  is_open: boolean; now: number; until: number; csrf: string;
  tickets: Ticket[]; came: Came[]; sessions: { id: number; title: string }[];
}
export interface Told { id: string; result: Result; at: number | null; by: string | null }
interface ScansAnswer { is_open: boolean; now?: number; csrf?: string; results?: Told[] }
/** An answer with the device's clock before and after it; `ended`: the link of the day is over. */
export type Answer<Made> = { ended: false; made: Made; sentAt: number; now: number } | { ended: true };

/** No answer came, or none that is the server's own. */
export class NoNetwork extends Error {}

async function ask(path: string, options: RequestInit): Promise<{ reply: Response; sentAt: number; now: number }> {
  const sentAt = Date.now();
  try {
    const reply = await fetch(path, { ...options, cache: "no-store", signal: AbortSignal.timeout(PATIENCE), redirect: "error" });
    if (reply.status >= 500) throw new NoNetwork(`${reply.status}`);
    return { reply, sentAt, now: Date.now() };
  } catch (error) {
    throw error instanceof NoNetwork ? error : new NoNetwork(String(error));
  }
}

/** The list as it is now. */
export async function fetchList(): Promise<Answer<Kept & { now: number }>> {
  const { reply, sentAt, now } = await ask("list.json", {});
  if (reply.status === 410 || reply.status === 403 || reply.status === 404) return { ended: true };
  if (!reply.ok) throw new NoNetwork(`${reply.status}`);
  const said = (await reply.json()) as ListAnswer;
  const { tickets, came, sessions, until, csrf } = said;
  return { ended: false, made: { tickets, came, sessions, until, csrf, at: said.now, now: said.now }, sentAt, now };
}

/** Deliver scans; what became of each. `ended` only where not even old scans are taken any more. */
export async function deliver(device: string, scans: readonly Waiting[], csrf: string): Promise<Answer<ScansAnswer>> {
  const body = JSON.stringify({ device, sent_at: Date.now(), scans });
  const headers = { "Content-Type": "application/json", "X-CSRFToken": csrf };
  const { reply, sentAt, now } = await ask("scans.json", { method: "POST", body, headers });
  if (reply.status === 410 || reply.status === 404) return { ended: true };
  if (!reply.ok) throw new NoNetwork(`${reply.status}`);
  return { ended: false, made: (await reply.json()) as ScansAnswer, sentAt, now };
}
