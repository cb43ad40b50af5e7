// The line that tells how it is with the text. The sentences come from the page, in its language.
const GOOD = new Set(["saved"]);
const CALM = new Set(["saved", "saving", "incomplete", ""]);

export class SaveState {
  constructor(element) {
    this.element = element;
    this.line = element.querySelector("[role=status]");
    this.words = {};
    for (const sentence of element.querySelector("template").content.children) this.words[sentence.dataset.word] = sentence.textContent;
  }

  // `text` is the server's sentence; `kept` tells whether the text is safe in this browser, null when that needs no telling.
  say(state, { text = "", kept = null } = {}) {
    const sentences = [this.words[state] && text ? `${this.words[state]} ${text}` : text || this.words[state] || ""];
    if (kept !== null) sentences.push(this.words[kept ? "kept" : "not_kept"]);
    const words = sentences.filter(Boolean).join(" ");
    if (this.line.textContent !== words) this.line.textContent = words;
    this.line.classList.toggle("savestate-plain", !GOOD.has(state));
    this.line.classList.toggle("savestate-problem", !CALM.has(state));
    for (const way of this.element.querySelectorAll("[data-shown-in]")) way.hidden = way.dataset.shownIn !== state;
  }
}
