"""What a generator needs of a network, and the first of the two ways to write: from an encoder's input."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pipeline.models.answers import Answer, decode, is_whole
from pipeline.models.batches import TOKENS, Row, by_length, pad
from pipeline.models.guard import Neutraliser, control_ids, control_tokens, without_brackets
from pipeline.models.loading import Loaded, input_limit
from pipeline.models.prompts import fill

BATCH = 16  # windows that are generated together, if they are short
GPU_TIMES = 8  # how much more goes through a GPU at once
Fields = Mapping[str, str]


class Backend(Protocol):
    """What `Generator` needs of a network."""

    limit: int
    """Most tokens of an encoded prompt."""

    def encode(self, text: str, fields: Fields) -> list[int]:
        """The prompt around a text, as token ids."""
        ...

    def count(self, text: str) -> int:
        """Tokens of a text alone."""
        ...

    def write(self, rows: Sequence[Row]) -> list[Answer]:
        """What the network writes to each encoded prompt, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Voice:
    """How a generator is to be asked."""

    template: str
    system: str | None
    generation: Any
    seed: int
    separator: str | None = None
    """A token that the network writes between items; it becomes a line break."""


class Seq2SeqBackend:
    """An encoder-decoder: the prompt is a prefix or template around the text."""

    def __init__(self, loaded: Loaded, voice: Voice) -> None:
        self._loaded = loaded
        self._voice = voice
        self.limit = input_limit(loaded)
        self._clean = Neutraliser(control_tokens(loaded.tokenizer))
        self._reserved = control_ids(loaded.tokenizer)
        self._frame = self._controls(self._ids("x", {}))

    def encode(self, text: str, fields: Fields) -> list[int]:
        ids = self._ids(self._clean(text), {name: self._clean(value) for name, value in fields.items()})
        if self._controls(ids) != self._frame:  # a tokenizer that normalises can still make control tokens
            ids = self._ids(without_brackets(text), {name: without_brackets(v) for name, v in fields.items()})
        return ids

    def count(self, text: str) -> int:
        return len(token_ids(self._loaded.tokenizer, _one_line(self._clean(text)), special=False))

    def write(self, rows: Sequence[Row]) -> list[Answer]:
        return in_batches(self._loaded, self._voice, rows, self._write)

    def _ids(self, text: str, fields: Fields) -> list[int]:
        prompt = fill(self._voice.template, {**fields, "text": _one_line(text)})
        return token_ids(self._loaded.tokenizer, prompt, special=True)

    def _controls(self, ids: Sequence[int]) -> list[int]:
        return [i for i in ids if i in self._reserved]

    def _write(self, rows: list[Row]) -> list[Answer]:
        import torch

        ids, mask = pad(rows, pad_id(self._loaded), self._loaded.place.device)
        extra = {}
        if self._loaded.config.model_type == "led":  # Longformer attends globally where it is told: on the first token
            extra["global_attention_mask"] = torch.zeros_like(mask).index_fill_(1, torch.tensor([0]).to(mask.device), 1)
        made = generate(self._loaded, self._voice, ids, mask, **extra)
        return [  # the first id is the decoder's start, which in BART is also the end
            Answer(
                decode(self._loaded.tokenizer, row, self._voice.separator), is_whole(row[1:], self._voice.generation)
            )
            for row in made.tolist()
        ]


def in_batches(loaded: Loaded, voice: Voice, rows: Sequence[Row], work: Any) -> list[Answer]:
    """Batches as large as the device likes, and of one where text is sampled: what is drawn depends on neighbours."""
    times = GPU_TIMES if loaded.place.device.type == "cuda" else 1
    size = 1 if voice.generation.do_sample else BATCH * times
    return by_length(rows, work, size, tokens=TOKENS * times)


def generate(loaded: Loaded, voice: Voice, ids: Any, mask: Any, **extra: Any) -> Any:
    """Ids written to a padded batch, as a tensor of shape (rows, length)."""
    import torch

    if voice.generation.do_sample:
        torch.manual_seed(voice.seed)
    with torch.inference_mode():
        return loaded.network.generate(input_ids=ids, attention_mask=mask, generation_config=voice.generation, **extra)


def signature_of(loaded: Loaded, voice: Voice) -> str:
    """The model with every setting that shapes what it writes, in the style of sacrebleu."""
    changed = voice.generation.to_diff_dict()
    idle = {"transformers_version", "use_cache", "output_attentions", "output_hidden_states", "output_scores"}
    hidden = idle | {name for name in changed if name.startswith("_") or name.endswith("token_id")}
    settings = [f"{key}:{value}" for key, value in sorted(changed.items()) if key not in hidden]
    prompt = hashlib.sha256(f"{voice.system}\n{voice.template}".encode()).hexdigest()[:8]
    dtype = str(loaded.place.dtype).removeprefix("torch.")
    return "|".join([f"model:{loaded.identity}", *settings, f"prompt:{prompt}", f"dtype:{dtype}", f"seed:{voice.seed}"])


def token_ids(tokenizer: Any, text: str, *, special: bool) -> list[int]:
    """All of them: nothing is truncated."""
    return list(tokenizer(text, add_special_tokens=special, truncation=False, verbose=False)["input_ids"])


def pad_id(loaded: Loaded) -> int:
    """Id for padding; where a tokenizer has none the mask alone decides, and any id will do."""
    found = loaded.tokenizer.pad_token_id
    return int(found) if found is not None else 0


def _one_line(text: str) -> str:
    return " ".join(text.split())
