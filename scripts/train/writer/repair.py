"""How well the writer repairs translations, on post-edited sentences that trained nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from random import Random

from pipeline.models.encoding import plain_ids
from pipeline.models.settings import WRITERS
from pipeline.models.writer import Request, Writer, encode
from scripts.train.data import Record, read_records
from scripts.train.evaluate import Results, repair_of
from scripts.train.gate import Weighed, choose_margin, weigh
from scripts.train.noise import corrupt
from scripts.train.pack import rewrite_pairs, split_pairs
from scripts.train.salience.data import is_held_out
from scripts.train.tagging.ship import load_model
from scripts.train.writer.train import KEPT_OUT

CHOOSING = 1000  # further pairs, on which the margin of the gate is chosen
MOST_TOKENS = 128
OPENING = 2  # sentences of an article, made clumsy, that are to be predicted
TOGETHER = 64  # texts whose likelihoods are asked for at once


def measure_repair(model: Path, data: Path, pairs: int = KEPT_OUT) -> Results:
    """What `scripts.train.evaluate` measures of the base, of the writer."""
    loaded = load_model(str(model), "write")
    writer = Writer(loaded, {WRITERS: MOST_TOKENS})

    def score(sources: Sequence[str], targets: Sequence[str]) -> list[float]:
        asked = [encode(loaded.tokenizer, Request("repair", (source,))) for source in sources]
        wanted = [[*plain_ids(loaded.tokenizer, target), loaded.config.eos_token_id] for target in targets]
        rows = [one + other for one, other in zip(asked, wanted, strict=True)]
        found = [
            chances
            for at in range(0, len(rows), TOGETHER)
            for chances in loaded.network.likelihoods(rows[at : at + TOGETHER])
        ]
        return [sum(chances[-len(target) :]) for chances, target in zip(found, wanted, strict=True)]

    def weighed(texts: Sequence[str]) -> list[Weighed]:
        (answers,) = writer.write([[Request("repair", (text,)) for text in texts]])
        repaired = [answer.text if answer.whole else text for answer, text in zip(answers, texts, strict=True)]
        return weigh(score, texts, repaired)

    def bits(sources: Sequence[str], targets: Sequence[str]) -> float:
        nats = -sum(score(sources, targets))
        return round(nats / math.log(2) / sum(len(target.encode()) for target in targets), 4)

    held, choosing, _ = split_pairs(rewrite_pairs(data), KEPT_OUT, CHOOSING)
    random = Random(0)
    opened = [" ".join(row["sentences"][:OPENING]) for row in held_out(data)]
    predicted: Results = {
        "bits_per_byte_repair": bits([corrupt(text, random) for text in opened], opened),
        "bits_per_byte_post_edit": bits([p["clumsy"] for p in held[:pairs]], [p["clean"] for p in held[:pairs]]),
    }
    margin = choose_margin(weighed([p["clumsy"] for p in choosing[:pairs]]), [p["clean"] for p in choosing[:pairs]])
    return predicted | repair_of(weighed, held[:pairs], margin)


def held_out(data: Path) -> list[Record]:
    """The English originals among the articles that trained nothing."""
    rows = read_records(data / "briefs" / "train.jsonl.xz")
    return [row for row in rows if is_held_out(row["id"]) and not row.get("translations")]
