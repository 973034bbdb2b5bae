"""Two runs as a page, as JSON and as CSV."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.compare import Comparison, compare_runs
from pipeline.compare.comparison import ArticlePair, Result
from pipeline.compare.measures import Measure
from pipeline.compare.runs import Run
from pipeline.compare.significance import Difference
from pipeline.report import Coverage, KeyPoints, Report, SentenceFluency, Statement, Summary
from pipeline.write.as_compare import render_comparison, write_comparison
from pipeline.write.labels import SEVERITIES, straight
from pipeline.write.page import TEMPLATES
from tests import tiny
from tests.compare.runs import TEXTS, report, save
from tests.write import samples
from tests.write.pages import HOSTILE, assert_sealed, assert_sound, parse, rows, shape, words

READ = Coverage(sentences_total=2, sentences_read=2)


def said(*texts: str) -> tuple[Statement, ...]:
    return tuple(Statement(text=text, evidence=()) for text in texts)


def summary(*texts: str, headline: str | None = None) -> Summary:
    return Summary(method="abstractive", headline=headline, sentences=said(*texts), coverage=READ, signature="s")


def points(*texts: str) -> KeyPoints:
    return KeyPoints(method="abstractive", points=said(*texts), coverage=READ, signature="s")


@pytest.fixture
def comparison(tmp_path):
    a = [report(name, fluency=60.0 + n, summary=summary("The bridge is new.")) for n, name in enumerate(TEXTS)]
    b = [
        report(
            name, fluency=70.0 + 2 * n, words=("The ", "A "), summary=summary("The bridge is old.", "Nobody was hurt.")
        )
        for n, name in enumerate(TEXTS)
    ]
    return compare_runs(save(tmp_path / "a", a), save(tmp_path / "b", b))


@pytest.fixture
def written(comparison, tmp_path):
    write_comparison(comparison, tmp_path / "out")
    return tmp_path / "out"


@pytest.fixture
def page(written):
    return parse((written / "compare.html").read_text(encoding="utf-8"))


def test_the_page_is_sound_and_sealed(page):
    assert_sound(page)
    assert_sealed(page)


def test_the_results_of_all_articles_with_interval_and_p(page):
    (table,) = page.xpath("//table[@class='results']")
    fluency, *flags, summary_words, article_words = rows(table)
    assert [row[0] for row in flags] == [f"{name} flags per 1,000 words lower is better" for name in SEVERITIES]
    assert fluency == [
        "fluency higher is better",
        "62.5",
        "75.0",
        "+12.50",
        "+11.17 to +13.83",
        "0.031",
        "6",
        "B better",
    ]
    assert summary_words == ["words of the summary", "4.0", "7.0", "+3.00", "+3.00 to +3.00", "0.031", "6", "more in B"]
    assert article_words[-1] == "no difference shown"


def test_the_articles_by_the_size_of_their_difference(page):
    (table,) = page.xpath("//table[@id='table']")
    first, *_, last = rows(table)
    assert first == ["Library grows", "+15.0 B better 65.0 → 80.0", *["0.0 in both"] * 3, "+3 4 → 7", "14 in both"]
    assert last[0] == "The harbour opens"
    for link in table.xpath(".//tbody//a/@href"):
        assert page.xpath(f"//details[@id='{link[1:]}']")


def test_every_article_is_folded_and_sits_side_by_side(page):
    folded = page.xpath("//details[@class='article']")
    assert [words(each.find("summary")) for each in folded] == [
        row[0] for row in rows(page.xpath("//table[@id='table']")[0])
    ]
    assert not any("open" in each.attrib for each in folded)
    school = next(each for each in folded if words(each.find("summary")) == "A school closes")
    names = [words(name) for name in school.xpath("h3")]
    summary_table, text_table = school.xpath("table")
    assert names == ["Summary", "Article"]
    assert rows(summary_table) == [
        ["The bridge is new.", "The bridge is old."],
        ["nothing like it in A", "Nobody was hurt."],
    ]
    assert rows(text_table)[1] == ["The old school closes in July.", "A old school closes in July."]
    assert text_table.xpath(".//del/text()") == ["The"]
    assert text_table.xpath(".//ins/text()") == ["A"]
    assert school.xpath(".//a/@href") == ["../a/school/report.html", "../b/school/report.html"]


def test_the_same_article_is_not_repeated(tmp_path):
    found = compare_runs(save(tmp_path / "a", [report("school")]), save(tmp_path / "b", [report("school")]))
    folded = parse(render_comparison(found, tmp_path)).xpath("//details")[0]
    assert "The article is the same in both, word for word." in words(folded)
    assert folded.xpath(".//table") == []


def test_a_sentence_bears_its_fluency_and_flags():
    made = samples.report()
    other = made.model_copy(update={"document": samples.document(text=made.document.text.replace("Monday", "Friday"))})
    view = render_comparison(in_memory(made, other), Path("out"))
    assert [words(cell) for cell in parse(view).xpath("//h3[text()='Article']/following::table[1]//tr[2]/td")] == [
        "The city opened a new metro line on Monday. 100",
        "The city opened a new metro line on Friday. 100",
    ]
    assert "The minister is said it is the high -speed. 12 ▲ ◆ ●" in words(parse(view))


def test_json_has_results_articles_and_the_rows_of_sentences(written):
    data = json.loads((written / "compare.json").read_text(encoding="utf-8"))
    fluency = data["measures"][0]
    assert {k: fluency[k] for k in ("name", "better", "articles", "a", "b", "difference", "p", "verdict")} == {
        "name": "fluency",
        "better": "higher",
        "articles": 6,
        "a": 62.5,
        "b": 75.0,
        "difference": 12.5,
        "p": 2 / 2**6,
        "verdict": "B better",
    }
    school = next(article for article in data["articles"] if article["name"] == "school")
    assert school["measures"]["fluency"] == {"a": 61.0, "b": 72.0, "alike": True}
    assert school["sentences"] == [{"a": [n], "b": [n]} for n in range(4)]
    assert (data["only_a"], data["only_b"], data["caveats"]) == ([], [], [])


def test_csv_has_a_line_per_article(written):
    with (written / "compare.csv").open(encoding="utf-8-sig", newline="") as stream:
        table = list(csv.DictReader(stream))
    assert [line["name"] for line in table] == list(reversed(TEXTS))
    school = next(line for line in table if line["name"] == "school")
    assert (school["title"], school["fluency A"], school["fluency B"], school["fluency B - A"]) == (
        "A school closes",
        "61.0",
        "72.0",
        "11.0",
    )


def in_memory(first: Report, second: Report, **parts: Any) -> Comparison:
    pair = ArticlePair.of(parts.pop("name", "name"), first, second)
    runs = {"a": Run(Path("a"), (first,)), "b": Run(Path("b"), (second,))}
    return Comparison(**({**runs, "pairs": (pair,), "results": ()} | parts))


def hostile(text: str) -> Comparison:
    """Two articles and all that is said of them, made of one text and a last word that differs."""
    measure = Measure(text, text, "higher")
    result = Result(measure, Difference(7, 1.0, 2.0, 0.1, 1.9, 0.01), signature=text)
    a, b = (
        samples.report(
            id=text[:200],
            document=tiny.document(text, [[f"{text} {last}"]]),
            fluency=samples.report().fluency.model_copy(
                update={"spans": (), "sentences": (SentenceFluency(sentence=0, score=50),)}
            ),
            summary=summary(f"{text} {last}", headline=text),
            key_points=points(f"{text} {last}"),
            provenance=samples.report().provenance.model_copy(update={"version": text, "models": {text: text}}),
        )
        for last in ("alpha", "beta")
    )
    runs = {"a": Run(Path(text[:200]), (a,)), "b": Run(Path(text[:200]), (b,))}
    said_of_it = {"caveats": (text,), "notes": (text,), "results": (result,), "corpus": (result,)}
    return in_memory(a, b, name=text, **runs, **said_of_it)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_everywhere_changes_no_element_of_the_page(text):
    found, plain = (parse(render_comparison(hostile(each), Path("out"))) for each in (text, "word"))
    assert shape(found) == shape(plain)
    assert_sealed(found)
    shown = straight(text)
    (folded,) = found.xpath("//details")
    assert folded.find("summary").text_content() == shown
    assert folded.xpath(".//del/text()") == ["alpha"] * 3
    assert folded.xpath(".//ins/text()") == ["beta"] * 3
    (title,) = found.xpath("//table[@id='table']/tbody/tr/th//bdi")
    assert title.text_content() == shown
    assert found.xpath("//table[@id='table']//th/@data-value") == [shown]


def test_a_link_to_a_report_cannot_be_an_address(tmp_path):
    folder = tmp_path / "javascript:alert(1)"
    found = compare_runs(save(folder, [report("school")]), save(tmp_path / "b", [report("school")]))
    links = parse(render_comparison(found, tmp_path)).xpath("//details//a/@href")
    assert len(links) == 2
    assert not any(":" in link for link in links)


@pytest.mark.parametrize("text", ["=1+1", "@cmd", "+1", "\t=1"])
def test_no_cell_is_a_formula(tmp_path, text):
    made = report("school", document=tiny.document(text, [["It closed."]]))
    write_comparison(in_memory(made, made), tmp_path)
    with (tmp_path / "compare.csv").open(encoding="utf-8-sig", newline="") as stream:
        (line,) = csv.DictReader(stream)
    assert line["title"] == f"'{text}"


@pytest.mark.parametrize("name", ["compare.css", "compare.js"])
def test_assets_fetch_nothing_and_cannot_end_their_element(name):
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    for forbidden in ("http:", "https:", "url(", "@import", "fetch(", "XMLHttpRequest", "innerHTML", "eval(", "</"):
        assert forbidden not in text
