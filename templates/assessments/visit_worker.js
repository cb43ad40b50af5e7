{% load static %}// Gives the page of the visit when there is no network, from the copy it keeps of it. It sees that page alone, and the files the page needs.
const PREFIX = "laatumatka-kaynti/";
const STATIC = "{% get_static_prefix %}";
const PAGE = new URL(self.registration.scope).pathname;
const PATIENCE_MS = 5000; // a train has a network that never answers
const MAX_AGE_MS = 14 * 24 * 60 * 60 * 1000; // as long as a sign-in

const nameOf = async () => (await caches.keys()).find(name => name.startsWith(PREFIX) && name.endsWith(PAGE));
const after = milliseconds => new Promise(resolve => { setTimeout(resolve, milliseconds); });

// The copy is of one person: whoever opens the page with another account takes the place of the earlier one.
async function keep(owner, response) {
  const name = `${PREFIX}${owner}${PAGE}`;
  const others = (await caches.keys()).filter(other => other.startsWith(PREFIX) && other.endsWith(PAGE) && other !== name);
  await Promise.all(others.map(other => caches.delete(other)));
  await (await caches.open(name)).put(PAGE, response);
}

async function forget() {
  const name = await nameOf();
  if (name) await caches.delete(name);
  await self.registration.unregister();
}

async function kept() {
  const cacheName = await nameOf();
  const response = cacheName && await caches.match(PAGE, { cacheName, ignoreVary: true });
  if (!response) return null;
  if (Date.now() - Date.parse(response.headers.get("Date")) < MAX_AGE_MS) return response;
  await forget();
  return null;
}

async function fromNetwork(request) {
  const response = await fetch(request);
  const owner = response.headers.get("{{ header }}");
  if (response.ok && owner && !response.redirected) await keep(owner, response.clone());
  if ([403, 404, 410].includes(response.status)) await forget(); // the audit is no longer open to her
  return response;
}

async function page(request, fresh) {
  const copy = request.mode === "navigate" ? await kept() : null;
  if (!copy) return fresh;
  const usable = fresh.then(response => (response.status >= 500 ? copy : response), () => copy);
  return Promise.race([usable, after(PATIENCE_MS).then(() => copy)]);
}

async function file(request) {
  const cacheName = await nameOf();
  const copy = cacheName && await caches.match(request, { cacheName, ignoreVary: true });
  const fresh = fetch(request).then(async response => {
    if (response.ok && cacheName && await caches.has(cacheName)) await (await caches.open(cacheName)).put(request, response.clone());
    return response;
  });
  if (!copy) return fresh;
  fresh.catch(() => {});
  return copy;
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", event => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", event => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname === PAGE) {
    const fresh = fromNetwork(event.request);
    event.waitUntil(fresh.catch(() => {}));
    event.respondWith(page(event.request, fresh));
  } else if (url.pathname.startsWith(STATIC)) {
    event.respondWith(file(event.request));
  }
});
