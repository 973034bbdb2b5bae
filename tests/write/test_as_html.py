"""The page of a report: complete, sound, and deaf to what the article would have it do."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline import load_config
from pipeline.report import Failure, Fluency, Provenance, Report, SentenceFluency
from pipeline.write.as_html import render_html
from pipeline.write.labels import LONG_TITLE, straight
from tests import tiny
from tests.write import samples
from tests.write.pages import HOSTILE, assert_sealed, assert_sound, parse, rows, shape, words

# Fields whose values are a closed set.
FIXED = {"status", "kind", "severity", "method", "verdict", "target", "schema_version"}
FAILURES = (Failure(stage="summarize", reason="no sentence"), Failure(stage="verify", reason="no summary"))


def page(**changes):
    return parse(render_html(samples.report(**changes), config=load_config()))


def one(found):
    (element,) = found
    return element


def article_text(of):
    for label in of.xpath("//*[@id='text']//sup"):
        label.drop_tree()
    return [element.text_content() for element in of.xpath("//*[contains(@class, 'paragraph')]")]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"status": "failed", "failures": FAILURES, "summary": None, "verification": None},
        {"fluency": None},
        {"summary": None, "key_points": None, "verification": None},
        {"fluency": samples.report().fluency.model_copy(update={"spans": ()})},
        {"reference": None, "key_points": None, "warnings": ("Short.", "Other language.")},
        dict.fromkeys(("document", "fluency", "reference", "summary", "key_points", "verification")),
    ],
    ids=["whole", "failed", "no fluency", "no summary", "no flags", "warnings", "nothing made"],
)
def test_every_kind_of_report_is_a_sound_and_sealed_page(changes):
    found = page(**changes)
    assert_sound(found)
    assert_sealed(found)


def test_the_top_says_what_and_whose_it_is():
    head = one(page().xpath("//header"))
    assert words(head) == (f"Example Evening News · 8 March 2024 · Ann Writer · 43 words {samples.TITLE}")


def test_a_written_headline_stands_above_the_title():
    summary = samples.report().summary.model_copy(update={"headline": "Metro opens"})
    found = page(summary=summary)
    assert words(one(found.xpath("//h1"))) == "Metro opens"
    assert f"Title of the article: {samples.TITLE}" in words(one(found.xpath("//header")))


def test_fluency_and_support_are_put_in_words():
    glance = words(one(page().xpath("//dl[@class='glance']")))
    assert "71 of 100, 95% interval 60.0–80.5 Several slips." in glance
    assert "Understood at first reading, with some slips to correct; counted by rules alone." in glance
    assert "Partly supported Some of what was checked was not found in the article. 2 of 3 facts found." in glance


def test_the_whole_article_is_there_as_it_stands():
    document = samples.document()
    assert article_text(page()) == [document.slice(p) for p in document.paragraphs]


def test_statements_and_sentences_point_at_each_other():
    found = page()
    statement = one(found.xpath("//*[@id='sum-1']"))
    assert statement.get("data-evidence") == "s2 s3"
    assert [link.get("href") for link in statement.xpath("a[@class='cite']")] == ["#s2", "#s3"]
    assert one(found.xpath("//*[@id='s3']")).get("data-cited") == "sum-1"
    assert found.xpath("//*[@id='s3']/sup/a/@href") == ["#flag-2", "#sum-1"]


def test_the_method_is_said_of_summary_and_points():
    found = page()
    assert words(one(found.xpath("//h2[@id='summary']"))).endswith("Extractive: sentences taken from the article")
    assert words(one(found.xpath("//h2[@id='points']"))).endswith("Abstractive: written by a model")


def test_facts_are_linked_or_marked_with_the_reason():
    found = page()
    assert [(words(a), a.get("href")) for a in found.xpath("//a[@class='found']")] == [("24", "#s3"), ("Monday", "#s2")]
    missing = one(found.xpath("//span[@class='missing']"))
    assert (words(missing), missing.get("title")) == ("90 million", "number not found in the article: no such number")
    doubts = words(one(found.xpath("//*[contains(@class, 'doubts')]")))
    assert "Summary sentence 2: number “90 million” was not found in the article: no such number" in doubts
    assert "Summary sentence 2: weakly supported, 0.10 of 1: nothing like it" in doubts


def test_every_flag_is_listed_labelled_and_marked():
    found = page()
    for number, (severity, shape_) in enumerate(
        [("major", "◆"), ("minor", "●"), ("major", "◆"), ("critical", "▲"), ("minor", "●")], start=1
    ):
        label = one(found.xpath(f"//a[@data-flag='{number}']"))
        assert words(label) == f"{shape_}{number}"
        assert label.get("aria-label").startswith(f"Flag {number}, {severity}: ")
        item = one(found.xpath(f"//li[@id='flag-{number}']"))
        assert item.get("data-severity") == severity
        assert "is not English." in words(item)
        assert found.xpath(f"//mark[contains(concat(' ', @data-flags, ' '), ' {number} ')]")
    assert "Try: high-speed" in words(one(found.xpath("//li[@id='flag-5']")))
    assert "Try: leave it out" in words(one(found.xpath("//li[@id='flag-2']")))


def test_crossing_flags_are_split_and_the_graver_severity_shows():
    marks = page().xpath("//*[@id='s4']/mark")
    assert [(m.text, m.get("class"), m.get("data-flags")) for m in marks] == [
        ("minister ", "major", "3"),
        ("is said", "critical", "3 4"),
        (" it is the ", "critical", "4"),
        ("high", "critical", "4 5"),
        (" -speed", "minor", "5"),
    ]


def test_the_legend_counts():
    legend = one(page().xpath("//section[@class='legend']"))
    assert words(legend).startswith("5 flags ▲ critical 1 ◆ major 2 ● minor 2 Fluency/Grammar 2")
    assert legend.xpath(".//input/@data-severity") == ["critical", "major", "minor"]
    assert len(legend.xpath(".//input/@data-category")) == 4


def test_sentences_carry_their_score():
    found = page()
    assert [(s.get("data-score"), s.get("data-level")) for s in found.xpath("//span[@class='sentence']")][:4] == [
        ("50", "2"),
        ("100", "4"),
        ("90", "4"),
        ("12", "0"),
    ]


def test_a_key_says_what_the_bars_and_labels_are():
    key = one(page().xpath("//p[contains(@class, 'key')]"))
    assert words(key) == (
        "Bars in the margin, the fluency of a sentence: from 80, from 60, from 40, below 40. "
        "S1 after a sentence: summary sentence 1 was made from it."
    )
    bare = page(fluency=None, summary=None, key_points=None, verification=None)
    assert bare.xpath("//p[contains(@class, 'key')]") == []


@pytest.mark.parametrize(("length", "names"), [(LONG_TITLE, ["headline"]), (LONG_TITLE + 1, ["headline", "long"])])
def test_a_long_title_is_set_smaller(length, names):
    made = samples.document(title="x" * length)
    assert one(page(document=made).xpath("//h1")).get("class").split() == names


def test_without_flags_the_note_speaks_of_evidence_alone():
    fluency = samples.report().fluency.model_copy(update={"spans": ()})
    assert words(one(page(fluency=fluency).xpath("//div[@id='notes']"))).startswith(
        "Point at a sentence of the summary"
    )


def test_what_was_left_out_is_folded_with_its_reasons():
    dropped = one(page().xpath("//details[@class='dropped']"))
    assert dropped.get("open") is None
    assert words(one(dropped.xpath("summary"))) == "Left out of the article: 2 pieces"
    assert rows(dropped) == [
        ["End markend mark", "- END -"],
        ["Teaser of another articlestands after the end mark", "Read next: bridge closed"],
    ]


def test_every_score_shows_its_signature():
    text = words(one(page().xpath("//main")))
    for signature in ("fluency|v:1", "perplexity|v:1", "BLEU|v:1", "lexrank|v:1", "brief|v:1", "facts|v:1"):
        assert signature in text


@pytest.mark.parametrize(("offline", "said"), [(True, True), (False, False), (None, False)])
def test_nothing_left_the_machine_is_said_only_where_it_is_known(offline, said):
    config = None if offline is None else load_config(overrides=[f"runtime.offline={str(offline).lower()}"])
    assert ("Nothing left this machine" in render_html(samples.report(), config=config)) is said


def test_failures_stand_on_top_and_what_was_made_is_shown():
    found = page(status="failed", failures=FAILURES, summary=None)
    trouble = one(found.xpath("//section[@aria-label='What failed']"))
    assert words(trouble) == (
        "Summarize failed. no sentence Verify failed. no summary Everything else that was made follows."
    )
    assert article_text(found)[0] == samples.TITLE
    assert found.xpath("//h2[@id='points']") and not found.xpath("//h2[@id='summary']")


def test_a_long_article_stays_small():
    sentences = ["The committee reported that high -speed trains run daily."] * 112
    document = tiny.document("A long article", [sentences[i : i + 8] for i in range(0, 112, 8)])
    spans = tuple(
        samples.span(document.text, "high -speed", start=s.start + 28, end=s.start + 39)
        for s in document.sentences[1::2]
    )
    scores = tuple(SentenceFluency(sentence=i, score=90) for i in range(len(document.sentences)))
    fluency = Fluency(score=samples.score("fluency", 90), sentences=scores, spans=spans)
    text = render_html(samples.report(document=document, fluency=fluency), config=load_config())
    assert document.words > 1000 and len(spans) > 50
    assert len(text.encode()) < 300_000


def spoiled(value: Any, words_: str, key: str = "") -> Any:
    """A report's data with every free text in it replaced."""
    if isinstance(value, dict):
        return {k: spoiled(v, words_, k) for k, v in value.items()}
    if isinstance(value, list):
        return [spoiled(v, words_, key) for v in value]
    return words_ if isinstance(value, str) and key not in FIXED else value


def hostile_report(words_: str) -> Report:
    document = tiny.document(words_, [[words_, words_], [words_]])
    n = len(words_)
    span = samples.span(document.text, words_, start=n + 2, end=2 * n + 2).model_dump(mode="json")
    made = Provenance(version="v", stages=("s",), models={"s": "m"}, libraries={"l": "1"})
    parts = {"status": "failed", "failures": FAILURES, "warnings": ("w",), "provenance": made}
    data = samples.report(**parts).model_dump(mode="json")
    for fact in data["verification"]["facts"]:
        fact |= {"start": 0, "end": n, "sentences": [1]}
    data["metadata"] = {words_: "v"}
    data["fluency"]["spans"] = [span | {"severity": "major"}, span]
    data["fluency"]["sentences"] = [{"sentence": i, "score": 50.0} for i in range(4)]
    dropped = data["document"]["dropped"]
    reasons = [piece["reason"] for piece in dropped]
    data = spoiled(data, words_)
    for piece, reason in zip(data["document"]["dropped"], reasons, strict=True):
        piece["reason"] = reason
    data["document"] |= {
        k: v for k, v in document.model_dump(mode="json").items() if k in ("text", "paragraphs", "sentences")
    }
    return Report.model_validate(data)


@pytest.mark.parametrize("words_", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_everywhere_changes_no_element_of_the_page(words_):
    report = hostile_report(words_)
    found = parse(render_html(report, config=load_config()))
    assert shape(found) == shape(parse(render_html(hostile_report("word"), config=load_config())))
    assert_sealed(found)
    shown = straight(words_)
    assert article_text(found) == [shown, f"{shown} {shown}", shown]
    assert one(found.xpath("//title")).text == shown
    assert one(found.xpath("//h1")).text_content() == shown
    reasons = found.xpath("//ol[@class='plain flags']//p[@class='why'][1]/bdi")
    assert {reason.text_content() for reason in reasons} == {shown}
