// One post of a form as the page sends it by itself, and what the server said: { state, text, revision }.
const PATIENCE_MS = 15_000;
const KEEPALIVE_MAX = 60_000; // browsers refuse a larger body on a request that outlives its page

async function send(form) {
  const body = new URLSearchParams(new FormData(form)).toString();
  const headers = { "X-Autosave": "1", "Content-Type": "application/x-www-form-urlencoded", Accept: "application/json" };
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    return await fetch(form.action, { method: "POST", body, headers, signal, redirect: "manual", keepalive: body.length < KEEPALIVE_MAX });
  } catch {
    return null;
  }
}

// A sign-in in another tab has changed the token: take the fresh one from the page, unless somebody else has signed in.
async function renewToken(form, user) {
  const response = await fetch(location.pathname, { headers: { Accept: "text/html" } });
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  const owner = fresh.querySelector("[data-autosave-state]");
  if (!owner) return response.redirected || !response.ok ? "signed_out" : "refused";
  if (owner.dataset.user !== user) return "other_user";
  const token = fresh.querySelector("[name=csrfmiddlewaretoken]").value;
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
  return "renewed";
}

async function answerOf(response) {
  if (!response) return { state: "offline" };
  if (response.type === "opaqueredirect") return { state: "signed_out" };
  if (response.status >= 500 || response.status === 429) return { state: "unavailable" };
  try {
    return await response.json();
  } catch {
    return { state: response.status === 409 ? "unavailable" : "refused" }; // two writes met, or a page that tells why
  }
}

export async function post(form, user) {
  const answer = await answerOf(await send(form));
  if (answer.state !== "token") return answer;
  try {
    const state = await renewToken(form, user);
    if (state !== "renewed") return { state };
  } catch {
    return { state: "offline" };
  }
  const second = await answerOf(await send(form));
  return second.state === "token" ? { state: "refused" } : second;
}
