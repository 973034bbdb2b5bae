"""The training loop: the loss is on what is written, never on what is read."""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812 - the usual name

from scripts.train.data import Record, read_records
from scripts.train.pack import rewrite_pairs, split_pairs
from scripts.train.salience.data import is_held_out
from scripts.train.tagging.start import rate
from scripts.train.writer.adapter import Adapted, adapt, restore, state_of
from scripts.train.writer.data import Pair, Task, post_edits, repairs_of, tasks_of, to_pair
from scripts.train.writer.edited import Edited, drawn, read_edited
from scripts.train.writer.judged import even, pairs_of, preference, read_judged

PREFERENCE = 2.0  # weight of what the model wrote itself beside what it is taught
POOL = 12  # batches that are sorted together by length
REPAIRS = 0.6  # for each statement
EDITED = 6  # pairs for each other that is taught
KEPT_OUT = 2000  # of the post-edited sentences: what repair is measured on
TOGETHER = 16  # pairs that are read in one batch where nothing is learnt
CHECKED = 160  # held-out statements, at most, that the loss is told of


def load_base(folder: Path) -> tuple[Any, Any]:
    """Network and tokenizer in the precision that training computes in."""
    from transformers import AutoModelForCausalLM, AutoTokenizer

    return (
        AutoModelForCausalLM.from_pretrained(folder, dtype=torch.bfloat16),
        AutoTokenizer.from_pretrained(folder),
    )


def batches(pairs: Sequence[Pair], budget: int, rng: random.Random) -> Iterator[list[Pair]]:
    """All pairs once, in batches of at most `budget` padded tokens."""
    pool = POOL * max(1, budget // 120)
    for at in range(0, len(pairs), pool):
        found: list[list[Pair]] = [[]]
        for pair in sorted(pairs[at : at + pool], key=len):
            if found[-1] and (len(found[-1]) + 1) * len(pair) > budget:
                found.append([])
            found[-1].append(pair)
        yield from rng.sample(found, len(found))


def loss_of(network: Any, batch: Sequence[Pair]) -> torch.Tensor:
    """Cross-entropy per token of what is to be written, in nats, and the preference among what the model wrote."""
    nats = nats_of(network, batch)
    taught = [part for pair, part in zip(batch, nats, strict=True) if pair.good is not False]
    judged = [k for k, pair in enumerate(batch) if pair.good is not None]
    loss = torch.cat(taught).mean() if taught else torch.zeros(())
    if judged:
        likelihoods = -torch.stack([nats[k].sum() for k in judged])
        loss = loss + PREFERENCE * preference([batch[k] for k in judged], likelihoods)
    return loss


def nats_of(network: Any, batch: Sequence[Pair]) -> list[torch.Tensor]:
    """Negative log-probability of each token of each target."""
    width = max(map(len, batch))
    ids = torch.full((len(batch), width), network.config.eos_token_id)
    mask = torch.zeros(len(batch), width, dtype=torch.long)
    wanted = torch.full((len(batch), width), -100)
    for k, pair in enumerate(batch):
        ids[k, : len(pair)] = torch.tensor(pair.source + pair.target)
        mask[k, : len(pair)] = 1
        wanted[k, len(pair.source) : len(pair)] = torch.tensor(pair.target)
    hidden = network.model(ids, attention_mask=mask, use_cache=False).last_hidden_state
    at = wanted[:, 1:] >= 0
    logits = network.lm_head(hidden[:, :-1][at]).float()
    found = F.cross_entropy(logits, wanted[:, 1:][at], reduction="none")
    return list(found.split([len(pair.target) for pair in batch]))


def train(arguments: argparse.Namespace) -> None:
    """Trains until the minutes are used up, going on from the output folder's state if it has one."""
    torch.manual_seed(arguments.seed)
    arguments.output.mkdir(parents=True, exist_ok=True)
    network, tokenizer = load_base(arguments.start)
    adapted = adapt(network)
    optimizer = torch.optim.AdamW(
        [p for p in network.parameters() if p.requires_grad], lr=arguments.rate, weight_decay=0.0, fused=True
    )
    rows = list(read_records(arguments.data / "briefs" / "train.jsonl.xz"))
    tasks = tasks_of([row for row in rows if not is_held_out(row["id"])])
    repairs = _repairs(arguments, [row for row in rows if not is_held_out(row["id"])])
    held = tasks_of([row for row in rows if is_held_out(row["id"])])
    checks = [
        p
        for t in random.Random(7).sample(held, min(CHECKED, len(held)))
        if (p := to_pair(t, tokenizer, random.Random(t.text)))
    ]
    step, seconds, tokens = _resume(arguments.output, adapted, optimizer)
    judged: list[Pair] = []
    if arguments.judged:
        judged = pairs_of((one for one in read_judged(arguments.judged, rows) if not one.measures), tokenizer)
        judged = _with_likelihoods(network, judged, arguments.output / "likelihoods.pt")
    edited = list(read_edited(arguments.edited, rows)) if arguments.edited else []
    edited = [one for one in edited if not is_held_out(one.article)]
    rng = random.Random(f"{arguments.seed} {step}")
    print(
        f"{len(tasks)} statements, {len(repairs)} repairs, {len(judged)} judged, {len(edited)} edited, "
        f"from step {step}, {seconds:.0f} s, {tokens} tokens",
        flush=True,
    )
    pool = ThreadPoolExecutor(arguments.threads, initializer=torch.set_num_threads, initargs=(1,))
    began, saved, mean = time.monotonic() - seconds, seconds, None
    for batch in _rounds(tasks, repairs, judged, edited, tokenizer, arguments.budget, rng):
        done = seconds / 60 / arguments.minutes
        if done >= 1:
            break
        for group in optimizer.param_groups:
            group["lr"] = rate(done, arguments.rate)
        loss = descend(optimizer, [partial(loss_of, network, part) for part in halves(batch)], pool)
        mean = loss if mean is None else mean + 0.04 * (loss - mean)
        step, seconds, tokens = step + 1, time.monotonic() - began, tokens + sum(map(len, batch))
        if step % 10 == 0:
            print(f"step {step} {done:.1%} {seconds:.0f}s {tokens} tokens, loss {mean:.4f}", flush=True)
        if seconds - saved > arguments.save_every:
            _save(arguments.output, adapted, optimizer, step, seconds, tokens)
            saved = seconds
    _save(arguments.output, adapted, optimizer, step, seconds, tokens)
    with torch.inference_mode():
        found = torch.cat([nats_of(network, [pair])[0] for pair in checks])
    print(f"held out: {found.mean():.4f} nats a token", flush=True)


def _with_likelihoods(network: Any, pairs: Sequence[Pair], path: Path) -> list[Pair]:
    """The pairs with their log-probabilities as the run began; a run that goes on finds these in the file."""
    if not path.is_file():
        found = torch.zeros(len(pairs))
        order = sorted(range(len(pairs)), key=lambda k: len(pairs[k]))
        with torch.inference_mode():
            for at in range(0, len(order), TOGETHER):
                numbers = order[at : at + TOGETHER]
                for k, nats in zip(numbers, nats_of(network, [pairs[k] for k in numbers]), strict=True):
                    found[k] = -nats.sum()
        torch.save(found, path)
    known = torch.load(path, weights_only=True).tolist()
    if len(known) != len(pairs):
        raise SystemExit(f"{path}: of other statements; copy state.pt into a new --output to begin with these")
    return [replace(pair, likelihood=likelihood) for pair, likelihood in zip(pairs, known, strict=True)]


def _repairs(arguments: argparse.Namespace, rows: Sequence[Record]) -> list[Task]:
    """Of translations and post-edited sentences; with edited ones, good English alone, to be made clumsy.

    Who translated or post-edited saw the source, and what they wrote cannot all be told from the text.
    """
    if arguments.edited:
        return list(repairs_of(row for row in rows if not row.get("translations")))
    _, edited = split_pairs(rewrite_pairs(arguments.data), KEPT_OUT)
    return list(repairs_of([*rows, *post_edits(edited)]))


def _rounds(
    tasks: Sequence[Task],
    repairs: Sequence[Task],
    judged: Sequence[Pair],
    edited: Sequence[Edited],
    tokenizer: Any,
    budget: int,
    rng: random.Random,
) -> Iterator[list[Pair]]:
    """Rounds over all statements, repairs drawn anew among them; the pairs of a pool are made as it is reached.

    Where there are judged pairs, they are as many of each pool, and edited ones EDITED times as many.
    """
    share = POOL * max(1, budget // 120) * (1 if edited else 4)
    more = _endless(edited, tokenizer, rng)
    while True:
        drawn = rng.sample(repairs, min(len(repairs), round(REPAIRS * len(tasks))))
        order = rng.sample([*tasks, *drawn], len(tasks) + len(drawn))
        for at in range(0, len(order), share):
            pairs = [pair for task in order[at : at + share] if (pair := to_pair(task, tokenizer, rng))]
            count = len(pairs)
            pairs += [*even(judged, count, rng), *islice(more, EDITED * count)]
            yield from batches(rng.sample(pairs, len(pairs)), budget, rng)


def _endless(edited: Sequence[Edited], tokenizer: Any, rng: random.Random) -> Iterator[Pair]:
    while edited:
        yield from drawn(edited, tokenizer, rng)


def halves(batch: Sequence[Pair]) -> list[list[Pair]]:
    """A batch for each of two threads; one of a single pair is not divided."""
    return [part for part in (list(batch[::2]), list(batch[1::2])) if part]


def descend(
    optimizer: torch.optim.Optimizer, losses: Sequence[Callable[[], torch.Tensor]], pool: ThreadPoolExecutor
) -> float:
    """One step down the mean of the losses; each is worked out, with its gradients, in a thread of its own.

    Threads that share one batch would meet after every layer, and wait long where another process holds a core.
    """
    params = [p for group in optimizer.param_groups for p in group["params"]]

    def work(loss: Callable[[], torch.Tensor]) -> tuple[float, tuple[torch.Tensor, ...]]:
        value = loss()
        return float(value.detach()), torch.autograd.grad(value, params)

    found = list(pool.map(work, losses))
    for k, parameter in enumerate(params):
        parameter.grad = torch.stack([gradients[k] for _, gradients in found]).mean(dim=0)
    torch.nn.utils.clip_grad_norm_(params, 1.0)
    optimizer.step()
    return sum(value for value, _ in found) / len(found)


def _save(
    folder: Path, adapted: dict[str, Adapted], optimizer: torch.optim.Optimizer, step: int, seconds: float, tokens: int
) -> None:
    state = {
        "adapter": state_of(adapted),
        "optimizer": optimizer.state_dict(),
        "step": step,
        "seconds": seconds,
        "tokens": tokens,
    }
    torch.save(state, folder / "state.pt.new")
    (folder / "state.pt.new").replace(folder / "state.pt")


def _resume(folder: Path, adapted: dict[str, Adapted], optimizer: torch.optim.Optimizer) -> tuple[int, float, int]:
    """Step, seconds and tokens so far, with adapters and optimiser put back where they were."""
    if not (folder / "state.pt").is_file():
        return 0, 0.0, 0
    state = torch.load(folder / "state.pt", weights_only=True)
    restore(adapted, state["adapter"])
    optimizer.load_state_dict(state["optimizer"])
    return state["step"], state["seconds"], state["tokens"]
