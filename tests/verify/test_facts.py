"""Facts of a statement against a small article: found where, missing why."""

from __future__ import annotations

import pytest

from pipeline.article import Document, Paragraph, Sentence
from pipeline.report import FactCheck, Statement
from pipeline.verify.facts import check_facts
from pipeline.verify.places import Places

ARTICLE = (
    "Port Ellery opens its second metro line",
    "The second line of the Port Ellery metro opened on August 24, and Mayor Ana Ruíz Costa cut the ribbon.",
    "Line 2 is 31.4 km long, has 24 stations and cost 19.6 billion yuan, 15% more than planned.",
    "“We have waited twenty-three years for this,” said Tom Okafor of the World Health Organization.",
    "Chinese engineers from Harbour Rail Group built it with Li Chen and Yang Wei.",
    "Trains run from 6 a.m. to 11 p.m., and 1,200,000 people are expected on Saturday.",
    "The firm's chief called the city 's plan \"bold , and  overdue\" in 2019.",
    "Two thirds of the drivers are women; both depots were finished in March 2021.",
)


def document(**fields: str) -> Document:
    sentences, start = [], 0
    for i, text in enumerate(ARTICLE):
        sentences.append(Sentence(start=start, end=start + len(text), paragraph=min(i, 1)))
        start += len(text) + 1
    paragraphs = (
        Paragraph(start=0, end=len(ARTICLE[0]), kind="title"),
        Paragraph(start=len(ARTICLE[0]) + 1, end=start),
    )
    text = " ".join(ARTICLE) + " "
    return Document(title=ARTICLE[0], text=text, paragraphs=paragraphs, sentences=tuple(sentences), **fields)  # type: ignore[arg-type]


PLACES = Places.of(document(outlet="Harbour Gazette", byline="Ines Vale", date="2022-08-29"))


def check(text: str, *evidence: int) -> list[FactCheck]:
    facts = check_facts(Statement(text=text, evidence=evidence), PLACES, target="summary", index=3)
    assert all(text[fact.start : fact.end] == fact.text for fact in facts)
    assert all((fact.target, fact.index) == ("summary", 3) for fact in facts)
    return facts


# Statement, and each fact in it with its kind and the sentences that hold it.
SUPPORTED = [
    ("It has 24 stations.", [("24", "number", (2,))]),
    ("It has twenty-four stations.", [("twenty-four", "number", (2,))]),
    ("It is 31,400 metres long.", [("31,400 metres", "number", (2,))]),
    ("It cost 19,600 million yuan.", [("19,600 million yuan", "number", (2,))]),
    ("It cost fifteen percent more.", [("fifteen percent", "number", (2,))]),
    ("They waited 23 years.", [("23 years", "number", (3,))]),
    ("1.2 million people are expected.", [("1.2 million", "number", (5,))]),
    ("Trains run until 23:00.", [("23:00", "number", (5,))]),
    ("Some 67% of the drivers are women.", [("67%", "number", (7,))]),
    ("There are two depots.", [("two", "number", (0, 1, 2, 7))]),
    ("It opened on 24 August.", [("24 August", "date", (1,))]),
    ("It opened on August 24, 2022.", [("August 24, 2022", "date", (1,))]),
    ("It opened on a Wednesday.", [("Wednesday", "date", (1,))]),
    ("It was bold in 2019.", [("2019", "date", (6,))]),
    ("The depots were ready in March.", [("March", "date", (7,))]),
    ("Okafor spoke.", [("Okafor", "name", (3,))]),
    ("Mayor Ana Ruiz spoke.", [("Ana Ruiz", "name", (1,))]),
    ("The WHO praised it.", [("WHO", "name", (3,))]),
    ("China sent engineers.", [("China", "name", (4,))]),
    ("Harbour-Rail built it.", [("Harbour-Rail", "name", (4,))]),
    ("Port Ellery's mayor spoke.", [("Port Ellery", "name", (0, 1))]),
    ("The passengers cheered.", []),
    ("Engineers cheered.", []),
    ("It was called “bold and overdue”.", [("bold and overdue", "quote", (6,))]),
    ('"We have ... waited" for it', [("We have ... waited", "quote", (3,))]),
    ("“BOLD” it is.", [("BOLD", "quote", (6,))]),
    ("They left “Harbour Rail Group built it.”", [("Harbour Rail Group built it", "quote", (4,))]),
]


@pytest.mark.parametrize(("text", "expected"), SUPPORTED)
def test_supported(text: str, expected: list[tuple[str, str, tuple[int, ...]]]) -> None:
    facts = check(text)
    assert [(fact.text, fact.kind, fact.sentences) for fact in facts] == expected
    assert all(fact.supported for fact in facts)


# Statement, the one fact that is not in the article, and what is said of it.
MISSING = [
    ("It has 42 stations.", "42", "it has 24 in sentence 3"),
    ("It cost 20% more.", "20%", "it has 15% in sentence 3"),
    ("It cost 19.6 million yuan.", "19.6 million yuan", "it has 19.6 billion yuan in sentence 3"),
    ("It is 31.4 miles long.", "31.4 miles", "not in the article"),
    ("It grew 15 percentage points.", "15 percentage points", "not in the article"),
    ("Trains run until 11 a.m.", "11 a.m.", "it has 6 a.m. in sentence 6"),
    ("It opened on 25 August.", "25 August", "it has August 24 in sentence 2"),
    ("It opened on August 24, 2021.", "August 24, 2021", "it has August 24 in sentence 2"),
    ("It opened on Friday.", "Friday", "it has Saturday in sentence 6"),
    ("Mayor Ana Ruiz Lopez spoke.", "Ana Ruiz Lopez", "it has no “Lopez”"),
    ("It was built by Li Wei.", "Li Wei", "but not together"),
    ("The UNESCO praised it.", "UNESCO", "not in the article"),
    ("Japan sent engineers.", "Japan", "not in the article"),
    ("It was “bold and long overdue”.", "bold and long overdue", "not in the article in this order"),
    ("“overdue ... bold” they said", "overdue ... bold", "not in the article in this order"),
]


@pytest.mark.parametrize(("text", "fact", "note"), MISSING)
def test_missing(text: str, fact: str, note: str) -> None:
    (missing,) = [f for f in check(text) if not f.supported]
    assert missing.text == fact
    assert missing.note is not None
    assert note in missing.note
    assert missing.sentences == ()


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("The Harbour Gazette reported it.", "from the article's outlet"),
        ("Ines Vale reported it.", "from the article's byline"),
        ("It was reported on August 29.", "from the article's date"),
    ],
)
def test_metadata_counts_and_says_so(text: str, note: str) -> None:
    (fact,) = check(text)
    assert (fact.supported, fact.sentences, fact.note) == (True, (), note)


def test_evidence_is_preferred() -> None:
    assert check("Port Ellery waited.", 1)[0].sentences == (1,)
    assert check("Port Ellery waited.", 5)[0].sentences == (0, 1)


def test_facts_come_in_the_order_of_the_text_and_names_within_quotations_are_not_asked_twice() -> None:
    facts = check("On 24 August, Okafor said “We have waited 23 years” for Line 2.")
    assert [fact.kind for fact in facts] == ["date", "name", "quote", "number", "name", "number"]


def test_long_name_in_parts_is_found_with_a_note() -> None:
    (fact,) = check("Tom Okafor Harbour Rail is a firm.")
    assert (fact.supported, fact.note) == (True, "the article has the parts of this name, but not together")


def test_quotation_that_ends_in_an_abbreviation() -> None:
    text = "He spoke of “the border of the U.S.”"
    sentences = (Sentence(start=0, end=len(text), paragraph=0),)
    places = Places.of(Document(text=text, paragraphs=(Paragraph(start=0, end=len(text)),), sentences=sentences))
    facts = check_facts(Statement(text=text, evidence=(0,)), places, target="summary", index=0)
    assert [(fact.text, fact.supported) for fact in facts] == [("the border of the U.S", True)]
