// Keeps what one types into a form that is sent as a whole, in this tab, until it has arrived: nothing typed is lost to an ended
// session or a system that does not answer. Closing the tab or signing out forgets it.

import { propose, sentIn, store, typed } from "./autosave.js";

/**
 * What was sent has arrived, and need not be kept; on the page to sign in, on one that says that it has not arrived, and on the form
 * again with its mistakes it has not, and waits to be sent once more.
 */
export function forgetArrived() {
  const tab = store("sessionStorage");
  const arrived = document.querySelector("template[data-kept-for]") && !document.querySelector("[data-unsent], .govuk-error-summary");
  for (const place of sentIn(tab)) {
    if (arrived) tab.removeItem(place);
    else tab.setItem(place, JSON.stringify({ ...JSON.parse(tab.getItem(place)), sent: false }));
  }
}

/** Keeps a form while it is typed in, and offers what is kept of it. */
export function keep(form) {
  const template = document.querySelector("template[data-kept-for]");
  const tab = store("sessionStorage");
  if (!template || !tab) return;
  const place = `congtam:${template.dataset.keptFor}:${location.pathname}`;
  const keepHere = (sent) => tab.setItem(place, JSON.stringify({ at: Date.now(), pairs: typed(form), sent }));
  form.addEventListener("input", () => keepHere(false));
  form.addEventListener("submit", () => tab.getItem(place) && keepHere(true));
  const kept = JSON.parse(tab.getItem(place) ?? "null");
  if (!kept || JSON.stringify(kept.pairs) === JSON.stringify(typed(form))) return;
  propose(form, kept, () => tab.removeItem(place));
}
