"""Summaries and key points written statement by statement, each from the sentences chosen for it.

What the model writes must pass the checks of `verify`: its numbers, dates, names and quotations stand in the article,
and its evidence carries it; and it must be likely to be true. Where it is not, the article's own sentence stands; where
that is broken, the model smooths it, and what does not pass then either is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.article import Document
from pipeline.config.schema import KeyPointsConfig, SummarizeConfig
from pipeline.models.answers import Answer
from pipeline.models.writer import Purpose, Request, Truth, Writer
from pipeline.report import Statement
from pipeline.summarize.candidates import (
    DANGLING,
    DEFINITE,
    FACTOR_BROKEN,
    FIRST_PERSON,
    LONGEST,
    Candidate,
    Ranking,
    body_texts,
    broken_sentences,
    candidates,
    clumsy_sentences,
    mended_texts,
    stands_alone,
)
from pipeline.summarize.introduce import full_names, introducing, taken_as_known
from pipeline.summarize.lengths import notes_on_points, notes_on_summary
from pipeline.summarize.lexrank import Matrix
from pipeline.summarize.select import Lengths, choose
from pipeline.summarize.shorten import fit
from pipeline.summarize.sound import confused, sound
from pipeline.summarize.tidy import capitalise, close_quotes, finish, mend_spacing
from pipeline.summarize.written import SAME
from pipeline.text.spelling import misspelt
from pipeline.text.words import WORD, content_words, count_words, jaccard
from pipeline.verify.facts import check_facts
from pipeline.verify.places import Places
from pipeline.verify.support import score_support

WORDS_OF_SENTENCE = 22  # of a summary; decides how many sentences are written for one
SPARE = {"summary": 4, "points": 6}  # statements beyond those wanted, for what turns out alike, too long or wrong
LEAST_SUPPORT = 0.7  # below it a text is mostly invented or confused
CERTAINTY_OF_CLUMSY = 0.8  # where the rules mark the sentence that would stand instead
UNCHECKED = "a small model wrote this: numbers, dates and names were looked up, who did what to whom was not"
LEANING = 0.8  # factor on the rank of what says little without its neighbours
LEANING_POINT = 0.4  # the same of a key point, which has none
LONG = 40  # words of a sentence, of which the model makes little that is true
EXACT = ("number", "date")  # facts that must stand in the evidence itself, not just in the article
FEWEST_WORDS = 5
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
BARE_DAY = re.compile(r"\bon (?=\d{1,2}(?:st|nd|rd|th)\b)")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be written about one article, the most important first."""

    purpose: Purpose
    candidates: tuple[Candidate, ...]
    ranks: tuple[float, ...]
    evidence: tuple[tuple[int, ...], ...]
    """Indices into `Document.sentences`, for each candidate."""
    requests: tuple[Request, ...]
    places: Places
    words: frozenset[str]
    """Of the article, in lower case."""
    names: Mapping[str, str]
    """Full names by last names, of people who speak in it."""
    clumsy: frozenset[int]
    """Sentences that the rules mark."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A statement with what decides its place."""

    statement: Statement
    rank: float
    written: bool
    """False where the article's own sentence stands."""
    known: str
    """A noun that it takes as known; nothing for most."""
    alone: bool
    """Whether it can be a key point without others."""


Made = tuple[tuple[Statement, ...], tuple[str, ...], bool]
"""Statements, what must be said about them, and whether the model wrote any of them."""


def compose_summaries(
    documents: Sequence[Document], config: SummarizeConfig, writer: Writer, rankings: Sequence[Ranking | None]
) -> list[Made]:
    """The sentences of each article's summary."""
    number = config.sentences or round(config.max_words / WORDS_OF_SENTENCE)
    plans = [_plan(d, r, "summary", number) for d, r in zip(documents, rankings, strict=True)]
    made = _compose(plans, writer, config)
    return [_summary(of_one, plan.names, config) for plan, of_one in zip(plans, made, strict=True)]


def compose_points(
    documents: Sequence[Document], config: KeyPointsConfig, writer: Writer, rankings: Sequence[Ranking | None]
) -> list[Made]:
    """The key points of each article, most important first."""
    plans = [_plan(d, r, "points", config.max_points) for d, r in zip(documents, rankings, strict=True)]
    made = _compose(plans, writer, config)
    return [_points(of_one, plan.names, config) for plan, of_one in zip(plans, made, strict=True)]


def _plan(document: Document, ranking: Ranking | None, purpose: Purpose, number: int) -> Plan:
    """Things to write for `number` statements, the most important first."""
    field = candidates(document, ranking)
    texts = [candidate.text for candidate in field.candidates]
    room = Lengths(max_words=sum(map(count_words, texts)), sentences=number + SPARE[purpose])
    ranks = [_rank(candidate, purpose) for candidate in field.candidates]
    order = choose(texts, ranks, field.cosine, room)
    chosen = tuple(field.candidates[k] for k in order)
    plain, mended = body_texts(document), mended_texts(document)
    own = {i: _shortened(text) for i, text in zip(document.body, mended, strict=False)}
    slips = {i: text for i, text, other in zip(document.body, mended, plain, strict=False) if text != other}
    evidence = tuple(_evidence(candidate, own) for candidate in chosen)
    requests = tuple(Request(purpose, tuple(own[i] for i in indices), document.title) for indices in evidence)
    broken = broken_sentences(document, mended=True)
    chosen = tuple(replace(c, text=slips.get(c.index, c.text), broken=c.index in broken) for c in chosen)
    return Plan(
        purpose,
        chosen,
        tuple(ranks[k] for k in order),
        evidence,
        requests,
        Places.of(document),
        words=frozenset(WORD.findall(document.text.lower())),
        names=full_names(document.text),
        clumsy=clumsy_sentences(document),
    )


def _rank(candidate: Candidate, purpose: Purpose) -> float:
    """Its own; what a sentence points back to comes with it, what else it leans on does not, and faults are mended."""
    leaning = purpose == "points" and not (candidate.alone or candidate.dangling or candidate.broken)
    return candidate.rank * (LEANING_POINT if leaning else 1) / (FACTOR_BROKEN if candidate.broken else 1)


def _compose(plans: Sequence[Plan], writer: Writer, config: SummarizeConfig | KeyPointsConfig) -> list[list[Composed]]:
    """What is written to each plan; where it does not stand, the article's own sentence, smoothed if it is broken."""
    first = writer.write([plan.requests for plan in plans])
    found = [
        [_standing(answer, plan, k, writer.truth, config) for k, answer in enumerate(answers)]
        for plan, answers in zip(plans, first, strict=True)
    ]
    broken = [_unwritten_broken(plan, of_one) for plan, of_one in zip(plans, found, strict=True)]
    smoothed = writer.write(
        [
            [Request("repair", plan.requests[k].evidence[-1:], plan.requests[k].title) for k in of_one]
            for plan, of_one in zip(plans, broken, strict=True)
        ]
    )
    for plan, of_one, numbers, answers in zip(plans, found, broken, smoothed, strict=True):
        for k, answer in zip(numbers, answers, strict=True):
            of_one[k] = _standing(answer, plan, k, writer.truth, config)
    return [
        _with_own(plan, of_one, config.max_words) or _with_own(plan, of_one, config.max_words, broken=True)
        for plan, of_one in zip(plans, found, strict=True)
    ]


def _unwritten_broken(plan: Plan, found: Sequence[Statement | None]) -> list[int]:
    """Numbers in the plan of what cannot stand as the article has it, and of which nothing was written."""
    return [k for k, candidate in enumerate(plan.candidates) if candidate.broken and not found[k]]


def _with_own(plan: Plan, found: Sequence[Statement | None], max_words: int, *, broken: bool = False) -> list[Composed]:
    """What was written, and the article's own sentences where nothing was and they are whole, or may be `broken`."""
    made = []
    for written, candidate, rank in zip(found, plan.candidates, plan.ranks, strict=True):
        alone = plan.purpose == "points" and candidate.dangling
        own = None if alone or (candidate.broken and not broken) else _own(candidate, max_words)
        if statement := written or own:
            made.append(_composed(plan, candidate, statement, rank, written=statement != own))
    return made


def _composed(plan: Plan, candidate: Candidate, statement: Statement, rank: float, *, written: bool) -> Composed:
    before = (place.text for place in plan.places.sentences[: statement.evidence[0]])
    known = taken_as_known(statement.text, before)
    leaning = LEANING if known or _leans(statement.text) else 1
    alone = stands_alone(statement.text) and (candidate.alone or not DEFINITE.match(statement.text))
    return Composed(statement, rank * leaning, written, known, alone)


def _summary(made: Sequence[Composed], names: Mapping[str, str], config: SummarizeConfig) -> Made:
    texts = [one.statement.text for one in made]
    lengths = Lengths(config.max_words, config.min_words, config.sentences)
    chosen = choose(texts, [one.rank for one in made], _likeness(texts), lengths)
    found = [made[k] for k in chosen]
    astray = _astray(found)
    if astray and (rest := [one for one in made if one not in astray]):
        return _summary(rest, names, config)
    if config.style == "narrative":
        found.sort(key=lambda one: one.statement.evidence[-1])
    statements = introducing([one.statement for one in found], names, config.max_words)
    return statements, _notes(found) + notes_on_summary(statements, config), any(one.written for one in found)


def _astray(found: Sequence[Composed]) -> list[Composed]:
    """Those that begin with "he" or "the plan" where nothing chosen tells who or which."""
    return [one for one in found if not _has_antecedent(one, [other for other in found if other is not one])]


def _has_antecedent(one: Composed, others: Sequence[Composed]) -> bool:
    """Whether a statement needs none, or another rests on the sentence before it, or has its noun earlier on."""
    at = one.statement.evidence[-1]
    if DANGLING.match(one.statement.text):
        return any(other.statement.evidence[-1] == at - 1 for other in others)
    earlier = [other.statement.text.lower() for other in others if other.statement.evidence[-1] < at]
    return not one.known or any(one.known in text for text in earlier)


def _points(made: Sequence[Composed], names: Mapping[str, str], config: KeyPointsConfig) -> Made:
    """Those that stand alone; others where they are too few."""
    found: list[Composed] = []
    for leaning in (False, True):
        wanted = config.min_points if leaning else config.max_points
        for one in made:
            fresh = all(jaccard(one.statement.text, other.statement.text) < SAME for other in found)
            if fresh and len(found) < wanted and one.alone is not leaning:
                found.append(one)
    statements = introducing([one.statement for one in found], names, config.max_words, each=True)
    return statements, _notes(found) + notes_on_points(statements, config), any(one.written for one in found)


def _evidence(candidate: Candidate, own: dict[int, str]) -> tuple[int, ...]:
    """The sentence, and before it the one that it points back to."""
    before = candidate.index - 1
    wanted = candidate.dangling and len(own.get(before, "")) in range(1, LONGEST)
    return (before, candidate.index) if wanted else (candidate.index,)


def _standing(
    answer: Answer, plan: Plan, number: int, truth: Truth, config: SummarizeConfig | KeyPointsConfig
) -> Statement | None:
    """What was written, if it is a whole sentence that fits, holds no fact of its own and is likely to be true."""
    statement = Statement(text=_polished(answer.text), evidence=plan.evidence[number])
    fits = FEWEST_WORDS <= count_words(statement.text) <= config.max_words
    if not (answer.whole and fits and sound(statement.text)) or misspelt(statement.text, plan.words):
        return None
    evidence = [place.text for place in plan.places.evidence(statement.evidence)]
    if confused(statement.text, evidence) or _mixes_years(statement.text, evidence):
        return None
    clumsy = plan.candidates[number].index in plan.clumsy
    least = min(config.certainty, CERTAINTY_OF_CLUMSY) if clumsy else config.certainty
    chance = truth.chance(answer.likelihood, statement.text, evidence)
    return statement if chance >= least and _support(statement, plan.places) >= LEAST_SUPPORT else None


def _polished(text: str) -> str:
    """What was written, with slips mended that need no reading."""
    text = BARE_DAY.sub("on the ", mend_spacing(text))
    return close_quotes(finish(capitalise(text)))


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


def _shortened(text: str) -> str:
    """A sentence without its further clauses where it is long and that makes it short enough."""
    return fit(text, LONG) or text


def _own(candidate: Candidate, max_words: int) -> Statement | None:
    text = fit(_shortened(candidate.text), max_words)
    return Statement(text=finish(text), evidence=(candidate.index,)) if text else None


def _likeness(texts: Sequence[str]) -> Matrix:
    return np.array([[jaccard(one, other) for other in texts] for one in texts]).reshape(len(texts), len(texts))


def _notes(found: Sequence[Composed]) -> tuple[str, ...]:
    own = sum(not one.written for one in found)
    notes: tuple[str, ...] = (UNCHECKED,) if own < len(found) else ()
    if own:
        notes += (
            f"{own} of {len(found)} stand as in the article, slips mended: of what the model wrote of them it could not be sure enough",
        )
    return notes
