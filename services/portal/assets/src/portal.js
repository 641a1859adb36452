// Every page works without this file; it makes some of them quicker.

import { autosave, forgetSent } from "./autosave.js";
import { passkeys } from "./passkeys.js";
import {
  Button,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  createAll,
} from "./govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");

createAll(Button, { preventDoubleClick: true });
createAll(Checkboxes);
createAll(ErrorSummary);
createAll(NotificationBanner);
createAll(PasswordInput, {
  i18n: {
    showPassword: "Hiện",
    hidePassword: "Ẩn",
    showPasswordAriaLabel: "Hiện mật khẩu",
    hidePasswordAriaLabel: "Ẩn mật khẩu",
    passwordShownAnnouncement: "Mật khẩu đang hiện",
    passwordHiddenAnnouncement: "Mật khẩu đang ẩn",
  },
});
createAll(Radios);
createAll(ServiceNavigation);
createAll(SkipLink);
passkeys();

/** Hundredths of a point from "8,5" or "8.5"; null when it is not a number. */
function hundredths(text) {
  const match = /^\s*(\d+)(?:[.,](\d{1,2}))?\s*$/.exec(text);
  return match ? Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0")) : null;
}

function vietnamese(points) {
  return `${Math.floor(points / 100)},${String(points % 100).padStart(2, "0")}`;
}

/** Sum of the scores in view; the rules of the result are not here. */
function runningTotal(form) {
  const output = form.querySelector("[data-total]");
  if (!output) return;
  const inputs = [...form.querySelectorAll("[data-score]")];
  const update = () => {
    let sum = 0;
    let open = 0;
    for (const input of inputs) {
      const skipped = form.querySelector(`[data-skips="${CSS.escape(input.id)}"]`)?.checked;
      const points = hundredths(input.value);
      if (!skipped && points !== null) sum += points;
      if (!skipped && points === null) open += 1;
    }
    output.querySelector("[data-total-sum]").textContent = vietnamese(sum);
    output.querySelector("[data-total-open]").textContent = open === 0 ? "đã chấm hết" : `còn ${open} tiêu chí chưa chấm`;
  };
  output.hidden = false;
  form.addEventListener("input", update);
  update();
}

/** One box that ticks all boxes of its table. */
function selectAll(box) {
  const boxes = () => document.querySelectorAll(`input[type=checkbox][name="${CSS.escape(box.dataset.selectAll)}"]`);
  box.closest("[hidden]")?.removeAttribute("hidden");
  box.addEventListener("change", () => boxes().forEach((other) => (other.checked = box.checked)));
}

document.querySelectorAll("form").forEach(runningTotal);
document.querySelectorAll("[data-select-all]").forEach(selectAll);

forgetSent();
document.querySelectorAll("form[data-autosave]").forEach(autosave);

// Leaving a long form with changes that are not kept anywhere asks first.
document.querySelectorAll("form[data-keep]:not([data-autosave])").forEach((form) => {
  let changed = false;
  form.addEventListener("input", () => (changed = true));
  form.addEventListener("submit", () => (changed = false));
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
});
