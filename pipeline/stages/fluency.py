"""How well the article reads as English, judged from the text alone."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from operator import attrgetter
from typing import TYPE_CHECKING, ClassVar

from pipeline.article import Document, Record
from pipeline.config.schema import FluencyConfig, Scorer, TaggerScorer
from pipeline.errors import StageError
from pipeline.fluency import RULES_VERSION, choose_rules, find_spans
from pipeline.fluency.rule import in_order
from pipeline.fluency.score import calibrated_mqm, raw_mqm
from pipeline.models.mqm import LABELS
from pipeline.report import Draft, Fluency, Score, SentenceFluency, Span
from pipeline.text.language import is_foreign

if TYPE_CHECKING:
    from pipeline.models import Models
    from pipeline.models.scorers import Scorer as Judge
    from pipeline.models.segment import SegmentScore, TokenError

# Above this probability the mark of a tagger that knows no severities is taken for a major error.
MAJOR_PROBABILITY = 0.9

Judged = Sequence["tuple[Scorer, Judge, list[SegmentScore]]"]


class FluencyStage:
    """Runs the rules and the configured scorers; scores by the first one calibrated on people, else from the spans."""

    name: ClassVar[str] = "fluency"
    summary: ClassVar[str] = "score how the text reads as English and mark what does not"
    needs: ClassVar[tuple[str, ...]] = ("document",)
    uses: ClassVar[tuple[str, ...]] = ()
    makes: ClassVar[str] = "fluency"

    def __init__(self, config: FluencyConfig, models: Models) -> None:
        """Loads the configured scorers. Raises ConfigError for an unknown rule, ModelError for a model."""
        self._models = models
        self._any_language = config.any_language
        self._rules = choose_rules(config.rules)
        self._judges = [(scorer, self._models.scorer(scorer)) for scorer in config.scorers]
        off = ",".join(sorted(config.rules.disable)) or "none"
        rules = f"rules:{RULES_VERSION}|off:{off}" if config.rules.enabled else "rules:none"
        taggers = [judge.signature for scorer, judge in self._judges if isinstance(scorer, TaggerScorer)]
        self._signature = "|".join([rules, *(f"tagger:({signature})" for signature in taggers)])

    def run(self, batch: Sequence[Draft]) -> list[Record | None]:
        """One part per draft, in order; none for a text that neither rules nor scorers are made for."""
        made = iter(self._made([draft for draft in batch if self._covers(_document(draft))]))
        return [next(made) if self._covers(_document(draft)) else None for draft in batch]

    def _covers(self, document: Document) -> bool:
        return self._any_language or not is_foreign(document.text, document.words)

    def _made(self, batch: Sequence[Draft]) -> list[Fluency]:
        documents = [_document(draft) for draft in batch]
        texts = [[document.slice(sentence) for sentence in document.sentences] for document in documents]
        judged = [(scorer, judge, _judge(judge, texts)) for scorer, judge in self._judges]
        return [
            self._fluency(draft, document, [(scorer, judge, scores[k]) for scorer, judge, scores in judged])
            for k, (draft, document) in enumerate(zip(batch, documents, strict=True))
        ]

    def _fluency(self, draft: Draft, document: Document, judged: Judged) -> Fluency:
        ruled = find_spans(document, self._rules, source=draft.article.source)
        learned = [span for _, judge, scores in judged for span in _learned_spans(document, judge, scores)]
        spans = merge(ruled, learned)
        score, sentences = self._score(document, ruled, spans, judged)
        others = tuple(
            _mean(document, judge, scores) for _, judge, scores in judged if scores and not judge.calibration
        )
        return Fluency(score=score, others=others, sentences=sentences, spans=spans)

    def _score(
        self, document: Document, ruled: Sequence[Span], spans: Sequence[Span], judged: Judged
    ) -> tuple[Score, tuple[SentenceFluency, ...]]:
        for _, judge, scores in judged:
            if judge.calibration:
                rates = [score.value for score in scores]
                return calibrated_mqm(document, ruled, rates, judge.calibration, signature=self._signature)
        return raw_mqm(document, spans, signature=self._signature)


def merge(ruled: Sequence[Span], learned: Sequence[Span]) -> tuple[Span, ...]:
    """Both kinds together; where a rule already marks a place, its reason and suggestion say more."""
    by_start = sorted(ruled, key=attrgetter("start"))
    starts = [span.start for span in by_start]
    reach = [-1, *accumulate((span.end for span in by_start), max)]  # how far the first so many of them go
    fresh = (mark for mark in learned if reach[bisect_left(starts, mark.end)] <= mark.start)
    return in_order([*ruled, *fresh])


def _document(draft: Draft) -> Document:
    if draft.document is None:
        raise StageError(f"{draft.article.origin}: fluency needs a cleaned article; run clean before it")
    return draft.document


def _judge(judge: Judge, texts: Sequence[Sequence[str]]) -> list[list[SegmentScore]]:
    """One call for all sentences of all articles, cut up by article again."""
    flat = judge.score([text for article in texts for text in article])
    if len(flat) != sum(map(len, texts)):
        raise StageError(
            f"{judge.name}: {len(flat)} scores for {sum(map(len, texts))} sentences; the scorer is at fault"
        )
    scores = iter(flat)
    return [[next(scores) for _ in article] for article in texts]


def _mean(document: Document, judge: Judge, scores: Sequence[SegmentScore]) -> Score:
    """A scorer's value for the article: the mean over its sentences, each weighted by its words."""
    weights = [max(1, len(document.slice(sentence).split())) for sentence in document.sentences]
    total = sum(weight * score.value for weight, score in zip(weights, scores, strict=True))
    return Score(
        name=judge.name,
        value=total / sum(weights),
        minimum=judge.minimum,
        maximum=judge.maximum,
        higher_is_better=judge.higher_is_better,
        signature=f"{judge.signature}|mean:words",
    )


def _learned_spans(document: Document, judge: Judge, scores: Sequence[SegmentScore]) -> list[Span]:
    return [
        _learned_span(document, judge, sentence.start, error)
        for sentence, score in zip(document.sentences, scores, strict=True)
        for error in score.errors
    ]


def _learned_span(document: Document, judge: Judge, offset: int, error: TokenError) -> Span:
    start, end = offset + error.start, offset + error.end
    label = LABELS.get(error.label) if judge.calibration else None
    guessed = "major" if error.probability >= MAJOR_PROBABILITY else "minor"
    return Span(
        start=start,
        end=end,
        text=document.text[start:end],
        category=label.category if label else error.label if "/" in error.label else "Fluency/Other",
        severity=label.severity if label else guessed,
        rule=judge.name,
        reason=label.reason if label else f"{judge.name} takes this for an error ({error.label}).",
        confidence=error.probability,
    )
