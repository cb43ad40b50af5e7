// Copies of the page of a visit, kept by its worker so that it opens without a network; the first part of a name is whose they are.
const PREFIX = "laatumatka-kaynti/";
const MAX_AGE_MS = 14 * 24 * 60 * 60 * 1000; // as long as a sign-in

export const mayHavePages = "caches" in window && "serviceWorker" in navigator;

async function isOld(name) {
  const [first] = await (await caches.open(name)).keys();
  const copy = first && await caches.match(first, { cacheName: name, ignoreVary: true });
  return !copy || Date.now() - Date.parse(copy.headers.get("Date")) > MAX_AGE_MS;
}

async function forget(names) {
  await Promise.all(names.map(name => caches.delete(name)));
  for (const registration of await navigator.serviceWorker.getRegistrations()) {
    if (names.some(name => name.endsWith(new URL(registration.scope).pathname))) await registration.unregister();
  }
}

const copies = async () => (await caches.keys()).filter(name => name.startsWith(PREFIX));

// Forget everybody's: on signing out, and on a shared computer.
export async function forgetPages() {
  await forget(await copies());
}

// Forget what is not this person's any more, and what is too old.
export async function tidyPages(user) {
  const unwanted = [];
  for (const name of await copies()) if (!name.startsWith(`${PREFIX}${user}/`) || await isOld(name)) unwanted.push(name);
  await forget(unwanted);
}
