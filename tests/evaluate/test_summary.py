"""Measuring summaries."""

import json
import math

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.config import load_config
from pipeline.evaluate.briefs import Brief
from pipeline.evaluate.summary import (
    MEASURES,
    Output,
    central,
    lead,
    mean_of_articles,
    measure,
    novel_bigrams,
    score,
    support,
    to_json,
    to_text,
)
from tests.tiny import EXTRACTIVE, document

ARTICLE = (
    "Old harbour closes",
    "The old harbour of Elbing will close in May 2024.",
    "Ships will use the new port, which cost 31 million euros.",
    "The council of the town voted for the plan on Monday.",
    "Many fishermen of the harbour have protested against it.",
    "A museum about the sea will open in the empty buildings.",
)
SUMMARY = ("Elbing will close its old harbour in May 2024.", "The new port cost 31 million euros.")
BRIEF = Brief("h", "English", "", ARTICLE, None, SUMMARY)
MADE = document(ARTICLE[0], [ARTICLE[1:]])


@pytest.fixture
def data(tmp_path):
    summary = [{"text": text, "evidence": [1]} for text in SUMMARY]
    rows = [
        {"id": "e", "title": ARTICLE[0], "sentences": ARTICLE, "summary": summary},
        {
            "id": "t",
            "title": None,
            "sentences": ARTICLE,
            "translations": {"A": ARTICLE, "B": ["The harbour", *ARTICLE[1:]]},
            "summary": summary,
        },
    ]
    path = tmp_path / "briefs.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_the_reference_itself_scores_full():
    scores = score(BRIEF, MADE, Output(SUMMARY, 0.5))
    assert [scores[name] for name in ("rouge1", "rouge2", "rougeLsum", "chrf")] == pytest.approx([100] * 4)
    assert (scores["words"], scores["seconds"], scores["support"]) == (16, 0.5, 100)
    assert tuple(scores) == MEASURES


@pytest.mark.parametrize(
    ("written", "rouge1", "rouge2"),
    [
        # by hand: 16 words in the summary
        (("Elbing will close its old harbour in May 2024.",), 200 * 9 / 25, 200 * 8 / 23),
        (("The ports cost.",), 200 * 3 / 19, 200 * 1 / 17),  # "ports" has the stem of "port"
        (("Bananas ripen.",), 0, 0),
        ((), 0, 0),
    ],
)
def test_rouge(written, rouge1, rouge2):
    scores = score(BRIEF, MADE, Output(written, 0))
    assert scores["rouge1"] == pytest.approx(rouge1)
    assert scores["rouge2"] == pytest.approx(rouge2)


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (("The old harbour of Elbing",), 0),
        (("The OLD harbour, of Elbing!",), 0),
        (("The new harbour of Elbing",), 25),  # only "new harbour" does not stand in the article
        (("Bananas ripen", "Apples rot"), 100),
        (("Bananas",), None),
        ((), None),
    ],
)
def test_novel_bigrams(written, wanted):
    found = novel_bigrams(written, ARTICLE)
    assert math.isnan(found) if wanted is None else found == wanted


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (("The port cost 31 million euros.",), 100),
        (("The port cost 32 million euros.",), 0),
        (("The port cost 31 million euros.", "The port cost 99 euros."), 50),
        (("so it was.",), None),
    ],
)
def test_support(written, wanted):
    found = support(written, MADE)
    assert math.isnan(found) if wanted is None else found == pytest.approx(wanted)


@pytest.mark.parametrize("number", [3, 4])
def test_lead_takes_the_headline_along(number):
    assert lead(number)(ARTICLE) == ARTICLE[:number]


def test_lexrank_takes_three_in_their_order():
    chosen = central(ARTICLE)
    places = [ARTICLE.index(sentence) for sentence in chosen]
    assert len(places) == 3
    assert places == sorted(places)
    assert central(ARTICLE[:2]) == ARTICLE[:2]


def test_articles_weigh_the_same_however_many_translations():
    estimate = mean_of_articles([[10.0] * 15, [20.0]], 200)
    assert estimate.value == 15
    assert 10 <= estimate.low < 15 < estimate.high <= 20
    assert estimate == mean_of_articles([[10.0] * 15, [20.0]], 200)


@pytest.mark.parametrize(
    ("values", "wanted"),
    [([[1.0], [float("nan")]], 1.0), ([[1.0, float("nan")], [3.0]], 2.0), ([], None), ([[]], None)],
)
def test_what_could_not_be_measured_is_left_out(values, wanted):
    found = mean_of_articles(values, 0).value
    assert math.isnan(found) if wanted is None else found == wanted


def test_table(data):
    results = measure(data, load_config(overrides=EXTRACTIVE), systems=0, resamples=20)
    methods = ["lead-3", "lead-4", "LexRank", "embedded:lexrank"]
    kinds = ("machine-translated", "English")
    assert [(r.input, r.method) for r in results] == [(kind, method) for kind in kinds for method in methods]
    assert [(r.articles, r.texts, r.failed) for r in results] == [(1, 2, 0)] * 4 + [(1, 1, 0)] * 4
    ours, lead3 = results[-1], results[-4]
    assert ours.scores["rouge1"].value > 0
    assert lead3.scores["words"].value == sum(len(sentence.split()) for sentence in ARTICLE[:3])
    assert lead3.scores["novel_bigrams"].value == 0
    text = to_text(results)
    assert text.count("| lead-3 |") == 2
    assert text.splitlines()[-1] == "machine-translated: 1 articles, 2 texts; English: 1 articles, 1 texts"
    assert json.loads(to_json(results))[0]["scores"]["rouge1"]["value"] == results[0].scores["rouge1"].value


def test_an_article_without_summary_counts_as_nothing(data):
    config = load_config(overrides=[*EXTRACTIVE, "stages.summarize.max_words=5"])
    results = measure(data, config, systems=1, resamples=0)
    ours = [result for result in results if result.method == "embedded:lexrank"]
    assert [(r.failed, r.scores["rouge1"].value) for r in ours] == [(1, 0), (1, 0)]
    assert to_text(results).endswith("; 2 without a summary")
    assert json.loads(to_json(ours))[0]["scores"]["support"]["value"] is None


def test_command(data):
    result = CliRunner().invoke(
        app, ["eval", "summary", str(data), "--resamples", "10", "--limit", "1", "--set", EXTRACTIVE[0]]
    )
    assert result.exit_code == 0, result.output
    assert "| English | embedded:lexrank |" in result.stdout
    assert "machine-translated" not in result.stdout


def test_command_tells_what_is_wrong(tmp_path):
    path = tmp_path / "briefs.jsonl"
    path.write_text("{}\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["eval", "summary", str(path)])
    assert result.exit_code == 2
    assert "error: " in result.stderr
    assert "line 1 has no 'id'" in result.stderr
