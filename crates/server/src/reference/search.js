"use strict";
// Hides the operations that lack a word of what is searched for, in the list and on the page.
const field = document.getElementById("search");
const operations = [...document.querySelectorAll("article")].map((article) => ({
  article,
  link: document.querySelector(`nav a[href="#${article.id}"]`).parentElement,
  words: article.textContent.toLowerCase(),
}));
const sections = [...document.querySelectorAll("nav ul"), ...document.querySelectorAll("main section")];
field.parentElement.hidden = false;
field.addEventListener("input", () => {
  const asked = field.value.toLowerCase().split(/\s+/);
  for (const { article, link, words } of operations) {
    article.hidden = link.hidden = !asked.every((word) => words.includes(word));
  }
  for (const section of sections) {
    section.hidden = !section.querySelector("article:not([hidden]), li:not([hidden])");
    if (section.matches("ul")) section.previousElementSibling.hidden = section.hidden;
  }
});
