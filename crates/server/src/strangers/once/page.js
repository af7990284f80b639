
"use strict";
const part = (id) => document.getElementById(id);
const token = location.hash.slice(1);

// Only for reading: whether it is true is for the server to say.
function said(token) {
  try {
    const bytes = atob(token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/"));
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0))));
  } catch {
    return {};
  }
}

function tell(text) {
  part("told").textContent = text;
}

async function get() {
  part("get").disabled = true;
  tell("");
  let answer, body;
  try {
    answer = await fetch(location.pathname, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ token }),
      cache: "no-store",
    });
    body = await answer.json();
  } catch {
    part("get").disabled = false;
    return tell("The server's answer didn't arrive. If it was on its way, the link has been used: try again to see.");
  }
  if (!answer.ok) {
    const messages = (body.errors ?? []).map((error) => error.message);
    // Anything else may go by: a server that is busy, an address that asked too often.
    const isOver = answer.status === 410 || answer.status === 422;
    part("before").hidden = isOver;
    part("get").disabled = false;
    return tell(messages.join(" ") || "The server said " + answer.status + ".");
  }
  part("client_id").textContent = body.client_id;
  part("client_secret").textContent = body.client_secret;
  const basic = encodeURIComponent(body.client_id) + ":" + body.client_secret;
  part("curl").textContent = `curl -s -u '${basic}' -d grant_type=client_credentials ${body.token_endpoint}`;
  part("before").hidden = true;
  part("after").hidden = false;
  part("after").focus();
  // The link is worth nothing any more, and need not stay in the address bar.
  history.replaceState(null, "", location.pathname);
}

async function copy(button) {
  const node = part(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(node.textContent);
    part("copied").textContent = "Copied.";
  } catch {
    getSelection().selectAllChildren(node);
    part("copied").textContent = "It is selected: copy it with the keyboard.";
  }
}

if (token) {
  const { client_id: who, exp } = said(token);
  if (typeof who === "string") part("who").textContent = who;
  if (Number.isFinite(exp)) part("until").textContent = "The link is good until " + new Date(exp * 1000).toLocaleString() + ".";
  part("before").hidden = false;
  part("get").addEventListener("click", get);
  for (const button of document.querySelectorAll("[data-copy]")) button.addEventListener("click", () => copy(button));
} else {
  tell("The link isn't complete: its part after the # is missing. Copy all of it.");
}
