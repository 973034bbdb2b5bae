"""The index in a browser: sorting, searching, filtering, and titles that stay text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.write import IndexRow, write_index
from tests.browser import hostile
from tests.review import folder
from tests.write import samples

TITLES = ("Beta line opens", "alpha bridge", "Gamma 10 stations")
SCORES = (80.0, 95.5, 60.0)


def article(title, score, **changes):
    sample = samples.report()
    fluency = sample.fluency.model_copy(update={"score": samples.score("fluency", score)} | changes)
    made = samples.document().model_copy(update={"title": title, "outlet": f"{title.split()[0]} News"})
    return sample.model_copy(update={"id": title.split()[0].lower(), "document": made, "fluency": fluency})


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    quiet = {"spans": ()}
    reports = [
        article(title, score, **(quiet if title.startswith("alpha") else {}))
        for title, score in zip(TITLES, SCORES, strict=True)
    ]
    return folder.write(tmp_path_factory.mktemp("reports"), *reports) / "index.html"


def titles(page):
    return page.eval_on_selector_all("#table tbody tr:not([hidden]) th", "cells => cells.map(cell => cell.textContent)")


def test_the_heads_sort(window, path):
    page = window(path)
    up = ["alpha bridge", "Beta line opens", "Gamma 10 stations"]
    steps = [
        (None, ["Gamma 10 stations", "Beta line opens", "alpha bridge"]),
        ("title", up),
        ("title", up[::-1]),
        ("outlet", up),
        ("critical", ["Gamma 10 stations", "Beta line opens", "alpha bridge"]),
        ("critical", ["alpha bridge", "Gamma 10 stations", "Beta line opens"]),
        ("fluency", up[::-1]),
        ("fluency", up),
    ]
    for name, order in steps:
        if name:
            page.click(f"th.{name} button")
        assert titles(page) == order, name
        assert page.locator("th[aria-sort]").count() == 1


@pytest.mark.parametrize(
    ("words", "left", "shown"),
    [
        ("", TITLES, "3 articles"),
        ("ALPHA", ["alpha bridge"], "1 of 3 articles"),
        ("news line", ["Beta line opens"], "1 of 3 articles"),
        ("nowhere", [], "0 of 3 articles"),
        ("<b>", [], "0 of 3 articles"),
    ],
)
def test_search_finds_every_word(window, path, words, left, shown):
    page = window(path)
    page.fill("#search", words)
    assert sorted(titles(page)) == sorted(left)
    assert page.inner_text("#shown") == shown
    assert page.is_visible("#empty") == (not left)
    page.keyboard.press("Enter")
    assert sorted(titles(page)) == sorted(left)


@pytest.mark.parametrize(
    ("flags", "left"),
    [("critical", ["Beta line opens", "Gamma 10 stations"]), ("none", ["alpha bridge"]), ("", TITLES)],
)
def test_flags_filter(window, path, flags, left):
    page = window(path)
    page.select_option("#flags", flags)
    assert sorted(titles(page)) == sorted(left)


def test_hostile_titles_stay_text(window, tmp_path):
    reports = [hostile.report(hostile.ALL), samples.report()]
    page = window(folder.write(tmp_path, *reports) / "index.html")
    page.click("th.title button")
    page.fill("#search", "title")
    assert page.title() == "2 articles"
    assert len(titles(page)) == 1
    assert page.locator("h1").count() == 1
    assert page.locator("img").count() == 0
    assert page.locator("script").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_two_thousand_rows_stay_quick(window, tmp_path):
    """The limits are wide, for a busy machine: what takes a while here is a sort that lays out the page for each row."""
    row = IndexRow.of(article("Row", 50.0))
    rows = [replace(row, id=f"r{i}", title=f"Row {i * 7919 % 2000}", fluency=i / 20) for i in range(2000)]
    write_index(rows, [], tmp_path, samples.run())
    page = window(tmp_path / "index.html")
    took = page.evaluate(
        """() => {
          const timed = (act) => { const start = performance.now(); act(); document.body.offsetHeight;
            return performance.now() - start; };
          const search = document.getElementById("search");
          const typed = (words) => { search.value = words; search.dispatchEvent(new Event("input", {bubbles: true})); };
          return {sort: timed(() => document.querySelector("th.title button").click()),
            search: timed(() => typed("row 19")), clear: timed(() => typed(""))};
        }"""
    )
    assert titles(page)[:2] == ["Row 0", "Row 1"]
    assert max(took.values()) < 1000, took
