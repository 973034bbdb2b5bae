"""The verify stage as the runner calls it."""

from __future__ import annotations

import pytest

from pipeline.article import Article, Document, Paragraph, Sentence
from pipeline.config.schema import Runtime, VerifyConfig
from pipeline.errors import StageError
from pipeline.models import Models
from pipeline.report import Coverage, Draft, KeyPoints, Statement, Summary
from pipeline.stages import STAGES
from pipeline.stages.verify import VerifyStage

FIRST = "The council of Lindholm approved a new bridge on Tuesday."
SECOND = "It will cost 3.2 million euros and take two years to build."
TEXT = f"{FIRST} {SECOND}"
DOCUMENT = Document(
    text=TEXT,
    paragraphs=(Paragraph(start=0, end=len(TEXT)),),
    sentences=(
        Sentence(start=0, end=len(FIRST), paragraph=0),
        Sentence(start=len(FIRST) + 1, end=len(TEXT), paragraph=0),
    ),
)
COVERAGE = Coverage(sentences_total=2, sentences_read=2)


def stage(min_support: float = 0.5) -> VerifyStage:
    return VerifyStage(VerifyConfig(min_support=min_support), Models(Runtime()))


def draft(*, summary: list[Statement] | None = None, points: list[Statement] | None = None) -> Draft:
    return Draft(
        Article(id="a", origin="a.txt", text=TEXT),
        document=DOCUMENT,
        summary=None
        if summary is None
        else Summary(method="abstractive", sentences=tuple(summary), coverage=COVERAGE, signature="s"),
        key_points=None
        if points is None
        else KeyPoints(method="abstractive", points=tuple(points), coverage=COVERAGE, signature="s"),
    )


GOOD = Statement(text="Lindholm's council approved a bridge.", evidence=(0,))
DEAR = Statement(text="The bridge will cost 9 million euros.", evidence=(1,))
WRONG = Statement(text="Okafor opened 14 schools in Utrecht on Friday.", evidence=(0,))


@pytest.mark.parametrize(
    ("summary", "points", "verdict"),
    [
        ([GOOD], [GOOD], "supported"),
        ([GOOD, GOOD], [DEAR], "partly supported"),
        ([WRONG], None, "unsupported"),
        ([], [], "nothing to check"),
    ],
)
def test_verdict(summary: list[Statement], points: list[Statement] | None, verdict: str) -> None:
    (made,) = stage().run([draft(summary=summary, points=points)])
    assert made is not None
    assert made.verdict == verdict


def test_each_statement_has_its_support_and_each_fact_its_place() -> None:
    (made,) = stage().run([draft(summary=[GOOD, DEAR], points=[DEAR])])
    assert made is not None
    statements = {"summary": (GOOD, DEAR), "key_points": (DEAR,)}
    assert [(s.target, s.index, s.supported) for s in made.statements] == [
        ("summary", 0, True),
        ("summary", 1, False),
        ("key_points", 0, False),
    ]
    assert [(f.target, f.index, f.text, f.supported, f.sentences) for f in made.facts] == [
        ("summary", 0, "Lindholm", True, (0,)),
        ("summary", 1, "9 million euros", False, ()),
        ("key_points", 0, "9 million euros", False, ()),
    ]
    assert all(statements[f.target][f.index].text[f.start : f.end] == f.text for f in made.facts)


def test_nothing_written_nothing_verified_and_order_is_kept() -> None:
    made = stage().run([draft(), draft(points=[GOOD]), draft()])
    assert [part is None for part in made] == [True, False, True]


def test_alone_as_in_a_batch() -> None:
    drafts = [draft(summary=[GOOD]), draft(points=[DEAR, WRONG])]
    assert stage().run(drafts) == [part for one in drafts for part in stage().run([one])]


def test_min_support_decides_and_is_in_the_signature() -> None:
    for least, supported in ((0.2, True), (0.5, False)):
        (made,) = stage(least).run([draft(summary=[DEAR])])
        assert made is not None
        assert made.statements[0].supported is supported
        assert f"|min_support:{least}|version:" in made.signature


def test_without_a_document_the_error_says_what_to_do() -> None:
    lost = Draft(Article(id="a", origin="a.txt", text=TEXT), summary=draft(summary=[GOOD]).summary)
    with pytest.raises(StageError, match=r"a\.txt: verify needs the cleaned article; switch the clean stage on"):
        stage().run([lost])


def test_registered_with_what_it_reads_and_makes() -> None:
    assert STAGES["verify"] is VerifyStage
    assert (VerifyStage.needs, VerifyStage.uses, VerifyStage.makes) == (
        ("document",),
        ("summary", "key_points"),
        "verification",
    )
