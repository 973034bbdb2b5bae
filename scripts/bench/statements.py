"""Statements per minute of a writer, against the same weights in transformers: one by one in fp32, as a loop would."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from pipeline.config.schema import Runtime, SummarizeConfig
from pipeline.models import Models
from pipeline.models.reference import locate
from pipeline.models.settings import tokens_for
from pipeline.models.writer import MOST_WORDS, Request, encode
from pipeline.text.sentences import split_sentences
from scripts.bench.measure import Task, compared, rates
from scripts.bench.plain import filled
from scripts.bench.texts import article

EACH = 6  # statements of an article


def statements(model: str, count: int, rounds: int) -> str:
    """Both decode greedily; how many of their texts agree is told as well."""
    config = SummarizeConfig(model=model)
    ours = Models(Runtime(device="cpu")).writer(config)
    plain = Plain(model)
    requests = [requests_of(article(number)) for number in range(count)]
    shown = requests[: max(1, count // 4)]
    ours.write(requests[:1])
    one_by_one(plain, [requests[0][:1]])
    found = rates(
        {
            f"{model}, {count} articles": Task(sum(map(len, requests)), lambda: ours.write(requests)),
            "the same weights, one by one in fp32": Task(sum(map(len, shown)), lambda: one_by_one(plain, shown)),
        },
        rounds,
    )
    written = [answer.text for of_one in ours.write(shown) for answer in of_one]
    same = sum(a == b for a, b in zip(written, one_by_one(plain, shown), strict=True))
    return f"{compared(found, 'statements/min', scale=60)}\n\nthe same text for {same} of {len(written)} statements"


def requests_of(text: str) -> list[Request]:
    """The first sentences of an article, each to be rewritten."""
    return [Request("summary", (text[start:end],)) for start, end in split_sentences(text)[:EACH]]


def one_by_one(writer: Plain, articles: Sequence[Sequence[Request]]) -> list[str]:
    return [writer.write(request) for requests in articles for request in requests]


class Plain:
    """The writer's weights as transformers runs them."""

    def __init__(self, model: str) -> None:
        from transformers import AutoConfig, AutoTokenizer, LlamaForCausalLM

        folder = locate(model).folder
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.network = filled(LlamaForCausalLM(AutoConfig.from_pretrained(folder)), folder)

    def write(self, request: Request) -> str:
        ids = torch.tensor([encode(self.tokenizer, request)])
        with torch.inference_mode():
            made = self.network.generate(ids, max_new_tokens=tokens_for(MOST_WORDS), do_sample=False)
        return str(self.tokenizer.decode(made[0, ids.shape[1] :], skip_special_tokens=True)).strip()
