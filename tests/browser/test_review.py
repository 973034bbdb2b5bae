"""A review in a browser: decisions outlive the window, and two windows do not lose each other's."""

from __future__ import annotations

import pytest

from pipeline.review import Decisions
from pipeline.write.labels import straight
from tests.browser import hostile
from tests.review import folder
from tests.review.server import TOKEN, served
from tests.write import samples

NEW = "A metro line with 24 stations opened."


@pytest.fixture
def site(tmp_path):
    with served(folder.write(tmp_path)) as found:
        yield found


@pytest.fixture
def store(site, tmp_path):
    return Decisions(tmp_path / "decisions.sqlite")


@pytest.fixture
def article(site, window):
    """Opens windows on the article, as someone who has followed the printed address."""

    def open_article(**options):
        window(f"{site.address}/open/{TOKEN}", **options).close()
        return window(f"{site.address}/article/metro", **options)

    return open_article


def edit(page, text, number=1):
    field = page.get_by_role("textbox", name=f"Summary sentence {number}")
    if not field.is_visible():
        page.get_by_text("Edit the summary").click()
    field.fill(text)


def save(page):
    with page.expect_navigation():
        page.get_by_role("button", name="Save the summary").click()


def judge(page, number, choice):
    page.click(f"#flag-{number} [data-choice={choice}]")
    page.wait_for_selector(f"#flag-{number} [data-choice={choice}][aria-pressed=true]")


def values(store):
    return folder.values(store.current())


def test_an_edit_survives_a_reload_and_shows_in_a_second_window(article, store):
    page = article()
    edit(page, NEW)
    save(page)
    page.reload()
    assert page.inner_text(".lead").startswith(NEW)
    assert page.get_by_role("textbox", name="Summary sentence 1").input_value() == NEW
    assert article().inner_text(".lead").startswith(NEW)
    assert values(store) == [{"text": NEW}]


def test_of_two_windows_both_edits_are_shown_and_none_is_lost(article, store, window):
    one, two = article(), article()
    edit(one, NEW)
    save(one)
    edit(two, "Another beginning.")
    edit(two, "The cost is not known.", 2)
    save(two)
    window.watch.expect("409")
    conflict = two.locator("#conflicts")
    assert NEW in conflict.inner_text()
    assert "Another beginning." in conflict.inner_text()
    assert values(store) == [{"text": NEW}, {"text": "The cost is not known."}]
    with two.expect_navigation():
        two.get_by_role("button", name="Keep mine instead").click()
    assert two.locator("#conflicts").count() == 0
    assert two.inner_text(".lead").startswith("Another beginning.")
    assert store.history("metro")[0].value["text"] == "Another beginning."


def test_a_flag_is_judged_where_the_reader_is(article, store):
    page = article()
    place = page.evaluate("scrollY")
    judge(page, 2, "wrong")
    assert page.evaluate("location.hash") == ""
    assert page.evaluate("scrollY") >= place
    assert "1 of 5 flags judged" in page.inner_text(".decisions")
    page.click("#flag-2 [data-choice=wrong]")
    page.wait_for_selector("#flag-2 [data-choice=wrong][aria-pressed=false]")
    assert values(store) == [{"verdict": None, "note": ""}]


def test_flags_are_judged_by_keys(article, store):
    page = article()
    for key, number, choice in [("r", 1, "right"), ("w", 2, "wrong")]:
        page.keyboard.press("n")
        page.keyboard.press(key)
        page.wait_for_selector(f"#flag-{number} [data-choice={choice}][aria-pressed=true]")
        assert page.inner_text("#notes").startswith(("◆1 major", "●2 minor")[number - 1])
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.id") == "at-3"
    assert [value["verdict"] for value in values(store)] == ["right", "wrong"]


def test_flags_are_judged_in_the_note_beside_the_text(article, store):
    page = article()
    page.click("#at-1")
    page.click("#notes [data-choice=right]")
    page.wait_for_selector("#notes [data-choice=right][aria-pressed=true]")
    page.wait_for_selector("#flag-1 [data-choice=right][aria-pressed=true]")
    assert values(store) == [{"verdict": "right", "note": ""}]


def test_enter_in_a_note_saves_the_note_and_judges_nothing(article, store):
    page = article()
    page.fill("#flag-1 input[name=note]", "not sure")
    page.press("#flag-1 input[name=note]", "Enter")
    page.wait_for_selector("#flag-1 .aside >> text=by ann")
    assert values(store) == [{"verdict": None, "note": "not sure"}]


def test_what_is_typed_and_not_saved_stays_when_something_else_is_saved(article, store):
    page = article()
    page.get_by_text("Leave a note").click()
    page.get_by_role("textbox", name="Note on the article").fill("half a thou")
    page.fill("#flag-3 input[name=note]", "another")
    edit(page, "Half a sentence")
    judge(page, 2, "wrong")
    page.get_by_role("button", name="Accept").click()
    page.wait_for_selector("[data-choice=accepted][aria-pressed=true]")
    assert page.get_by_role("textbox", name="Note on the article").input_value() == "half a thou"
    assert page.input_value("#flag-3 input[name=note]") == "another"
    assert page.get_by_role("textbox", name="Summary sentence 1").input_value() == "Half a sentence"
    assert len(values(store)) == 2


def test_a_flag_judged_in_two_windows_asks(article, store, window):
    one, two = article(), article()
    judge(one, 1, "right")
    two.click("#flag-1 [data-choice=wrong]")
    two.wait_for_selector("#conflicts")
    window.watch.expect("409")
    assert values(store) == [{"verdict": "right", "note": ""}]
    with two.expect_navigation():
        two.get_by_role("button", name="Keep mine instead").click()
    assert two.locator("#flag-1 [data-choice=wrong]").get_attribute("aria-pressed") == "true"
    assert values(store) == [{"verdict": "wrong", "note": ""}]


def test_it_works_without_a_script(article, store):
    page = article(java_script_enabled=False)
    with page.expect_navigation():
        page.click("#flag-1 [data-choice=right]")
    assert page.url.endswith("#flag-1")
    with page.expect_navigation():
        page.get_by_role("button", name="Reject").click()
    edit(page, NEW)
    save(page)
    assert page.inner_text(".lead").startswith(NEW)
    assert [value.get("verdict", value.get("text")) for value in values(store)] == ["right", "rejected", NEW]


def test_a_note_and_a_verdict_show_in_the_index(article, site, window):
    page = article()
    page.get_by_text("Leave a note").click()
    page.get_by_role("textbox", name="Note on the article").fill("Ask the desk.\nToday.")
    page.get_by_role("button", name="Save the note").first.click()
    page.wait_for_selector(".decisions .aside >> text=by ann")
    page.get_by_role("button", name="Reject").click()
    page.wait_for_selector("[data-choice=rejected][aria-pressed=true]")
    assert page.get_by_role("textbox", name="Note on the article").input_value() == "Ask the desk.\nToday."
    index = window(f"{site.address}/")
    assert index.inner_text("td.review").split("\n") == ["rejected", "0 of 5 flags, a note"]


def test_hostile_text_stays_text(window, tmp_path):
    text = hostile.ALL
    with served(folder.write(tmp_path, hostile.report(text))) as site:
        index = window(f"{site.address}/open/{TOKEN}")
        assert index.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page = window(f"{site.address}/article/hostile")
        page.fill("#flag-1 input[name=note]", text)
        judge(page, 1, "wrong")
        edit(page, f"{text} edited")
        save(page)
        for opened in (index, page):
            assert opened.title() != "run"
            assert opened.locator("h1").count() == 1
            assert opened.locator("img").count() == 0
            assert opened.locator("script").count() == 1
        page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        # Marks that would turn the page round are not shown, whether typed or read.
        assert page.input_value("#flag-1 input[name=note]") == straight(text)


def test_the_sample_has_the_flags_that_these_tests_judge():
    assert len(folder.subjects_of(samples.report()).flags) == 5
