"""What a run would do, and why, without doing it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.article import Article
from pipeline.read import Unreadable
from pipeline.run.keys import MadeFrom, article_hash, why
from pipeline.run.runner import Pipeline
from pipeline.run.store import Result, Store
from pipeline.stages import STAGES

NEW = "new article"


@dataclass(frozen=True, slots=True)
class Intent:
    """One stage over a batch: how many articles it would work on for one reason, or know already.

    The stage `read` stands for inputs that hold no article.
    """

    stage: str
    articles: int
    reason: str
    """`known` where nothing would be done."""

    def row(self) -> list[str]:
        return [self.stage, str(self.articles), self.reason]


KNOWN = "known"
READ = "read"
UNREADABLE = "cannot be read"


def intents(pipeline: Pipeline, store: Store, inputs: Iterable[Article | Unreadable]) -> list[Intent]:
    """Every stage in its order, with each reason and its number of articles, the commonest first."""
    stages = (step.name for step in pipeline.steps if step.name in STAGES)
    counts: dict[str, Counter[str]] = {name: Counter() for name in (READ, *stages)}
    for item in inputs:
        if isinstance(item, Unreadable):
            counts[READ][UNREADABLE] += 1
            continue
        for stage, reason in _of_article(pipeline, store, item):
            counts[stage][reason] += 1
    return [Intent(stage, n, reason) for stage, reasons in counts.items() for reason, n in reasons.most_common()]


def _of_article(pipeline: Pipeline, store: Store, article: Article) -> Iterator[tuple[str, str]]:
    content, keys = article_hash(article), dict[str, str]()
    for step in pipeline.steps:
        if step.name not in STAGES or any(part not in keys for part in step.needs):
            continue
        source = pipeline.keys.made_from(step, content, keys)
        known = store.get([source.key]).get(source.key)
        yield step.name, _reason(source, known, store.latest(article.id, step.name))
        if known is None or known.failure is None:
            keys[step.makes] = source.key


def _reason(source: MadeFrom, known: Result | None, latest: Result | None) -> str:
    if known is not None:
        return f"{KNOWN} to fail; --retry-failed tries again" if known.failure else KNOWN
    return why(source, latest.made_from) if latest else NEW
