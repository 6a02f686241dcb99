// The service worker of check-in: keeps the page with its styles and scripts, and answers with them without a network.
// It is served under the page's own address and sees no other page. Lists and scans are the page's business, not its.
export {};
declare const self: {
  addEventListener(kind: string, listener: (event: never) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  registration: { scope: string };
};
interface Extendable { waitUntil(work: Promise<unknown>): void }
interface Fetched extends Extendable { request: Request; respondWith(answer: Promise<Response>): void }

const cacheName = (): string => `karta-check-in ${self.registration.scope}`;
const PATIENCE = 4000; // milliseconds until the kept page is shown instead

/** Files of our own that a page names. */
function namedIn(html: string): string[] {
  const found = [...html.matchAll(/(?:src|href)="(\/static\/[^"]+)"/g)].map((match) => match[1]!);
  return [...new Set(found)];
}

async function keepPage(reply: Response): Promise<void> {
  const cache = await caches.open(cacheName());
  const named = namedIn(await reply.clone().text());
  await cache.put(self.registration.scope, reply);
  await Promise.all(named.map(async (path) => { if (!(await cache.match(path))) await cache.add(path); }));
}

async function page(request: Request): Promise<Response> {
  const kept = await caches.match(self.registration.scope, { cacheName: cacheName() });
  try {
    const reply = await fetch(request, kept ? { signal: AbortSignal.timeout(PATIENCE) } : {});
    if (reply.ok && !reply.redirected) await keepPage(reply.clone());
    return reply.status >= 500 && kept ? kept : reply;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

async function file(request: Request): Promise<Response> {
  const kept = await caches.match(request, { cacheName: cacheName() });
  if (kept) return kept;
  const reply = await fetch(request);
  if (reply.ok) await (await caches.open(cacheName())).put(request, reply.clone());
  return reply;
}

self.addEventListener("install", (event: Extendable) => {
  event.waitUntil(fetch(self.registration.scope, { credentials: "same-origin" }).then(keepPage).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event: Extendable) => { event.waitUntil(self.clients.claim()); });
self.addEventListener("fetch", (event: Fetched) => {
  const { request } = event;
  const path = new URL(request.url).pathname;
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && request.url.split(/[?#]/)[0] === self.registration.scope) event.respondWith(page(request));
  else if (path.startsWith("/static/")) event.respondWith(file(request));
});
