"""Summary sentences and key points with what verification found in them."""

import pytest

from pipeline.report import FactCheck, Statement
from pipeline.write.statements import cited_by, statement_pieces, statement_views
from tests.write import samples


def fact(start, end, *, supported=True):
    return FactCheck(
        target="summary", index=0, start=start, end=end, text="x" * (end - start), kind="number", supported=supported
    )


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([], [("0123456789", None)]),
        ([fact(2, 4)], [("01", None), ("23", True), ("456789", None)]),
        ([fact(2, 6), fact(4, 8, supported=False)], [("01", None), ("23", True), ("4567", False), ("89", None)]),
    ],
    ids=["none", "one", "what was not found prevails"],
)
def test_pieces(facts, expected):
    pieces = statement_pieces("0123456789", facts)
    merged = []
    for piece in pieces:
        state = piece.fact.supported if piece.fact else None
        if merged and merged[-1][1] == state and state is not None:
            merged[-1] = (merged[-1][0] + piece.text, state)
        else:
            merged.append((piece.text, state))
    assert merged == expected


def test_views_say_what_is_doubtful():
    first, second = statement_views(samples.report(), "summary")
    assert (first.anchor, first.label, first.short, first.doubtful) == ("sum-1", "Summary sentence 1", "S1", False)
    assert second.doubtful
    assert [missing.text for missing in second.missing] == ["90 million"]


def test_evidence_that_does_not_exist_is_not_linked():
    points = samples.report().key_points
    wild = points.model_copy(update={"points": (Statement(text="Wild.", evidence=(4, 99, -1, 4)),)})
    (view,) = statement_views(samples.report(key_points=wild), "key_points")
    assert view.evidence == (4,)


def test_the_way_back_names_every_statement_of_a_sentence():
    report = samples.report()
    found = cited_by([*statement_views(report, "summary"), *statement_views(report, "key_points")])
    assert {i: [view.short for view in views] for i, views in found.items()} == {1: ["S1"], 2: ["S1"], 4: ["P1"]}


@pytest.mark.parametrize("part", ["summary", "key_points"])
def test_a_part_that_was_not_made_has_no_views(part):
    assert statement_views(samples.report(**{part: None}), part) == []
