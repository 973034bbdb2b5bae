"""The words that every format of a report uses for the same thing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from pipeline.article import DropReason
from pipeline.report import Method, Report, Score, Severity, Verdict

SEVERITIES: tuple[Severity, ...] = ("critical", "major", "minor")
"""Worst first."""

SEVERITY_MEANING: dict[Severity, str] = {
    "critical": "the meaning is lost or wrong",
    "major": "hard to read or misleading",
    "minor": "noticed, but the sense is clear",
}

SEVERITY_MARK: dict[Severity, str] = {"critical": "▲", "major": "◆", "minor": "●"}
"""A shape beside each flag, for those who do not see the colour."""

METHOD_BADGE: dict[Method, str] = {
    "extractive": "Extractive: sentences taken from the article",
    "abstractive": "Abstractive: written by a model",
}

VERDICT_MEANING: dict[Verdict, str] = {
    "supported": "everything checked was found in the article",
    "partly supported": "some of what was checked was not found in the article",
    "unsupported": "most of what was checked was not found in the article",
    "nothing to check": "no numbers, dates, names or quotations to look up",
}

DROP_LABEL: dict[DropReason, str] = {
    "end_mark": "End mark",
    "teaser": "Teaser of another article",
    "furniture": "Page furniture",
    "repeat": "Exact repeat",
}

FLUENCY_STEPS = (
    (80.0, "reads as if written in English; publishable after a light look"),
    (60.0, "understood at first reading, with some slips to correct"),
    (40.0, "understood with effort; needs an editor"),
    (20.0, "hard to follow; check against the original"),
    (0.0, "mostly unreadable; translate it again"),
)
"""Lowest score of each fifth of a calibrated scale, and what a reader may expect there."""

COUNTED = "mqm-raw|"
"""How the signature of a score begins that counts flags; it says nothing of what the rules cannot see."""

COUNTED_MEANING = (
    "100 less the penalty per 100 words: 1 for a minor flag, 5 for a major and 25 for a critical one; "
    "slips that no rule knows are not counted"
)

LEVELS = {4: "from 80", 3: "from 60", 2: "from 40", 1: "below 40"}
"""What a reader is shown of `level`, in scores; the two lowest look the same."""

LONG_TITLE = 90
"""Characters above which a title is set smaller, so that what follows it still shows on the first screen."""

TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Marks of direction that, left open, turn round whatever comes after them; no element of a page can contain them."""


def straight(text: str) -> str:
    """Text without the marks that would turn round what follows it; letters keep their own direction."""
    return TURNING.sub("", text)


def worst(severities: Iterable[Severity]) -> Severity | None:
    """The gravest of some severities."""
    found = set(severities)
    return next((severity for severity in SEVERITIES if severity in found), None)


def level(value: float) -> int:
    """Fifth of the 0-100 scale: 0 the worst, 4 the best."""
    return max(0, min(4, int(value // 20)))


def fluency_meaning(score: Score) -> str:
    """What a fluency score means for someone who must use the text."""
    if score.signature.startswith(COUNTED):
        return COUNTED_MEANING
    return next((words for least, words in FLUENCY_STEPS if score.value >= least), FLUENCY_STEPS[-1][1])


def short_band(band: str) -> str:
    """The name of a band, without how it was counted or what it was compared with."""
    return re.split("[:;]", band, maxsplit=1)[0]


def direction(score: Score) -> str:
    """Range and direction of a score in words."""
    better = "higher is better" if score.higher_is_better else "lower is better"
    if score.minimum is None or score.maximum is None:
        return better
    return f"{score.minimum:g} to {score.maximum:g}, {better}"


def interval(score: Score) -> str:
    """The 95% interval in brackets, or nothing where none is known."""
    if score.low is None or score.high is None:
        return ""
    return f"{score.low:.1f}–{score.high:.1f}"


def headline(report: Report) -> str:
    """What the report is called: the written headline, else the article's title, else its id."""
    if report.summary and report.summary.headline:
        return report.summary.headline
    if report.document and report.document.title:
        return report.document.title
    return report.id


def day(iso: str) -> str:
    """An ISO date for people; what is none stays as it is."""
    try:
        found = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{found.day} {found:%B %Y}"


def seconds(value: float) -> str:
    """A duration for people."""
    if value < 1:
        return f"{value * 1000:.0f} ms"
    if value < 60:
        return f"{value:.1f} s" if value < 10 else f"{value:.0f} s"
    minutes, rest = divmod(round(value), 60)
    return f"{minutes} min {rest:02d} s"


def plain(value: Any) -> str:
    """A value of the metadata for people: text as it stands, a list of texts with commas, the rest as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    return json.dumps(value, ensure_ascii=False, default=str)


def opening(text: str) -> str:
    """`text` as a sentence begins, its other capitals kept."""
    return text[:1].upper() + text[1:]


def plural(count: int, word: str, many: str | None = None) -> str:
    """`1 flag`, `2 flags`; `many` where an s is not enough."""
    return f"{count:,} {word}" if count == 1 else f"{count:,} {many or word + 's'}"
