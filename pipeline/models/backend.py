"""The two ways a network writes: from an encoder's input, or as the answer in a chat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pipeline.errors import ModelError
from pipeline.models.batches import Row, by_length, pad
from pipeline.models.guard import BRACKETS, Neutraliser, fence, markers_in, without_brackets
from pipeline.models.loading import Loaded, input_limit
from pipeline.models.prompts import DATA_RULE, SYSTEM, fill

BATCH = 8  # windows that are generated together
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

    def write(self, rows: Sequence[Row]) -> list[str]:
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
        self._clean = Neutraliser(_control_tokens(loaded.tokenizer))

    def encode(self, text: str, fields: Fields) -> list[int]:
        values = {name: self._clean(value) for name, value in fields.items()} | {"text": self._flat(text)}
        return _ids(self._loaded.tokenizer, fill(self._voice.template, values), special=True)

    def count(self, text: str) -> int:
        return len(_ids(self._loaded.tokenizer, self._flat(text), special=False))

    def write(self, rows: Sequence[Row]) -> list[str]:
        return _in_batches(rows, self._voice, self._write)

    def _flat(self, text: str) -> str:
        return " ".join(self._clean(text).split())

    def _write(self, rows: list[Row]) -> list[str]:
        import torch

        ids, mask = pad(rows, _pad_id(self._loaded), self._loaded.place.device)
        extra = {}
        if self._loaded.config.model_type == "led":  # Longformer attends globally where it is told: on the first token
            extra["global_attention_mask"] = torch.zeros_like(mask).index_fill_(1, torch.tensor([0]).to(mask.device), 1)
        made = _generate(self._loaded, self._voice, ids, mask, **extra)
        return [_decode(self._loaded.tokenizer, row, self._voice.separator) for row in made]


class ChatBackend:
    """An instruction-tuned causal model: the article is fenced data inside the user's message."""

    def __init__(self, loaded: Loaded, voice: Voice) -> None:
        if not loaded.tokenizer.chat_template:
            raise ModelError(
                f"{loaded.located.reference}: has no chat template, so it cannot follow an instruction; "
                "choose an instruction-tuned model or an encoder-decoder such as BART, PEGASUS or T5"
            )
        self._loaded = loaded
        self._voice = voice
        self.limit = input_limit(loaded) - _new_tokens(voice.generation)
        if self.limit <= 0:
            raise ModelError(
                f"{loaded.located.reference}: reads {input_limit(loaded)} tokens in all, "
                f"fewer than generation.max_new_tokens ({_new_tokens(voice.generation)}); lower that setting"
            )
        self._system = f"{voice.system or SYSTEM} {DATA_RULE}"
        self._separate_system = self._accepts_system()
        self._clean = Neutraliser(_control_tokens(loaded.tokenizer) | markers_in(self._render("")))
        self._reserved = {i for i in loaded.tokenizer.get_added_vocab().values() if isinstance(i, int)}
        self._frame = self._controls(self._ids("x", {}))

    def encode(self, text: str, fields: Fields) -> list[int]:
        ids = self._ids(self._clean(text), {name: self._clean(value) for name, value in fields.items()})
        if self._controls(ids) > self._frame:  # a tokenizer that normalises can still make control tokens
            ids = self._ids(without_brackets(text), {name: without_brackets(v) for name, v in fields.items()})
        return ids

    def count(self, text: str) -> int:
        return len(_ids(self._loaded.tokenizer, self._clean(text), special=False))

    def write(self, rows: Sequence[Row]) -> list[str]:
        return _in_batches(rows, self._voice, self._write)

    def _ids(self, text: str, fields: Fields) -> list[int]:
        article = fence(text, title=fields.get("title"))
        prompt = fill(self._voice.template, {**fields, "text": article})
        return _ids(self._loaded.tokenizer, self._render(prompt), special=False)

    def _controls(self, ids: Sequence[int]) -> int:
        return sum(i in self._reserved for i in ids)

    def _accepts_system(self) -> bool:
        """Some templates (Gemma's) raise an error on a system message; it then opens the user's."""
        from jinja2 import TemplateError

        try:
            self._template([{"role": "system", "content": "s"}, {"role": "user", "content": "u"}])
        except TemplateError:
            return False
        return True

    def _render(self, prompt: str) -> str:
        if self._separate_system:
            return self._template([{"role": "system", "content": self._system}, {"role": "user", "content": prompt}])
        return self._template([{"role": "user", "content": f"{self._system}\n\n{prompt}"}])

    def _template(self, messages: list[dict[str, str]]) -> str:
        # enable_thinking is a variable of some templates; the others ignore it.
        return str(
            self._loaded.tokenizer.apply_chat_template(
                messages, tokenize=False, add_generation_prompt=True, enable_thinking=False
            )
        )

    def _write(self, rows: list[Row]) -> list[str]:
        ids, mask = pad(rows, _pad_id(self._loaded), self._loaded.place.device, left=True)
        made = _generate(self._loaded, self._voice, ids, mask)
        answers = [_decode(self._loaded.tokenizer, row, None) for row in made[:, ids.shape[1] :]]
        return [answer.rpartition("</think>")[2].strip() for answer in answers]


def _in_batches(rows: Sequence[Row], voice: Voice, work: Any) -> list[str]:
    # Sampled text depends on what is drawn beside it: one at a time, so that a batch changes nothing.
    return by_length(rows, work, 1 if voice.generation.do_sample else BATCH)


def _generate(loaded: Loaded, voice: Voice, ids: Any, mask: Any, **extra: Any) -> Any:
    import torch

    if voice.generation.do_sample:
        torch.manual_seed(voice.seed)
    with torch.inference_mode():
        return loaded.network.generate(input_ids=ids, attention_mask=mask, generation_config=voice.generation, **extra)


def _ids(tokenizer: Any, text: str, *, special: bool) -> list[int]:
    return list(tokenizer(text, add_special_tokens=special, truncation=False, verbose=False)["input_ids"])


def _decode(tokenizer: Any, row: Any, separator: str | None) -> str:
    """Text of generated ids; PEGASUS writes line breaks as <n>."""
    text = (
        _split_decode(tokenizer, row.tolist(), separator)
        if separator
        else [tokenizer.decode(row, skip_special_tokens=True)]
    )
    return "\n".join(part.replace("<n>", "\n").strip() for part in text).strip()


def _split_decode(tokenizer: Any, ids: list[int], separator: str) -> list[str]:
    mark = tokenizer.convert_tokens_to_ids(separator)
    parts: list[list[int]] = [[]]
    for token in ids:
        if token == mark:
            parts.append([])
        else:
            parts[-1].append(token)
    return [tokenizer.decode(part, skip_special_tokens=True) for part in parts]


def _pad_id(loaded: Loaded) -> int:
    """Id for padding; where a tokenizer has none the mask alone decides, and any id will do."""
    found = loaded.tokenizer.pad_token_id
    return int(found) if found is not None else 0


def _new_tokens(generation: Any) -> int:
    return int(generation.max_new_tokens or 0)


def _control_tokens(tokenizer: Any) -> set[str]:
    """Tokens that mean something to the network beyond their letters."""
    added = {token for token in tokenizer.get_added_vocab() if BRACKETS & set(token)}
    return added | {str(token) for token in tokenizer.all_special_tokens}
