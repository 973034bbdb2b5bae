"""Words, phrases and sentences that stand there twice."""

from __future__ import annotations

import pytest

from tests.fluency.marking import check, check_mended, spans

CASES = [
    ("doubled-word", "Data came from ⟦enrollment enrollment⟧ and schools."),
    ("doubled-word", "It was ⟦the the⟧ end ⟦of of⟧ it."),
    ("doubled-word", "⟦The the⟧ end came."),
    ("doubled-word", "They waited ⟦for for for⟧ years."),
    ("doubled-word", "It cost ⟦a a⟧ fortune."),
    ("doubled-word", "He had had enough, and that that hurt was very very plain."),
    ("doubled-word", "She flew to Bora Bora, then to Baden Baden, and met Ni Ni."),
    ("doubled-word", "He paid a A$3 fee for a Type A a year ago."),
    ("doubled-word", "What it is is a loss; what they do do matters."),
    ("doubled-word", "In 2019 2019 people came, and 5 5 is no word."),
    ("doubled-word", "He came in, in short, too late."),
    ("doubled-word", "It ended.\n\nEnded it was."),
    ("doubled-phrase", "Wuhan held a “⟦Digital Education Digital Education⟧” meeting."),
    ("doubled-phrase", "The city opened a second ⟦subway line subway line⟧ on Monday."),
    ("doubled-phrase", "We must ⟦carefully organize, carefully organize⟧ Accelerate it."),
    ("doubled-phrase", "We must ⟦carefully organize, carefully organize, carefully organize⟧ the work."),
    ("doubled-phrase", "By 2026, ⟦at that time at that time⟧ the line will be ready."),
    ("doubled-phrase", "He called them “⟦blue helmets”blue helmets⟧ on the mission."),
    ("doubled-phrase", "It was ⟦tired, tired, tired⟧ in the end."),
    ("doubled-phrase", "Prices went up and up and up, over and over and over again."),
    ("doubled-phrase", "They cut budgets meeting after meeting after meeting, from time to time to save."),
    ("doubled-phrase", "He calls a spade a spade in New York, New York, and more and more and more people listen."),
    ("doubled-phrase", "To meet the needs of the agency, the agency must plan."),
    ("doubled-phrase", "They spoke of big data, big data education and big data models."),
    ("doubled-phrase", "He shouted “go inside, stay inside, stay inside!” to them all."),
    ("doubled-phrase", "It won six four, six four against them."),
    ("echoed-phrase", "The ⟦Digital Transformation of Wuhan Basic Education Digital Transformation⟧."),
    ("echoed-phrase", "It took the form of a ⟦video conference in the form of video conferences⟧."),
    ("echoed-phrase", "It was the ⟦general assembly of the general assembly⟧, they said."),
    ("echoed-phrase", "It made 23 million pounds on sales of 74 million pounds."),
    ("echoed-phrase", "Climate change is faster than older models of climate change said."),
    ("echoed-phrase", "The prime minister met for talks in Paris with the prime minister."),
    ("repeated-sentence", "The council met on Monday in the town hall. ⟦The council met on Monday in the town hall.⟧"),
    (
        "repeated-sentence",
        "The bridge will be closed for two months.\n\nNobody knew.\n\n⟦The bridge will be closed for two months.⟧",
    ),
    ("repeated-sentence", "Nobody knew why. Nobody knew why. Then it rained in the town."),
    ("repeated-sentence", "The council met in the town hall. The council met in the old town hall."),
]


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_marks(rule: str, example: str) -> None:
    check(rule, example)


@pytest.mark.parametrize(
    ("rule", "text", "right"),
    [
        ("doubled-word", "It was the the end.", "It was the end."),
        ("doubled-word", "The the end came.", "The end came."),
        ("doubled-word", "They waited for for for years.", "They waited for years."),
        ("doubled-phrase", "A subway line subway line opened.", "A subway line opened."),
        ("doubled-phrase", "We wait and see, wait and see, wait and see.", "We wait and see."),
    ],
)
def test_suggestion_mends(rule: str, text: str, right: str) -> None:
    check_mended(rule, text, right)


def test_reason_counts() -> None:
    (span,) = spans("We plan well, plan well, plan well, plan well.", "doubled-phrase")
    assert span.reason == "“plan well” stands here 4 times in a row; once is enough."


def test_a_refrain_far_away_is_no_slip() -> None:
    refrain = "We will not leave this valley, they said."
    between = " ".join(f"Speaker number {name} then told a story." for name in ("one", "two", "three", "four"))
    assert not spans(f"{refrain} {between} {refrain}", "repeated-sentence")
