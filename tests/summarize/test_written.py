"""Reading what a model wrote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.config.schema import KeyPointsConfig, SummarizeConfig
from pipeline.summarize.tidy import END_MARK
from pipeline.summarize.written import distinct, lines_of, read_points, read_summary, whole_sentences
from pipeline.text.words import count_words
from tests.tiny import document

ARTICLE = document(
    "Bridge closed",
    [
        ["The old bridge over the Elbe was closed on Monday.", "Engineers had found cracks in two pillars."],
        ["A ferry will carry cars until the repairs end in June.", "The mayor thanked the volunteers."],
    ],
)
FERRY = "Until June, a ferry carries the cars."
CRACKS = "Engineers found cracks in its pillars."
CLOSED = "The Elbe bridge was closed."
WRITTEN = f"{CLOSED} {FERRY} {CRACKS}"

LINES = [
    ("One line.", ["One line."]),
    ("- First point.\n* Second point.\n\n3. Third point.\n(4) Fourth.", ["First point.", "Second point.", "Third point.", "Fourth."]),
    ("Summary: The bridge is closed.", ["The bridge is closed."]),
    ("**Key points:**\n• The **bridge** is `closed` .", ["The bridge is closed."]),
    ("Sure, here is what you asked for:\nThe bridge is closed.", ["The bridge is closed."]),
    ("Here are the key points of the article:\n1) The bridge is closed.", ["The bridge is closed."]),
    ("## Summary\nThe bridge is closed.", ["Summary", "The bridge is closed."]),
    ("3.5 million people\n2023 was hot.", ["3.5 million people", "2023 was hot."]),
    ("", []),
]  # fmt: skip
SUMMARIES = [
    (WRITTEN, {}, [CLOSED, CRACKS, FERRY]),  # in the order of the article
    (WRITTEN, {"style": "pyramid"}, [CLOSED, FERRY, CRACKS]),
    (WRITTEN, {"max_words": 12}, [CLOSED, FERRY]),  # the first that fit, whole
    (WRITTEN, {"sentences": 1}, [CLOSED]),
    (f"{WRITTEN} The mayor thanked the", {}, [CLOSED, CRACKS, FERRY]),  # cut off by the model's own limit
    (f"{WRITTEN} {CLOSED} The Elbe bridge is closed.", {}, [CLOSED, CRACKS, FERRY]),  # repeats
    (f"Summary:\n{CLOSED}\n- {FERRY}", {}, [CLOSED, FERRY]),
    (f"{CLOSED} No. {FERRY}", {}, [CLOSED, FERRY]),
    (CLOSED, {"max_words": 5}, [CLOSED]),
    (FERRY, {"max_words": 5}, []),
    ("the the of", {}, []),
    ("", {}, []),
]
POINTS = [
    (f"- {CLOSED}\n- {FERRY}", {}, [CLOSED, FERRY]),
    (f"{CLOSED} {FERRY}", {}, [CLOSED, FERRY]),  # one line: its sentences
    ("- the Elbe bridge was closed\n- cars take a ferry", {}, ["The Elbe bridge was closed.", "Cars take a ferry."]),
    (f"- It will last until June.\n- {CLOSED}", {}, [CLOSED, "It will last until June."]),  # what leans comes last
    (f"- {CLOSED}\n- The bridge on the Elbe was closed.\n- {FERRY}", {}, [CLOSED, FERRY]),
    (f"- {CLOSED}\n- {FERRY}\n- {CRACKS}", {"max_points": 2}, [CLOSED, FERRY]),
    (f"- {CLOSED}\n- Engineers found cracks, which had grown for years.", {"max_words": 7}, [CLOSED]),
    (
        "- Engineers of the city found cracks, which had grown.",
        {"max_words": 7},
        ["Engineers of the city found cracks."],
    ),
    ("", {}, []),
]


@pytest.mark.parametrize(("text", "wanted"), LINES)
def test_lines(text, wanted):
    assert lines_of(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The bridge is shut. The ferry", ["The bridge is shut."]),
        ("The bridge is shut? No! Never.", ["The bridge is shut?"]),
        ('He said "the bridge is shut."', ['He said "the bridge is shut."']),
        ("no end", []),
    ],
)
def test_whole_sentences(text, wanted):
    assert whole_sentences(text) == wanted


@pytest.mark.parametrize(("text", "settings", "wanted"), SUMMARIES)
def test_summary(text, settings, wanted):
    statements = read_summary(text, ARTICLE, SummarizeConfig(**settings))
    assert [statement.text for statement in statements] == wanted


@pytest.mark.parametrize(("text", "settings", "wanted"), POINTS)
def test_points(text, settings, wanted):
    points = read_points(text, ARTICLE, KeyPointsConfig(**settings))
    assert [point.text for point in points] == wanted


def test_every_statement_names_its_evidence():
    assert [s.evidence for s in read_summary(WRITTEN, ARTICLE, SummarizeConfig())] == [(1,), (2,), (3,)]
    assert [p.evidence for p in read_points(WRITTEN, ARTICLE, KeyPointsConfig())] == [(1,), (3,), (2,)]
    (invented,) = read_summary("Bananas turn yellow in the sun.", ARTICLE, SummarizeConfig())
    assert invented.evidence == ()


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [
        (["Old bridge shut.", "Old bridge shut."], ["Old bridge shut."]),
        (["Old bridge shut.", "Ferry runs."], ["Old bridge shut.", "Ferry runs."]),
        ([], []),
    ],
)
def test_distinct(texts, wanted):
    assert distinct(texts) == wanted


@given(
    st.lists(st.sampled_from([CLOSED, FERRY, CRACKS, "It rained.", "The mayor", "- a list", "\n", "1.", "**"])),
    st.integers(5, 20),
    st.one_of(st.none(), st.integers(1, 3)),
)
def test_promises(pieces, most, number):
    text = " ".join(pieces)
    summary = read_summary(text, ARTICLE, SummarizeConfig(max_words=most, sentences=number))
    assert sum(count_words(s.text) for s in summary) <= most
    assert number is None or len(summary) <= number
    points = read_points(text, ARTICLE, KeyPointsConfig(max_words=most))
    assert all(count_words(point.text) <= most for point in points)
    assert len(points) <= 6
    for statement in (*summary, *points):
        assert END_MARK.search(statement.text)
        assert set(statement.evidence) <= set(ARTICLE.body)
