"""From a trained tagger to numbers that mean something: fitted on rated documents that trained nothing."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression, nnls

from pipeline.config.schema import TaggerScorer
from pipeline.evaluate.correlation import Segments, agreement
from pipeline.evaluate.fluency import places_of
from pipeline.evaluate.marks import Counts, count_words, touches, words_of
from pipeline.evaluate.ratings import Rated, read_rated
from pipeline.models.loading import Loaded
from pipeline.models.mqm import NOTES_KEY, SECONDED_KEY, Calibration, score_of
from pipeline.models.reading import Reading
from pipeline.models.states import StateTagger
from pipeline.models.tagger import MqmTagger
from scripts.train.fluency.data import is_held_out

Vector = NDArray[np.float64]

# What a word of each label may count; MQM's own weights first, then with some of the weight of mistranslations,
# whose cause is often wording, and then flatter ones, since a severe error is also a longer one.
MQM = {"fluency-punctuation": 0.1, "fluency-minor": 1.0, "fluency-major": 5.0, "fluency-name": 4.0}
PENALTIES: tuple[dict[str, float], ...] = (
    MQM,
    MQM | {"accuracy-minor": 0.2, "accuracy-major": 1.0},
    MQM | {"fluency-name": 1.0},
    MQM | {"fluency-major": 2.5, "fluency-name": 1.0, "accuracy-minor": 0.1, "accuracy-major": 0.1},
    MQM | {"fluency-major": 2.5, "fluency-name": 1.0, "accuracy-minor": 0.3, "accuracy-major": 0.3},
)
# Proportional: a power fitted on translations alone comes out near 0.5, which is regression to their mean, and would set
# edited English, of which raters saw none, beside them.
POWER = 1.0
PRECISION = 0.75  # of words shown: three in four were marked by at least one rater
JOINED = 0.7  # of the threshold shown, from which a word joins its neighbour's mark; a higher one hits no more often
SHOWN = np.arange(0.4, 0.9, 0.01)  # candidates for the least probability of a word that is shown
LEAST_SHOWN = 150  # words, fewer prove nothing
THRESHOLDS = np.arange(0.02, 0.98, 0.01)
KNOTS = 12  # points of the confidence curve
RANKS = 21  # scores of articles that are kept, from the lowest to the highest
COVERED, NORMAL = 0.95, 1.96  # share of articles that an interval holds, and its half width in standard deviations
HUMAN = ("Human", "ref.")  # how names of systems begin that are people


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Rated segments with what the tagger makes of them."""

    rated: Sequence[Rated]
    readings: Sequence[Reading]
    words: Vector

    def wrong(self, tagger: MqmTagger, column: int) -> list[Vector]:
        """Per segment, each word's probability of an error of any kind (0) or of fluency (1)."""
        return [
            np.asarray([tagger.wrong(reading, *place)[column] for place in words_of(item.text)])
            for item, reading in zip(self.rated, self.readings, strict=True)
        ]


def calibrate(loaded: Loaded, data: Path, second: StateTagger) -> dict[str, Calibration]:
    """The calibrations of a tagger, alone and with a language model's, by their keys in pipeline.json.

    Fitted on the documents of WMT20 that `is_held_out` sets apart.
    """
    rated = [item for item in read_rated(data) if is_held_out(item.doc)]
    both = HeldOut(
        rated, tagger_with(loaded, PENALTIES[0], second=second).read([r.text for r in rated]), _lengths(rated)
    )
    alone = replace(both, readings=[replace(reading, second=None) for reading in both.readings])
    return {NOTES_KEY: _fitted(loaded, alone), SECONDED_KEY: _fitted(loaded, both)}


def _fitted(loaded: Loaded, held: HeldOut) -> Calibration:
    rated, tagger = held.rated, tagger_with(loaded, choose_penalties(loaded, held))
    shown = shown_threshold(loaded, held)
    tagged = tagged_rates(tagger, held)
    scale = fit_scale(tagged, _fluency(rated), held.words)
    rates = scale * tagged**POWER
    dispersion, spread = fit_interval(rated, rates, held.words)
    any_kind, of_fluency = held.wrong(tagger, 0), held.wrong(tagger, 1)
    return Calibration(
        penalties=tagger.calibration.penalties,
        scale=round(scale, 5),
        power=POWER,
        dispersion=round(dispersion, 4),
        spread=round(spread, 4),
        shown=shown,
        joined=round(JOINED * shown, 3),
        marked={"any": best_threshold(rated, any_kind, "any"), "fluency": best_threshold(rated, of_fluency, "fluency")},
        confidence=confidence_curve(tagger, held),
        articles=article_scores(rated, rates, held.words),
    )


def tagger_with(
    loaded: Loaded,
    penalties: dict[str, float],
    *,
    shown: float = 1.0,
    second: StateTagger | None = None,
) -> MqmTagger:
    """The tagger before calibration: its own penalties, nothing fitted."""
    config = TaggerScorer(kind="tagger", model=loaded.identity)
    return MqmTagger(loaded, config, tagger_notes(penalties, shown), second)


def tagger_notes(penalties: dict[str, float], shown: float) -> Calibration:
    """A calibration that changes nothing."""
    return Calibration(
        penalties=penalties,
        scale=1,
        power=1,
        dispersion=0,
        spread=0,
        shown=shown,
        joined=round(JOINED * shown, 3),
        marked={"any": 1, "fluency": 1},
        confidence=((0.0, 0.0),),
        articles=(0.0, 100.0),
    )


def tagged_rates(tagger: MqmTagger, held: HeldOut) -> Vector:
    """The tagger's own penalty per word of each segment."""
    pairs = zip(held.rated, held.readings, strict=True)
    return np.asarray([tagger.tagged(item.text, reading) for item, reading in pairs])


def choose_penalties(loaded: Loaded, held: HeldOut) -> dict[str, float]:
    """Those of `PENALTIES` that order held-out segments best, over all and within a source segment."""
    return max(PENALTIES, key=lambda penalties: _merit(tagger_with(loaded, penalties), held, penalties))


def _merit(tagger: MqmTagger, held: HeldOut, tried: object) -> float:
    rated = held.rated
    segments = Segments.of(
        [item.fluency for item in rated],
        [int(count) for count in held.words],
        [item.doc for item in rated],
        [item.group for item in rated],
        [item.system for item in rated],
    )
    found = agreement(list(tagged_rates(tagger, held) * held.words), segments, resamples=0)
    print(f"{tried}: tau {found.kendall.value:.3f}, within {found.within.value:.3f}", flush=True)
    return found.kendall.value + found.within.value


def fit_scale(tagged: Vector, penalties: Vector, words: Vector) -> float:
    """What the tagger's own penalty is to be multiplied by, so that raters' penalties and expected ones sum to the same."""
    return float(penalties.sum() / (words * tagged).sum())


def fit_interval(rated: Sequence[Rated], rates: Vector, words: Vector) -> tuple[float, float]:
    """Dispersion and spread: their ratio by least squares on squared errors, their size so that 95% are covered."""
    given, expected, length = _by_article(rated, [_fluency(rated), rates * words, words])
    mean = expected / length
    design = np.stack([mean / length, mean**2], axis=1)
    weight = length / mean  # errors of short articles are large and would decide alone
    (dispersion, square), _ = nnls(design * weight[:, None], ((given - expected) / length) ** 2 * weight)
    off = np.abs(np.log(np.maximum(given / expected, 1e-3)))
    share = np.log1p(dispersion / expected + square)  # variance of the logarithm
    size = float(np.quantile(off**2 / share, COVERED)) / NORMAL**2
    return float(dispersion * size), float(np.sqrt(square * size))


def best_threshold(rated: Sequence[Rated], chances: Sequence[Vector], kind: str) -> float:
    """The probability from which a word is marked for the best F1 with raters, one by one."""
    best, at = -1.0, 0.5
    for threshold in THRESHOLDS:
        counts = Counts()
        for item, row in zip(rated, chances, strict=True):
            places, marked = words_of(item.text), list(row >= threshold)
            for rater in item.raters:
                counts += count_words(places, marked, places_of(rater, kind))
        if counts.f1 > best:
            best, at = counts.f1, float(threshold)
    return round(at, 3)


def shown_threshold(loaded: Loaded, held: HeldOut) -> float:
    """The least threshold at which at least one rater marked enough of the words shown, else the most precise one."""
    best, at = 0.0, 1.0
    for threshold in map(float, SHOWN):
        words, hits = _shown_words(tagger_with(loaded, MQM, shown=threshold), held)
        print(f"shown from {threshold:.2f}: {words} words, {hits / max(1, words):.3f} marked by a rater", flush=True)
        if words < LEAST_SHOWN:
            break
        if hits / words > best:
            best, at = hits / words, threshold
        if best >= PRECISION:
            break
    return round(at, 3)


def _shown_words(tagger: MqmTagger, held: HeldOut) -> tuple[int, int]:
    """Words that would be shown, and how many of them a rater marked."""
    words = hits = 0
    for item, reading in zip(held.rated, held.readings, strict=True):
        theirs = _marked_by_any(item)
        ours = [(error.start, error.end) for error in tagger.errors(item.text, reading)]
        shown = [place for place in words_of(item.text) if touches(place, ours)]
        words, hits = words + len(shown), hits + sum(touches(place, theirs) for place in shown)
    return words, hits


def confidence_curve(tagger: MqmTagger, held: HeldOut) -> tuple[tuple[float, float], ...]:
    """Probability of a shown error against the share of words that at least one rater marked, never falling."""
    pairs = [
        (tagger.shown_chance(reading.over(*place)), touches(place, _marked_by_any(item)))
        for item, reading in zip(held.rated, held.readings, strict=True)
        for place in words_of(item.text)
    ]
    wrong, hit = (np.asarray(column, float) for column in zip(*sorted(pairs), strict=True))
    fitted = isotonic_regression(hit).x
    cuts = np.unique((len(wrong) * (1 - np.geomspace(1, 0.002, KNOTS))).astype(int))  # denser at the top
    points = {
        round(float(wrong[a:b].mean()), 4): round(float(fitted[a:b].mean()), 4)
        for a, b in itertools.pairwise([*cuts, len(wrong)])
    }
    return tuple(points.items())


def _marked_by_any(item: Rated) -> list[tuple[int, int]]:
    return [place for rater in item.raters for place in places_of(rater, "any")]


def article_scores(rated: Sequence[Rated], rates: Vector, words: Vector) -> tuple[float, ...]:
    """Scores of machine-translated articles at equal steps of rank."""
    machine = np.asarray([not item.system.startswith(HUMAN) for item in rated])
    chosen = [item for item, keep in zip(rated, machine, strict=True) if keep]
    expected, length = _by_article(chosen, [(rates * words)[machine], words[machine]])
    scores = [score_of(rate) for rate in expected / length]
    return tuple(round(float(score), 1) for score in np.quantile(scores, np.linspace(0, 1, RANKS)))


def _by_article(rated: Sequence[Rated], columns: Iterable[Vector]) -> list[Vector]:
    names = [f"{item.doc}|{item.system}" for item in rated]
    place = np.unique(names, return_inverse=True)[1]
    return [np.bincount(place, weights=column).astype(np.float64) for column in columns]


def _fluency(rated: Sequence[Rated]) -> Vector:
    return np.asarray([item.fluency for item in rated], float)


def _lengths(rated: Sequence[Rated]) -> Vector:
    return np.asarray([len(words_of(item.text)) for item in rated], float)
