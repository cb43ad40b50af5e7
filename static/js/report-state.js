// Asks how far a PDF is and shows the answer in place, for every PDF of the page. Without this script the page has an ordinary link for the same.
const INTERVAL_MS = 2000;
const TRIES = 150;

async function refresh(region, triesLeft) {
  if (!region.querySelector("[data-under-way]") || triesLeft === 0) return;
  try {
    const response = await fetch(region.dataset.reportState, { headers: { Accept: "text/html" }, credentials: "same-origin" });
    if (response.ok && !response.redirected) {
      const text = await response.text();
      if (text.trim() !== region.innerHTML.trim()) region.innerHTML = text;
    }
  } catch {
    // No connection: ask again later.
  }
  setTimeout(() => refresh(region, triesLeft - 1), INTERVAL_MS);
}

for (const region of document.querySelectorAll("[data-report-state]")) setTimeout(() => refresh(region, TRIES), INTERVAL_MS);
