// Puts how far files are in its place while they are made, and says when one is over.
(() => {
  const EVERY_MS = 2000;
  const news = document.getElementById("file-news");
  const waiting = () => [...document.querySelectorAll("[data-state]")].filter((one) => one.querySelector("[data-open]"));

  async function look(one) {
    const answer = await fetch(one.dataset.state);
    if (!answer.ok || answer.redirected) { return; }
    const told = await answer.text();
    const before = one.querySelector(".file-state").textContent;
    const place = document.createElement("div");
    place.innerHTML = told;
    // Only what changed is put in, so that a button keeps the focus.
    if (place.querySelector(".file-state").textContent === before) { return; }
    if (place.querySelector("[data-open]")) {
      one.querySelector(".file-state").replaceWith(place.querySelector(".file-state"));
      return;
    }
    one.innerHTML = told;
    news.textContent = `${one.dataset.name}: ${one.querySelector(".usa-tag").textContent}`;
  }

  async function round() {
    if (!document.hidden) { await Promise.all(waiting().map(look)).catch(() => {}); }
    if (waiting().length) { window.setTimeout(round, EVERY_MS); }
  }

  if (waiting().length) { window.setTimeout(round, EVERY_MS); }
})();
