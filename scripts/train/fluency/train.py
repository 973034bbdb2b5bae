"""The training loop: soft labels of raters, ranks within a segment, and planted faults, in one pass."""

from __future__ import annotations

import argparse
import itertools
import random
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812 - the usual name
from transformers import AutoModelForTokenClassification, AutoTokenizer

from scripts.train.fluency.corrupt import synthetic
from scripts.train.fluency.data import LABELS, Example, is_held_out, read_rated, rows, token_targets
from scripts.train.fluency.vocabulary import adopt, choose, rebuild

RATED = ("mqm_newstest2020_zhen", "mqm_ted2021_zhen")
CLEAN = ("reuters_c50", "rss_fulltext", "bbc_lead_xsumlike", "institution_news", "swiss_gov_en", "us_gov_blogs")
MAX_TOKENS = 192
WEIGHTS = torch.tensor([0.0, 0.1, 1.0, 5.0, 1.0, 5.0])  # MQM penalties of LABELS
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Item:
    """An example as numbers."""

    ids: tuple[int, ...]
    targets: torch.Tensor  # (tokens, labels)
    group: str
    fluency: float
    total: float


def to_item(tokenizer: Any, example: Example) -> Item:
    """Special tokens get no target: their rows are zero and take no part in the loss."""
    encoded = tokenizer(example.text, return_offsets_mapping=True, truncation=True, max_length=MAX_TOKENS)
    table = torch.tensor(token_targets(encoded["offset_mapping"], example.raters))
    table[0] = table[-1] = 0
    if example.system == "synthetic":
        table = soften(table)
    return Item(tuple(encoded["input_ids"]), table, example.group, example.fluency, example.total)


def soften(table: torch.Tensor) -> torch.Tensor:
    """Planted faults are marked by most imagined raters, clean words by next to none."""
    known = table.sum(dim=1, keepdim=True)
    right = torch.zeros_like(table)
    right[:, 0] = 1
    return (0.85 * table + 0.15 * right) * known


def clean_sentences(folder: Path, limit: int) -> list[str]:
    """Sentences of ordinary length from edited English, the same number from each source."""
    found: list[str] = []
    for name in CLEAN:
        path = folder / f"{name}.jsonl.xz"
        if not path.exists():
            continue
        texts = (paragraph for row in rows(path) for paragraph in row["text"].split("\n\n"))
        sentences = (s.strip() for text in texts for s in _SENTENCE.split(text))
        fit = (s for s in sentences if 8 <= len(s.split()) <= 45 and s[0].isupper() and s[-1] in ".!?")
        found += itertools.islice(fit, limit // len(CLEAN))
    return found


def rated_batches(items: Sequence[Item], budget: int, rng: random.Random) -> Iterator[list[Item]]:
    """Endless batches; translations of one source stay together, so that they can be ranked."""
    groups: dict[str, list[Item]] = {}
    for item in items:
        groups.setdefault(item.group, []).append(item)
    order = list(groups.values())
    while True:
        rng.shuffle(order)
        batch: list[Item] = []
        for group in order:
            batch += rng.sample(group, min(len(group), 6))
            if sum(len(item.ids) for item in batch) >= budget:
                yield batch
                batch = []
        if batch:
            yield batch


def synthetic_batches(
    tokenizer: Any, sentences: Sequence[str], budget: int, rng: random.Random
) -> Iterator[list[Item]]:
    """Endless batches of newly planted faults."""
    pool = [word for text in sentences[:20000] for word in text.split() if word.isalpha() and word.islower()]
    while True:
        batch: list[Item] = []
        while sum(len(item.ids) for item in batch) < budget:
            batch.append(to_item(tokenizer, synthetic(rng.choice(sentences), pool, rng)))
        yield batch


def collate(batch: Sequence[Item]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Ids, mask and targets, padded."""
    width = max(len(item.ids) for item in batch)
    ids = torch.zeros(len(batch), width, dtype=torch.long)
    mask = torch.zeros(len(batch), width, dtype=torch.long)
    targets = torch.zeros(len(batch), width, len(LABELS))
    for k, item in enumerate(batch):
        ids[k, : len(item.ids)] = torch.tensor(item.ids)
        mask[k, : len(item.ids)] = 1
        targets[k, : len(item.ids)] = item.targets
    return ids, mask, targets


def rank_loss(scores: torch.Tensor, penalties: torch.Tensor, groups: Sequence[str]) -> torch.Tensor:
    """Logistic loss over pairs of translations of one source whose human penalties differ."""
    names = {name: k for k, name in enumerate(dict.fromkeys(groups))}
    group = torch.tensor([names[name] for name in groups])
    gap = penalties[:, None] - penalties[None, :]
    pairs = (group[:, None] == group[None, :]) & (gap > 0)
    weight = gap.clamp(max=3)[pairs]
    if not len(weight):
        return scores.sum() * 0
    margin = (scores[:, None] - scores[None, :])[pairs]
    return (F.softplus(-4 * margin) * weight).sum() / weight.sum()


def loss_of(model: Any, batch: Sequence[Item], rank: float) -> torch.Tensor:
    """Cross-entropy with the raters' shares, and the rank loss on the expected penalties of rated segments."""
    ids, mask, targets = collate(batch)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits = model(input_ids=ids, attention_mask=mask).logits
    chances = logits.float().log_softmax(dim=-1)
    known = targets.sum(dim=-1)
    loss = -(chances * targets).sum() / known.sum()
    if rank and batch[0].group:
        groups = [item.group for item in batch]
        weighted = chances.exp() * WEIGHTS * known[..., None].clamp(max=1)
        fluency = weighted[..., :4].sum(dim=(1, 2)).log1p()
        total = weighted.sum(dim=(1, 2)).log1p()
        loss = loss + rank * rank_loss(fluency, torch.tensor([item.fluency for item in batch]), groups)
        loss = loss + rank * rank_loss(total, torch.tensor([item.total for item in batch]), groups)
    return loss


def rate(progress: float, peak: float) -> float:
    """Linear warm-up over 6% of the run, then linear decay to 2% of the peak."""
    return peak * (progress / 0.06 if progress < 0.06 else max(0.02, (1 - progress) / 0.94))


def prepare(arguments: argparse.Namespace) -> tuple[Any, Any, list[Item], list[str]]:
    """Model, tokenizer, rated items and clean sentences."""
    examples = [
        example
        for name in RATED
        if (path := arguments.data / "fluency" / "train" / f"{name}.jsonl.xz").exists()
        for example in read_rated(path)
        if not is_held_out(example.doc)
    ]
    sentences = clean_sentences(arguments.data / "corpora", arguments.sentences)
    old = AutoTokenizer.from_pretrained(arguments.start)
    texts = [example.text for example in examples] + sentences
    pieces = choose(old, texts, arguments.vocabulary, arguments.cased)
    tokenizer = rebuild(old, pieces)
    model = AutoModelForTokenClassification.from_pretrained(
        arguments.start,
        num_labels=len(LABELS),
        id2label=dict(enumerate(LABELS)),
        label2id={label: k for k, label in enumerate(LABELS)},
        dtype=torch.float32,
    )
    adopt(model, old.get_vocab(), pieces)
    return model, tokenizer, [to_item(tokenizer, example) for example in examples], sentences


def save(model: Any, tokenizer: Any, folder: Path) -> None:
    """The model as it stands, in the layout of transformers."""
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def train(arguments: argparse.Namespace) -> None:
    """Trains until the steps or the minutes are used up; the rate follows whichever is further."""
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(arguments.threads)
    rng = random.Random(arguments.seed)
    model, tokenizer, items, sentences = prepare(arguments)
    print(f"{len(items)} rated items, {len(sentences)} clean sentences, {len(tokenizer)} pieces", flush=True)
    optimizer = torch.optim.AdamW(model.parameters(), lr=arguments.rate, weight_decay=0.01, fused=True)
    rated = rated_batches(items, arguments.budget, rng)
    planted = synthetic_batches(tokenizer, sentences, arguments.budget, rng) if sentences else rated
    model.train()
    began = saved = time.monotonic()
    means = {"rated": 0.0, "planted": 0.0}
    step, progress = 0, 0.0
    while progress < 1:
        # Planted faults come first and thin out: the last thing learned is what raters mark.
        kind = "planted" if rng.random() < arguments.planted * (1 - progress) else "rated"
        loss = loss_of(model, next(planted if kind == "planted" else rated), arguments.rank)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for group in optimizer.param_groups:
            group["lr"] = rate(progress, arguments.rate)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        means[kind] += 0.05 * (loss.item() - means[kind])
        step += 1
        now = time.monotonic()
        progress = max(step / arguments.steps, (now - began) / 60 / arguments.minutes)
        if step % 20 == 0:
            print(f"step {step} {progress:.1%} {now - began:.0f}s {means}", flush=True)
        if now - saved > arguments.save_every:
            save(model, tokenizer, arguments.output)
            saved = now
    save(model, tokenizer, arguments.output)
