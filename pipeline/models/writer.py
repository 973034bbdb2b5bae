"""A small causal model that writes one statement of a brief from the article's sentences it rests on."""

from __future__ import annotations

import math
import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from pipeline.models.answers import Answer, decode
from pipeline.models.batches import Row, halving, side_by_side
from pipeline.models.encoding import plain_ids
from pipeline.models.guard import Neutraliser, control_tokens
from pipeline.models.loading import Loaded
from pipeline.models.reference import LEXRANK, SELECTOR_KEY, read_part
from pipeline.models.settings import WRITERS, tokens_for
from pipeline.text.words import count_words, word_order

Purpose = Literal["summary", "points", "repair"]
INSTRUCTIONS: Mapping[Purpose, str] = {
    "summary": "Summary sentence:",
    "points": "Key point:",
    "repair": "In plain English:",
}
TRUTH_KEY = "truth"
TITLE_WORDS = 24
MOST_WORDS = 40  # of a statement; training saw no longer ones
TITLE_LETTERS = 300
EVIDENCE_TOKENS = 256  # of longer evidence only the last sentences are read
GROUP = 5  # requests of one article that always go through the network together


class Truth(BaseModel):
    """The `truth` part of pipeline.json: how likely what the model writes says nothing but what its evidence does.

    A logistic regression on statements that were read (scripts/train/writer/truth.py). Without one all is believed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    bias: float = 10.0
    likelihood: float = 0.0
    order: float = 0.0
    length: float = 0.0
    share: float = 0.0

    def chance(self, likelihood: float, text: str, evidence: Sequence[str]) -> float:
        """0 to 1, from the log-probability of a text and what `traits` tells of it."""
        weights = (self.likelihood, self.order, self.length, self.share)
        known = (likelihood, *traits(text, evidence))
        return 1 / (1 + math.exp(-(self.bias + sum(map(operator.mul, weights, known)))))


def traits(text: str, evidence: Sequence[str]) -> tuple[float, float, float]:
    """Share of a text's words that its evidence has in the same order, words, and words for each of the evidence."""
    words, given = count_words(text), sum(map(count_words, evidence))
    return word_order(text, evidence), words, words / max(1, given)


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be written, and from what."""

    purpose: Purpose
    evidence: tuple[str, ...]
    """The article's sentences, in its order."""
    title: str | None = None
    """Tells what the article is about; nothing is to be written of it alone."""


def encode(tokenizer: Any, request: Request) -> list[int]:
    """The request as the model was trained to read it."""
    title = " ".join((request.title or "").split()[:TITLE_WORDS])
    lines = [f"Title: {title}"] if title else []
    lines += [" ".join(" ".join(request.evidence).split()), INSTRUCTIONS[request.purpose]]
    messages = [{"role": "user", "content": "\n".join(lines)}]
    return plain_ids(tokenizer, tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True))


class Writer:
    """Writes statements; made by `Models.writer`."""

    def __init__(self, loaded: Loaded, generation: Mapping[str, Any]) -> None:
        """`generation` may set max_new_tokens (`settings.check_writer`). Raises ModelError for faulty notes."""
        self._loaded, notes = loaded, loaded.located.notes()
        self.selector = str(notes.get(SELECTOR_KEY, LEXRANK))
        """Reference of the extractive model that chooses what is written about."""
        self.truth = read_part(Truth, {TRUTH_KEY: {}} | notes, TRUTH_KEY, loaded.located.reference)
        self._most = int(generation.get(WRITERS, tokens_for(MOST_WORDS)))
        dtype = str(loaded.place.plain_dtype).removeprefix("torch.")
        self.signature = f"model:{loaded.identity}|{WRITERS}:{self._most}|dtype:{dtype}"
        """The model with the settings that matter."""
        self._clean = Neutraliser(control_tokens(loaded.tokenizer))

    def write(self, articles: Sequence[Sequence[Request]]) -> list[list[Answer]]:
        """What the model writes to the requests of each article.

        No group holds requests of two articles, and each has one thread, so that in few bits too an article is
        answered the same alone and among others.
        """
        rows = [[self._encode(request) for request in requests] for requests in articles]
        groups = [(k, part) for k, of_one in enumerate(rows) for part in _groups(of_one)]
        threads = self._loaded.place.threads
        shares = [share for number in range(threads) if (share := groups[number::threads])]
        made = side_by_side(
            lambda share: halving(self._generate, [[rows[k][n] for n in part] for k, part in share], _length),
            shares,
            threads,
            each=1,
        )
        found: list[dict[int, Answer]] = [{} for _ in articles]
        for share, answers in zip(shares, made, strict=True):
            for (k, part), of_group in zip(share, answers, strict=True):
                found[k].update(zip(part, of_group, strict=True))
        return [[of_one[n] for n in range(len(of_one))] for of_one in found]

    def _encode(self, request: Request) -> list[int]:
        texts: list[str] = []
        room = EVIDENCE_TOKENS
        for text in map(self._clean, reversed(request.evidence)):  # the last sentence is what is to be written about
            room -= len(plain_ids(self._loaded.tokenizer, text))
            if texts and room < 0:
                break
            texts.insert(0, text)
        title = self._clean(request.title[:TITLE_LETTERS]) if request.title else None
        return encode(self._loaded.tokenizer, Request(request.purpose, tuple(texts), title))

    def _generate(self, groups: Sequence[Sequence[Row]]) -> list[list[Answer]]:
        from pipeline.models import decoding

        end, tokenizer = self._loaded.config.eos_token_id, self._loaded.tokenizer
        return [
            [Answer(decode(tokenizer, text.ids), end in text.ids, text.likelihood) for text in group]
            for group in decoding.write(self._loaded.network, groups, self._most)
        ]


def _groups(rows: Sequence[Row]) -> list[list[int]]:
    """Numbers of the rows of each group, rows of like length together."""
    order = sorted(range(len(rows)), key=lambda k: -len(rows[k]))
    size = math.ceil(len(rows) / math.ceil(len(rows) / GROUP)) if rows else 1
    return [order[at : at + size] for at in range(0, len(order), size)]


def _length(group: Sequence[Row]) -> int:
    """Tokens of its longest row."""
    return max(map(len, group))
