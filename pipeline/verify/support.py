"""How far the evidence carries a statement as a whole."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.report import FactCheck, Statement
from pipeline.summarize.words import content_words
from pipeline.verify.places import Places

METHOD = "support:word-coverage"
# A fact that is not in the article sinks its statement below the default threshold.
CAP = 0.4


def support(statement: Statement, facts: Sequence[FactCheck], places: Places) -> tuple[float, str | None]:
    """Share of the statement's content words that its evidence holds, 0 to 1, and what there is to say of it."""
    words = content_words(statement.text)
    sentences = [places.sentences[i] for i in statement.evidence if i < len(places.sentences)] or places.sentences
    known = {word for place in sentences for word in content_words(place.text)}
    score = sum(word in known for word in words) / len(words) if words else 1.0
    if all(fact.supported for fact in facts):
        return round(score, 3), None
    return round(min(score, CAP), 3), "something in it is not in the article"
