"""What a reader must know before trusting a report: its warnings."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.report import Coverage, Draft
from pipeline.text.language import FEWEST_WORDS, english_share, is_foreign


def caveats(draft: Draft) -> tuple[str, ...]:
    """One sentence for each thing that limits what the report can say."""
    return (*_of_text(draft), *_of_coverage(draft))


def _of_text(draft: Draft) -> Iterator[str]:
    if draft.document is None:
        return
    text, words = draft.document.text, draft.document.words
    if is_foreign(text, words):
        limits = "fluency is not scored, and the summary is" if draft.fluency is None else "fluency and summary are"
        yield (
            f"Only {english_share(text):.0%} of the words are common English ones, so this may be another language; "
            f"{limits} made for English."
        )
    elif words < FEWEST_WORDS:
        yield f"The article has {words} words after cleaning: too few for its scores and summary to mean much."


def _of_coverage(draft: Draft) -> Iterator[str]:
    for what, part in (("summary", draft.summary), ("key points", draft.key_points)):
        if part is not None and part.coverage.sentences_read < part.coverage.sentences_total:
            yield _unread(what, part.coverage)


def _unread(what: str, coverage: Coverage) -> str:
    unread = coverage.sentences_total - coverage.sentences_read
    return f"The model of the {what} did not read {unread} of {coverage.sentences_total} sentences."
