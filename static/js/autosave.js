// Saves a form while it is filled: a moment after the last key, and on leaving a field. Without this script its button saves the same.
// An unsaved text stays in this browser until the server has taken it; see the decision on texts kept in the browser.
import { post } from "./autosave-post.js";
import { Drafts, forget, forgetHandedOver, handOver } from "./drafts.js";
import { holds, read, same, write } from "./fields.js";
import { offer } from "./recovery.js";
import { SaveState } from "./save-state.js";

const PAUSE_MS = 1500;
const SLOW_MS = 400; // a quick save is told once, when it is done
const RETRY_MS = [3000, 10_000, 30_000];
const WAITS = new Set(["offline", "unavailable"]); // comes right by itself: tried again
const STAYS = new Set(["offline", "unavailable", "signed_out", "other_user"]); // leaving the page would only lose it
const ENDS = new Set(["conflict", "refused", "other_user"]); // no use to send again; the button shows why

const form = document.querySelector("form[data-autosave]");
const place = form?.querySelector("[data-autosave-state]");
const line = form && new SaveState(place);
const drafts = form && new Drafts("keeps" in place.dataset ? place.dataset.user : "", location.pathname);
let stored = null; // what the server has, as far as this page knows; null: nothing of what the form shows
let timer = 0;
let running = null;
let tries = 0;
let ended = false;
let leaving = false;

const isDirty = () => stored === null || !same(read(form), stored);
const keep = () => drafts.keep(read(form), form.elements.revision.value);

function later(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(save, milliseconds);
}

function changed() {
  if (isDirty()) {
    keep();
    if (!ended) later(PAUSE_MS);
  } else {
    clearTimeout(timer);
    drafts.forget();
  }
}

async function save() {
  clearTimeout(timer);
  while (running) await running; // one at a time: of several that waited, the first goes on and the others wait for it
  if (!isDirty()) return "saved";
  running = attempt();
  try {
    return await running;
  } finally {
    running = null;
  }
}

async function attempt() {
  const sent = read(form);
  const slow = setTimeout(() => line.say("saving"), SLOW_MS);
  const answer = await post(form, place.dataset.user);
  clearTimeout(slow);
  if (answer.state === "saved") taken(sent, answer);
  else notTaken(answer);
  return answer.state;
}

function taken(sent, answer) {
  stored = sent;
  tries = 0;
  form.elements.revision.value = answer.revision;
  line.say("saved", { text: answer.text });
  changed();
}

function notTaken({ state, text }) {
  line.say(state, { text, kept: keep() });
  ended = ENDS.has(state);
  if (WAITS.has(state)) later(RETRY_MS[Math.min(tries++, RETRY_MS.length - 1)]);
}

// The button: first what the page would have sent by itself, then the button's own post, which then changes nothing and leads on.
async function pressed(event) {
  handOver(drafts.key);
  if (leaving || ended || !isDirty()) return;
  event.preventDefault();
  if (STAYS.has(await save())) return;
  leaving = true;
  form.requestSubmit(event.submitter);
}

// Signing out removes the texts of this browser, so they are saved before it; a second press signs out all the same.
async function signingOut(event) {
  if (!event.target.matches("[data-sign-out]") || leaving || !isDirty()) return;
  event.preventDefault();
  event.stopPropagation();
  const state = await save();
  leaving = true;
  if (state === "saved") event.target.requestSubmit();
  else line.say("sign_out");
}

function restore(entry) {
  const aside = isDirty() && stored !== null ? [{ values: read(form), revision: form.elements.revision.value, at: Date.now() }] : [];
  for (const other of aside) other.key = drafts.setAside(other.values, other.revision);
  write(form, entry.values);
  form.elements.revision.value = entry.revision; // a colleague's later text is then met, not overwritten
  ended = false;
  changed();
  save();
  form.querySelector("textarea, input:not([type=hidden])")?.focus();
  return aside;
}

function start() {
  const isUnsaved = "unsaved" in form.dataset;
  const shown = read(form);
  if (isUnsaved && keep()) forgetHandedOver();
  else stored = shown;
  const isKnown = entry => (isUnsaved ? holds(shown, entry.values) : same(shown, entry.values));
  const entries = drafts.others();
  entries.filter(isKnown).forEach(entry => forget(entry.key));
  offer(form.querySelector("[data-autosave-recovery]"), entries.filter(entry => !isKnown(entry)), restore);

  form.addEventListener("input", changed);
  form.addEventListener("focusout", event => {
    const isSameQuestion = event.target.type === "radio" && event.relatedTarget?.name === event.target.name;
    if (!isSameQuestion && !ended && stored !== null && isDirty()) save();
  });
  form.addEventListener("submit", pressed);
  document.addEventListener("submit", signingOut, { capture: true });
  document.addEventListener("visibilitychange", () => { if (document.hidden && !ended && stored !== null) save(); });
  window.addEventListener("online", () => { if (!ended && stored !== null) save(); });
  window.addEventListener("beforeunload", event => { if (!leaving && stored !== null && isDirty() && !keep()) event.preventDefault(); });
}

if (form) start();
