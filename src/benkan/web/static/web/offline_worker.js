// Keeps the pages that a slice named and what they need, so that they open where there is no link.
// Nothing else of the node is kept. A page is asked of the node first; the kept copy serves when there is no answer.
// The node writes two lines above this file (benkan.web.offline): KEPT, the name of the store, and PAGES, which pages.
const WANTED = new RegExp(PAGES);

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const wanted = url.origin === self.location.origin && event.request.method === "GET"
    && (WANTED.test(url.pathname) || url.pathname.startsWith("/static/"));
  if (wanted) {
    event.respondWith(answered(event.request));
  }
});

async function answered(request) {
  const kept = await caches.open(KEPT);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) {
      await kept.put(request, answer.clone());
    } else if (answer.redirected || answer.status === 404) {
      await kept.delete(request); // signed out, or what it was of is gone: what was kept goes too
    }
    return answer;
  } catch (error) {
    const copy = await kept.match(request);
    if (copy) {
      return copy;
    }
    throw error;
  }
}
