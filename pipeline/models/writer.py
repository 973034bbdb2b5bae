"""A small causal model that writes one statement of a brief from the article's sentences it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from pipeline.models.answers import Answer, decode, is_whole
from pipeline.models.backend import Voice, generate, pad_id, signature_of
from pipeline.models.batches import Row, halving, pad, side_by_side
from pipeline.models.encoding import plain_ids
from pipeline.models.guard import Neutraliser, control_tokens
from pipeline.models.loading import Loaded
from pipeline.models.reference import LEXRANK
from pipeline.models.settings import settle

Purpose = Literal["summary", "points"]
INSTRUCTIONS: Mapping[Purpose, str] = {"summary": "Summary sentence:", "points": "Key point:"}
TITLE_WORDS = 24
MOST_WORDS = 40  # of a statement; training saw no longer ones
TITLE_LETTERS = 300
EVIDENCE_TOKENS = 256  # of longer evidence only the last sentences are read
BATCH = 6  # requests of one article that go through the network together
BEAMS = {"num_beams": 4, "early_stopping": True}
SELECTOR = "selector"  # in pipeline.json: the extractive model that chooses what is written about


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
        self._loaded = loaded
        self.selector = str(loaded.located.notes().get(SELECTOR, LEXRANK))
        """Reference of the extractive model that chooses what is written about."""
        settings = {"num_beams": 1, **generation}
        self._plain = settle(loaded.generation, loaded.kind, settings, words=MOST_WORDS)
        self._wide = settle(loaded.generation, loaded.kind, settings | BEAMS, words=MOST_WORDS)
        self._wide.num_return_sequences = BEAMS["num_beams"]
        self.signature = signature_of(loaded, _voice(self._plain))
        """The model with the settings that matter."""
        self._clean = Neutraliser(control_tokens(loaded.tokenizer))

    def write(self, articles: Sequence[Sequence[Request]], *, several: bool = False) -> list[list[tuple[Answer, ...]]]:
        """What the model writes to the requests of each article, best first; `several` texts, or one.

        No batch holds requests of two articles, so that in half precision too an article is answered the same alone
        and among others. As many batches as there are threads are worked on at once.
        """
        rows = [[self._encode(request) for request in requests] for requests in articles]
        batches = [(k, part) for k, of_one in enumerate(rows) for part in _batches(of_one)]
        generation = self._wide if several else self._plain
        made = side_by_side(
            lambda batch: halving(
                partial(self._generate, generation=generation), [rows[batch[0]][n] for n in batch[1]]
            ),
            batches,
            self._loaded.place.threads,
        )
        found: list[dict[int, tuple[Answer, ...]]] = [{} for _ in articles]
        for (k, part), answers in zip(batches, made, strict=True):
            found[k].update(zip(part, answers, strict=True))
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

    def _generate(self, rows: list[Row], *, generation: Any) -> list[tuple[Answer, ...]]:
        ids, mask = pad(rows, pad_id(self._loaded), self._loaded.place.device, left=True)
        made = generate(self._loaded, _voice(generation), ids, mask)[:, ids.shape[1] :].tolist()
        answers = [Answer(decode(self._loaded.tokenizer, row), is_whole(row, generation)) for row in made]
        each = len(answers) // len(rows)
        return [tuple(answers[k : k + each]) for k in range(0, len(answers), each)]


def _voice(generation: Any) -> Voice:
    return Voice("|".join(INSTRUCTIONS.values()), None, generation, seed=0)


def _batches(rows: Sequence[Row]) -> list[list[int]]:
    """Numbers of the rows of each batch, rows of like length together."""
    order = sorted(range(len(rows)), key=lambda k: -len(rows[k]))
    return [order[at : at + BATCH] for at in range(0, len(order), BATCH)]
