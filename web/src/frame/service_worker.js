// Keeps pages and texts, so that a reload while the server is away shows the page and not the browser's own. Answers of
// the API never come here: they may hold personal data. `files` and `version` are of this build.
const files = __FILES__;
const name = 'onestop-__VERSION__';
const most_kept = 2; // builds: a page that was opened before an update may still ask for its own parts
const patience_ms = 8_000;

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(name).then((cache) => cache.addAll(files)).then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    const builds = (await caches.keys()).filter((one) => one.startsWith('onestop-') && one !== name);
    for (const old of builds.slice(0, Math.max(0, builds.length - (most_kept - 1)))) await caches.delete(old);
    await self.clients.claim();
  })());
});

/// The server's answer where it comes, else what was kept.
async function serverFirst(request, kept) {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(patience_ms) });
    if (answer.status < 500) return answer;
  } catch {
    // Away, or too slow to wait for.
  }
  return (await caches.match(kept)) ?? Response.error();
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== 'GET' || address.origin !== self.location.origin) return;
  if (/^\/(api|metrics|healthz|readyz)(\/|$)/.test(address.pathname)) return;
  if (request.mode === 'navigate') event.respondWith(serverFirst(request, '/'));
  else if (address.pathname.startsWith('/assets/')) event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  else event.respondWith(serverFirst(request, address.pathname));
});
