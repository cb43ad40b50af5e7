// The page with both texts: the writer's own stays in this browser until her choice is stored.
import { post } from "./autosave-post.js";
import { forgetHandedOver } from "./drafts.js";

const form = document.querySelector("form[data-autosave-conflict]");
let leaving = false;

async function chosen(event) {
  const choice = event.submitter?.value;
  if (choice === "tallennettu") forgetHandedOver();
  if (leaving || choice !== "oma") return; // both texts: the page that shows them as one keeps them
  event.preventDefault();
  const answer = await post(form, form.dataset.user);
  leaving = true;
  if (answer.state === "saved") {
    form.elements.revision.value = answer.revision;
    forgetHandedOver();
  }
  form.requestSubmit(event.submitter);
}

form?.addEventListener("submit", chosen);
