// A note in its list, and how it is with it.
export function wordsOf(template) {
  return Object.fromEntries([...template.content.children].map(sentence => [sentence.dataset.word, sentence.textContent]));
}

export class NoteLine {
  constructor(root, note, { again, discard }) {
    this.element = root.querySelector("template[data-visit-note]").content.cloneNode(true).firstElementChild;
    this.element.querySelector("[data-text]").textContent = note.text;
    this.element.querySelector("[data-again]").addEventListener("click", again);
    this.element.querySelector("[data-discard]").addEventListener("click", discard);
    const list = [...root.querySelectorAll("[data-notes]")].find(each => each.dataset.notes === note.criterion);
    (list ?? root.querySelector("[data-notes]")).append(this.element);
  }

  // `asks`: the person has to choose what becomes of it.
  say(words, asks) {
    this.element.querySelector("[data-state]").textContent = words;
    this.element.querySelector("[data-ways]").hidden = !asks;
  }

  remove() {
    this.element.remove();
  }
}
