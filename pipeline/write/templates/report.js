"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const listed = (value) => (value || "").split(" ").filter(Boolean);
  document.documentElement.classList.add("js");

  const text = byId("text");
  const note = byId("note");
  if (!text || !note) return;
  const idle = [...byId("notes").childNodes];
  let pinned = null;

  function make(tag, words, name) {
    const element = document.createElement(tag);
    element.textContent = words;
    if (name) element.className = name;
    return element;
  }

  // What a reader sees of a sentence or statement, without the labels that hang on it.
  function bare(element) {
    const copy = element.cloneNode(true);
    all("sup, .cite", copy).forEach((extra) => extra.remove());
    return copy.textContent;
  }

  function quote(element, name) {
    return [make("h4", name), make("blockquote", bare(element))];
  }

  function flagNote(number) {
    const item = byId("flag-" + number);
    if (!item || item.hidden) return [];
    const [head, words, ...why] = [...item.children].map((part) => part.cloneNode(true));
    all("a", head).forEach((link) => link.replaceWith(make("b", link.textContent, link.className)));
    return [head, words, ...why];
  }

  function sentenceNote(sentence) {
    const name = "Sentence " + sentence.dataset.number;
    const score = sentence.dataset.score;
    const parts = score ? [make("p", `${name}, fluency ${score} of 100`, "aside")] : [];
    const made = listed(sentence.dataset.cited).map(byId);
    return parts.concat(made.flatMap((view) => quote(view, "Supports " + view.dataset.name.toLowerCase())));
  }

  function statementNote(view) {
    const rests = listed(view.dataset.evidence).map(byId);
    if (!rests.length) return [make("p", view.dataset.name + " has no supporting sentence in the article.")];
    const head = make("p", view.dataset.name + " rests on", "aside");
    return [head, ...rests.flatMap((sentence) => quote(sentence, "Sentence " + sentence.dataset.number))];
  }

  // The flags, statement and sentence at a place of the page.
  function around(target) {
    const mark = target.closest("mark[data-flags]");
    const label = target.closest("[data-flag]");
    return {
      flags: label ? [label.dataset.flag] : mark ? listed(mark.dataset.flags) : [],
      statement: target.closest(".statement"),
      sentence: target.closest(".sentence"),
    };
  }

  function show(place) {
    all(".lit, .current").forEach((element) => element.classList.remove("lit", "current"));
    const { flags = [], statement, sentence } = place || {};
    const lit = statement ? listed(statement.dataset.evidence) : sentence ? listed(sentence.dataset.cited) : [];
    lit.forEach((id) => byId(id).classList.add("lit"));
    if (statement && lit.length) statement.classList.add("lit");
    if (sentence && lit.length && !flags.length) sentence.classList.add("lit");
    flags.forEach((number) => all(`mark[data-flags~="${number}"]`).forEach((mark) => mark.classList.add("current")));
    const parts = flags.flatMap(flagNote);
    if (statement) parts.push(...statementNote(statement));
    if (sentence) parts.push(...sentenceNote(sentence));
    byId("notes").replaceChildren(...(parts.length ? parts : idle));
    note.classList.toggle("open", parts.length > 0);
  }

  const matters = (place) => place.flags.length || place.statement || place.sentence;

  function pin(place) {
    pinned = place;
    show(place);
  }

  // Text that scrolls under a mouse at rest is not what the reader points at: keys have brought him elsewhere.
  let pointer = "";
  const whereabouts = (event) => `${event.screenX} ${event.screenY}`;
  document.addEventListener("pointermove", (event) => {
    pointer = whereabouts(event);
  });
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch" || note.contains(event.target) || whereabouts(event) === pointer) return;
    const place = around(event.target);
    show(matters(place) ? place : pinned);
  });
  document.addEventListener("focusin", (event) => {
    const place = around(event.target);
    if (matters(place)) pin(place);
  });
  document.addEventListener("click", (event) => {
    if (note.contains(event.target) && event.target.id !== "close") return;
    const place = around(event.target);
    // Without this script the label of a flag leads to the list; with it, what the list says comes to the reader.
    if (place.flags.length && event.target.closest("[data-flag]")) event.preventDefault();
    if (matters(place)) pin(place);
    else if (!event.target.closest(".beside") || event.target.id === "close") pin(null);
  });

  const labels = all(".label a", text);
  const boxes = all(".legend input");
  const shown = byId("shown");
  const visible = () => labels.filter((label) => !label.parentElement.hidden);

  function filter() {
    const off = boxes.filter((box) => !box.checked);
    const severities = new Set(off.map((box) => box.dataset.severity));
    const categories = new Set(off.map((box) => box.dataset.category));
    const left = new Map();
    labels.forEach((label) => {
      const item = byId("flag-" + label.dataset.flag);
      const { severity, category } = item.dataset;
      item.hidden = label.parentElement.hidden = severities.has(severity) || categories.has(category);
      if (!item.hidden) left.set(label.dataset.flag, severity);
    });
    all("mark[data-flags]", text).forEach((mark) => {
      const here = listed(mark.dataset.flags).map((number) => left.get(number));
      mark.className = ["critical", "major", "minor"].find((severity) => here.includes(severity)) || "off";
    });
    shown.textContent = off.length ? `${left.size} of ${labels.length} shown` : "";
    show(pinned);
    bars();
  }
  boxes.forEach((box) => box.addEventListener("change", filter));

  function step(by) {
    const flags = visible();
    if (!flags.length) return;
    const at = flags.indexOf(document.activeElement);
    const from = at >= 0 ? at : by > 0 ? -1 : 0;
    const next = flags[(from + by + flags.length) % flags.length];
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "center" });
    shown.textContent = `${flags.indexOf(next) + 1} of ${flags.length}`;
  }
  all("[data-step]").forEach((button) => button.addEventListener("click", () => step(Number(button.dataset.step))));
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), select, textarea");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "n") step(1);
    if (event.key === "p") step(-1);
    if (event.key === "Escape") pin(null);
  });

  // A bar per sentence in the margin. Where two share a line, it changes hands as far down as the text is along.
  function bars() {
    all(".level", text).forEach((bar) => bar.remove());
    const page = text.getBoundingClientRect();
    const down = (box, x) => box.top - page.top + (box.height * (x - page.left)) / page.width;
    const made = all(".sentence[data-score]", text).map((sentence) => {
      const boxes = sentence.getClientRects();
      if (!boxes.length) return null;
      const top = down(boxes[0], boxes[0].left);
      const bar = make("span", "", "level");
      const last = boxes[boxes.length - 1];
      bar.dataset.level = sentence.dataset.level;
      bar.style.top = `${top}px`;
      bar.style.height = `${Math.max(6, down(last, last.right) - top - 2)}px`;
      bar.ariaHidden = "true";
      return bar;
    });
    text.append(...made.filter(Boolean));
  }
  let width = 0;
  new ResizeObserver(([entry]) => {
    if (entry.contentRect.width !== width) bars();
    width = entry.contentRect.width;
  }).observe(text);
})();
