"""When a repair is trusted: each edit stays only where the model prefers it to the words that were there.

A small model writes fluently past the text it was given. Its own likelihood tells much of that: every edit is
scored alone, against the text without it, and must win by a margin that is chosen on pairs kept for the purpose.
"""

from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

import torch
from sacrebleu.metrics.chrf import CHRF
from transformers import PegasusForConditionalGeneration, PreTrainedTokenizerFast

from .generate import by_length
from .model import shifted

MARGINS = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0)  # nats
_NEVER = 1e9  # no edit wins by so much: the text stays as it is


Score = Callable[[Sequence[str], Sequence[str]], Sequence[float]]
"""What each target is worth as the repair of its source, in nats."""


class Edit(NamedTuple):
    """Words `start` to `end` of a text replaced, and by how many nats the model prefers that."""

    start: int
    end: int
    words: tuple[str, ...]
    preference: float = 0.0


class Weighed(NamedTuple):
    """A text and the edits that the model proposes."""

    text: str
    edits: tuple[Edit, ...]


def differences(before: str, after: str) -> list[Edit]:
    """The edits that turn one text into the other, word by word."""
    old, new = before.split(), after.split()
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    return [
        Edit(start, end, tuple(new[from_:to])) for tag, start, end, from_, to in matcher.get_opcodes() if tag != "equal"
    ]


def applied(text: str, edits: Sequence[Edit]) -> str:
    """The text with some of its edits."""
    words = text.split()
    for edit in reversed(edits):
        words[edit.start : edit.end] = edit.words
    return " ".join(words)


def gated(weighed: Weighed, margin: float) -> str:
    """The text with the edits that are preferred by more than the margin."""
    return applied(weighed.text, [edit for edit in weighed.edits if edit.preference > margin])


def weigh(score: Score, texts: Sequence[str], repaired: Sequence[str]) -> list[Weighed]:
    """Every edit of every repair scored alone."""
    proposed = [differences(text, repair) for text, repair in zip(texts, repaired, strict=True)]
    sources, targets = [], []
    for text, edits in zip(texts, proposed, strict=True):
        if edits:
            variants = [applied(text, []), *(applied(text, [edit]) for edit in edits)]
            sources += [text] * len(variants)
            targets += variants
    scores = iter(score(sources, targets))
    weighed = []
    for text, edits in zip(texts, proposed, strict=True):
        unchanged = next(scores) if edits else 0.0
        weighed.append(Weighed(text, tuple(edit._replace(preference=next(scores) - unchanged) for edit in edits)))
    return weighed


@torch.inference_mode()
def log_likelihoods(
    model: PegasusForConditionalGeneration,
    tokenizer: PreTrainedTokenizerFast,
    sources: Sequence[str],
    targets: Sequence[str],
    *,
    batch: int,
) -> list[float]:
    """What each target is worth to the model after its source, in nats."""
    model.eval()
    scores = [0.0] * len(sources)
    limit = model.config.max_position_embeddings
    settings: Any = {"return_tensors": "pt", "padding": True, "truncation": True, "max_length": limit}
    for places in by_length(targets, batch):
        read = tokenizer([sources[place] for place in places], **settings)
        labels = tokenizer([targets[place] for place in places], **settings)
        wanted = labels["input_ids"].to(model.device)
        logits = model(
            input_ids=read["input_ids"].to(model.device),
            attention_mask=read["attention_mask"].to(model.device),
            decoder_input_ids=shifted(wanted),
        ).logits
        each = logits.float().log_softmax(-1).gather(2, wanted[..., None])[..., 0]
        totals = (each * labels["attention_mask"].to(model.device)).sum(1)
        for place, total in zip(places, totals.tolist(), strict=True):
            scores[place] = total
    return scores


def choose_margin(weighed: Sequence[Weighed], references: Sequence[str]) -> float:
    """The margin with the best chrF++; the larger at a tie, and no edit at all where every margin does harm."""
    metric = CHRF(word_order=2)

    def score(margin: float) -> float:
        return float(metric.corpus_score([gated(one, margin) for one in weighed], [list(references)]).score)

    return max(reversed((*MARGINS, _NEVER)), key=score)
