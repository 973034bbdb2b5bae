"""The served pages: what they take, what they refuse, and that nothing of an article acts in them."""

from __future__ import annotations

from html import unescape

import pytest

from pipeline.review import Decisions
from pipeline.write import read_report
from tests.review import folder
from tests.review.server import TOKEN, served
from tests.write import samples
from tests.write.pages import HOSTILE, assert_sound, parse, shape, words

PAGE = "/article/metro"
GETS = ("/", "/?show=open", PAGE, "/decisions.jsonl", "/decisions.mqm.tsv", f"/open/{TOKEN}")


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with served(folder.write(tmp_path_factory.mktemp("quiet"))) as found:
        yield found


@pytest.fixture
def site(tmp_path):
    with served(folder.write(tmp_path)) as found:
        yield found, Decisions(tmp_path / "decisions.sqlite")


def form(page, name):
    """The fields of the form that decides on a subject, as a browser would send them."""
    key = folder.subject(samples.report(), name).key
    (found,) = parse(page).xpath(f"//form[.//input[@name='subject' and @value='{key}']]")
    fields = {}
    for control in found.xpath(".//input[@name]|.//textarea[@name]"):
        fields.setdefault(control.get("name"), []).append(control.get("value") or control.text or "")
    return fields


def post(found, name, **changes):
    """Fill in the form of a subject as it stands and send it."""
    return found.post(PAGE, form(found.get(PAGE).text, name) | changes)


def test_the_address_gives_the_cookie_that_the_pages_want(client):
    answer = client.get(f"/open/{TOKEN}", Cookie=None)
    assert (answer.status, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"].lower()
    assert cookie == f"review-{client.port}={TOKEN}; httponly; path=/; samesite=strict"
    assert client.get("/", Cookie=answer.headers["set-cookie"].partition(";")[0]).status == 200


@pytest.mark.parametrize("path", GETS)
@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:80"},
        {"Host": "127.0.0.1:1"},
        {"Cookie": None},
        {"Cookie": "review-1=the-token"},
        {"Cookie": "review=wrong"},
    ],
    ids=str,
)
def test_strangers_see_nothing(client, path, headers):
    if path.startswith("/open/") and "Host" not in headers:
        path = "/open/another"
    answer = client.get(path, **headers)
    assert answer.status == 403
    assert "metro" not in answer.text


@pytest.mark.parametrize("path", ["/open/", "/open/%C3%A9", "/open/the-token/x"])
def test_another_token_opens_nothing(client, path):
    answer = client.get(path, Cookie=None)
    assert answer.status == 403
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("origin", [None, "null", "http://evil.example", "https://127.0.0.1", "http://127.0.0.1:1"])
def test_no_other_site_changes_anything(site, origin):
    found, store = site
    fields = form(found.get(PAGE).text, "verdict") | {"verdict": "accepted"}
    assert found.post(PAGE, fields, Origin=origin).status == 403
    assert store.current() == []
    assert found.post(PAGE, fields).status == 303


@pytest.mark.parametrize("path", GETS)
def test_every_answer_is_sealed_and_changes_nothing(site, path):
    found, store = site
    answer = found.get(path)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert store.history("metro") == []


@pytest.mark.parametrize(
    "path", ["/article/..", "/article/%2e%2e", "/article/..%2fsecret", "/article/secret", "/article/", "/store.sqlite"]
)
def test_only_articles_of_the_index_are_shown(client, path):
    answer = client.get(path)
    assert answer.status == 404
    assert "Traceback" not in answer.text


def test_an_index_cannot_lead_out_of_its_folder(tmp_path):
    folder.write(tmp_path / "other")
    inside = folder.write(tmp_path / "reports")
    (inside / "index.json").write_text((inside / "index.json").read_text().replace('"metro"', '"../other/metro"'))
    reports, _ = folder.opened(inside)
    assert reports.ids() == ["../other/metro"]
    assert (inside / reports.ids()[0] / "report.json").is_file()
    assert reports.read("../other/metro") is None
    assert reports.keys("../other/metro") == frozenset()


@pytest.mark.parametrize(
    ("name", "changes", "value"),
    [
        ("doubled", {"verdict": "right"}, {"verdict": "right", "note": ""}),
        ("doubled", {"verdict": "wrong", "note": " a  name "}, {"verdict": "wrong", "note": "a name"}),
        ("doubled", {"verdict": "", "note": "unsure"}, {"verdict": None, "note": "unsure"}),
        ("verdict", {"verdict": "accepted"}, {"verdict": "accepted"}),
        ("note", {"text": "Ask\r\nthe desk.\r\n"}, {"text": "Ask\nthe desk."}),
        ("summary-0", {"text": ["New.", "It cost 90 million."]}, {"text": "New."}),
        ("summary-1", {"text": ["A metro line with 24 stations opened on Monday.", "  "]}, {"text": ""}),
        ("key_points-0", {"text": "<b>Bold</b>\r\n& more"}, {"text": "<b>Bold</b> & more"}),
    ],
)
def test_what_a_form_says_is_kept_and_shown(site, name, changes, value):
    found, store = site
    answer = post(found, name, **changes)
    assert answer.status == 303
    path, _, anchor = answer.headers["location"].partition("#")
    (kept,) = store.current("metro")
    assert (kept.subject.key, kept.value, kept.who) == (folder.subject(samples.report(), name).key, value, "ann")
    page = found.get(path).text
    assert parse(page).xpath(f"//*[@id='{anchor}']")
    assert "by ann, " in words(parse(page))
    assert [one.value for one in Decisions(store._path).current()] == [value]


def test_decisions_show_in_the_page(site):
    found, _ = site
    post(found, "doubled", verdict="wrong", note="a name")
    post(found, "verdict", verdict="rejected")
    post(found, "summary-0", text=["Fifty stations opened.", "It cost 90 million."])
    page = parse(found.get(PAGE).text)
    assert page.xpath("//button[@aria-pressed='true']/@data-choice") == ["rejected", "wrong"]
    assert words(page.xpath("//h2[@id='review']")[0]).startswith("Rejected by ann")
    assert words(page.xpath("//p[@class='lead']")[0]).startswith("Fifty? stations opened.")
    assert "1 of 5 flags judged" in words(page)
    assert len(page.xpath("//*[@data-live='past']//tbody/tr")) == 3
    index = words(parse(found.get("/").text).xpath("//td[contains(@class, 'review')]")[0])
    assert index == "rejected 1 of 5 flags, 1 edit"


def test_a_choice_pressed_again_is_taken_back(site):
    found, store = site
    post(found, "verdict", verdict="accepted")
    (button,) = parse(found.get(PAGE).text).xpath("//button[@data-choice='accepted']")
    post(found, "verdict", verdict=button.get("value"))
    (current,) = store.current()
    assert current.blank
    assert len(store.history("metro")) == 2


def test_an_edited_sentence_can_be_restored(site):
    found, store = site
    post(found, "summary-0", text=["New.", "It cost 90 million."])
    post(found, "summary-0", restore=folder.subject(samples.report(), "summary-0").key)
    assert [one.value for one in store.current()] == [{"text": None}]
    assert "A metro line with 24 stations" in words(parse(found.get(PAGE).text).xpath("//p[@class='lead']")[0])


def test_of_two_windows_the_later_is_shown_both(site):
    found, store = site
    old = form(found.get(PAGE).text, "summary-0")
    post(found, "summary-0", text=["First window.", "It cost 90 million."])
    answer = found.post(PAGE, old | {"text": ["Second window.", "Cost is unknown."]})
    assert answer.status == 409
    conflict = words(parse(answer.text).xpath("//*[@id='conflicts']")[0])
    assert "First window." in conflict
    assert "Second window." in conflict
    # What nobody else touched is kept, and what is shown can be sent.
    assert [one.value["text"] for one in store.current()] == ["First window.", "Cost is unknown."]
    (mine,) = parse(answer.text).xpath("//*[@id='conflicts']//form")
    fields = {c.get("name"): c.get("value") or c.text for c in mine.xpath(".//*[@name]")}
    assert fields["text"] == "Second window."
    assert found.post(PAGE, fields).status == 303
    assert [one.value["text"] for one in reversed(store.history("metro"))] == [
        "First window.",
        "Cost is unknown.",
        "Second window.",
    ]


def test_a_sentence_left_alone_is_no_conflict(site):
    found, store = site
    old = form(found.get(PAGE).text, "summary-0")
    post(found, "summary-0", text=["First window.", "It cost 90 million."])
    answer = found.post(PAGE, old | {"text": [old["was"][0], "Second window."]})
    assert answer.status == 303
    assert [one.value["text"] for one in store.current()] == ["First window.", "Second window."]


@pytest.mark.parametrize("name", ["doubled", "verdict", "note"])
def test_every_kind_of_decision_can_conflict(site, name):
    found, store = site
    old = form(found.get(PAGE).text, name)
    first, second = {
        "doubled": ({"verdict": "right"}, {"verdict": "wrong"}),
        "verdict": ({"verdict": "accepted"}, {"verdict": "rejected"}),
        "note": ({"text": "one"}, {"text": "two"}),
    }[name]
    assert found.post(PAGE, old | first).status == 303
    answer = found.post(PAGE, old | second)
    assert answer.status == 409
    (mine,) = parse(answer.text).xpath("//*[@id='conflicts']//form")
    fields = {c.get("name"): c.get("value") or c.text or "" for c in mine.xpath(".//*[@name]")}
    assert found.post(PAGE, fields).status == 303
    (kept,) = store.current()
    assert kept.version == 2
    assert second.items() <= kept.value.items()


def test_an_edit_of_what_a_rerun_has_changed_is_shown_again(site, tmp_path):
    found, store = site
    old = form(found.get(PAGE).text, "key_points-0")
    points = samples.report().key_points.model_copy(update={"points": ()})
    folder.write(tmp_path, samples.report(key_points=points))
    answer = found.post(PAGE, old | {"text": "My careful words."})
    assert answer.status == 409
    assert "My careful words." in words(parse(answer.text).xpath("//*[@id='lost']")[0])
    assert store.current() == []


def test_stale_decisions_are_listed_and_can_be_taken_back(site, tmp_path):
    found, store = site
    for name, changes in [
        ("doubled", {"verdict": "right"}),
        ("key_points-0", {"text": "Other."}),
        ("note", {"text": "Hm."}),
    ]:
        post(found, name, **changes)
    folder.write(tmp_path, samples.report(document=None, fluency=None, key_points=None))
    assert "Stale: 3 decisions" in words(parse(found.get("/").text))
    while listed := parse(found.get(PAGE).text).xpath("//details[@class='stale']//form"):
        fields = {c.get("name"): c.get("value") for c in listed[0].xpath(".//*[@name]")}
        assert found.post(PAGE, fields).status == 303
    assert all(one.blank for one in store.current())
    assert len(store.history("metro")) == 6


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"\xff\xfe", 400),
        (b"subject=a&version=0", 400),
        (b"subject=a&version=x&at=review&verdict=", 400),
        (b"subject=a&subject=b&version=0&at=review&verdict=", 400),
        (b"subject=a&version=0&at=//evil.example&verdict=", 400),
        (b"subject=a&version=0&at=review%0d%0aX:y&verdict=", 400),
        (b"&".join([b"x="] * 5000), 400),
        (b"x" * 1_100_000, 413),
    ],
    ids=["empty", "bytes", "no anchor", "no number", "uneven", "other site", "header", "many", "large"],
)
def test_forms_that_are_none_of_ours_are_refused(client, body, status):
    answer = client.post(PAGE, body)
    assert answer.status == status
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(("name", "verdict"), [("doubled", "accepted"), ("verdict", "right"), ("verdict", "<script>")])
def test_there_are_no_other_verdicts(site, name, verdict):
    found, store = site
    assert post(found, name, verdict=verdict).status == 400
    assert store.current() == []


@pytest.mark.parametrize("path", ["/", "/decisions.jsonl", "/article/unknown"])
def test_only_articles_take_forms(client, path):
    assert client.post(path, {"subject": "x", "version": "0", "at": "review"}).status in (404, 405)


def hostile(text):
    """A report and decisions on it that say `text` wherever text goes."""
    made = samples.tiny.document(text, samples.PARAGRAPHS)
    span = samples.span(made.text, "high -speed", reason=text, suggestion=text)
    return samples.report().model_copy(
        update={
            "document": made.model_copy(update={"outlet": text, "byline": text}),
            "fluency": samples.report().fluency.model_copy(update={"spans": (span,)}),
            "metadata": {"by": text},
            # What is looked up in an edited sentence depends on its words.
            "verification": None,
        }
    )


def hostile_pages(path, text):
    report = hostile(text)
    folder.write(path, report)
    _, store = folder.opened(path)
    for name, value in [
        ("spaced", {"verdict": "wrong", "note": text}),
        ("summary-0", {"text": text}),
        ("verdict", {"verdict": "accepted"}),
        ("note", {"text": text}),
    ]:
        folder.decide(store, report, name, value, who=text)
    folder.decide(store, samples.report(), "doubled", {"verdict": "wrong", "note": text}, who=text)
    with served(path, reviewer=text) as found:
        old = {"subject": folder.subject(report, "note").key, "version": "0", "at": "review", "text": text + "!"}
        conflict = found.post(PAGE, old)
        assert conflict.status == 409
        return [parse(found.get("/").text), parse(found.get(PAGE).text), parse(conflict.text)]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_adds_no_element_and_no_attribute(tmp_path, name):
    plain = hostile_pages(tmp_path / "plain", "Plain words")
    found = hostile_pages(tmp_path / "hostile", HOSTILE[name])
    for ours, theirs in zip(plain, found, strict=True):
        assert_sound(theirs)
        assert shape(theirs) == shape(ours)


def test_pages_are_sound_and_their_policy_fits_what_is_in_them(client):
    for path in ("/", PAGE):
        answer = client.get(path)
        page = parse(answer.text)
        assert_sound(page)
        (policy,) = page.xpath("//meta[@http-equiv]/@content")
        assert answer.headers["content-security-policy"] == f"{unescape(policy)}; frame-ancestors 'none'"
        assert page.xpath("//@src") == []


def test_the_index_shows_what_is_asked_for(site):
    found, _ = site
    post(found, "verdict", verdict="accepted")
    counts = {
        show: len(parse(found.get(f"/?show={show}").text).xpath("//tbody/tr[@data-id]"))
        for show in ("open", "accepted", "x")
    }
    assert counts == {"open": 0, "accepted": 1, "x": 1}


def test_the_index_says_how_far_an_edited_summary_is_supported(site):
    found, _ = site
    support = "//tbody/tr[@data-id]/@data-support"
    assert parse(found.get("/").text).xpath(support) == ["partly supported"]
    form_of = form(found.get(PAGE).text, "summary-0")
    found.post(PAGE, form_of | {"text": ["A metro line with 24 stations opened on Monday.", ""]})
    page = parse(found.get("/").text)
    assert page.xpath(support) == ["supported"]
    assert "Summaries to check 0" in words(page.xpath("//div[@class='overview']")[0])


def test_exports_are_what_the_command_writes(site):
    found, _ = site
    post(found, "doubled", verdict="right")
    answer = found.get("/decisions.mqm.tsv")
    assert answer.headers["content-disposition"] == 'attachment; filename="decisions.mqm.tsv"'
    assert "<v>opens opens</v>" in answer.text
    assert '"verdict": "right"' in found.get("/decisions.jsonl").text


def test_a_report_that_is_gone_is_told_in_one_line(site, tmp_path):
    found, _ = site
    path = tmp_path / "metro" / "report.json"
    report = read_report(path)
    path.unlink()
    answer = found.get(PAGE)
    assert answer.status == 500
    assert answer.text.count("\n") == 1
    assert "cannot be read" in answer.text
    folder.write(tmp_path, report)
    assert found.get(PAGE).status == 200
