"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  document.documentElement.classList.add("js");
  const table = byId("table");
  if (!table) return;
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const rows = [...body.rows].map((row) => ({
    row,
    words: `${row.textContent} ${row.dataset.id}`.toLocaleLowerCase(),
    ...row.dataset,
  }));
  const count = new Intl.NumberFormat("en");

  function value(row, column) {
    const cell = row.cells[column];
    const found = cell.dataset.value ?? cell.textContent;
    return found === "" || found === "–" ? null : found;
  }

  // Numbers as numbers, words as words; what is missing goes last whichever way the table is sorted.
  function sort(column, descending) {
    const numeric = heads[column].classList.contains("number") || heads[column].textContent === "Support";
    const order = new Intl.Collator("en", { sensitivity: "base", numeric: true });
    const keyed = rows.map((item) => ({ item, key: value(item.row, column) }));
    keyed.sort((a, b) => {
      if (a.key === null || b.key === null) return (a.key === null) - (b.key === null);
      const difference = numeric ? a.key - b.key : order.compare(a.key, b.key);
      return descending ? -difference : difference;
    });
    body.append(...keyed.map(({ item }) => item.row));
  }

  heads.forEach((head, column) => {
    head.querySelector("button").addEventListener("click", (event) => {
      const before = head.getAttribute("aria-sort");
      const other = before === "ascending" ? "descending" : "ascending";
      const way = before ? other : event.currentTarget.dataset.first;
      heads.forEach((each) => each.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", way);
      sort(column, way === "descending");
    });
  });

  const flagged = {
    "": () => true,
    critical: (item) => item.critical > 0,
    major: (item) => Number(item.critical) + Number(item.major) > 0,
    none: (item) => item.flags === "0",
  };

  function filter() {
    const wanted = byId("search").value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const fits = flagged[byId("flags").value];
    const support = byId("support").value;
    const warned = byId("warned").checked;
    let shown = 0;
    rows.forEach((item) => {
      const keep =
        fits(item) &&
        (!support || item.support === support) &&
        (!warned || item.warnings > 0) &&
        wanted.every((word) => item.words.includes(word));
      if (item.row.hidden === keep) item.row.hidden = !keep;
      shown += keep;
    });
    const all = rows.length === 1 ? "1 article" : `${count.format(rows.length)} articles`;
    byId("shown").textContent = shown === rows.length ? all : `${count.format(shown)} of ${all}`;
    byId("empty").hidden = shown > 0;
  }
  document.querySelector(".filters").addEventListener("input", filter);
  document.querySelector(".filters").addEventListener("submit", (event) => event.preventDefault());
})();
