"""The index over a batch: the same rows as a page, as CSV and as JSON, and the record of the run."""

import csv
import json

import pytest
import yaml

from pipeline import load_config
from pipeline.config import Config
from pipeline.read import Unreadable
from pipeline.write import IndexRow, write_index, write_run
from pipeline.write.batch import COLUMNS
from pipeline.write.index import render_index
from pipeline.write.labels import straight
from tests.write import samples
from tests.write.pages import HOSTILE, assert_sealed, assert_sound, parse, rows, shape, words


def row(name, **parts):
    standard = {
        "id": name,
        "status": "ok",
        "title": f"Title of {name}",
        "outlet": "Gazette",
        "date": "2024-03-08",
        "words": 1200,
        "fluency": 80.0,
        "band": "few slips; counted by rules alone",
        "support": "supported",
        "seconds": 0.25,
        "origin": f"in/{name}.txt",
        "report": f"{name}/report.html",
    }
    return IndexRow(**(standard | parts))


ROWS = [
    row("good", fluency=95.0),
    row("bad", fluency=41.26, critical=2, major=1, support="unsupported", unsupported=3, warnings=1),
    row("failed", status="failed", stage="summarize", reason="no sentence"),
]
BARE = dict.fromkeys(("outlet", "date", "words", "fluency", "band", "support", "seconds", "report"))


@pytest.fixture
def written(tmp_path):
    write_index(ROWS, [Unreadable("in/empty.txt", "holds no text")], tmp_path, samples.run())
    return tmp_path


@pytest.fixture
def page(written):
    return parse((written / "index.html").read_text(encoding="utf-8"))


def test_page_csv_and_json_have_the_same_rows_worst_first(written, page):
    order = ["in/failed.txt", "in/empty.txt", "in/bad.txt", "in/good.txt"]
    data = json.loads((written / "index.json").read_text(encoding="utf-8"))
    assert {r["origin"] for r in data["articles"][:2]} == set(order[:2])
    assert [r["origin"] for r in data["articles"][2:]] == order[2:]
    with (written / "index.csv").open(encoding="utf-8-sig", newline="") as stream:
        table = list(csv.DictReader(stream))
    assert [r["origin"] for r in table] == [r["origin"] for r in data["articles"]]
    assert tuple(table[0]) == tuple(data["articles"][0]) == COLUMNS
    assert page.xpath("//table[@id='table']/tbody/tr/th/a/@href") == ["bad/report.html", "good/report.html"]


def test_failures_stand_above_with_stage_and_reason(page):
    (trouble,) = page.xpath("//section[contains(@class, 'trouble')]")
    assert sorted(rows(trouble)) == [
        ["Title of failed in/failed.txt", "summarize", "no sentence"],
        ["in/empty.txt", "read", "holds no text"],
    ]
    assert words(page.xpath("//h1")[0]) == "4 articles, 2 failed"


def test_a_row_says_all_of_an_article(page):
    (table,) = page.xpath("//table[@id='table']")
    assert rows(table)[0] == [
        "Title of bad",
        "Gazette",
        "2024-03-08",
        "1,200",
        "41.3 few slips",
        "2",
        "1",
        "–",
        "unsupported (3)",
        "1",
        "250 ms",
    ]
    heads = [words(head) or head.xpath("button/@aria-label") for head in table.xpath("thead/tr/th")]
    assert len(heads) == len(rows(table)[0])
    assert table.xpath("thead//th[@aria-sort]/button/text()") == ["Fluency"]


def test_the_overview_has_mean_interval_flags_and_chart(page):
    text = words(page.xpath("//div[@class='overview']")[0])
    assert "Mean fluency 72.1 of 100 95% bootstrap interval 41.3–95.0, over 3 articles" in text
    assert "Flags 3 ▲ 2 critical, ◆ 1 major, ● 0 minor" in text
    assert "Summaries to check 1" in text
    titles = [bar.text for bar in page.xpath("//figure//rect/title")]
    assert [title for title in titles if not title.endswith(" 0 articles")] == [
        "40 to 50: 1 article",
        "80 to 90: 1 article",
        "90 to 100: 1 article",
    ]


@pytest.mark.parametrize(
    ("support", "said"),
    [
        ("unsupported", "Summaries to check 1 something in them was not found in the article"),
        ("supported", "Summaries to check 0 all that was looked up was found"),
        (None, "Summaries to check – none was looked up in its article"),
    ],
)
def test_summaries_to_check_says_what_was_looked_up(support, said):
    found = parse(render_index([row("one", support=support)], samples.run()))
    assert said in words(found.xpath("//div[@class='overview']")[0])


@pytest.mark.parametrize(
    "table",
    [ROWS, [], [row("bare", **BARE)], [row("failed", status="failed", stage="clean", reason="nothing left")]],
    ids=["all kinds", "nothing", "no part made", "failures only"],
)
def test_every_index_is_a_sound_and_sealed_page(table):
    found = parse(render_index(table, samples.run()))
    assert_sound(found)
    assert_sealed(found)


def test_one_article_has_a_mean_without_interval():
    text = words(parse(render_index([row("only")], samples.run())))
    assert "Mean fluency 80.0 of 100 over 1 article" in text


@pytest.mark.parametrize("offline", [True, False])
def test_nothing_left_the_machine_is_said_only_of_an_offline_run(offline):
    config = load_config(overrides=[f"runtime.offline={str(offline).lower()}"])
    assert ("Nothing left this machine" in render_index(ROWS, samples.run(config=config))) is offline


def hostile(text):
    free = dict.fromkeys(("id", "title", "outlet", "date", "band", "origin"), text)
    link = f"{text}/report.html"
    table = [row("a", **free, report=link), row("b", status="failed", stage=text, reason=text, **free, report=link)]
    run = samples.run(command=text, version=text, libraries={text: text}, models={text: text}, timings={text: 1.0})
    return parse(render_index(table, run))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_everywhere_changes_no_element_of_the_page(text):
    found = hostile(text)
    assert shape(found) == shape(hostile("word"))
    assert_sealed(found)
    assert [title.text_content() for title in found.xpath("//table[@id='table']//bdi")] == [straight(text)] * 2
    assert all(":" not in link for link in found.xpath("//th/a/@href"))


def test_the_run_can_be_done_again_from_its_record(tmp_path):
    config = load_config(overrides=["stages.summarize.max_words=80", "stages.fluency.rules.disable=[split-compound]"])
    content = yaml.safe_load(write_run(tmp_path, samples.run(config=config)).read_text(encoding="utf-8"))
    assert Config.model_validate(content["config"]) == config
    assert (content["command"], content["started"]) == ("pipeline run in", "2024-03-09T08:00:00+00:00")
    assert content["timings"] == {"clean": 0.5}
