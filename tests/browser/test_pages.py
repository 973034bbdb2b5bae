"""What every page keeps to: a checker of accessibility finds nothing, narrow screens do not scroll sideways."""

from __future__ import annotations

import pytest

from pipeline.report import Failure
from tests.browser.test_compare import compared
from tests.compare.runs import TEXTS
from tests.compare.runs import report as small
from tests.review import folder
from tests.review.server import TOKEN, served
from tests.write import samples

NAMES = ("report", "report of a failure", "index", "compare", "review", "review of an article")


def failed():
    found = (Failure(stage="summarize", reason="the model's folder holds no weights"),)
    without = dict.fromkeys(("summary", "key_points", "verification"))
    return samples.report(id="failed", status="failed", failures=found, warnings=("The date is a guess.",), **without)


@pytest.fixture(scope="module")
def addresses(tmp_path_factory):
    made = folder.write(tmp_path_factory.mktemp("reports"), samples.report(), failed())
    report = samples.report()
    _, store = folder.opened(made)
    folder.decide(store, report, "doubled", {"verdict": "right", "note": "a note"})
    folder.decide(store, report, "summary-0", {"text": "A metro line with 25 stations opened."})
    gone = samples.report(document=samples.document(title="Another title"))
    folder.decide(store, gone, "verdict", {"verdict": "accepted"})
    sides = [[small(name, fluency=fluency) for name in TEXTS] for fluency in (60.0, 70.0)]
    with served(made) as site:
        yield {
            "report": made / "metro" / "report.html",
            "report of a failure": made / "failed" / "report.html",
            "index": made / "index.html",
            "compare": compared(tmp_path_factory.mktemp("compared"), *sides),
            "open": f"{site.address}/open/{TOKEN}",
            "review": f"{site.address}/",
            "review of an article": f"{site.address}/article/metro",
        }


@pytest.fixture
def opened(window, addresses):
    def open_page(name, **options):
        if name.startswith("review"):
            window(addresses["open"], **options).close()
        page = window(addresses[name], **options)
        page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
        return page

    return open_page


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing(opened, name, scheme, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python (dev group)")
    page = opened(name, color_scheme=scheme, viewport={"width": width, "height": 900})
    if name.startswith(("report", "review of")):
        page.keyboard.press("n")  # the note of a flag is part of the page
    found = axe.Axe().run(page).response["violations"]
    assert [(one["id"], one["impact"], [node["html"] for node in one["nodes"]]) for one in found] == []


@pytest.mark.parametrize("width", [320, 375, 640, 1000])
@pytest.mark.parametrize("name", NAMES)
def test_no_width_scrolls_sideways(opened, name, width):
    page = opened(name, viewport={"width": width, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_paper_gets_the_whole_article_and_no_controls(opened):
    page = opened("report")
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = false)")
    page.emulate_media(media="print")
    assert page.is_visible(".dropped td >> nth=0")
    assert all(item.is_visible() for item in page.locator(".flags li").all())
    assert not page.is_visible("summary:has-text('Fluency of each sentence')")
    assert not any(part.is_visible() for part in page.locator("button, input, .level").all())


def test_paper_gets_every_column_of_the_index(opened):
    page = opened("index", viewport={"width": 1040, "height": 700})  # A4 on its side, less its margins
    page.emulate_media(media="print")
    assert all(cell.is_visible() for cell in page.locator("#table tbody tr >> nth=0").locator("th, td").all())
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
