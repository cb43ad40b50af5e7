// Unsaved texts whose own pages no longer take them, because the assessment has moved on: shown for copying until they are discarded.
import { entriesUnder, forget } from "./drafts.js";
import { textsOf } from "./fields.js";

const section = document.querySelector("[data-leftovers]");

function show(entry) {
  const item = section.querySelector("template").content.cloneNode(true).firstElementChild;
  const id = `teksti-${entry.key}`;
  item.querySelector("label").htmlFor = id;
  item.querySelector("[data-found-at]").textContent = new Date(entry.at).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
  const field = item.querySelector("textarea");
  field.id = id;
  field.value = textsOf(entry.values).join("\n\n");
  item.querySelector("button").addEventListener("click", () => {
    forget(entry.key);
    item.remove();
    section.hidden = !section.querySelector("textarea");
  });
  section.append(item);
}

const isUnsaved = entry => entry.revision?.state !== "sent" && textsOf(entry.values).length; // a note of a visit stays here a while after it is stored
const found = section ? entriesUnder(section.dataset.user, section.dataset.leftovers).filter(isUnsaved) : [];
found.forEach(show);
if (found.length) section.hidden = false;
