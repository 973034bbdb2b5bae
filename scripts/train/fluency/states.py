"""What marks words from the states of a language model that stays as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, dropout, gelu

from pipeline.evaluate.marks import words_of
from pipeline.evaluate.ratings import LABELS, Rated, read_rated
from pipeline.models.states import StateTagger, beside, standard
from scripts.train.fluency.data import is_held_out, token_targets
from scripts.train.fluency.loss import FLUENCY, rank_loss
from scripts.train.tagging.start import rate

WIDTH = 64
EPOCHS = 4
SOURCES = 6  # of a batch, with all their translations
RANK = 0.1  # weight of the rank loss
PEAK = 1e-3
DECAY = 0.05
READ_DROPPED, KNOWN_DROPPED = 0.1, 0.2  # of the states, and of what the first layer makes of them
AT_ONCE = 512  # segments whose states are asked for together


def fit_states(language: StateTagger, data: Path, seed: int = 0) -> dict[str, Tensor]:
    """The weights of `StateTagger`, in half precision, fitted on the documents that are not held out."""
    rated = [item for item in read_rated(data) if not is_held_out(item.doc)]
    states = list(_states(language, [item.text for item in rated]))
    known = torch.cat(states)
    weights = {"mean": known.float().mean(dim=0), "scale": known.float().std(dim=0).clamp(min=1e-3)}
    torch.manual_seed(seed)
    layers = {"within": nn.Linear(2 * known.shape[1], WIDTH), "out": nn.Linear(WIDTH, len(LABELS))}
    parameters = [parameter for layer in layers.values() for parameter in layer.parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=PEAK, weight_decay=DECAY)
    wanted = [torch.tensor(token_targets(words_of(item.text), item.raters)) for item in rated]
    for done, numbers in _batches(rated):
        for group in optimizer.param_groups:
            group["lr"] = rate(done, PEAK)
        read = torch.cat([beside(standard(states[k].float(), weights)) for k in numbers])
        within = gelu(layers["within"](dropout(read, READ_DROPPED)))
        logits = layers["out"](dropout(within, KNOWN_DROPPED))
        loss = _loss(logits, [wanted[k] for k in numbers], [rated[k] for k in numbers])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"states: {len(known)} words of {len(rated)} segments, loss {float(loss.detach()):.3f}", flush=True)
    parts = {f"{name}.{key}": value for name, layer in layers.items() for key, value in layer.state_dict().items()}
    return {name: value.half().contiguous() for name, value in (weights | parts).items()}


def _loss(logits: Tensor, wanted: Sequence[Tensor], items: Sequence[Rated]) -> Tensor:
    """Cross-entropy with the raters' shares, and the rank loss on the expected penalties of segments."""
    chances = logits.softmax(dim=-1).split([len(rows) for rows in wanted])
    expected = torch.stack([(part.sum(dim=0) @ FLUENCY).log1p() for part in chances])
    order = rank_loss(expected, torch.tensor([item.fluency for item in items]), [item.group for item in items])
    return cross_entropy(logits, torch.cat(list(wanted))) + RANK * order


def _states(language: StateTagger, texts: Sequence[str]) -> Iterator[Tensor]:
    for at in range(0, len(texts), AT_ONCE):
        yield from (found.half() for found in language.states(texts[at : at + AT_ONCE]))
        print(f"states: {min(at + AT_ONCE, len(texts))} of {len(texts)} segments", flush=True)


def _batches(rated: Sequence[Rated]) -> Iterator[tuple[float, list[int]]]:
    """How far training is, 0 to 1, and the numbers of the texts of each batch: translations of one source together."""
    sources: dict[str, list[int]] = {}
    for k, item in enumerate(rated):
        sources.setdefault(item.group, []).append(k)
    groups = list(sources.values())
    rounds = [torch.randperm(len(groups)).split(SOURCES) for _ in range(EPOCHS)]
    drawn = [part for order in rounds for part in order]
    for done, part in enumerate(drawn):
        yield done / len(drawn), [k for number in part.tolist() for k in groups[number]]
