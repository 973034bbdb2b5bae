"""Which sentences of an article can stand in a summary, and how well each would stand there."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from pipeline.article import Document
from pipeline.fluency import RULES, find_spans
from pipeline.models.salience import Weights
from pipeline.report import Span
from pipeline.summarize.importance import importance
from pipeline.summarize.lexrank import Matrix, similarity
from pipeline.summarize.shorten import ONLY_SAID, leave_out
from pipeline.summarize.tidy import balanced, tidy
from pipeline.text.words import WORD, content_words, count_words

# Sentences of the body that are compared with each other, which takes memory and time by their square: about 40,000
# words, ten times the longest news article. What stands after them is not read, and the report says so.
MOST_SENTENCES = 2000
LONGEST = 2000  # characters; beyond it a sentence is a table or a list without marks, and slow to tidy
SHORTEST = 6  # words; below it a sentence is an interjection, a label or a piece of an enumeration
FEWEST_CONTENT_WORDS = 4

# A sentence that points back: a pronoun at its head or after its opening phrase, or "two of those" near its head.
DANGLING = re.compile(
    r"(?:[^,]{1,40}, )?(?:he|she|it|its|they|their|them|his|her|this|these|those|such|both|there|here|that|some|others|another"
    r"|the former|the latter|the same)\b|(?:\S+ ){1,8}?of (?:them|those|these)\b|because then\b"
    r"|(?:because|if|when|even|then|so|yet|though) (?:he|she|it|its|they|their|this|that|these|those)\b",
    re.I,
)
# What a key point may not hold either: "this disease", "the two sides", "according to the poll", "Earlier, ...", or an
# opening phrase whose pronoun no name follows.
LEANING = re.compile(
    r"\bthe (?:same|former|latter|above)\b|\b(?:this|these|those|such) (?!year|month|week|morning|afternoon|evening|season|century|as\b|an?\b|is\b|was\b)[a-z]+"
    r"|^(?:In|At|On|For|With|After|Before|During|When|While|As|If) [^,]*\b(?:he|she|his|her|they|their)\b(?!.*[A-Z])"
    r"|\b[Aa]ccording to (?:him|her|them|it|the (?:[a-z][\w-]* ?){1,3}(?=[,.]))"
    r"|\b(?:both|(?:the|these|those) (?:two|three|four)) (?:[a-z]+ ){0,2}?(?:sides|countries|parties|leaders|men|women|places|companies|teams|states|nations|cities|ministers|presidents)\b"
    r"|^The (?:two|three|four) (?:[a-z]|[A-Z][a-z]+ ?$)"
    r"|^(?:[^,]{1,40}, )?(?:[^\s,]+ ){1,2}also\b"
    r"|^(?:Similarly|Then|Earlier|Previously|Later|Afterwards?|Specifically|Likewise|Otherwise|Still|Apparently|First of all|Before that|After that"
    r"|For (?:his|her|its|their) part|Among (?:them|these|those)|In it|(?:When )?[Aa]sked|(?:Following|After|During) the [a-z]+,)\b"
    r"|, (?:however|though|too)\b|\bafter all\b"
)
# "The company will", "According to the plan, the forum was": a noun with nothing that tells which one.
# Wider than `introduce.taken_as_known`, which drops statements from summaries: there, four of five that this finds are fine.
DEFINITE = re.compile(
    r"(?:[^,]{1,60}, )?[Tt]he (?:[a-z][\w'’-]* ){0,2}?([a-z][\w'’-]*)(?=,| (?:is|are|was|were|has|have|had|will|would|can|could|may|might"
    r"|must|should|said|says|also|[a-z]+ed|[a-z]+s)\b)"
)
# Members of an enumeration, which say nothing without the sentence that announces them.
MEMBER = re.compile(
    r"(?:the )?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|one|another)(?:ly)?\b(?:,| is\b)",
    re.I,
)
ANNOUNCES = re.compile(r"[:：]\s*$|\b(?:as follows|the following)\b|[:：] (?:first|one|how|why|what)\b", re.I)
FIRST_PERSON = re.compile(r"\b(?:I|we|our|ours|us|my|me)\b", re.I)
# Demands without a subject, as machine translation leaves them of Chinese headings and slogans.
SUBJECTLESS = re.compile(
    r"(?:continue|adhere|improve|focus|focusing|strengthen|promote|promoting|accelerate|build|building|ensure|insist"
    r"|carry|implement|implementing|actively|vigorously|further|deepen|deepening|enhance|give|make|take|keep|let"
    r"|establish|grasp|do|play|increase|expand|optimize|construct|realize|relying|based|through"
    r"|[a-z]{3,}ed the)\b",
    re.I,
)
# Half of a quotation: "- Nadezhda shared her observations." and "Says Vladimir, an analyst."
TAG = re.compile(r"[-–—]|(?:[Ss]ays|[Ss]aid|[Ww]rites|[Aa]dd(?:s|ed)|[Nn]ote[sd]) [A-Z]")
# "Which took place today", "And why the bridge fell": no sentence of its own.
CLAUSE = re.compile(
    r"which\b|and (?:why|how|what|who|where|when)\b|one of (?:the|those|these) [^,.]*? who\b(?![^,]*,? (?:is|are|was|were|has|had|will)\b)",
    re.I,
)
# All of it between quotation marks, so that nobody says it.
ALL_QUOTED = re.compile(r"[\"“][^\"“”]*[\"”]?[.!]?$")
# Who sat there, which reports of meetings tell at length and summaries leave out.
ATTENDANCE = re.compile(
    r"\b(?:(?:chaired|attended|presided over) (?:the|this) (?:[\w-]+ ){0,3}[\w-]+"
    r"|(?:hosted|opened|closed) (?:the|this) (?:[\w-]+ )?(?:meeting|conference|session|forum|ceremony|seminar)"
    r"|(?:made|delivered|gave) (?:an? |the |)(?:\w+ )?(?:report|speech|keynote|address)s?)[.!]?$"
)
BOILERPLATE = re.compile(
    r"\b(?:click here|read more|subscribe|newsletter|all rights reserved|copyright|follow us|photo by|editor in charge"
    r"|source:|author:|related reading|share this|file photo|visit [\w'’ ]{1,40} (?:home ?page|website)|paid article"
    r"|^\[(?:photos?|videos?|pictures?)\]|^more:|if you have any questions|feel free to contact|for (?:more )?(?:details|information),? see\b|\d{4},? \d{1,2}:\d{2}\b)",
    re.I,
)

# What may be a verb: auxiliaries, irregular pasts, anything in -ed or -s; a plural subject stands with any other verb.
VERB = re.compile(
    r"\b(?:am|is|are|was|were|be|been|has|have|had|do|does|did|will|would|can|could|may|might|must|shall|should|won|lost"
    r"|said|told|made|took|gave|got|went|came|saw|found|held|met|led|left|kept|began|became|brought|bought|built|fell"
    r"|rose|grew|ran|set|cut|put|hit|let|shot|sent|spent|sold|spoke|stood|struck|taught|thought|threw|wrote|paid|broke"
    r"|chose|drew|drove|fought|flew|hid|knew|laid|lay|sat|sank|shook|slept|swept|understood|wore|I|we|they|you|people"
    r"|[\w-]+(?:ed|s))\b|['’](?:s|re|ve|ll|d|m|t)\b",
    re.I,
)

# Factors by which a fault lowers a sentence's rank; together they cost no ROUGE on the held-out training articles.
FACTOR_BROKEN = 0.5
FACTOR_MEMBER = 0.4
FACTOR_ATTENDANCE = 0.4
FACTOR_LONG = 0.8
LONG = 45  # words from which a translated sentence is seldom right throughout
FACTOR_FIRST_PERSON = 0.5
FACTOR_SPEAKERLESS = 0.25
FACTOR_SUBJECTLESS = 0.6
FACTOR_DANGLING = 0.85  # mild: a sentence that points back is only taken together with the one before it
REMEMBERED = 64  # articles: the summary and the key points ask what the rules find in the same ones
FORMAL = ("Fluency/Punctuation", "Fluency/Spelling", "Fluency/Character encoding", "Locale convention")  # categories
# Rules whose finds tidying mends.
MENDED = frozenset(("doubled-phrase", "doubled-word"))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be taken, tidied and, where a network said so, without clauses."""

    index: int
    """Index into `Document.sentences`."""
    text: str
    rank: float
    """How important it is and how well it stands alone; higher is better."""
    dangling: bool
    """Whether it points back to the sentence before it."""
    alone: bool
    """Whether nothing in it leans on another sentence, so that it can be a key point."""
    broken: bool = False
    """Whether it has a grave fault of language, for which it ranks lower."""


@dataclass(frozen=True, slots=True)
class Field:
    """The candidates of an article, in its order, with their likeness to each other."""

    candidates: tuple[Candidate, ...]
    cosine: Matrix
    """Shape (candidates, candidates)."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """What a network says of the sentences of `body_texts`, for one purpose."""

    salience: Matrix
    weights: Weights
    kept: tuple[Matrix, ...]
    """Per sentence, the chance of each character to be kept."""
    dropped: float
    """A clause that is less likely to be kept is left out."""


def body_texts(document: Document) -> tuple[str, ...]:
    """The body's sentences, tidied; one that is no sentence by its length stands as it is."""
    return tuple(_tidied(document.slice(document.sentences[i])) for i in document.body[:MOST_SENTENCES])


def mended_texts(document: Document) -> tuple[str, ...]:
    """The same with what the rules suggest: for a model that reads them, as quotations they would not be the article's."""
    starts = [sentence.start for sentence in document.sentences]
    spans: dict[int, list[Span]] = {}
    for span in _ruled(document):
        if span.suggestion is not None and span.rule not in MENDED:
            spans.setdefault(bisect_right(starts, span.start) - 1, []).append(span)
    return tuple(_tidied(_mended(document, i, spans.get(i, ()))) for i in document.body[:MOST_SENTENCES])


def _mended(document: Document, index: int, spans: Sequence[Span]) -> str:
    text, at, end = "", document.sentences[index].start, document.sentences[index].end
    for span in spans:
        if at <= span.start and span.end <= end:
            text += f"{document.text[at : span.start]}{span.suggestion}"
            at = span.end
    return text + document.text[at:end]


def _tidied(text: str) -> str:
    return tidy(text) if len(text) <= LONGEST else text


def candidates(document: Document, ranking: Ranking | None = None) -> Field:
    """Every sentence of the body that is fit to be quoted, ranked; the longest alone where none is."""
    body = document.body[:MOST_SENTENCES]
    raw = [document.slice(document.sentences[i]) for i in body]
    texts = body_texts(document)
    cosine = similarity(raw)
    ranks = importance(document, raw, cosine, *((ranking.salience, ranking.weights) if ranking else ()))
    broken = broken_sentences(document)
    short = [position for position, text in enumerate(raw) if len(text) <= LONGEST]
    kept = [position for position in short if usable(texts[position])] or _longest(raw, short)
    known = _begin_with_known(texts)
    found = tuple(
        _candidate(
            body[k],
            leave_out(texts[k], ranking.kept[k], ranking.dropped) if ranking else texts[k],
            float(ranks[k]),
            broken=body[k] in broken,
            known=known[k],
        )
        for k in kept
    )
    return Field(found, cosine[np.ix_(kept, kept)])


def _longest(texts: list[str], among: list[int]) -> list[int]:
    lengths = [count_words(texts[position]) for position in among]
    return [among[lengths.index(max(lengths))]] if among else []


def broken_sentences(document: Document, *, mended: bool = False) -> frozenset[int]:
    """Indices of the sentences with a grave fault of language that tidying leaves there, or `mended_texts` does."""
    grave = [s for s in _ruled(document) if s.severity != "minor" and s.rule not in MENDED]
    return _touched(document, [s for s in grave if s.suggestion is None or not mended])


def clumsy_sentences(document: Document) -> frozenset[int]:
    """Indices of the sentences of which the rules mark more than marks, spaces and forms of numbers."""
    return _touched(document, [s for s in _ruled(document) if not s.category.startswith(FORMAL)])


def _touched(document: Document, spans: Iterable[Span]) -> frozenset[int]:
    """Indices of the sentences that hold any of the spans, or a part of one."""
    ends = [sentence.end for sentence in document.sentences]
    found: set[int] = set()
    for span in spans:
        for index in range(bisect_right(ends, span.start), len(ends)):
            if document.sentences[index].start >= span.end:
                break
            found.add(index)
    return frozenset(found)


@lru_cache(REMEMBERED)
def _ruled(document: Document) -> tuple[Span, ...]:
    return find_spans(document, RULES.values())


def usable(text: str) -> bool:
    """Whether a tidied sentence says something whole."""
    return not (
        TAG.match(text)
        or ONLY_SAID.match(text)
        or CLAUSE.match(text)
        or count_words(text) < SHORTEST
        or len(set(content_words(text))) < FEWEST_CONTENT_WORDS
        or text.endswith(("?", "？", "…", "..."))
        or not balanced(text)
        or ANNOUNCES.search(text)
        or BOILERPLATE.search(text)
        or not VERB.search(text)
    )


def _begin_with_known(texts: Sequence[str]) -> list[bool]:
    """Whether a sentence begins with "the company" and an earlier one speaks of a company."""
    found, said = [], set[str]()
    for text in texts:
        noun = DEFINITE.match(text)
        found.append(noun is not None and noun[1].lower() in said)
        said.update(WORD.findall(text.lower()))
    return found


def _candidate(index: int, text: str, chance: float, *, broken: bool, known: bool) -> Candidate:
    dangling = DANGLING.match(text.lstrip("\"“'‘")) is not None
    rank = chance * _standing(text, dangling) * (FACTOR_BROKEN if broken else 1.0)
    return Candidate(index, text, rank, dangling, alone=stands_alone(text) and not (known or broken), broken=broken)


def stands_alone(text: str) -> bool:
    """Whether nothing tells that a text leans on what was said before it, or on who speaks."""
    leaning = LEANING.search(text) or FIRST_PERSON.search(text) or MEMBER.match(text) or SUBJECTLESS.match(text)
    return not (leaning or DANGLING.match(text.lstrip("\"“'‘")))


def _standing(text: str, dangling: bool) -> float:
    """How well a sentence stands alone, 0 to 1."""
    value = FACTOR_DANGLING if dangling else 1.0
    if MEMBER.match(text):
        value *= FACTOR_MEMBER
    if count_words(text) > LONG:
        value *= FACTOR_LONG
    if ATTENDANCE.search(text):
        value *= FACTOR_ATTENDANCE
    if ALL_QUOTED.match(text):
        value *= FACTOR_SPEAKERLESS
    elif FIRST_PERSON.search(text) or text.startswith(('"', "“")):
        value *= FACTOR_FIRST_PERSON
    if SUBJECTLESS.match(text):
        value *= FACTOR_SUBJECTLESS
    return value
