"""Words for numbers."""

import pytest

from pipeline.write import labels
from tests.write import samples


@pytest.mark.parametrize(
    ("value", "level", "meaning"),
    [
        (100, 4, "reads as if written in English"),
        (80, 4, "reads as if written in English"),
        (79.9, 3, "understood at first reading"),
        (45, 2, "understood with effort"),
        (20, 1, "hard to follow"),
        (0, 0, "mostly unreadable"),
        (-5, 0, "mostly unreadable"),
    ],
)
def test_fluency_in_words(value, level, meaning):
    assert labels.level(value) == level
    assert labels.fluency_meaning(samples.score("fluency", value)).startswith(meaning)


def test_a_score_that_counts_flags_claims_nothing_of_the_reading():
    counted = samples.score("fluency", 97, signature="mqm-raw|rules:3")
    assert labels.fluency_meaning(counted) == labels.COUNTED_MEANING


@pytest.mark.parametrize(
    ("band", "name"),
    [
        ("clumsy: about one minor slip per 12 words; better than 62% of others", "clumsy"),
        ("few slips; counted by rules alone", "few slips"),
        ("fluent", "fluent"),
    ],
)
def test_the_name_of_a_band(band, name):
    assert labels.short_band(band) == name


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.0004, "0 ms"), (0.25, "250 ms"), (1, "1.0 s"), (9.94, "9.9 s"), (12.4, "12 s"), (81, "1 min 21 s")],
)
def test_seconds(value, words):
    assert labels.seconds(value) == words


@pytest.mark.parametrize(
    ("iso", "words"), [("2022-08-29", "29 August 2022"), ("2024-03-01", "1 March 2024"), ("last week", "last week")]
)
def test_day(iso, words):
    assert labels.day(iso) == words


@pytest.mark.parametrize(
    ("count", "many", "words"),
    [(0, None, "0 flags"), (1, None, "1 flag"), (1200, None, "1,200 flags"), (2, "flagged", "2 flagged")],
)
def test_plural(count, many, words):
    assert labels.plural(count, "flag", many) == words


@pytest.mark.parametrize(
    ("changes", "direction", "interval"),
    [
        ({"low": 1.25, "high": 9}, "0 to 100, higher is better", "1.2–9.0"),
        ({"maximum": None, "higher_is_better": False}, "lower is better", ""),
    ],
)
def test_how_a_score_is_read(changes, direction, interval):
    score = samples.score("TER", 5, **changes)
    assert (labels.direction(score), labels.interval(score)) == (direction, interval)


@pytest.mark.parametrize(("text", "sentence"), [("reads like English", "Reads like English"), ("", "")])
def test_opening(text, sentence):
    assert labels.opening(text) == sentence


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("Ann", "Ann"),
        (["a", "b"], "a, b"),
        ([], ""),
        (3, "3"),
        (None, "null"),
        ({"名": [1, True]}, '{"名": [1, true]}'),
    ],
)
def test_plain(value, words):
    assert labels.plain(value) == words


def test_what_a_report_is_called():
    whole = samples.report()
    written = whole.summary.model_copy(update={"headline": "Metro opens"})
    untitled = whole.document.model_copy(update={"title": None})
    assert labels.headline(samples.report(summary=written)) == "Metro opens"
    assert labels.headline(whole) == samples.TITLE
    assert labels.headline(whole.model_copy(update={"document": untitled})) == "metro"


@pytest.mark.parametrize(
    ("severities", "gravest"), [(["minor", "critical", "major"], "critical"), (["minor"], "minor"), ([], None)]
)
def test_worst(severities, gravest):
    assert labels.worst(severities) == gravest


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a\u202eb\u202cc", "abc"), ("\u2066a\u2067b\u2068c\u2069", "abc"), ("שלום \u200fabc", "שלום \u200fabc")],
)
def test_marks_that_turn_text_round_are_not_shown(text, shown):
    assert labels.straight(text) == shown
