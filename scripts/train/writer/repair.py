"""How well the writer repairs translations, on post-edited sentences that trained nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.models.encoding import plain_ids
from pipeline.models.settings import WRITERS
from pipeline.models.writer import Request, Writer, encode
from scripts.train.evaluate import Results, repair_of
from scripts.train.gate import Weighed, choose_margin, weigh
from scripts.train.pack import rewrite_pairs, split_pairs
from scripts.train.tagging.ship import load_model
from scripts.train.writer.train import KEPT_OUT

CHOOSING = 1000  # further pairs, on which the margin of the gate is chosen
MOST_TOKENS = 128
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

    held, choosing, _ = split_pairs(rewrite_pairs(data), KEPT_OUT, CHOOSING)
    margin = choose_margin(weighed([p["clumsy"] for p in choosing[:pairs]]), [p["clean"] for p in choosing[:pairs]])
    return repair_of(weighed, held[:pairs], margin)
