"""What a report says about lengths that could not be met."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.config.schema import KeyPointsConfig, SummarizeConfig
from pipeline.report import Statement
from pipeline.text.words import count_words


def notes_on_summary(statements: Sequence[Statement], config: SummarizeConfig) -> tuple[str, ...]:
    """Where a summary is shorter than asked, one sentence that says so and why."""
    words = sum(count_words(statement.text) for statement in statements)
    notes = []
    if words < config.min_words:
        asked_for = config.sentences is not None and len(statements) == config.sentences
        why = (
            f"sentences ({config.sentences}) allows no further one"
            if asked_for
            else f"no further whole sentence was usable within max_words ({config.max_words})"
        )
        notes.append(f"{words} words, fewer than min_words ({config.min_words}): {why}")
    if config.sentences is not None and len(statements) < config.sentences:
        notes.append(
            f"{len(statements)} of {config.sentences} sentences: "
            f"no further usable sentence fits max_words ({config.max_words})"
        )
    return tuple(notes)


def notes_on_points(statements: Sequence[Statement], config: KeyPointsConfig) -> tuple[str, ...]:
    """Where there are fewer points than asked, one sentence that says so and why."""
    if len(statements) >= config.min_points:
        return ()
    return (
        f"{len(statements)} of at least {config.min_points} key points: no further one stands alone, "
        f"is new and fits max_words ({config.max_words})",
    )
