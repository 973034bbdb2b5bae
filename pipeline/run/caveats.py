"""What a reader must know before trusting a report: its warnings."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.report import Coverage, Draft
from pipeline.text.language import english_share

LEAST_ENGLISH = 0.08
"""Of 7,159 English articles, good and translated, none had less than 0.12; other languages had 0.03 at most."""
FEWEST_WORDS = 30
"""Below it neither a language nor a score can be told from a text."""


def caveats(draft: Draft) -> tuple[str, ...]:
    """One sentence for each thing that limits what the report can say."""
    return (*_of_text(draft), *_of_coverage(draft))


def _of_text(draft: Draft) -> Iterator[str]:
    if draft.document is None:
        return
    words = draft.document.words
    share = english_share(draft.document.text)
    if words < FEWEST_WORDS:
        yield f"The article has {words} words after cleaning: too few for its scores and summary to mean much."
    elif share < LEAST_ENGLISH:
        yield (
            f"Only {share:.0%} of the words are common English ones, so this may be another language; "
            "fluency and summary are made for English."
        )


def _of_coverage(draft: Draft) -> Iterator[str]:
    for what, part in (("summary", draft.summary), ("key points", draft.key_points)):
        if part is not None and part.coverage.sentences_read < part.coverage.sentences_total:
            yield _unread(what, part.coverage)


def _unread(what: str, coverage: Coverage) -> str:
    unread = coverage.sentences_total - coverage.sentences_read
    return f"The model of the {what} did not read {unread} of {coverage.sentences_total} sentences."
