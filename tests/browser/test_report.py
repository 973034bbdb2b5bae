"""A report in a browser: evidence, flags and keys, and text that stays text."""

from __future__ import annotations

import pytest

from tests.browser import hostile
from tests.review import folder
from tests.write import samples


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return folder.write(tmp_path_factory.mktemp("reports")) / "metro" / "report.html"


def lit(page):
    return page.eval_on_selector_all(".lit", "found => found.map(element => element.id)")


def place(page, selector):
    """The middle of the first line of an element; one that is broken over lines has no corner of its own."""
    page.locator(selector).scroll_into_view_if_needed()
    return page.eval_on_selector(
        selector, "e => { const box = e.getClientRects()[0]; return [box.x + box.width / 2, box.y + 8] }"
    )


def note(page):
    return page.locator("#notes").inner_text()


def shown_flags(page):
    return page.eval_on_selector_all(".flags li:not([hidden])", "found => found.map(item => item.id)")


def focused(page):
    return page.evaluate("document.activeElement.id")


@pytest.mark.parametrize(
    ("selector", "ids", "words"),
    [
        ("#sum-1", ["sum-1", "s2", "s3"], "Summary sentence 1 rests on"),
        ("#s3", ["s3", "sum-1"], "Supports summary sentence 1"),
        ("#point-1", ["point-1", "s5"], "Key point 1 rests on"),
        ("#sum-2", [], "Summary sentence 2 has no supporting sentence"),
    ],
)
def test_evidence_lights_up_both_ways(window, path, selector, ids, words):
    page = window(path)
    page.mouse.move(*place(page, selector))
    assert sorted(lit(page)) == sorted(ids)
    assert words in note(page)
    page.mouse.move(1, 1)
    assert lit(page) == []


def test_evidence_lights_up_for_the_keyboard(window, path):
    page = window(path)
    page.focus("#sum-1 .cite")
    assert sorted(lit(page)) == ["s2", "s3", "sum-1"]
    page.keyboard.press("Escape")
    assert lit(page) == []


def test_evidence_lights_up_for_a_finger(window, path):
    page = window(path, has_touch=True, is_mobile=True, viewport={"width": 400, "height": 800})
    page.touchscreen.tap(*place(page, "#s3"))
    assert sorted(lit(page)) == ["s3", "sum-1"]
    assert page.is_visible("#note")
    page.tap("#close")
    assert not page.is_visible("#note")


@pytest.mark.parametrize(
    ("box", "left", "shown"),
    [
        ("[data-severity=critical]", ["flag-1", "flag-2", "flag-3", "flag-5"], "4 of 5 shown"),
        ("[data-severity=minor]", ["flag-1", "flag-3", "flag-4"], "3 of 5 shown"),
        ('[data-category="Fluency/Grammar"]', ["flag-1", "flag-4", "flag-5"], "3 of 5 shown"),
    ],
)
def test_flags_are_filtered(window, path, box, left, shown):
    page = window(path)
    page.uncheck(f".legend {box}")
    assert shown_flags(page) == left
    assert page.inner_text("#shown") == shown
    visible = page.eval_on_selector_all("#text .label:not([hidden]) a", "all => all.map(a => 'flag-' + a.dataset.flag)")
    assert sorted(visible) == left
    page.check(f".legend {box}")
    assert len(shown_flags(page)) == 5


def test_a_filtered_flag_leaves_its_mark_to_the_others(window, path):
    page = window(path)
    crossing = page.locator("#text mark[data-flags='3 4']")
    assert crossing.get_attribute("class") == "critical"
    page.uncheck(".legend [data-severity=critical]")
    assert crossing.get_attribute("class") == "major"
    page.uncheck(".legend [data-severity=major]")
    assert crossing.get_attribute("class") == "off"


def test_n_and_p_walk_the_flags(window, path):
    page = window(path)
    walked = []
    for key in ("n", "n", "p", "p", "n", "n"):
        page.keyboard.press(key)
        walked.append(focused(page))
    assert walked == ["at-1", "at-2", "at-1", "at-5", "at-1", "at-2"]
    assert "“long” is not English." in note(page)
    assert page.inner_text("#shown") == "2 of 5"


def test_next_passes_over_what_is_filtered(window, path):
    page = window(path)
    page.uncheck(".legend [data-severity=minor]")
    page.evaluate("document.activeElement.blur()")
    walked = []
    for _ in range(4):
        page.keyboard.press("n")
        walked.append(focused(page))
    assert walked == ["at-1", "at-3", "at-4", "at-1"]


def test_a_mouse_at_rest_does_not_take_the_note_from_the_keys(window, path):
    def walked(*mouse):
        page = window(path, viewport={"width": 1280, "height": 300})
        if mouse:
            page.mouse.move(*mouse)
        for _ in range(3):
            page.keyboard.press("n")
        page.wait_for_timeout(300)  # the browser tells only after a while of what it has scrolled under the mouse
        return page

    x, y = walked().eval_on_selector("#s2", "e => { const b = e.getClientRects()[0]; return [b.x + 9, b.y + 9] }")
    page = walked(x, y)
    assert page.evaluate("([x, y]) => document.elementFromPoint(x, y).closest('.sentence').id", [x, y]) == "s2"
    assert focused(page) == "at-3"
    assert note(page).startswith("◆3 major")


def test_everything_is_there_without_a_script(window, path):
    page = window(path, java_script_enabled=False)
    assert page.locator(".flags li").count() == 5
    assert all(item.is_visible() for item in page.locator(".flags li").all())
    assert not any(part.is_visible() for part in page.locator(".scripted").all())
    page.click("#at-2")
    assert page.url.endswith("#flag-2")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_follows_the_scheme(window, path, scheme):
    page = window(path, color_scheme=scheme)
    red, *_ = page.evaluate("getComputedStyle(document.documentElement).backgroundColor.match(/\\d+/g).map(Number)")
    assert (red > 128) == (scheme == "light")


def test_hostile_text_stays_text(window, tmp_path):
    page = window(folder.write(tmp_path, hostile.report(hostile.ALL)) / "hostile" / "report.html")
    for _ in range(3):
        page.keyboard.press("n")
    page.mouse.move(*place(page, "#sum-1"))
    assert page.title().startswith("Title ")
    assert page.locator("h1").count() == 1
    assert page.locator("svg, img").count() == 0
    assert page.locator("script").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator(".flags li").count() == 2
    # Nothing after the title is turned round: it begins at the left like the headings of our own.
    assert page.locator("h1").bounding_box()["x"] == page.locator("#summary").bounding_box()["x"]
    left = "e => e.getClientRects()[0].x - document.querySelector('#text').getBoundingClientRect().x"
    assert page.eval_on_selector("#s4", left) == 0


def test_the_sample_is_what_these_tests_take_it_for():
    report = samples.report()
    assert [statement.evidence for statement in report.summary.sentences] == [(1, 2), ()]
    assert [point.evidence for point in report.key_points.points] == [(4,)]
    assert len(report.fluency.spans) == 5
