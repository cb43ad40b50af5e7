// Texts that are not saved yet, in this browser's localStorage: an entry for each user, page and opening of the page.
// Kept until the server has taken the text; an entry older than a sign-in can be is dropped.
const PREFIX = "laatumatka-text/";
const MAX_AGE_MS = 14 * 24 * 60 * 60 * 1000;

function entriesOf(prefix) {
  const entries = [];
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(prefix)) continue;
    try {
      const entry = JSON.parse(localStorage.getItem(key));
      if (Date.now() - entry.at < MAX_AGE_MS) entries.push({ ...entry, key });
      else localStorage.removeItem(key);
    } catch {
      localStorage.removeItem(key);
    }
  }
  return entries.sort((one, other) => other.at - one.at);
}

// Forget what the user has in this browser, and everybody's entries that are too old.
export function forgetAllOf(user) {
  try {
    for (const entry of entriesOf(PREFIX)) if (entry.key.startsWith(`${PREFIX}${user}/`)) localStorage.removeItem(entry.key);
  } catch {
    // No storage in this browser: nothing was kept either.
  }
}

export function forget(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // As above.
  }
}

// The entries of the pages whose address begins with the path, newest first.
export function entriesUnder(user, path) {
  try {
    return entriesOf(`${PREFIX}${user}${path}`);
  } catch {
    return [];
  }
}

// The entries of one page. Without a user, as on a shared computer, nothing is kept.
export class Drafts {
  constructor(user, path) {
    this.user = user;
    this.page = `${PREFIX}${user}${path}#`;
    this.key = this.newKey();
  }

  newKey() {
    return this.page + Math.random().toString(36).slice(2);
  }

  // Returns whether the text is safe in this browser.
  keep(values, revision, key = this.key) {
    if (!this.user) return false;
    try {
      localStorage.setItem(key, JSON.stringify({ values, revision, at: Date.now() }));
      return true;
    } catch {
      return false;
    }
  }

  // Keeps the text as another opening of the page would have, and returns its key.
  setAside(values, revision) {
    const key = this.newKey();
    this.keep(values, revision, key);
    return key;
  }

  forget() {
    forget(this.key);
  }

  others() {
    if (!this.user) return [];
    try {
      return entriesOf(this.page).filter(entry => entry.key !== this.key);
    } catch {
      return [];
    }
  }
}

// A form that is posted may come back on another page, with both texts or an error: that page forgets the entry when the text is safe.
const HANDED_OVER = "laatumatka-text-handed-over";

export function handOver(key) {
  try {
    sessionStorage.setItem(HANDED_OVER, key);
  } catch {
    // Nothing is kept in this browser.
  }
}

export function forgetHandedOver() {
  try {
    forget(sessionStorage.getItem(HANDED_OVER) ?? "");
    sessionStorage.removeItem(HANDED_OVER);
  } catch {
    // As above.
  }
}
