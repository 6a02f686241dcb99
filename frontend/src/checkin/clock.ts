/** What the device knows of the server's time. `offset`: server less device, at the last contact; `mono`: the clock that
 *  only counts, then; `origin`: the page's start by that clock, since a restarted page counts anew. All milliseconds. */
export interface Contact { server: number; offset: number; mono: number; origin: number }

/** What a scan says of its time, as the server reads it (registration.rules.Clock). */
export interface Moment { at: number; contact: number | null; elapsed: number | null; offset: number | null }

/** A contact from an answer that said `server` and came after a request sent at `sentAt`: its middle counts. */
export function contactAt(server: number, sentAt: number, now: number, mono: number, origin: number): Contact {
  return { server: server + (now - sentAt) / 2, offset: server - (sentAt + now) / 2, mono, origin };
}

/** The time of a scan now. Without any contact only the device's own clock is there. */
export function momentNow(contact: Contact | null, now: number, mono: number, origin: number): Moment {
  if (!contact) return { at: now, contact: null, elapsed: null, offset: null };
  const counts = contact.origin === origin;
  return { at: now, contact: counts ? contact.server : null, elapsed: counts ? mono - contact.mono : null, offset: contact.offset };
}

/** The server's time now, as well as this device can say it. */
export function serverNow(contact: Contact | null, now: number, mono: number, origin: number): number {
  if (!contact) return now;
  return contact.origin === origin ? contact.server + (mono - contact.mono) : now + contact.offset;
}
