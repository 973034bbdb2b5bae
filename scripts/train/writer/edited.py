"""Sentences of articles as a copy editor would print them, and as short statements for a brief.

`edited.jsonl.xz`, beside this file, has a line for each sentence: the `id` of an article of briefs/train, the `system`
that translated it or null, its `place` among the sentences, from 0; `mended`, the fewest changes that make it printable
English, each the words from where to where and what stands instead, or null where nobody can tell what it means; and
`short`, what it says in at most 24 words, "=" where that is the mended sentence, null where it says nothing worth a
brief. Who edited read one sentence at a time, and gave it nothing of its neighbours. The file holds their words, not the
articles.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.models.writer import Purpose, Request
from pipeline.summarize.candidates import DANGLING
from pipeline.text.words import count_words
from scripts.train.data import Record, read_records
from scripts.train.gate import Edit, applied
from scripts.train.noise import corrupt
from scripts.train.writer.data import Pair, fitting, is_carried

FILE = Path(__file__).with_name("edited.jsonl.xz")
MENDED = "="
LEAST_CARRIED = {"summary": 0.4, "points": 0.4, "repair": 0.6}  # share of a target's content words
LONGEST_POINT = 20  # words
NOISY = 0.5  # of the sentences that need no change, so many are made clumsy


@dataclass(frozen=True, slots=True)
class Edited:
    """A sentence and one thing that is to be written of it."""

    article: str
    sentence: str
    title: str | None
    purpose: Purpose
    """A short one for a summary may be drawn as a key point."""
    text: str


def read_edited(path: Path, rows: Iterable[Record]) -> Iterator[Edited]:
    """What was made of the sentences of these articles, if the sentence carries it.

    Raises OSError, and KeyError where a line lacks a field.
    """
    articles = {row["id"]: row for row in rows}
    for line in read_records(path):
        if row := articles.get(line["id"]):
            sentences = row["translations"][line["system"]] if line["system"] else row["sentences"]
            sentence, short = sentences[line["place"]], line["short"]
            title = row.get("title") or (sentences[0] if line["place"] else None)
            edits = None if line["mended"] is None else [Edit(*edit) for edit in line["mended"]]
            mended = None if edits is None else applied(sentence, edits) if edits else sentence
            short = mended if short == MENDED else short
            made: tuple[tuple[Purpose, str | None], ...] = (("repair", mended), ("summary", short))
            for purpose, text in made:
                alone = purpose == "repair" or not DANGLING.match(text or "")
                if text and alone and is_carried(text, (sentence,), title, LEAST_CARRIED[purpose]):
                    yield Edited(line["id"], sentence, title, purpose, text)


def drawn(edited: Sequence[Edited], tokenizer: Any, rng: random.Random) -> list[Pair]:
    """Their pairs, in another order and with other noise each time."""
    return [pair for one in rng.sample(edited, len(edited)) if (pair := _pair(one, tokenizer, rng))]


def _pair(one: Edited, tokenizer: Any, rng: random.Random) -> Pair | None:
    purpose, sentence = one.purpose, one.sentence
    if purpose == "summary" and count_words(one.text) <= LONGEST_POINT and rng.random() < 0.5:
        purpose = "points"
    if one.text == sentence and rng.random() < NOISY:
        sentence = corrupt(sentence, rng)
    return fitting(tokenizer, Request(purpose, (sentence,), one.title), one.text)
