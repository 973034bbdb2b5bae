"""What an MQM tagger says of itself in pipeline.json: how its probabilities become penalties, marks and scores.

All of it is fitted on documents that trained nothing, by scripts/train/fluency/calibrate.py.
"""

from __future__ import annotations

import bisect
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from pipeline.errors import ModelError
from pipeline.models.reference import read_part

NOTES_KEY = "mqm"
SECONDED_KEY = "mqm_with_language_model"
"""In pipeline.json: the calibration that goes with the language model which LANGUAGE_KEY names there."""
MAXIMUM = 100.0
# The scale falls by the same share for each further slip, and passes 70 at one minor slip per 25 words.
STEEPNESS = -25 * math.log(0.7)
_NORMAL_95 = 1.96  # standard deviations to either side that hold 95% of a normal distribution


@dataclass(frozen=True, slots=True)
class Label:
    """What a tag means to a reviewer."""

    category: str
    """The MQM category that raters of WMT20 news chose most often for such words."""
    severity: Literal["minor", "major"]
    reason: str


LABELS: Mapping[str, Label] = {
    "fluency-punctuation": Label(
        "Fluency/Punctuation", "minor", "Punctuation or spacing here is not what an English editor would choose."
    ),
    "fluency-minor": Label(
        "Fluency/Grammar", "minor", "Reads awkwardly: grammar, word form or wording is unusual for edited English."
    ),
    "fluency-major": Label(
        "Fluency/Grammar",
        "major",
        "Stops the reader: the sentence breaks down here, or a form is against English custom.",
    ),
    "accuracy-minor": Label(
        "Accuracy/Mistranslation", "minor", "An unlikely choice of words here; it may not be what the original says."
    ),
    "accuracy-major": Label(
        "Accuracy/Mistranslation",
        "major",
        "Makes little sense in its sentence; likely mistranslated, compare the original.",
    ),
}
"""Labels a tagger may have beside that of a sound token."""

NAME_LABEL = "fluency-name"
"""A name in a form that some raters object to: counted, never shown, since house styles differ and models know no names."""


class Calibration(BaseModel):
    """The `mqm` part of pipeline.json."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    penalties: Mapping[str, float]
    """Penalty of a word by label."""
    scale: float = Field(gt=0)
    power: float = Field(gt=0)
    """A rater's penalty per word is `scale * tagged ** power` of the tagger's own."""
    dispersion: float = Field(ge=0)
    spread: float = Field(ge=0)
    """A text's penalty per word varies around the expected rate by `dispersion * rate / words + (spread * rate)**2`."""
    shown: float = Field(ge=0, le=1)
    """Least error probability, names left aside, of a word that is shown to a reviewer."""
    joined: float = Field(ge=0, le=1)
    """Least error probability of a word that joins a shown one beside it."""
    marked: Mapping[Literal["any", "fluency"], float]
    """Least probability of a marked word where marks are compared with raters', for best F1."""
    confidence: tuple[tuple[float, float], ...] = Field(min_length=1)
    """Error probability to the share of such words that at least one rater marked, both rising."""
    articles: tuple[float, ...] = Field(min_length=2)
    """Scores of machine-translated articles at equal steps of rank, lowest first."""

    def rate(self, tagged: float) -> float:
        """Expected penalty per word that raters give, from the tagger's own."""
        return float(self.scale * max(0.0, tagged) ** self.power)

    def confidence_of(self, probability: float) -> float:
        """Share of marks of this strength that a rater shares, between the fitted points."""
        xs = [x for x, _ in self.confidence]
        at = bisect.bisect_right(xs, probability)
        if at in (0, len(xs)):
            return self.confidence[max(0, at - 1)][1]
        (x0, y0), (x1, y1) = self.confidence[at - 1], self.confidence[at]
        return y0 + (y1 - y0) * (probability - x0) / (x1 - x0)

    def interval(self, rate: float, words: int) -> tuple[float, float]:
        """Where raters' penalty per word lies in 19 of 20 texts of so many words with this expected rate."""
        if rate <= 0:
            return 0.0, 0.0
        share = self.dispersion / (rate * max(1, words)) + self.spread**2  # squared coefficient of variation
        width = math.sqrt(math.log1p(share))
        middle = math.log(rate) - width**2 / 2  # a log-normal distribution whose mean is the rate
        return math.exp(middle - _NORMAL_95 * width), math.exp(middle + _NORMAL_95 * width)

    def better_than(self, score: float) -> float:
        """Share of the machine-translated articles that score lower."""
        return bisect.bisect_left(self.articles, score) / len(self.articles)


def read_calibration(
    notes: Mapping[str, Any], reference: str, labels: Sequence[str], *, seconded: bool = False
) -> Calibration | None:
    """The calibration in a model's notes, if it has one. Raises ModelError when it cannot be used."""
    key = SECONDED_KEY if seconded else NOTES_KEY
    if key not in notes:
        return None
    found = read_part(Calibration, notes, key, reference)
    unknown = [label for label in found.penalties if label not in labels]
    if unknown:
        raise ModelError(
            f"{reference}: pipeline.json, {key} -> penalties: no label {unknown[0]!r}; export the model anew"
        )
    return found


def score_of(rate: float) -> float:
    """Penalty per word on the scale of 0 to 100."""
    return round(MAXIMUM * math.exp(-STEEPNESS * max(0.0, rate)), 2)
