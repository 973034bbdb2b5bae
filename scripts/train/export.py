"""A trained model as a plain transformers folder, in half precision, with the core of its model card."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from transformers import AutoTokenizer, PegasusForConditionalGeneration

from .config import Config
from .examples import SEPARATOR, TASKS

MAX_NEW_TOKENS = 160
CARD = """---
language: en
license: other
library_name: transformers
tags: [summarization, text2text-generation]
---
# {name}

A PEGASUS-type encoder-decoder of {parameters:.1f} M parameters ({encoder} encoder and {decoder} decoder
layers, width {width}, {vocabulary} byte-level pieces), trained from nothing by `scripts/train`. The source
begins with the token of its task: {tasks}. Key points are apart by `{separator}` (decode with the special
tokens to see it). Load with `AutoModelForSeq2SeqLM` and `AutoTokenizer`; no remote code.

## Training
{steps} steps, {tokens:,} tokens in the last stage. Passages by source (characters):

{sources}

Besides these: MLQE-PE post-edited translations and, where fine-tuned, the project's briefs. Licences of the
sources are those stated by the collections and are listed in the data notes of the project.

{measured}"""
MEASURED = "## Measured\n"


@dataclass(frozen=True, slots=True)
class Card:
    """What the model card tells of the training."""

    config: Config
    steps: int
    tokens: int
    sources: dict[str, int]


def export(model: PegasusForConditionalGeneration, tokenizer: Path, folder: Path, card: Card) -> Path:
    """Write the folder; the weights are halved here and nowhere earlier."""
    model.generation_config.update(
        max_new_tokens=MAX_NEW_TOKENS, num_beams=1, max_length=None, forced_eos_token_id=None
    )
    model.half().save_pretrained(folder)
    AutoTokenizer.from_pretrained(tokenizer).save_pretrained(folder)
    (folder / "README.md").write_text(_text(model, folder.name, card), encoding="utf-8")
    return folder


def _text(model: PegasusForConditionalGeneration, name: str, card: Card) -> str:
    shape = card.config.shape
    return CARD.format(
        name=name,
        parameters=sum(parameter.numel() for parameter in model.parameters()) / 1e6,
        encoder=shape.encoder_layers,
        decoder=shape.decoder_layers,
        width=shape.width,
        vocabulary=model.config.vocab_size,
        tasks=", ".join(f"`{task}`" for task in TASKS),
        separator=SEPARATOR,
        steps=card.steps,
        tokens=card.tokens,
        sources="\n".join(f"- {source}: {size:,}" for source, size in sorted(card.sources.items())),
        measured=MEASURED,
    )


def add_results(folder: Path, results: Mapping[str, float | str]) -> None:
    """Put the numbers of an evaluation into the card, in the place of older ones."""
    path = folder / "README.md"
    before = path.read_text(encoding="utf-8").split(MEASURED)[0]
    table = "\n".join(f"| {name} | {value} |" for name, value in results.items())
    path.write_text(f"{before}{MEASURED}\n| measure | value |\n|---|---|\n{table}\n", encoding="utf-8")
