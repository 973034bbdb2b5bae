"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  document.documentElement.classList.add("js");
  const table = byId("table");
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const rows = [...body.rows].map((row) => ({
    row,
    article: document.querySelector(row.querySelector("a").getAttribute("href")),
    words: `${row.cells[0].textContent} ${row.dataset.id}`.toLocaleLowerCase(),
  }));

  // By the size of a difference, whichever run it favours; a second click asks for B's losses first, a third for its gains.
  const ways = [
    ["other", (a, b) => Math.abs(b) - Math.abs(a)],
    ["ascending", (a, b) => a - b],
    ["descending", (a, b) => b - a],
  ];
  const order = new Intl.Collator("en", { sensitivity: "base", numeric: true });
  const titles = [
    ["ascending", order.compare],
    ["descending", (a, b) => order.compare(b, a)],
  ];

  function sort(column, compare) {
    const keyed = rows.map((item) => ({ item, key: item.row.cells[column].dataset.value }));
    keyed.sort((a, b) => {
      if (a.key === "" || b.key === "") return (a.key === "") - (b.key === "");
      return compare(a.key, b.key);
    });
    body.append(...keyed.map(({ item }) => item.row));
  }

  heads.forEach((head, column) => {
    head.querySelector("button").addEventListener("click", () => {
      const known = column === 0 ? titles : ways;
      const before = known.findIndex(([name]) => name === head.getAttribute("aria-sort"));
      const [name, compare] = known[(before + 1) % known.length];
      heads.forEach((each) => each.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", name);
      sort(column, compare);
    });
  });

  function filter() {
    const wanted = byId("search").value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach(({ row, article, words }) => {
      const keep = wanted.every((word) => words.includes(word));
      row.hidden = article.hidden = !keep;
      shown += keep;
    });
    const all = rows.length === 1 ? "1 article" : `${rows.length} articles`;
    byId("shown").textContent = shown === rows.length ? all : `${shown} of ${all}`;
    byId("empty").hidden = shown > 0;
  }
  document.querySelector(".filters").addEventListener("input", filter);
  document.querySelector(".filters").addEventListener("submit", (event) => event.preventDefault());

  // A link to an article opens it.
  function open() {
    const article = /^#article-\d+$/.test(location.hash) && byId(location.hash.slice(1));
    if (!article) return;
    article.open = true;
    article.scrollIntoView();
  }
  addEventListener("hashchange", open);
  table.addEventListener("click", (event) => {
    if (event.target.closest("a")?.getAttribute("href") === location.hash) open();
  });
  open();
})();
