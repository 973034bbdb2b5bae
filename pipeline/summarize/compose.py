"""Summaries and key points written statement by statement, each from the sentences chosen for it.

What the model writes must pass the checks of `verify`: its numbers, dates, names and quotations stand in the article,
and its evidence carries it; and it must be likely to be true. Where it is not, the model smooths the article's own
sentence, and where that does not pass either, the sentence stands as it is.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.article import Document
from pipeline.config.schema import KeyPointsConfig, SummarizeConfig
from pipeline.models.answers import Answer
from pipeline.models.writer import Purpose, Request, Truth, Writer
from pipeline.report import Statement
from pipeline.summarize.candidates import (
    DANGLING,
    FACTOR_BROKEN,
    FIRST_PERSON,
    LONGEST,
    VERB,
    Candidate,
    Ranking,
    candidates,
    mended_texts,
)
from pipeline.summarize.lengths import notes_on_points, notes_on_summary
from pipeline.summarize.lexrank import Matrix
from pipeline.summarize.select import Lengths, choose
from pipeline.summarize.shorten import fit
from pipeline.summarize.tidy import capitalise, close_quotes, finish, mend_spacing
from pipeline.summarize.written import SAME
from pipeline.text.spelling import misspelt
from pipeline.text.words import STOP_WORDS, WORD, content_words, count_words, jaccard, word_order
from pipeline.verify.facts import check_facts
from pipeline.verify.places import Places
from pipeline.verify.support import score_support

WORDS_OF_SENTENCE = 22  # of a summary; decides how many sentences are written for one
SPARE = 4  # statements beyond those wanted, for what turns out alike, too long or wrong
LEAST_SUPPORT = 0.7  # below it a text is mostly invented or confused
LEAST_TRUTH = 0.75  # of what reaches it one in seven says something else (scripts/train/writer/truth.py)
LEAST_TRUTH_OF_REPAIR = 0.9  # where the sentence itself may stand instead
UNCHECKED = "a small model wrote this: numbers, dates and names were looked up, who did what to whom was not"
LEANING = 0.5  # factor on the rank of what says little without its neighbours
QUOTED = 0.6  # factor on the rank of the article's own sentence, which is longer and reads as the translation does
EXACT = ("number", "date")  # facts that must stand in the evidence itself, not just in the article
FEWEST_WORDS = 5
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
ONLY_SAID = re.compile(r"^[^,\"“”]*\b(?:said|says|added|stated|noted|stressed|emphasized)\.$")  # and not what


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be written about one article, the most important first."""

    candidates: tuple[Candidate, ...]
    ranks: tuple[float, ...]
    evidence: tuple[tuple[int, ...], ...]
    """Indices into `Document.sentences`, for each candidate."""
    requests: tuple[Request, ...]
    places: Places
    words: frozenset[str]
    """Of the article, in lower case."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A statement with what decides its place."""

    statement: Statement
    rank: float
    written: bool
    """False where the article's own sentence stands."""


Made = tuple[tuple[Statement, ...], tuple[str, ...], bool]
"""Statements, what must be said about them, and whether the model wrote any of them."""


def compose_summaries(
    documents: Sequence[Document], config: SummarizeConfig, writer: Writer, rankings: Sequence[Ranking | None]
) -> list[Made]:
    """The sentences of each article's summary."""
    number = config.sentences or round(config.max_words / WORDS_OF_SENTENCE)
    plans = [_plan(d, r, "summary", number + SPARE) for d, r in zip(documents, rankings, strict=True)]
    return [_summary(made, config) for made in _compose(plans, writer, config.max_words)]


def compose_points(
    documents: Sequence[Document], config: KeyPointsConfig, writer: Writer, rankings: Sequence[Ranking | None]
) -> list[Made]:
    """The key points of each article, most important first."""
    plans = [_plan(d, r, "points", config.max_points + SPARE) for d, r in zip(documents, rankings, strict=True)]
    return [_points(made, config) for made in _compose(plans, writer, config.max_words)]


def _plan(document: Document, ranking: Ranking | None, purpose: Purpose, number: int) -> Plan:
    """Up to `number` things to write, the most important first."""
    field = candidates(document, ranking)
    texts = [candidate.text for candidate in field.candidates]
    room = Lengths(max_words=sum(map(count_words, texts)), sentences=number)
    ranks = [_rank(candidate, purpose) for candidate in field.candidates]
    order = choose(texts, ranks, field.cosine, room)
    chosen = tuple(field.candidates[k] for k in order)
    own = dict(zip(document.body, mended_texts(document), strict=False))
    evidence = tuple(_evidence(candidate, own) for candidate in chosen)
    words = frozenset(WORD.findall(document.text.lower()))
    requests = tuple(Request(purpose, tuple(own[i] for i in indices), document.title) for indices in evidence)
    return Plan(chosen, tuple(ranks[k] for k in order), evidence, requests, Places.of(document), words)


def _rank(candidate: Candidate, purpose: Purpose) -> float:
    """Its own; what a sentence points back to comes with it, what else it leans on does not, and faults are mended."""
    leaning = purpose == "points" and not (candidate.alone or candidate.dangling or candidate.broken)
    return candidate.rank * (LEANING if leaning else 1) / (FACTOR_BROKEN if candidate.broken else 1)


def _compose(plans: Sequence[Plan], writer: Writer, max_words: int) -> list[list[Composed]]:
    """What is written to each plan; where it does not stand, the article's own sentence, smoothed if that stands."""
    found = [
        [_standing(answer, plan, k, max_words, writer.truth) for k, answer in enumerate(answers)]
        for plan, answers in zip(plans, writer.write([plan.requests for plan in plans]), strict=True)
    ]
    own = [_owns(plan, of_one, max_words) for plan, of_one in zip(plans, found, strict=True)]
    smoothed = writer.write([_repairs(plan, of_one) for plan, of_one in zip(plans, own, strict=True)])
    for plan, of_one, texts, answers in zip(plans, found, own, smoothed, strict=True):
        for k, answer in zip(texts, answers, strict=True):
            least = LEAST_TRUTH if plan.candidates[k].broken else LEAST_TRUTH_OF_REPAIR
            of_one[k] = _standing(answer, plan, k, max_words, writer.truth, least)
    return [_with_own(*parts) for parts in zip(plans, found, own, strict=True)]


def _owns(plan: Plan, found: Sequence[Statement | None], max_words: int) -> dict[int, Statement]:
    """The article's own sentence, by its number in the plan, where nothing was written and it can be made to fit."""
    texts = {k: _own(plan.candidates[k], max_words) for k, written in enumerate(found) if not written}
    return {k: text for k, text in texts.items() if text}


def _repairs(plan: Plan, own: Mapping[int, Statement]) -> list[Request]:
    return [Request("repair", (text.text,), plan.requests[k].title) for k, text in own.items()]


def _with_own(plan: Plan, found: Sequence[Statement | None], own: Mapping[int, Statement]) -> list[Composed]:
    """What was written, and the article's own sentences where nothing was and they are sound."""
    sound = {k: statement for k, statement in own.items() if not plan.candidates[k].broken}
    statements = [written or sound.get(k) for k, written in enumerate(found)]
    return [
        _composed(statement, rank, written=statement != own.get(k))
        for k, (statement, rank) in enumerate(zip(statements, plan.ranks, strict=True))
        if statement
    ]


def _composed(statement: Statement, rank: float, *, written: bool) -> Composed:
    leaning = LEANING if _leans(statement.text) else 1
    return Composed(statement, rank * leaning * (1 if written else QUOTED), written)


def _summary(made: Sequence[Composed], config: SummarizeConfig) -> Made:
    texts = [one.statement.text for one in made]
    lengths = Lengths(config.max_words, config.min_words, config.sentences)
    chosen = choose(texts, [one.rank for one in made], _likeness(texts), lengths)
    if config.style == "narrative":
        chosen.sort(key=lambda k: made[k].statement.evidence[-1])
    found = [made[k] for k in chosen]
    statements = tuple(one.statement for one in found)
    return statements, _notes(found) + notes_on_summary(statements, config), any(one.written for one in found)


def _points(made: Sequence[Composed], config: KeyPointsConfig) -> Made:
    found: list[Composed] = []
    for one in sorted(made, key=lambda one: _leans(one.statement.text)):
        if all(jaccard(one.statement.text, other.statement.text) < SAME for other in found):
            found.append(one)
    found = found[: config.max_points]
    statements = tuple(one.statement for one in found)
    return statements, _notes(found) + notes_on_points(statements, config), any(one.written for one in found)


def _evidence(candidate: Candidate, own: dict[int, str]) -> tuple[int, ...]:
    """The sentence, and before it the one that it points back to."""
    before = candidate.index - 1
    wanted = candidate.dangling and len(own.get(before, "")) in range(1, LONGEST)
    return (before, candidate.index) if wanted else (candidate.index,)


def _standing(
    answer: Answer, plan: Plan, number: int, max_words: int, truth: Truth, least: float = LEAST_TRUTH
) -> Statement | None:
    """What was written, if it is a whole sentence that fits, holds no fact of its own and is likely to be true."""
    statement = Statement(
        text=close_quotes(finish(capitalise(mend_spacing(answer.text)))), evidence=plan.evidence[number]
    )
    fits = FEWEST_WORDS <= count_words(statement.text) <= max_words
    whole = answer.whole and VERB.search(statement.text) is not None and not ONLY_SAID.search(statement.text)
    if not whole or not fits or _repeats(statement.text) or misspelt(statement.text, plan.words):
        return None
    evidence = [place.text for place in plan.places.evidence(statement.evidence)]
    carried = _support(statement, plan.places) >= LEAST_SUPPORT and not _mixes_years(statement.text, evidence)
    order = word_order(statement.text, evidence)
    return statement if carried and truth.chance(answer.likelihood, order) >= least else None


def _mixes_years(text: str, evidence: Sequence[str]) -> bool:
    """Whether what a text says of its one year stands with a later clause's: "in 2016 it opened; in 2019 it was sold".

    Earlier clauses name what a later one calls "it".
    """
    if len(years := set(YEAR.findall(text))) != 1:
        return False
    clauses = [clause for sentence in evidence for clause in re.split("[;；]", sentence) if YEAR.search(clause)]
    ends = [end for end, clause in enumerate(clauses, 1) if years & set(YEAR.findall(clause))]
    if not ends:
        return False
    known, later = (set(content_words(" ".join(part))) for part in (clauses[: max(ends)], clauses[max(ends) :]))
    return not later.isdisjoint(set(content_words(text)) - known)


def _support(statement: Statement, places: Places) -> float:
    """How far the evidence carries a statement's words, 0 to 1.

    0 where a number or name is made up, or a number or date is from elsewhere.
    """
    facts = check_facts(statement, places, target="summary", index=0)
    held = set(statement.evidence)
    astray = [f for f in facts if not f.supported or (f.kind in EXACT and not held & set(f.sentences))]
    return 0.0 if astray else score_support(statement, facts, places)[0]


def _leans(text: str) -> bool:
    """Whether a text says little without others: whom does it mean by "he", or by "we"?"""
    return DANGLING.match(text) is not None or FIRST_PERSON.search(text) is not None


def _repeats(text: str) -> bool:
    """Whether two words that mean something stand there twice side by side: "a video conference with a video conference".

    Of a number one word beside it is enough: "in 2002 when it broke out in 2002".
    """
    words = [word.lower() for word in WORD.findall(text)]
    pairs = [(a, b) for a, b in itertools.pairwise(words) if b[0].isdigit() or not {a, b} & STOP_WORDS]
    return len(set(pairs)) < len(pairs)


def _own(candidate: Candidate, max_words: int) -> Statement | None:
    text = None if candidate.dangling else fit(candidate.text, max_words)
    return Statement(text=finish(text), evidence=(candidate.index,)) if text else None


def _likeness(texts: Sequence[str]) -> Matrix:
    return np.array([[jaccard(one, other) for other in texts] for one in texts]).reshape(len(texts), len(texts))


def _notes(found: Sequence[Composed]) -> tuple[str, ...]:
    own = sum(not one.written for one in found)
    notes: tuple[str, ...] = (UNCHECKED,) if own < len(found) else ()
    if own:
        notes += (f"{own} of {len(found)} stand as in the article: what the model wrote of them was not carried by it",)
    return notes
