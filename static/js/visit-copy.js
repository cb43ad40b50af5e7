// Lets the worker keep a copy of this page and its files, and tells whether there is one. See the decision on the visit without a network.
const PATIENCE_MS = 10_000;
const STATIC = new URL("..", import.meta.url).pathname;

function controlled() {
  if (navigator.serviceWorker.controller) return Promise.resolve();
  return new Promise(resolve => {
    navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true });
    setTimeout(resolve, PATIENCE_MS);
  });
}

async function fill(worker) {
  const isFirst = !navigator.serviceWorker.controller; // later the worker itself sees the page and its files pass
  await navigator.serviceWorker.register(worker);
  await navigator.serviceWorker.ready;
  await controlled();
  if (!isFirst) return;
  await fetch(location.pathname, { headers: { Accept: "text/html" } });
  const files = performance.getEntriesByType("resource").map(entry => new URL(entry.name));
  await Promise.all(files.filter(url => url.origin === location.origin && url.pathname.startsWith(STATIC)).map(url => fetch(url)));
}

export async function keepCopy(worker) {
  if (!("serviceWorker" in navigator && "caches" in window)) return false;
  try {
    await fill(worker);
  } catch {
    // No network: an earlier copy is as good.
  }
  return (await caches.keys()).some(name => name.endsWith(location.pathname));
}
