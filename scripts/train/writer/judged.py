"""Statements that the writer wrote itself and that were read against their evidence: what it shall write and what not.

Kahneman-Tversky optimisation (Ethayarajh et al. 2024, "KTO: Model Alignment as Prospect Theoretic Optimization"): what
is good shall grow likelier than it was before, and what is bad less likely, with a gradient that fades as it does. Good
ones are taught as well, like any other text: with the preference alone all of them grow less likely, the bad ones more
so, and what is written instead has names that nobody bears.

`judged.jsonl.xz`, beside this file, has a line for each: the `id` of an article of briefs/train, the `system` that
translated it or null, `spans` of its evidence in the sentences joined by spaces, `purpose`, `text`, `true` (1, 0, or 0.5
for a little off) and `fluent`. What has names or numbers of its own is false without having been read.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch

from pipeline.models.writer import Request
from scripts.train.data import Record, bucket, read_records
from scripts.train.salience.data import is_held_out
from scripts.train.writer.data import Pair, fitting

FILE = Path(__file__).with_name("judged.jsonl.xz")
MEASURES_OF = 5  # a fifth of the held-out articles tells how likely a text is true, and trains nothing
SHARPNESS = 0.1  # per nat
TRUE, FALSE = 1.0, 0.0


@dataclass(frozen=True, slots=True)
class Judged:
    """A statement with its evidence and what its readers said of it."""

    article: str
    request: Request
    text: str
    true: float
    fluent: bool

    @property
    def measures(self) -> bool:
        """Whether it stays out of training."""
        return is_held_out(self.article) and bucket("judge" + self.article, MEASURES_OF) == 0

    @property
    def good(self) -> bool | None:
        """None for what is true and clumsy, or fluent and a little off: that teaches nothing."""
        if self.true == FALSE or (self.true != TRUE and not self.fluent):
            return False
        return True if self.true == TRUE and self.fluent else None


def read_judged(path: Path, rows: Iterable[Record]) -> Iterator[Judged]:
    """The statements of a file about these articles. Raises OSError, and KeyError where a line lacks a field."""
    articles = {row["id"]: row for row in rows}
    for line in read_records(path):
        if row := articles.get(line["id"]):
            text = " ".join(row["translations"][line["system"]] if line["system"] else row["sentences"])
            evidence = tuple(text[start:end] for start, end in line["spans"])
            request = Request(line["purpose"], evidence, None if line["system"] else row.get("title"))
            yield Judged(line["id"], request, line["text"], line["true"], line["fluent"])


def pairs_of(statements: Iterable[Judged], tokenizer: Any) -> list[Pair]:
    """What teaches, as pairs."""
    made = [(one, fitting(tokenizer, one.request, one.text)) for one in statements if one.good is not None]
    return [replace(pair, good=one.good) for one, pair in made if pair]


def even(pairs: Sequence[Pair], count: int, rng: random.Random) -> list[Pair]:
    """So many of the pairs, good and bad ones alike often."""
    kinds = [[pair for pair in pairs if pair.good is good] for good in (True, False)]
    return [pair for kind in kinds if kind for pair in rng.choices(kind, k=count // 2)]


def preference(pairs: Sequence[Pair], likelihoods: torch.Tensor) -> torch.Tensor:
    """The mean loss of judged pairs, 0 to 1, from the log-probability of each under the model that learns."""
    gained = likelihoods - torch.tensor([pair.likelihood for pair in pairs])
    sign = torch.tensor([1.0 if pair.good else -1.0 for pair in pairs])
    usual = gained.mean().detach().clamp(min=0)
    return 1 - torch.sigmoid(SHARPNESS * sign * (gained - usual)).mean()
