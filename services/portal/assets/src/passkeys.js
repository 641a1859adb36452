// Passkeys: what the browser creates or signs goes into the form as JSON, and the form is sent like any other.

/** A form with `data-passkey="create"` or `"get"`, and the options of the ceremony in `data-options`. */
export function passkeys() {
  const forms = [...document.querySelectorAll("form[data-passkey]")];
  const known = typeof window.PublicKeyCredential?.parseCreationOptionsFromJSON === "function";
  for (const part of document.querySelectorAll("[data-passkeys-known]")) part.hidden = !known;
  for (const part of document.querySelectorAll("[data-passkeys-unknown]")) part.hidden = known;
  if (!known) return;
  for (const form of forms) form.addEventListener("submit", (event) => begin(event, form));
}

async function begin(event, form) {
  const answer = form.querySelector("input[name=credential]");
  if (answer.value) return;
  event.preventDefault();
  const status = form.querySelector("[role=status]");
  status.textContent = "Hãy làm theo hướng dẫn của trình duyệt hoặc thiết bị.";
  try {
    const options = JSON.parse(form.dataset.options);
    const credential =
      form.dataset.passkey === "create"
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
    answer.value = JSON.stringify(credential);
    form.submit();
  } catch {
    status.textContent = "Chưa nhận được khóa truy cập: thao tác bị hủy hoặc thiết bị không hỗ trợ. Hãy thử lại, hoặc dùng mật khẩu.";
  }
}
