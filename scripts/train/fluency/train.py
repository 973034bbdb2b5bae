"""The training loop: rated news with planted faults, and other fields less and less."""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch

from scripts.train.fluency.batches import rated_batches, synthetic_batches
from scripts.train.fluency.broad import read_biomedical, read_post_edits
from scripts.train.fluency.data import LABELS, Example, is_held_out, read_rated
from scripts.train.fluency.items import Item, clean_sentences, to_item
from scripts.train.fluency.loss import loss_of
from scripts.train.tagging.checkpoint import Progress, recover, resume, save
from scripts.train.tagging.start import begin, rate, reload, step

RATED = ("mqm_newstest2020_zhen", "mqm_ted2021_zhen")
Batches = dict[str, Iterator[list[Item]]]


def read_broad(data: Path) -> list[Example]:
    """Whatever there is of other fields."""
    biomedical = data / "fluency" / "train" / "mqm_bio_xxen.jsonl.xz"
    edits = data / "rewrite" / "mlqe_pe_into_english.jsonl.xz"
    found = read_biomedical(biomedical) if biomedical.exists() else []
    return found + (read_post_edits(edits) if edits.exists() else [])


def read_news(data: Path) -> list[Example]:
    """The rated segments that train; documents held out choose thresholds instead."""
    paths = (data / "fluency" / "train" / f"{name}.jsonl.xz" for name in RATED)
    return [example for path in paths if path.exists() for example in read_rated(path) if not is_held_out(example.doc)]


def draw(progress: float, planted: float, broad: float, rng: random.Random) -> str:
    """The kind of the next batch: other fields thin out, clean and planted sentences stay to the last.

    Without those the tagger marks edited English as it marks translations: raters of good systems mark little else.
    """
    at = rng.random()
    if at < planted:
        return "planted"
    return "broad" if at < planted + broad * (1 - progress) else "rated"


def train(arguments: argparse.Namespace) -> None:
    """Trains until the steps or the minutes are used up, going on from the output folder's checkpoint if it has one.

    The rate follows whichever is further. A resumed run draws other batches than an unbroken one would have.
    """
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(arguments.threads)
    resumed = recover(arguments.output)
    news, broad = read_news(arguments.data), read_broad(arguments.data)
    sentences = clean_sentences(arguments.data / "corpora", arguments.sentences)
    texts = [example.text for example in news] + sentences
    model, tokenizer = (
        reload(arguments.output)
        if resumed
        else begin(arguments.start, LABELS, texts, arguments.vocabulary, arguments.cased)
    )
    optimizer = torch.optim.AdamW(model.parameters(), lr=arguments.rate, weight_decay=0.01, fused=True)
    progress = resume(arguments.output, optimizer) if resumed else Progress()
    rng = random.Random(f"{arguments.seed} {progress.step}")
    batches: Batches = {"rated": rated_batches([to_item(tokenizer, e) for e in news], arguments.budget, rng)}
    if broad:
        batches["broad"] = rated_batches([to_item(tokenizer, e) for e in broad], arguments.budget, rng)
    if sentences:
        batches["planted"] = synthetic_batches(tokenizer, sentences, arguments.budget, rng)
    print(f"{len(news)} of news, {len(broad)} of other fields, {len(sentences)} clean, from {progress}", flush=True)
    progress = _loop(arguments, model, tokenizer, optimizer, batches, progress, rng)
    save(arguments.output, model, tokenizer, optimizer, progress)


def _loop(
    arguments: argparse.Namespace,
    model: Any,
    tokenizer: Any,
    optimizer: torch.optim.Optimizer,
    batches: Batches,
    progress: Progress,
    rng: random.Random,
) -> Progress:
    model.train()
    began = time.monotonic() - progress.seconds
    saved = progress.seconds
    means: dict[str, float] = {}
    while (done := _share(arguments, progress)) < 1:
        kind = draw(done, arguments.planted, arguments.broad, rng)
        kind = kind if kind in batches else "rated"
        for group in optimizer.param_groups:
            group["lr"] = rate(done, arguments.rate)
        loss = step(model, optimizer, loss_of(model, next(batches[kind]), arguments.rank))
        means[kind] = means.get(kind, loss) + 0.03 * (loss - means.get(kind, loss))
        progress = Progress(progress.step + 1, time.monotonic() - began)
        if progress.step % 50 == 0:
            print(f"step {progress.step} {done:.1%} {progress.seconds:.0f}s {means}", flush=True)
        if progress.seconds - saved > arguments.save_every:
            save(arguments.output, model, tokenizer, optimizer, progress)
            saved = progress.seconds
    return progress


def _share(arguments: argparse.Namespace, progress: Progress) -> float:
    return float(max(progress.step / arguments.steps, progress.seconds / 60 / arguments.minutes))
