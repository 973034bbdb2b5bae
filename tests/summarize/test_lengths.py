"""What is said where lengths could not be met."""

import pytest

from pipeline.config.schema import KeyPointsConfig, SummarizeConfig
from pipeline.report import Statement
from pipeline.summarize.lengths import notes_on_points, notes_on_summary


def statements(*words):
    return [Statement(text=" ".join("w" * number), evidence=()) for number in words]


@pytest.mark.parametrize(
    ("words", "settings", "told"),
    [
        ((20, 20), {}, []),
        ((20, 19), {}, ["39 words, fewer than min_words (40)"]),
        ((20, 20), {"sentences": 2}, []),
        ((20, 20), {"sentences": 3}, ["2 of 3 sentences"]),
        ((10,), {"sentences": 3}, ["10 words, fewer than min_words (40): no further", "1 of 3 sentences"]),
        ((10,), {"sentences": 1}, ["10 words, fewer than min_words (40): sentences (1) allows"]),
        ((30,), {"max_words": 30}, []),
    ],
)
def test_summary(words, settings, told):
    notes = notes_on_summary(statements(*words), SummarizeConfig(**settings))
    assert len(notes) == len(told)
    assert all(note.startswith(start) for note, start in zip(notes, told, strict=True))


@pytest.mark.parametrize(("number", "told"), [(3, 0), (4, 0), (2, 1), (0, 1)])
def test_points(number, told):
    notes = notes_on_points(statements(*[5] * number), KeyPointsConfig())
    assert len(notes) == told
    assert all(note.startswith(f"{number} of at least 3 key points") for note in notes)
