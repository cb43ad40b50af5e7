// Notes of a visit in this browser: each has an id of its own, by which the server keeps it once, however often it is sent.
// unfinished: being typed · waiting: to be sent · sent: kept here until a page from the server shows it.
import { Drafts, forget } from "./drafts.js";

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map(byte => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

export class Notes {
  constructor(user, path) {
    this.drafts = new Drafts(user, path);
    this.rows = new Set();
  }

  // The notes that were left here, the oldest first.
  load() {
    for (const { values, revision, key } of this.drafts.others().reverse()) {
      if (revision?.id) this.rows.add({ ...revision, ...values, key, isKept: true });
    }
    return [...this.rows];
  }

  begin(criterion) {
    const id = newId();
    const row = { id, criterion, text: "", state: "unfinished", writtenAt: "", isKept: false, key: this.drafts.page + id };
    this.rows.add(row);
    return row;
  }

  keep(row) {
    const { id, state, writtenAt, criterion, text } = row;
    row.isKept = this.drafts.keep({ criterion, text }, { id, state, writtenAt }, row.key);
  }

  forget(row) {
    this.rows.delete(row);
    forget(row.key);
  }

  // The id is in use for another text: the note goes on under a new one.
  rename(row) {
    forget(row.key);
    row.id = newId();
    row.key = this.drafts.page + row.id;
    this.keep(row);
  }

  waiting() {
    return [...this.rows].filter(row => row.state === "waiting");
  }

  unsent() {
    return [...this.rows].filter(row => row.state !== "sent");
  }
}
