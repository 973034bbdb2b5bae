"""How far evidence carries a statement: what scores high, what low, and what is said of it."""

from __future__ import annotations

import pytest

from pipeline.article import Document, Paragraph, Sentence
from pipeline.report import Statement
from pipeline.verify.facts import check_facts
from pipeline.verify.places import Places
from pipeline.verify.polarity import flipped
from pipeline.verify.support import CONTRADICTED, score_support

ARTICLE = (
    "The council of Lindholm approved a new bridge over the river Aar on Tuesday.",
    "It will cost 3.2 million euros and take two years to build, engineers said.",
    "About 12,000 people will cross it every day, and 40 shops expect more visitors.",
    "Mayor Greta Holm did not attend the meeting because she was travelling.",
    "Residents worried about educational programmes that the library may lose.",
)


def places() -> Places:
    sentences, start = [], 0
    for text in ARTICLE:
        sentences.append(Sentence(start=start, end=start + len(text), paragraph=0))
        start += len(text) + 1
    text = " ".join(ARTICLE)
    paragraphs = (Paragraph(start=0, end=len(text)),)
    return Places.of(Document(text=text, paragraphs=paragraphs, sentences=tuple(sentences)))


PLACES = places()


def score(text: str, *evidence: int) -> tuple[float, str]:
    statement = Statement(text=text, evidence=evidence)
    value, note = score_support(statement, check_facts(statement, PLACES, target="key_points", index=0), PLACES)
    return value, note or ""


@pytest.mark.parametrize("sentence", range(len(ARTICLE)))
def test_a_sentence_of_the_article_is_carried_whole(sentence: int) -> None:
    assert score(ARTICLE[sentence], sentence) == (1.0, "")


# Statement, its evidence, and the bounds of its score.
SCORES = [
    ("Lindholm's council has approved a bridge over the Aar.", (0,), 0.95, 1.0),
    ("The bridge will cost 3,200,000 euros.", (0, 1), 0.95, 1.0),
    ("A bridge over the river got the council's approval.", (0,), 0.7, 1.0),
    ("Residents fear for education programmes.", (4,), 0.5, 0.95),
    ("The mayor was away travelling.", (3,), 0.5, 1.0),
    ("Footballers won the final in heavy rain.", (0,), 0.0, 0.05),
    ("The council approved a bridge.", (4,), 0.1, 0.45),
    ("Shops expect more visitors.", (0, 1), 0.1, 0.45),
]


@pytest.mark.parametrize(("text", "evidence", "least", "most"), SCORES)
def test_score(text: str, evidence: tuple[int, ...], least: float, most: float) -> None:
    assert least <= score(text, *evidence)[0] <= most


# Statement, its evidence, and why its score is capped.
CAPPED = [
    ("The bridge will cost 4.2 million euros.", (1,), "not in the article: “4.2 million euros”"),
    ("The council of Lindqvist approved a bridge on Tuesday.", (0,), "not in the article: “Lindqvist”"),
    ("The council approved a bridge on Friday.", (0,), "not in the article: “Friday”"),
    ("About 40 people will cross it every day, engineers said.", (2,), "its evidence has 12,000 people, not 40"),
    ("The council did not approve a new bridge over the river.", (0,), "it denies something"),
    ("Greta Holm did attend the meeting.", (3,), "“attend” is denied in one"),
    ("The bridge will not cost 3.2 million euros.", (1,), "it denies something"),
]


@pytest.mark.parametrize(("text", "evidence", "reason"), CAPPED)
def test_contradictions_cap_the_score(text: str, evidence: tuple[int, ...], reason: str) -> None:
    value, note = score(text, *evidence)
    assert value <= CONTRADICTED
    assert reason in note


@pytest.mark.parametrize("evidence", [(), (99,)])
def test_without_evidence_the_whole_article_counts(evidence: tuple[int, ...]) -> None:
    assert score("Greta Holm did not attend.", *evidence) == (
        1.0,
        "no evidence is cited; scored against the whole article",
    )


@pytest.mark.parametrize("text", ["", "It is so.", "…"])
def test_nothing_to_weigh_is_carried(text: str) -> None:
    assert score(text, 0) == (1.0, "")


AGREE = [
    ("She did not attend.", ["She didn't attend the meeting."]),
    ("She has held no talks.", ["She hasn't held any talks."]),
    ("She refused to sign.", ["She did not sign."]),
    ("The talks were not a success.", ["The talks were unsuccessful."]),
    ("It is not only big but new.", ["It is big and new."]),
    ("No one was hurt.", ["Nobody was injured."]),
    ("It rained.", ["It rained.", "It did not rain in Rome."]),
    ("It did not work.", []),
    ("Two ministers were absent.", ["The talks did not end, and two ministers were absent."]),
]


@pytest.mark.parametrize(("statement", "evidence"), AGREE)
def test_no_contradiction_where_both_deny_or_both_affirm(statement: str, evidence: list[str]) -> None:
    assert flipped(statement, evidence) is None


@pytest.mark.parametrize(
    ("statement", "evidence"),
    [
        ("They will not sign the treaty.", ["They will sign the treaty."]),
        ("They will sign the treaty.", ["They will never sign the treaty."]),
        ("Nobody won’t sign.", ["They will sign."]),
        ("They haven’t signed.", ["They signed it."]),
        ("It was the only team absent.", ["It is the only team that has never been absent, nor relegated."]),
    ],
)
def test_contradiction(statement: str, evidence: list[str]) -> None:
    assert flipped(statement, evidence) is not None
