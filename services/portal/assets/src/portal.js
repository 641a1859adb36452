// Every page works without this file; it makes some of them quicker.

import { autosave, forgetSent } from "./autosave.js";
import { forgetArrived, keep } from "./keep.js";
import { passkeys } from "./passkeys.js";
import { hundredths, impossible, say } from "./wrong.js";
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

function vietnamese(points) {
  return `${Math.floor(points / 100)},${String(points % 100).padStart(2, "0")}`;
}

/** Sum of the scores in view; what cannot be right is not added up, and said beside its input. The rules of the result are not here. */
function runningTotal(form) {
  const output = form.querySelector("[data-total]");
  if (!output) return;
  const inputs = [...form.querySelectorAll("[data-score]")];
  const update = () => {
    let [sum, open, wrong] = [0, 0, 0];
    for (const input of inputs) {
      const skipped = form.querySelector(`[data-skips="${CSS.escape(input.id)}"]`)?.checked;
      if (skipped) continue;
      if (impossible(input)) wrong += 1;
      else if (input.value.trim() === "") open += 1;
      else sum += hundredths(input.value);
    }
    output.querySelector("[data-total-sum]").textContent = vietnamese(sum);
    const left = [wrong > 0 && `cần sửa ${wrong} điểm`, open > 0 && `còn ${open} tiêu chí chưa chấm`].filter(Boolean);
    output.querySelector("[data-total-open]").textContent = left.length === 0 ? "đã chấm hết" : left.join(", ");
  };
  output.hidden = false;
  form.addEventListener("input", update);
  inputs.forEach((input) => input.addEventListener("change", () => say(input, impossible(input))));
  update();
}

/** One box that ticks all boxes of its table. */
function selectAll(box) {
  const boxes = () => document.querySelectorAll(`input[type=checkbox][name="${CSS.escape(box.dataset.selectAll)}"]`);
  box.closest("[hidden]")?.removeAttribute("hidden");
  box.addEventListener("change", () => boxes().forEach((other) => (other.checked = box.checked)));
}

/** On a narrow screen each row stands by itself, and each cell says the heading of its column: no column is out of sight. */
function stack(table) {
  const heads = table.querySelectorAll("thead tr");
  if (heads.length !== 1) return;
  const names = [...heads[0].cells].flatMap((cell) => Array(cell.colSpan).fill(cell.textContent.trim()));
  for (const row of table.querySelectorAll("tbody tr")) {
    let column = 0;
    for (const cell of row.cells) {
      const named = column > 0 || cell.classList.contains("ct-num");
      if (named && cell.colSpan === 1) cell.dataset.label = names[column] ?? "";
      if (cell.textContent.trim() === "" && !cell.querySelector("input, select, textarea, img, svg")) cell.classList.add("ct-blank");
      column += cell.colSpan;
    }
  }
  table.classList.add("ct-stacks");
}

document.querySelectorAll(".ct-scroll > table").forEach(stack);
document.querySelectorAll("form").forEach(runningTotal);
document.querySelectorAll("[data-select-all]").forEach(selectAll);

for (const place of document.querySelectorAll("[data-print]")) {
  place.hidden = false;
  place.querySelector("button").addEventListener("click", () => window.print());
}

forgetSent();
document.querySelectorAll("form[data-autosave]").forEach(autosave);

forgetArrived();
document.querySelectorAll("form[data-keep]:not([data-autosave])").forEach(keep);

// Leaving a long form with changes that have not been sent asks first.
document.querySelectorAll("form[data-keep]:not([data-autosave])").forEach((form) => {
  let changed = false;
  form.addEventListener("input", () => (changed = true));
  form.addEventListener("submit", () => (changed = false));
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
});
