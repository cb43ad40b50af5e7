// Signing out removes the person's unsaved texts and copies of pages from this browser; a shared computer never holds any.
import { forgetAllOf } from "./drafts.js";
import { forgetPages, mayHavePages, tidyPages } from "./visit-pages.js";

const form = document.querySelector("form[data-sign-out]");
if (form) {
  const user = form.dataset.user;
  const isShared = "shared" in form.dataset;
  if (isShared) forgetAllOf(user);
  if (mayHavePages) (isShared ? forgetPages() : tidyPages(user)).catch(() => {});
  document.addEventListener("submit", event => {
    if (event.defaultPrevented || event.target.action !== form.action) return;
    forgetAllOf(user);
    if (!mayHavePages) return;
    event.preventDefault();
    forgetPages().catch(() => {}).then(() => event.target.submit());
  });
}
