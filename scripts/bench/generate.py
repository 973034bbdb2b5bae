"""Texts per minute of our generator on a model's folder, against the loop one would write with the same weights."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.config.schema import Runtime, SummarizeConfig
from pipeline.models import Models
from pipeline.models.generator import Generator, Writing, units_of
from scripts.bench.measure import Task, compared, rates
from scripts.bench.texts import article


def generate(folder: Path, count: int, rounds: int, *, words: int) -> str:
    """Both write with the same settings, beam search included; how many of their texts agree is told as well."""
    texts = [article(number) for number in range(count)]
    ours = generator(folder, words)
    plain = PlainLoop(ours, folder)
    shown = count if count < 8 else count // 4
    plain.write(texts[:1])
    write(ours, texts[:1])
    found = rates(
        {
            f"our generator, {count} articles": Task(count, lambda: write(ours, texts)),
            "the same weights, plain fp32 loop": Task(shown, lambda: plain.write(texts[:shown])),
        },
        rounds,
    )
    same = sum(a == b for a, b in zip(write(ours, texts[:shown]), plain.write(texts[:shown]), strict=True))
    return f"{compared(found, 'articles/min', scale=60)}\n\nthe same text for {same} of {shown} articles"


def generator(folder: Path, words: int) -> Generator:
    config = SummarizeConfig(model=str(folder.resolve()), max_words=words, min_words=0)
    return Models(Runtime(device="cpu")).generator(config)


def write(ours: Generator, texts: Sequence[str]) -> list[str]:
    return [written.text for written in ours.write([Writing(units_of(text)) for text in texts])]


class PlainLoop:
    """`generate`, one article at a time, cut off where the model's input ends."""

    def __init__(self, ours: Generator, folder: Path) -> None:
        import torch
        from transformers import AutoModelForSeq2SeqLM

        backend: Any = ours._backend
        self._backend = backend
        self._network = AutoModelForSeq2SeqLM.from_pretrained(folder, dtype=torch.float32).train(False)
        self._tokenizer = backend._loaded.tokenizer

    def write(self, texts: Sequence[str]) -> list[str]:
        return [self._one(text) for text in texts]

    def _one(self, text: str) -> str:
        import torch

        ids = torch.tensor([self._backend.encode(text, {})[: self._backend.limit]])
        with torch.no_grad():
            made = self._network.generate(input_ids=ids, generation_config=self._backend._voice.generation)
        return str(self._tokenizer.decode(made[0], skip_special_tokens=True)).strip()
