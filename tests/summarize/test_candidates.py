"""Which sentences may stand in a summary, and how well."""

import pytest

from pipeline.summarize.candidates import Candidate, broken_sentences, candidates, usable
from pipeline.summarize.importance import importance, opens_paragraph, title_likeness
from pipeline.summarize.lexrank import similarity
from tests.tiny import document

USABLE = [
    ("The council will close the old harbour in May.", True),
    ("Engineers found cracks in two pillars of the bridge.", True),
    ("Very good news.", False),  # too short
    ("It was so much that they would have had it.", False),  # no content
    ("Will the council close the old harbour in May?", False),
    ("The council will close the old harbour in...", False),
    ('The council will close the "old harbour in May.', False),
    ("The council has five tasks for the coming year:", False),
    ("The tasks for the coming year are as follows.", False),
    ("Ships for the old harbour: how the council will close the town.", False),
    ("Click here to read more about the old harbour.", False),
    ("FILE PHOTO: The old harbour of the town in May.", False),
    ("- Maria Ivanova from the harbour office shared her observations.", False),
    ("Says Peter Smith, analyst for harbours at a bank.", False),
    ("MORE: The old harbour of the town is closing in May.", False),
    ("If you have any questions about the harbour, the council is glad to help.", False),
    ("Which was built by engineers in the old harbour of the town.", False),
    ("And why the council closed the old harbour of the town.", False),
    ("One of the 34 people who left the old harbour of the town.", False),
    ("One of the 34 people who left the harbour is a member of the council.", True),
    ("May 11, 2023, 15:12 Elena Smith, correspondent in town.", False),
]
STANDING = [
    # a sentence that ranks lower than "The council will close the old harbour in May.", all else alike
    "It will close the old harbour in the month of May.",
    "“The council will close the old harbour in May.”",
    "First, the council will close the old harbour in May.",
    "We will close the old harbour of the council in May.",
    "Adhere to closing the old harbour of the council in May.",
    "Enriched the old harbour of the council and closed it in May.",
    "The council head Smith of the old harbour attended the meeting.",
    f"The council {' '.join(chr(97 + k) * 3 for k in range(25))} {' '.join(chr(97 + k) * 4 for k in range(20))} met in May.",
]
ALONE = [
    ("The council will close the old harbour in May.", True),
    ("It will close the old harbour in the month of May.", False),
    ("In the evening, they will close the old harbour of the town.", False),
    ("The council will close this harbour in the month of May.", False),
    ("The council will close the old harbour of the town this year.", True),
    ("Two of them will close the old harbour of the town.", False),
    ("Our council will close the old harbour of the town.", False),
    ("The third, the council will close the old harbour of the town.", False),
    ("If it stops now, the council will close the old harbour.", False),
    ("After his arrest, the old harbour of the town was closed.", False),
    ("After his arrest, Smith left the old harbour of the town.", True),
    ("The same council will close the old harbour of the town.", False),
    ("According to the plan, engineers of Elbing will close the old harbour.", False),
    ("According to the plan of the council, engineers of Elbing will close it.", True),
    ("Engineers of both countries will close the old harbour of the town.", False),
    ("Engineers of Elbing also closed the old harbour of the town.", True),
    ("Engineers also closed the old harbour of the town.", False),
    ("Earlier, engineers of Elbing closed the old harbour of the town.", False),
]


def only(text: str) -> Candidate:
    (found,) = candidates(document(None, [[text]])).candidates
    return found


@pytest.mark.parametrize(("text", "wanted"), USABLE)
def test_usable(text: str, wanted: bool) -> None:
    assert usable(text) is wanted


@pytest.mark.parametrize("text", STANDING)
def test_fault_lowers_the_rank(text: str) -> None:
    assert only(text).rank < only("The council will close the old harbour in May.").rank == 1


@pytest.mark.parametrize(("text", "wanted"), ALONE)
def test_alone(text: str, wanted: bool) -> None:
    assert only(text).alone is wanted


def test_broken_sentence_ranks_lower_and_is_no_point() -> None:
    text = "The line is expected to the average daily flow of people in the city."
    made = document(None, [[text]])
    assert broken_sentences(made) == {0}
    assert (only(text).rank, only(text).alone) == (pytest.approx(0.5), False)


def test_what_tidying_mends_is_not_broken() -> None:
    made = document(None, [["The council must carefully organize, carefully organize the work of the harbour."]])
    assert broken_sentences(made) == frozenset()
    (found,) = candidates(made).candidates
    assert found.text == "The council must carefully organize the work of the harbour."


def test_candidates_keep_their_sentence_numbers() -> None:
    made = document(
        "Harbour", [["Why?", "The council will close the old harbour."], ["Ships go to the new port then."]]
    )
    found = candidates(made)
    assert [candidate.index for candidate in found.candidates] == [2, 3]
    assert found.cosine.shape == (2, 2)


@pytest.mark.parametrize(
    ("texts", "better", "worse"),
    [
        (["The town built a road."] * 2, 0, 1),  # earlier
        (["The town.", *["Red bus."] * 20, "The town built 28 roads.", "The town built some roads.", "End."], 21, 22),
        (["The town.", *["Red bus."] * 20, "Ships left.", "The harbour shut.", "End."], 22, 21),  # like the title
        (["Red bus."] * 30, 28, 29),  # not the last
        (["A road.", *["Red bus."] * 20, "The red bus.", "Green tram.", "End."], 21, 22),  # central
    ],
)
def test_importance(texts: list[str], better: int, worse: int) -> None:
    ranks = importance(document("The harbour", [texts]), texts, similarity(texts))
    assert ranks.max() == 1
    assert ranks[better] > ranks[worse] + 0.001


def test_importance_of_nothing() -> None:
    assert importance(document("The harbour", []), [], similarity([])).shape == (0,)


@pytest.mark.parametrize(
    ("paragraphs", "wanted"),
    [
        ([["A b.", "C d."], ["E f.", "G h."]], [1, 0, 1, 0]),
        ([["A b."], ["C d."], ["E f."]], [0, 0, 0]),  # a sentence a paragraph says nothing
        ([["A b.", "C d.", "E f."]], [1, 0, 0]),
    ],
)
def test_opening_sentences(paragraphs: list[list[str]], wanted: list[int]) -> None:
    assert opens_paragraph(document("The harbour", paragraphs)).tolist() == wanted


@pytest.mark.parametrize(
    ("title", "wanted"), [("The harbour", [1, 0]), (None, [0, 0]), ("", [0, 0]), ("Bananas", [0, 0])]
)
def test_title_likeness(title: str | None, wanted: list[int]) -> None:
    assert title_likeness(title, ["The harbour shut.", "A road was built."]).tolist() == pytest.approx(wanted)


def test_a_noun_taken_as_known_does_not_stand_alone() -> None:
    again = "The harbour will be closed by engineers of the council in May."
    (first, second) = candidates(
        document(None, [["The old harbour is a pride of the town of Elbing.", again]])
    ).candidates
    assert first.alone and not second.alone
    (new,) = candidates(document(None, [[again]])).candidates
    assert new.alone
