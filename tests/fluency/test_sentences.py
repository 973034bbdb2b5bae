"""Sentences that run into each other, begin small or have no verb."""

from __future__ import annotations

import pytest

from pipeline.fluency import RULES, find_spans
from tests import tiny
from tests.fluency.marking import check, check_mended, marked, page

CASES = [
    ("run-on", "We must pay attention to network and data ⟦The five aspects of safety are forced⟧."),
    ("run-on", "We must organize the work ⟦Accelerate the digital transformation of education⟧."),
    (
        "run-on",
        "It has been controlled ⟦In the first⟧ half of the year prices rose by two percent in the town and in the villages.",
    ),
    ("run-on", "He had his jaw broken ⟦He died of it⟧."),
    ("run-on", "They read the magazine The week before and sang the song The long night ends."),
    ("run-on", "He saw Operation Warp Speed to cut tape, and when You Take a Walk, Agencies Implement the Tool."),
    ("run-on", "Zheng He was sent out, and The Times is read. “It is so,” he said. She left."),
    ("small-start", "They came to the town. ⟦then⟧ they left it."),
    ("small-start", "They came to the town... then they left, e.g. early. iPhone sales rose. de Gaulle came."),
    ("no-verb", "⟦The discussion of the unification of the tax and the gift in such a situation.⟧"),
    ("no-verb", "⟦A new round of the great phone fraud in the capital.⟧ It is back."),
    ("no-verb", "The discussion of the tax and the gift arose in such a situation."),
    ("no-verb", "The team, the crew (Smith, Jones, Miller 5) and the coach of the club."),
    ("no-verb", "A long night in town. What a day for all of us in the city!"),
    ("no-verb", "The police on the bridge near the old town blame the weather."),
]


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_marks(rule: str, example: str) -> None:
    check(rule, example)


def test_suggestion_mends() -> None:
    check_mended(
        "small-start", "They came to the town. then they left it.", "They came to the town. Then they left it."
    )


@pytest.mark.parametrize("rule", ["run-on", "small-start", "no-verb"])
def test_titles_are_not_sentences(rule: str) -> None:
    title = "A new round of the phone fraud in the old capital The five aspects of safety."
    document = tiny.document(title, [["It rained."]])
    assert not find_spans(document, [RULES[rule]])
    assert marked(title, find_spans(page(title), RULES.values())) != title
