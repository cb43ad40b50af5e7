// Signing out removes the person's unsaved texts from this browser; a shared computer never holds any.
import { forgetAllOf } from "./drafts.js";

const form = document.querySelector("form[data-sign-out]");
if (form) {
  const user = form.dataset.user;
  if ("shared" in form.dataset) forgetAllOf(user);
  document.addEventListener("submit", event => {
    if (!event.defaultPrevented && event.target.action === form.action) forgetAllOf(user);
  });
}
