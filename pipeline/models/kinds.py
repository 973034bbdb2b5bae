"""What a model can do, told from its config.json alone, so that nothing has to be loaded to know it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

Kind = Literal["seq2seq", "causal", "writer", "classifier", "tagger", "salience", "encoder", "unknown"]
Task = Literal["generate", "write", "extract", "perplexity", "classifier", "tagger"]

SALIENCE_LABELS = ("summary", "points", "kept")
"""Independent of each other: a summary rests on this token's sentence, a key point does, a brief keeps this word."""

WRITER_KEY = "writes"
"""In config.json: a causal model that writes one statement of a brief at a time has "statements" there."""

SUITABLE: Mapping[Task, tuple[Kind, ...]] = {
    "generate": ("seq2seq", "causal"),
    "write": ("writer",),
    "extract": ("salience",),
    "perplexity": ("causal", "writer"),
    "classifier": ("classifier",),
    "tagger": ("tagger",),
}
NAMES: Mapping[Kind, str] = {
    "seq2seq": "an encoder-decoder that writes text",
    "causal": "a causal language model",
    "writer": "a causal language model that writes a brief statement by statement",
    "classifier": "a sequence classifier",
    "tagger": "a token classifier",
    "salience": "a token classifier that tells what a brief would keep",
    "encoder": "a network without a head for writing or classifying",
    "unknown": "of an architecture that its config.json does not name",
}
WANTED: Mapping[Task, str] = {
    "generate": "an encoder-decoder (BART, PEGASUS, T5, LED, Marian) or a causal chat model",
    "write": "a causal language model that writes a brief statement by statement",
    "extract": "a token classifier that tells what a brief would keep",
    "perplexity": "a causal language model",
    "classifier": "a sequence classifier or regressor",
    "tagger": "a token classifier",
}
# Ends of class names in `architectures`; the first that fits decides.
HEADS: tuple[tuple[str, Kind], ...] = (
    ("ForSequenceClassification", "classifier"),
    ("ForTokenClassification", "tagger"),
    ("ForCausalLM", "causal"),
    ("LMHeadModel", "causal"),
    ("MTModel", "seq2seq"),
    ("ForSeq2SeqLM", "seq2seq"),
    ("EncoderDecoderModel", "seq2seq"),
)


def kind_of(config: Mapping[str, Any]) -> Kind:
    """The kind of a model from the contents of its config.json."""
    names = config.get("architectures") or []
    if not names:
        return "unknown"
    name = str(names[0])
    if name == "T5WithLMHeadModel":  # the name in checkpoints of 2019
        return "seq2seq"
    if config.get(WRITER_KEY) == "statements":
        return "writer"
    labels = (config.get("id2label") or {}).values()
    if name.endswith("ForTokenClassification") and set(labels) == set(SALIENCE_LABELS):
        return "salience"
    for end, kind in HEADS:
        if name.endswith(end):
            return kind
    if name.endswith("ForConditionalGeneration"):
        # Vision-language models bear this name too; without an encoder they write like any causal model.
        return "seq2seq" if config.get("is_encoder_decoder", "text_config" not in config) else "causal"
    return "encoder"


def mismatch(kind: Kind, task: Task) -> str | None:
    """Why a model of this kind cannot do the task, or None when it may."""
    if kind == "unknown" or kind in SUITABLE[task]:
        return None
    return f"is {NAMES[kind]}, and what is needed here is {WANTED[task]}"
