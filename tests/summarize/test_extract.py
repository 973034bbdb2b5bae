"""Summaries and key points out of the article's own sentences: what they promise, on any article."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.config.schema import KeyPointsConfig, SummarizeConfig
from pipeline.read import read_paths
from pipeline.stages.clean import clean
from pipeline.summarize.extract import extract_points, extract_summary
from pipeline.summarize.tidy import END_MARK, balanced
from pipeline.text.words import content_words, count_words
from tests.tiny import document

ARTICLES = Path(__file__).parents[1] / "articles"
SAMPLES = ["wuhan-digital-education.txt", "harbour-metro.txt", "library-reopens.md"]

SENTENCES = [
    "The council of Elbing will close the old harbour in May 2024.",
    "He said the ships would go to the new port, which cost 31 million euros.",
    "The harbour was built in 1871; it once served 400 ships a year.",
    "It is reported that, it is reported that the fishermen have protested for weeks.",
    "We do not want to go!",
    "In a letter to the mayor, the chairman of the fishermen, Jan Roe, asked for another year, and the mayor refused.",
    "Why now?",
    "The second is \"conspiracy\".",
    "A museum about the sea will open in the empty warehouses by the end of 2026.",
    "Continue to improve the quality of services and adhere to the people.",
    "The harbour was built in 1871 and it once served 400 ships a year.",
    "Two of them will move to the museum of the harbour.",
    "Related reading: the ten best harbours.",
]  # fmt: skip
articles = st.lists(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=5), min_size=1, max_size=5)


def sample(name):
    (article,) = read_paths([ARTICLES / name])
    return clean(article)


def check(made, statements):
    """Whole sentences, each of them words of the one article sentence that it names, in order."""
    for statement in statements:
        (index,) = statement.evidence
        assert index in made.body
        assert END_MARK.search(statement.text)
        assert balanced(statement.text)
        source = iter(content_words(made.slice(made.sentences[index])))
        assert all(word in source for word in content_words(statement.text))


@settings(max_examples=60, deadline=None)
@given(articles, st.integers(8, 60), st.integers(0, 60), st.sampled_from([None, 1, 2, 3]), st.booleans())
def test_summary_promises(paragraphs, most, least, number, pyramid):
    made = document("Old harbour closes", paragraphs)
    config = SummarizeConfig(
        max_words=most, min_words=min(least, most), sentences=number, style="pyramid" if pyramid else "narrative"
    )
    statements, notes = extract_summary(made, config)
    assert sum(count_words(s.text) for s in statements) <= most
    assert number is None or len(statements) <= number
    assert (statements, notes) == extract_summary(made, config)
    check(made, statements)
    places = [s.evidence for s in statements]
    assert len(set(places)) == len(places)
    assert pyramid or places == sorted(places)
    short = sum(count_words(s.text) for s in statements) < config.min_words
    assert short == any("fewer than min_words" in note for note in notes)


@settings(max_examples=60, deadline=None)
@given(articles, st.integers(8, 40), st.integers(1, 7))
def test_points_promises(paragraphs, most, number):
    made = document("Old harbour closes", paragraphs)
    config = KeyPointsConfig(max_words=most, max_points=number)
    points, notes = extract_points(made, config)
    assert len(points) <= number
    assert all(count_words(point.text) <= most for point in points)
    assert len({point.text for point in points}) == len(points)
    assert (len(points) < config.min_points) == bool(notes)
    check(made, points)


@pytest.mark.parametrize("name", SAMPLES)
def test_samples(name):
    made = sample(name)
    statements, notes = extract_summary(made, SummarizeConfig())
    assert not notes
    assert 40 <= sum(count_words(s.text) for s in statements) <= 110
    points, notes = extract_points(made, KeyPointsConfig())
    assert not notes
    assert 3 <= len(points) <= 6
    check(made, (*statements, *points))


def test_wuhan_quotes_nothing_broken():
    made = sample("wuhan-digital-education.txt")
    statements = (*extract_summary(made, SummarizeConfig())[0], *extract_points(made, KeyPointsConfig())[0])
    text = " ".join(statement.text for statement in statements)
    for broken in ("carefully organize", "conspiracy", '"Jian"', "first -mover", "in the form of video conferences"):
        assert broken not in text
    assert "training meeting for digital transformation" in statements[0].text


def test_the_metro_opens_first():
    made = sample("harbour-metro.txt")
    assert "Line 2 officially opened the trial operation" in extract_summary(made, SummarizeConfig())[0][0].text
    assert "Line 2 officially opened the trial operation" in extract_points(made, KeyPointsConfig())[0][0].text


HARBOUR = document("Old harbour closes", [SENTENCES[:6], SENTENCES[6:10], SENTENCES[10:]])


@pytest.mark.parametrize(("most", "number"), [(110, 1), (110, 3), (30, 2), (25, 2)])
def test_number_of_sentences(most, number):
    statements, notes = extract_summary(HARBOUR, SummarizeConfig(max_words=most, min_words=0, sentences=number))
    assert (len(statements), notes) == (number, ())


def test_nothing_that_points_back_without_what_it_points_to():
    statements, _ = extract_summary(HARBOUR, SummarizeConfig())
    taken = {statement.evidence[0] for statement in statements}
    assert all(index - 1 in taken for index in taken if HARBOUR.slice(HARBOUR.sentences[index]).startswith("He "))


@pytest.mark.parametrize("start", ["He ", "We ", "Two of them", "Continue", "The second"])
def test_points_stand_alone(start):
    points, _ = extract_points(HARBOUR, KeyPointsConfig())
    assert not any(point.text.startswith(start) for point in points)


@pytest.mark.parametrize(("least", "said"), [(7, 1), (1, 0)])
def test_points_do_not_overlap_and_take_no_noun_as_known_but_for_want_of_others(least, said):
    points, _ = extract_points(HARBOUR, KeyPointsConfig(max_points=7, min_points=least))
    assert sum("1871" in point.text for point in points) == said  # "The harbour was built"


def test_most_important_first():
    points, _ = extract_points(HARBOUR, KeyPointsConfig())
    assert points[0].text == SENTENCES[0]
    pyramid, _ = extract_summary(HARBOUR, SummarizeConfig(style="pyramid"))
    assert pyramid[0].text == SENTENCES[0]


def test_too_little_to_say():
    made = document("Old harbour closes", [["Why?", "Nobody will say."]])
    assert [statement.text for statement in extract_summary(made, SummarizeConfig())[0]] == ["Nobody will say."]
    assert [point.text for point in extract_points(made, KeyPointsConfig())[0]] == ["Nobody will say."]


@pytest.mark.parametrize(("most", "first"), [(17, "Lars "), (16, "")])
def test_people_are_introduced_where_there_is_room(most, first):
    said = "Holm said on Monday that engineers built a bridge over the river for the metro line."
    made = document("Metro", [["Who met Secretary Lars Holm in the harbour?"], [said]])
    statements, _ = extract_summary(made, SummarizeConfig(max_words=most, min_words=5))
    points, _ = extract_points(made, KeyPointsConfig(max_words=most, min_points=1))
    assert [s.text for s in statements] == [p.text for p in points] == [first + said]
