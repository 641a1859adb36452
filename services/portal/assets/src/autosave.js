// Keeps what one types: in this browser at once, in the system after a pause. Nothing typed is lost to an ended session, a broken
// line, a restart, or a second tab.

import { sayAll } from "./wrong.js";

/** After this long without typing the form is sent, in milliseconds. */
const PAUSE = 2500;
/** After a failure it is sent again this much later, in milliseconds. */
const AGAIN = 15000;
/** Inputs that belong to one showing of the page, and not to what was typed. */
const OF_THE_PAGE = ["csrf", "request_id", "version", "hanh_dong"];

/** What was typed, as pairs; without files and without what belongs to the page. */
export function typed(form) {
  return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !OF_THE_PAGE.includes(name));
}

/** Puts kept text back; only into inputs that the page still has. */
function fill(form, pairs) {
  const kept = new Map();
  for (const [name, value] of pairs) kept.set(name, [...(kept.get(name) ?? []), value]);
  for (const input of form.elements) {
    if (!input.name || OF_THE_PAGE.includes(input.name) || ["hidden", "file", "submit", "button"].includes(input.type)) continue;
    const values = kept.get(input.name) ?? [];
    if (input.type === "checkbox" || input.type === "radio") input.checked = values.includes(input.value);
    else if (values.length > 0) input.value = values[0];
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

/** The store of this browser (`localStorage`) or of this tab (`sessionStorage`); private windows may have none. */
export function store(name) {
  try {
    return window[name];
  } catch {
    return null;
  }
}

/** A page that says that something is done: what was sent to do it need not be kept any longer. */
export function forgetSent() {
  const local = store("localStorage");
  if (document.querySelector(".govuk-notification-banner--success")) sentIn(local).forEach((place) => local.removeItem(place));
}

/** Where texts are kept in this browser or tab that were sent. */
export function sentIn(kept) {
  const places = Object.keys(kept ?? {}).filter((place) => place.startsWith("congtam:"));
  return places.filter((place) => JSON.parse(kept.getItem(place)).sent);
}

/** What the service says that the scores come to. */
function foretell(form, foreseen, conflict) {
  const place = form.querySelector("[data-foreseen]");
  if (!place) return;
  place.textContent = foreseen ? `Điểm tự chấm: ${foreseen}` : "";
  form.querySelector("[data-conflict]").textContent = conflict;
}

/** Keeps a form while it is typed in. `data-autosave` says whose text it is. */
export function autosave(form) {
  const status = form.querySelector("[data-autosave-status]");
  const place = `congtam:${form.dataset.autosave}:${location.pathname}`;
  const local = store("localStorage");
  const say = (text) => (status.textContent = text);
  let timer = 0;
  let sending = false;
  let stopped = false;

  const keepHere = (sent = false) => local?.setItem(place, JSON.stringify({ at: Date.now(), pairs: typed(form), sent }));
  const forget = () => local?.removeItem(place);
  const later = (after) => {
    clearTimeout(timer);
    timer = setTimeout(send, after);
  };

  async function send() {
    if (sending || stopped) return;
    sending = true;
    const before = JSON.stringify(typed(form));
    const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
    body.set("hanh_dong", "tu-luu");
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { accept: "application/json" }, redirect: "manual" });
      if (answer.type === "opaqueredirect" || answer.status === 403) {
        stopped = true;
        say("Phiên đăng nhập đã kết thúc. Nội dung được giữ trên máy này; hãy đăng nhập lại rồi mở trang này.");
        return;
      }
      if (!answer.ok) throw new Error(answer.statusText);
      const { said, kept, changed_elsewhere: elsewhere, version, request_id: id, foreseen, conflict, wrong } = await answer.json();
      say(said);
      sayAll(form, wrong);
      if (kept) foretell(form, foreseen, conflict);
      form.elements.request_id.value = id;
      stopped = elsewhere;
      if (kept) {
        form.elements.version.value = version;
        if (JSON.stringify(typed(form)) === before) forget();
        else later(PAUSE);
      }
    } catch {
      say("Chưa lưu được vì mất kết nối. Nội dung được giữ trên máy này và sẽ tự lưu lại.");
      later(AGAIN);
    } finally {
      sending = false;
    }
  }

  form.addEventListener("input", () => {
    keepHere();
    later(PAUSE);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    stopped = true;
    if (local?.getItem(place)) keepHere(true);
  });
  window.addEventListener("online", () => local?.getItem(place) && later(0));

  const kept = JSON.parse(local?.getItem(place) ?? "null");
  if (!kept) return;
  if ("sent" in form.dataset) {
    keepHere();
    return;
  }
  if (JSON.stringify(kept.pairs) === JSON.stringify(typed(form))) {
    forget();
    return;
  }
  propose(form, kept, forget);
}

/** Says above a form that there is kept text, to be put back or dropped. */
export function propose(form, kept, forget) {
  const template = document.querySelector("template[data-kept-for]");
  form.prepend(template.content.cloneNode(true));
  const offer = form.querySelector("[data-kept]");
  offer.querySelector("[data-kept-when]").textContent = new Date(kept.at).toLocaleString("vi-VN", { timeZone: "Asia/Ho_Chi_Minh" });
  const answered = (act) => () => {
    act();
    offer.remove();
  };
  offer.querySelector("[data-kept-restore]").addEventListener("click", answered(() => fill(form, kept.pairs)));
  offer.querySelector("[data-kept-drop]").addEventListener("click", answered(forget));
}
