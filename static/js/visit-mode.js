// The page of a visit: a note is kept in this browser until the server has it, and sent when there is a network. Without this script the
// buttons post the same forms.
import { post } from "./autosave-post.js";
import { same } from "./fields.js";
import { SaveState } from "./save-state.js";
import { keepCopy } from "./visit-copy.js";
import { NoteLine, wordsOf } from "./visit-lines.js";
import { Notes } from "./visit-notes.js";

const RETRY_MS = [5000, 15_000, 30_000];
const WAITS = new Set(["offline", "unavailable"]); // comes right by itself: tried again
const STOPS = new Set(["signed_out", "other_user"]); // the others would be refused too

const root = document.querySelector("[data-visit-mode]");
const place = root.querySelector("[data-autosave-state]");
const user = place.dataset.user;
const isOwn = "keeps" in place.dataset;
const line = new SaveState(place);
const words = { ...line.words, ...wordsOf(root.querySelector("template[data-visit-words]")) };
const forms = [...root.querySelectorAll("form[data-note-form]")];
const notes = new Notes(isOwn ? user : "", location.pathname);
const typed = new Map(); // form → the note that is being typed into it
const lines = new Map(); // note → its line in the list
const carrier = makeCarrier();
let running = null;
let timer = 0;
let tries = 0;
let leaving = false;

// One form that posts all notes; in the page, so that a renewed token reaches it.
function makeCarrier() {
  const form = document.createElement("form");
  form.method = "post";
  form.action = forms[0].action;
  form.hidden = true;
  for (const name of ["csrfmiddlewaretoken", "key", "criterion", "written_at", "text"]) {
    const field = form.appendChild(document.createElement(name === "text" ? "textarea" : "input"));
    field.name = name;
  }
  form.elements.csrfmiddlewaretoken.value = forms[0].elements.csrfmiddlewaretoken.value;
  root.append(form);
  return form;
}

function show(note, state, text = "") {
  if (!lines.has(note)) lines.set(note, new NoteLine(root, note, { again: () => again(note), discard: () => discard(note) }));
  lines.get(note).say(text || words[state] || "", state === "refused" || state === "unfinished");
}

function again(note) {
  note.state = "waiting";
  notes.keep(note);
  sendAll();
}

function discard(note) {
  notes.forget(note);
  lines.get(note).remove();
  tell();
}

async function sendOne(note) {
  const values = { key: note.id, criterion: note.criterion, written_at: note.writtenAt, text: note.text };
  for (const [name, value] of Object.entries(values)) carrier.elements[name].value = value;
  const answer = await post(carrier, user);
  if (answer.state === "conflict") {
    notes.rename(note);
    return sendOne(note);
  }
  if (answer.state === "saved") note.state = "sent";
  else if (!WAITS.has(answer.state) && !STOPS.has(answer.state)) note.state = "refused";
  if (note.state === "sent") notes.keep(note);
  show(note, note.state === "waiting" ? (WAITS.has(answer.state) ? "waiting" : answer.state) : note.state, answer.text);
  return answer.state;
}

async function attempt() {
  clearTimeout(timer);
  let state = "saved";
  for (const note of notes.waiting()) {
    show(note, "saving");
    state = await sendOne(note);
    if (WAITS.has(state) || STOPS.has(state)) break;
  }
  for (const note of notes.waiting()) show(note, WAITS.has(state) ? "waiting" : state);
  if (WAITS.has(state)) timer = setTimeout(sendAll, RETRY_MS[Math.min(tries++, RETRY_MS.length - 1)]);
  else tries = 0;
  tell(state);
}

async function sendAll() {
  while (running) await running;
  running = attempt();
  try {
    await running;
  } finally {
    running = null;
  }
}

function tell(state = "saved") {
  const unsent = notes.unsent().filter(note => note.state !== "unfinished");
  if (unsent.length) line.say(state === "saved" ? "refused" : state, { kept: unsent.every(note => note.isKept) });
  else if (lines.size) line.say("saved", { text: words.all_saved });
}

function typing(form) {
  const text = form.elements.text.value;
  const note = typed.get(form) ?? notes.begin(form.elements.criterion.value);
  note.text = text;
  if (text.trim()) {
    typed.set(form, note);
    notes.keep(note);
  } else {
    typed.delete(form);
    notes.forget(note);
  }
}

function finish(form, event) {
  event.preventDefault();
  typing(form);
  const note = typed.get(form);
  form.elements.text.focus();
  if (!note) return;
  if (note.text.trim().length > Number(root.dataset.mostCharacters)) { // in the box it can still be shortened
    line.say("refused", { text: words.too_long });
    return;
  }
  note.text = note.text.trim();
  note.state = "waiting";
  note.writtenAt = new Date().toISOString();
  notes.keep(note);
  typed.delete(form);
  form.elements.text.value = "";
  sendAll();
}

function restore(note) {
  const shown = root.querySelector(`li[data-key="${note.id}"] [data-text]`);
  if (shown && same({ text: shown.textContent }, { text: note.text })) return notes.forget(note);
  if (shown) notes.rename(note);
  const form = forms.find(each => each.elements.criterion.value === note.criterion);
  if (note.state !== "unfinished") return show(note, note.state);
  if (!form || form.elements.text.value) return show(note, "unfinished");
  form.elements.text.value = note.text;
  return typed.set(form, note);
}

// Signing out removes the notes of this browser, so they are sent before it; a second press signs out all the same.
async function signingOut(event) {
  if (!event.target.matches("[data-sign-out]") || leaving || !notes.unsent().length) return;
  event.preventDefault();
  event.stopPropagation();
  await sendAll();
  leaving = true;
  if (notes.unsent().length) line.say("sign_out");
  else event.target.requestSubmit();
}

for (const form of forms) {
  form.addEventListener("input", () => typing(form));
  form.addEventListener("submit", event => finish(form, event));
}
notes.load().forEach(restore);
if (notes.waiting().length) sendAll();
document.addEventListener("submit", signingOut, { capture: true });
document.addEventListener("visibilitychange", () => { if (!document.hidden && notes.waiting().length) sendAll(); });
window.addEventListener("online", () => { if (notes.waiting().length) sendAll(); });
window.addEventListener("beforeunload", event => { if (!leaving && notes.unsent().some(note => !note.isKept)) event.preventDefault(); });
(isOwn ? keepCopy(root.dataset.worker) : Promise.resolve(false)).then(isThere => {
  root.querySelector("[data-copy-state]").textContent = words[isThere ? "copy" : "no_copy"];
});
