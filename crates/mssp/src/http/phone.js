// Fetches the changing part of the page whenever the simulator says so; everything works without it, too.
"use strict";
const live = document.getElementById("live");
let asked = 0;

async function look() {
  const mine = ++asked;
  const answer = await fetch("/phone/screen?number=" + encodeURIComponent(live.dataset.number));
  if (!answer.ok || mine !== asked) return;
  const html = await answer.text();
  const focused = document.activeElement?.value;
  const list = live.querySelector("nav ul");
  const [left, top] = [list.scrollLeft, list.scrollTop];
  live.innerHTML = html;
  live.querySelector("nav ul").scrollTo(left, top);
  if (focused) live.querySelector(`button[value="${CSS.escape(focused)}"]`)?.focus();
  began = performance.now();
  document.title = (live.querySelector(".prompt") ? "● " : "") + "Simulator – virtual phone";
}

live.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

let began = performance.now();
setInterval(() => {
  const bar = live.querySelector("progress");
  if (!bar) return;
  const left = Math.max(0, Number(bar.dataset.leftMs) - (performance.now() - began));
  bar.value = left;
  live.querySelector(".seconds").textContent = Math.ceil(left / 1000) + " s";
}, 250);

live.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = new FormData(event.target, event.submitter);
  for (const button of event.target.querySelectorAll("button")) button.disabled = true;
  await fetch(event.target.action, { method: "POST", body: new URLSearchParams(form), redirect: "manual" });
  look();
});

const events = new EventSource("/phone/events");
events.addEventListener("changed", look);
events.addEventListener("open", look);
