// Warns before an idle sign-in ends, and leaves the page when it has: nothing stays on the screen of an empty chair.
(() => {
  const WARN_SECONDS = 120;
  const dialog = document.getElementById("idle");
  const count = document.getElementById("idle-count");
  const token = dialog.querySelector("[name=csrf_token]").value;
  let end = Date.now() + dialog.dataset.seconds * 1000;

  const seconds = () => Math.ceil((end - Date.now()) / 1000);
  let ticking = 0;
  let leaving = false;
  function leave() {
    if (leaving) { return; }
    leaving = true;
    window.clearInterval(ticking);
    window.location.assign(dialog.dataset.out);
  }

  async function ask(address, options) {
    const answer = await fetch(address, options);
    if (!answer.ok || answer.redirected) { leave(); return; }
    end = Date.now() + (await answer.json()).seconds * 1000;
    if (seconds() > WARN_SECONDS && dialog.open) { dialog.close(); }
    if (seconds() <= 0) { leave(); }
  }

  let asked = false;
  let asking = false;
  async function askOnce() {
    if (asking) { return; } // A slow answer is waited for: it is not asked again at each tick.
    asking = true;
    try { await ask(dialog.dataset.left); } finally { asking = false; }
  }

  async function look() {
    if (seconds() > WARN_SECONDS) { asked = false; return; }
    // Another tab of the same person may have put the end off; ask again before leaving.
    if (!asked || seconds() <= 0) { asked = true; await askOnce(); }
    if (seconds() > WARN_SECONDS) { return; }
    count.textContent = Math.max(0, seconds());
    if (!dialog.open) { dialog.showModal(); }
  }

  document.getElementById("idle-stay").addEventListener("click", () => {
    ask(dialog.dataset.stay, { method: "POST", body: new URLSearchParams({ csrf_token: token }) });
  });
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  ticking = window.setInterval(() => look().catch(() => { if (seconds() <= 0) { leave(); } }), 1000);
})();
