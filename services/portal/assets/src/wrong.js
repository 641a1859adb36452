// What is wrong with an input, said beside it as the server says it.

const errorOf = (input) => document.getElementById(`${input.id}-error`);

/** Says it; no words take it back. */
export function say(input, message) {
  const group = input.closest(".govuk-form-group");
  if (!group || !input.id) return;
  const described = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== `${input.id}-error`);
  let place = errorOf(input);
  if (message && !place) {
    place = document.createElement("p");
    place.id = `${input.id}-error`;
    place.className = "govuk-error-message";
    group.insertBefore(place, input.closest(".govuk-radios") ?? input);
  }
  if (message) place.textContent = message;
  else place?.remove();
  group.classList.toggle("govuk-form-group--error", Boolean(message));
  if (input.matches("input[type=text], textarea, select")) {
    const kind = input.tagName === "INPUT" ? "input" : input.tagName.toLowerCase();
    input.classList.toggle(`govuk-${kind}--error`, Boolean(message));
  }
  const ids = message ? [...described, `${input.id}-error`] : described;
  if (ids.length > 0) input.setAttribute("aria-describedby", ids.join(" "));
  else input.removeAttribute("aria-describedby");
}

/** Says what is wrong with each input of a form, and takes back what was said of the others. */
export function sayAll(form, wrong) {
  const messages = new Map(wrong.map(({ name, message }) => [name, message]));
  const seen = new Set();
  for (const input of form.elements) {
    if (!input.name || seen.has(input.name) || input.type === "hidden") continue;
    seen.add(input.name);
    const message = messages.get(input.name) ?? "";
    if (message || errorOf(input)) say(input, message);
  }
}

/** Hundredths of a point from "8,5" or "8.5"; null when it is not a number. */
export function hundredths(text) {
  const match = /^\s*(-?)(\d+)(?:[.,](\d{1,2}))?\s*$/.exec(text);
  if (!match) return null;
  const points = Number(match[2]) * 100 + Number((match[3] ?? "").padEnd(2, "0"));
  return match[1] ? -points : points;
}

const written = (points) => `${points / 100}`.replace(".", ",");

/** What a score input cannot mean; empty when it may be right. The last word is the service's. */
export function impossible(input) {
  if (input.value.trim() === "") return "";
  const points = hundredths(input.value);
  const [most, step] = [Number(input.dataset.most), Number(input.dataset.step)];
  if (points === null) return `«${input.value.trim()}» không phải là số điểm. Hãy ghi như 8,5.`;
  if (points < 0 || points > most) return `Điểm phải từ 0 đến ${written(most)}.`;
  if (points % step !== 0) return `Điểm phải chẵn theo bước ${written(step)}.`;
  return "";
}
