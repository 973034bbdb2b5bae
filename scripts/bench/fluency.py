"""Segments per second of embedded:fluency, against loops over one segment at a time and against fewer bits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pipeline.config.schema import Runtime, TaggerScorer
from pipeline.models import Models
from pipeline.models.reference import locate
from pipeline.models.scorers import Scorer
from scripts.bench.measure import Task, compared, rates
from scripts.bench.plain import filled
from scripts.bench.shapes import TOY, XLM_R_LARGE, xlm_r
from scripts.bench.texts import segments

EMBEDDED = "embedded:fluency"
WORDS = 25
Score = Callable[[str], object]


def fluency(count: int, rounds: int, *, toy: bool) -> str:
    texts = segments(count, WORDS)
    ours = scorer("auto")
    same, large = plain_loop(), large_loop(TOY if toy else XLM_R_LARGE)
    few, fewer = texts[: max(2, count // 5)], texts[: max(2, count // 100)]
    for warm in (ours.score, lambda some: _each(same, some), lambda some: _each(large, some)):
        warm(texts[:2])
    found = rates(
        {
            f"{EMBEDDED}, {count:,} segments in one call": Task(count, lambda: ours.score(texts)),
            "its tagger alone, plain fp32 loop": Task(len(few), lambda: _each(same, few)),
            "a scorer of the shape of XLM-R-large, plain fp32 loop": Task(len(fewer), lambda: _each(large, fewer)),
        },
        rounds,
    )
    took = count / next(iter(found.values()))
    return f"{compared(found, 'segments/s')}\n\n{count:,} segments of {WORDS} words: {took:.1f} s"


def bits(count: int, rounds: int) -> str:
    """What fewer bits would save, and what becomes of the answers."""
    texts = segments(count, WORDS)
    judges = {"float32": scorer("float32"), "bfloat16": scorer("bfloat16"), "int8, dynamic": quantised()}
    for judge in judges.values():
        judge.score(texts[:2])
    found = rates({name: Task(count, _call(judge, texts)) for name, judge in judges.items()}, rounds)
    lines = [compared(found, "segments/s"), ""]
    for name, judge in judges.items():
        together = judge.score(texts)
        alone = [judge.score([text])[0] for text in texts[:100]]
        truth = judges["float32"].score(texts)
        lines.append(
            f"{name}: {_differ(together, truth)} of {count} answers are not those of float32; "
            f"{_differ(alone, together)} of {len(alone)} change with the company in their batch"
        )
    return "\n".join(lines)


def scorer(dtype: Any) -> Scorer:
    return Models(Runtime(device="cpu", dtype=dtype)).scorer(TaggerScorer(kind="tagger", model=EMBEDDED))


def quantised() -> Any:
    """The embedded scorer with its linear layers in int8, as torch does it without calibration."""
    import warnings

    import torch

    judge: Any = scorer("float32")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch has moved this to a package of its own, and says so
        quantise: Any = torch.ao.quantization.quantize_dynamic
        made = quantise(judge._loaded.network, {torch.nn.Linear}, dtype=torch.qint8)
    object.__setattr__(judge._loaded, "network", made)
    return judge


def plain_loop() -> Score:
    """What one would write with transformers: tokenise, run, softmax, one text at a time."""
    from transformers import AutoConfig, AutoTokenizer, BertForTokenClassification

    folder = locate(EMBEDDED).folder
    network = filled(BertForTokenClassification(AutoConfig.from_pretrained(folder)), folder)
    return _loop(network, AutoTokenizer.from_pretrained(folder))


def large_loop(shape: dict[str, Any]) -> Score:
    """The tokenizer is ours: XLM-R's makes about as many tokens of English."""
    from transformers import AutoTokenizer

    return _loop(xlm_r(shape), AutoTokenizer.from_pretrained(locate(EMBEDDED).folder))


def _loop(network: Any, tokenizer: Any) -> Score:
    import torch

    def score(text: str) -> object:
        with torch.no_grad():
            return network(**tokenizer(text, return_tensors="pt", return_token_type_ids=False)).logits.softmax(dim=-1)

    return score


def _each(score: Score, texts: Sequence[str]) -> None:
    for text in texts:
        score(text)


def _call(judge: Scorer, texts: Sequence[str]) -> Callable[[], object]:
    return lambda: judge.score(texts)


def _differ(some: Sequence[object], others: Sequence[object]) -> int:
    return sum(a != b for a, b in zip(some, others, strict=False))
