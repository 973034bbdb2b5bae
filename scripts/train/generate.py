"""Decoding many texts: batched by length, given back in order."""

from collections.abc import Iterator, Sequence
from typing import Any

import torch
from transformers import GenerationConfig, PegasusForConditionalGeneration, PreTrainedTokenizerFast


def by_length(texts: Sequence[str], size: int) -> Iterator[list[int]]:
    """Places of texts of similar length, a batch at a time."""
    order = sorted(range(len(texts)), key=[len(text) for text in texts].__getitem__)
    for start in range(0, len(order), size):
        yield order[start : start + size]


@torch.inference_mode()
def generate(
    model: PegasusForConditionalGeneration,
    tokenizer: PreTrainedTokenizerFast,
    sources: Sequence[str],
    *,
    batch: int,
    beams: int = 1,
    max_source: int = 512,
    max_new_tokens: int | None = None,
) -> list[str]:
    """The model's answer to each source; without a limit, up to half as long again as the source.

    A text that does not come to its end is cut at its own limit, not at that of the longest of its batch.
    """
    model.eval()
    positions = model.config.max_position_embeddings
    answers = [""] * len(sources)
    for places in by_length(sources, batch):
        encoded: Any = tokenizer(
            [sources[place] for place in places],
            return_tensors="pt",
            padding=True,
            truncation=True,
            max_length=min(max_source, positions),
            return_token_type_ids=False,
        ).to(model.device)
        lengths = encoded["attention_mask"].sum(1).tolist()
        limits = [min(max_new_tokens or int(1.5 * length) + 8, positions - 1) for length in lengths]
        settings = GenerationConfig(
            max_new_tokens=max(limits),
            num_beams=beams,
            do_sample=False,
            pad_token_id=model.config.pad_token_id,
            eos_token_id=model.config.eos_token_id,
            decoder_start_token_id=model.config.decoder_start_token_id,
        )
        with torch.autocast(model.device.type, torch.bfloat16, enabled=model.device.type == "cuda"):
            written = model.generate(**encoded, generation_config=settings)
        kept = [ids[: limit + 1] for ids, limit in zip(written, limits, strict=True)]  # they begin with the start token
        for place, text in zip(places, tokenizer.batch_decode(kept, skip_special_tokens=True), strict=True):
            answers[place] = text.strip()
    return answers
