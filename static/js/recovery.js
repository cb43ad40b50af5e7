// Offers an earlier unsaved text of the same page: "Palauta teksti" or "Hylkää", one at a time, the newest first.
import { forget } from "./drafts.js";
import { textsOf } from "./fields.js";

export function offer(slot, entries, restore) {
  slot.replaceChildren();
  const [entry, ...rest] = entries;
  if (!entry) return;
  slot.append(slot.parentElement.querySelector("template[data-autosave-found]").content.cloneNode(true));
  slot.querySelector("[data-found-at]").textContent = new Date(entry.at).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
  const text = textsOf(entry.values).join("\n\n");
  slot.querySelector("[data-found-text]").textContent = text.length > 300 ? `${text.slice(0, 300)}…` : text;
  slot.querySelector("[data-found-restore]").addEventListener("click", () => {
    const aside = restore(entry);
    forget(entry.key);
    offer(slot, [...aside, ...rest], restore);
  });
  slot.querySelector("[data-found-discard]").addEventListener("click", () => {
    forget(entry.key);
    offer(slot, rest, restore);
    slot.closest("form").querySelector("textarea, input:not([type=hidden])")?.focus();
  });
}
