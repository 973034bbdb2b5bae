"use strict";
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const fields = (within) => all("textarea, input[name=note]", within);
  const changed = (field) => field.value !== field.defaultValue;
  let leaving = null;

  const trouble = (within) => within.querySelector("#conflicts, #lost");

  // Takes over what the answer shows anew; what someone has typed elsewhere and not saved yet stays, and so do
  // conflicts that are not settled.
  function renew(page, sent) {
    all("[data-live]", page).forEach((fresh) => {
      all(`[data-live="${fresh.dataset.live}"]`).forEach((old) => {
        const typed = fields(old).some((field) => !sent.contains(field) && changed(field));
        const unsettled = trouble(old) && !trouble(fresh);
        if (!typed && !unsettled && old.outerHTML !== fresh.outerHTML) old.replaceWith(document.importNode(fresh, true));
      });
    });
  }

  // Sends a form in the background, so that the reader keeps the place; the page is the same as without this.
  async function send(form, button) {
    const place = form.closest("[data-live]").dataset.live;
    const choice = button?.dataset.choice;
    const inNote = Boolean(form.closest("#notes"));
    const kept = document.activeElement;
    form.classList.add("working");
    const body = new URLSearchParams(new FormData(form, button));
    const answer = await fetch(form.action, { method: "POST", body });
    if (!answer.ok && answer.status !== 409) throw new Error(await answer.text());
    renew(new DOMParser().parseFromString(await answer.text(), "text/html"), form);
    if (answer.status === 409) trouble(document)?.scrollIntoView({ block: "center" });
    else if (!kept.isConnected) {
      const found = all(`[data-live="${place}"]`).find((one) => Boolean(one.closest("#notes")) === inNote);
      found?.querySelector(choice ? `[data-choice="${choice}"]` : "button:not([tabindex])")?.focus({ preventScroll: true });
    }
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-send]")) {
      leaving = form;
      return;
    }
    event.preventDefault();
    send(form, event.submitter).catch((error) => {
      form.classList.remove("working");
      alert(`Not saved: ${error.message}`);
    });
  });

  addEventListener("beforeunload", (event) => {
    if (fields(document).some((field) => changed(field) && !leaving?.contains(field))) event.preventDefault();
    leaving = null;
  });

  // On a flag, r and w judge it.
  document.addEventListener("keydown", (event) => {
    const flag = event.target.closest("[data-flag]");
    const choice = { r: "right", w: "wrong" }[event.key];
    if (!flag || !choice || event.ctrlKey || event.metaKey || event.altKey) return;
    const button = document.querySelector(`#flag-${flag.dataset.flag} [data-choice="${choice}"]`);
    button.form.requestSubmit(button);
  });
})();
