// Keeps the attendance page and what it needs, so that a list can be taken where there is no link.
// Nothing else of the node is kept. A page is asked of the node first; the kept copy serves when there is no answer.
"use strict";

const KEPT = "attendance-1";
const ATTENDANCE = /^\/training\/runs\/[0-9a-f-]{36}\/attendance\/$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const wanted = url.origin === self.location.origin && event.request.method === "GET"
    && (ATTENDANCE.test(url.pathname) || url.pathname.startsWith("/static/"));
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
      await kept.delete(request); // signed out, or the run is gone: what was kept goes too
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
