// Keys for who works without a mouse. Every page works without this.
const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const search = document.getElementById("q");
  if (search === null) return;
  event.preventDefault();
  search.focus();
  search.select();
});

// One menu at a time, and none that stays open behind one's back.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.more[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.more[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// What is in a file is as if it had been pasted: it is seen before it is sent.
for (const chooser of document.querySelectorAll("input[data-into]")) {
  chooser.hidden = false;
  chooser.addEventListener("change", async () => {
    const field = document.getElementById(chooser.dataset.into);
    const file = chooser.files[0];
    if (file === undefined || file.size > 100_000) return;
    const bytes = new Uint8Array(await file.arrayBuffer());
    const text = new TextDecoder().decode(bytes);
    // DER becomes PEM.
    const isDer = bytes[0] === 0x30;
    const lines = isDer ? btoa(String.fromCharCode(...bytes)).match(/.{1,64}/g).join("\n") : "";
    field.value = isDer ? `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n` : text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

// Browsers print without this, too.
for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A passkey is asked for when its button is pressed; what the browser gives is sent with the form around it.
for (const asks of document.querySelectorAll("[data-passkey]")) {
  const form = asks.closest("form");
  const button = asks.querySelector("button");
  const told = asks.querySelector("[role=alert]");
  const fails = () => {
    told.textContent = asks.dataset.failed;
    told.hidden = false;
  };
  const isToMake = asks.dataset.passkey === "create";
  const reads = isToMake ? "parseCreationOptionsFromJSON" : "parseRequestOptionsFromJSON";
  if (window.PublicKeyCredential?.[reads] === undefined) {
    fails();
    continue;
  }
  button.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    told.hidden = true;
    button.disabled = true;
    try {
      const publicKey = PublicKeyCredential[reads](JSON.parse(asks.dataset.options));
      const credential = await navigator.credentials[isToMake ? "create" : "get"]({ publicKey });
      form.elements.answer.value = JSON.stringify(credential.toJSON());
      form.submit();
    } catch {
      fails();
    }
    button.disabled = false;
  });
}
