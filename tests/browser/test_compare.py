"""A comparison in a browser: sorting, searching, opening articles by their links, and text that stays text."""

from __future__ import annotations

import pytest

from pipeline.compare import compare_runs
from pipeline.write.as_compare import write_comparison
from tests.browser import hostile
from tests.compare.runs import TEXTS, report, save


def compared(folder, a, b):
    write_comparison(compare_runs(save(folder / "a", a), save(folder / "b", b)), folder / "out")
    return folder / "out" / "compare.html"


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    a = [report(name, fluency=60.0) for name in TEXTS]
    gains = [3.0, -8.0, 1.0, 5.0, -2.0, 0.0]
    b = [report(name, fluency=60.0 + gain, words=("The ", "A ")) for name, gain in zip(TEXTS, gains, strict=True)]
    return compared(tmp_path_factory.mktemp("compared"), a, b)


def shown(page, selector="#table tbody tr:not([hidden]) th"):
    return page.eval_on_selector_all(selector, "found => found.map(one => one.textContent.trim())")


def test_fluency_sorts_by_size_then_by_loss_then_by_gain(window, path):
    page = window(path)
    by_gain = [
        "Museum night",
        "The harbour opens",
        "Bridge repaired",
        "Library grows",
        "River cleaned",
        "school closes",
    ]
    orders = [
        ["school closes", "Museum night", "The harbour opens", "River cleaned", "Bridge repaired", "Library grows"],
        by_gain[::-1],
        by_gain,
    ]
    for order in orders:
        page.click("#table thead th:nth-child(2) button")
        assert [title.removeprefix("A ") for title in shown(page)] == order


def test_search_leaves_rows_and_articles_that_fit(window, path):
    page = window(path)
    page.fill("#search", "RIVER")
    assert shown(page) == ["River cleaned"]
    assert shown(page, ".article:not([hidden]) > summary") == ["River cleaned"]
    assert page.inner_text("#shown") == "1 of 6 articles"
    page.fill("#search", "nowhere")
    assert page.is_visible("#empty")


def test_a_title_leads_to_both_sides_again_and_again(window, path):
    page = window(path)
    opened = page.locator(".article[open]")
    for _ in range(2):
        page.click("#table >> text=Museum night")
        assert opened.locator("summary").inner_text() == "Museum night"
        page.click(".article[open] > summary")
        assert opened.count() == 0


def test_it_is_all_there_without_a_script(window, path):
    page = window(path, java_script_enabled=False)
    assert len(shown(page)) == 6
    assert not page.is_visible("#search")
    page.click(".article:has-text('Museum night') > summary")
    assert page.is_visible("ins >> nth=0")


def test_hostile_text_stays_text(window, tmp_path):
    one = hostile.report(hostile.ALL)
    page = window(compared(tmp_path, [one], [one]))
    page.click("#table tbody a")
    assert page.title() == "Two runs over 1 article"
    assert page.locator("h1").count() == 1
    assert page.locator("img, svg").count() == 0
    assert page.locator("script").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
