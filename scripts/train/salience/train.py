"""The training loop: windows of like length, every label its own yes or no."""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812 - the usual name

from pipeline.models.kinds import SALIENCE_LABELS as LABELS
from scripts.train.data import Record
from scripts.train.salience.data import Item, draw, read_briefs, texts_of
from scripts.train.tagging.checkpoint import Progress, recover, resume, save
from scripts.train.tagging.start import begin, rate, reload, step

WARM = 20  # batches that are sorted together by length


def batches(items: Sequence[Item], budget: int, rng: random.Random) -> Iterator[list[Item]]:
    """All items once, in batches of at most `budget` padded tokens."""
    order = rng.sample(range(len(items)), len(items))
    most = max(1, budget // max(len(item.ids) for item in items))
    for at in range(0, len(order), most * WARM):
        pool = sorted((items[k] for k in order[at : at + most * WARM]), key=lambda item: len(item.ids))
        found: list[list[Item]] = [[]]
        for item in pool:
            if found[-1] and (len(found[-1]) + 1) * len(item.ids) > budget:
                found.append([])
            found[-1].append(item)
        yield from rng.sample(found, len(found))


def loss_of(model: Any, batch: Sequence[Item]) -> torch.Tensor:
    """Mean of the binary cross-entropies of all that is known of the tokens."""
    width = max(len(item.ids) for item in batch)
    ids, mask = torch.zeros(len(batch), width, dtype=torch.long), torch.zeros(len(batch), width, dtype=torch.long)
    targets = torch.full((len(batch), width, len(LABELS)), torch.nan)
    for k, item in enumerate(batch):
        length = len(item.ids)
        ids[k, :length], mask[k, :length], targets[k, :length] = torch.tensor(item.ids), 1, item.targets
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits = model(input_ids=ids, attention_mask=mask).logits.float()
    known = ~targets.isnan()
    return F.binary_cross_entropy_with_logits(logits[known], targets[known])


def train(arguments: argparse.Namespace) -> None:
    """Trains until the rounds or the minutes are used up, going on from the output folder's checkpoint if it has one."""
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(arguments.threads)
    rows = read_briefs(arguments.data / "briefs" / "train.jsonl.xz")[: arguments.articles]
    resumed = recover(arguments.output)
    model, tokenizer = reload(arguments.output) if resumed else _start(arguments, rows)
    optimizer = torch.optim.AdamW(model.parameters(), lr=arguments.rate, weight_decay=0.01, fused=True)
    progress = resume(arguments.output, optimizer) if resumed else Progress()
    rng = random.Random(f"{arguments.seed} {progress.step}")
    print(f"{len(rows)} articles, from {progress}", flush=True)
    model.train()
    began, saved, mean = time.monotonic() - progress.seconds, progress.seconds, 0.6
    for batch in _rounds(rows, tokenizer, arguments, rng):
        done = progress.seconds / 60 / arguments.minutes
        if done >= 1:
            break
        for group in optimizer.param_groups:
            group["lr"] = rate(done, arguments.rate)
        mean += 0.03 * (step(model, optimizer, loss_of(model, batch)) - mean)
        progress = Progress(progress.step + 1, time.monotonic() - began)
        if progress.step % 25 == 0:
            print(f"step {progress.step} {done:.1%} {progress.seconds:.0f}s loss {mean:.4f}", flush=True)
        if progress.seconds - saved > arguments.save_every:
            save(arguments.output, model, tokenizer, optimizer, progress)
            saved = progress.seconds
    save(arguments.output, model, tokenizer, optimizer, progress)


def _start(arguments: argparse.Namespace, rows: Sequence[Record]) -> tuple[Any, Any]:
    texts = (sentence for row in rows for text in texts_of(row)[:2] for sentence in text)
    several = {"problem_type": "multi_label_classification"}
    return begin(arguments.start, LABELS, texts, arguments.vocabulary, arguments.cased, **several)


def _rounds(
    rows: Sequence[Record], tokenizer: Any, arguments: argparse.Namespace, rng: random.Random
) -> Iterator[list[Item]]:
    while True:
        items = draw(rows, tokenizer, arguments.translations, rng)
        print(f"a round of {len(items)} windows", flush=True)
        yield from batches(items, arguments.budget, rng)
