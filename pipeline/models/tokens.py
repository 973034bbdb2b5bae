"""The tokenizer of a network in plain torch: its tokenizer.json is read as it is, without transformers.

Importing what transformers wraps around the same library takes a third of a second; this gives the same ids, places and
texts, which a test holds to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tokenizers import Encoding, Tokenizer

if TYPE_CHECKING:
    from jinja2 import Template

FILE = "tokenizer.json"
TEMPLATE = "chat_template.jinja"
UNLIMITED = 10**30  # as transformers says it


class Encoded(dict[str, list[Any]]):
    """`input_ids` and, where asked for, `offset_mapping`."""

    def __init__(self, encoding: Encoding, most: int | None, *, offsets: bool) -> None:
        """`most` tokens are kept, or all."""
        super().__init__(input_ids=encoding.ids[:most])
        if offsets:
            self["offset_mapping"] = encoding.offsets[:most]
        self._words: list[int | None] = encoding.word_ids[:most]

    def word_ids(self) -> list[int | None]:
        """The number of the word that each token is of; None for special tokens."""
        return self._words


class PlainTokenizer:
    """What the models ask of a tokenizer, by the names that transformers has for it."""

    is_fast = True

    def __init__(self, folder: Path, config: Mapping[str, Any]) -> None:
        """`config` is tokenizer_config.json. Raises a bare Exception for a file that cannot be parsed."""
        self._folder = folder
        self._tokenizer = Tokenizer.from_file(str(folder / FILE))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._special = {
            name: token.get("content") if isinstance(token, dict) else token
            for name, token in config.items()
            if name.endswith("_token") and token
        }
        self.all_special_tokens = list(dict.fromkeys(self._special.values()))
        self.model_max_length = int(config.get("model_max_length") or UNLIMITED)
        self.bos_token_id, self.eos_token_id = self._id("bos_token"), self._id("eos_token")
        self.cls_token_id, self.sep_token_id = self._id("cls_token"), self._id("sep_token")
        self.pad_token_id, self.unk_token_id = self._id("pad_token"), self._id("unk_token")

    def __call__(
        self,
        text: str,
        *,
        add_special_tokens: bool = True,
        return_offsets_mapping: bool = False,
        truncation: bool = False,
        max_length: int | None = None,
        verbose: bool = True,  # noqa: ARG002  # nothing here warns
    ) -> Encoded:
        """A text that is cut has no special token at its end."""
        encoding = self._tokenizer.encode(text, add_special_tokens=add_special_tokens)
        return Encoded(encoding, max_length if truncation else None, offsets=return_offsets_mapping)

    def decode(self, ids: Sequence[int], *, skip_special_tokens: bool = False) -> str:
        return str(self._tokenizer.decode(list(ids), skip_special_tokens=skip_special_tokens))

    def convert_tokens_to_ids(self, token: str) -> int | None:
        """The unknown token's where there is none."""
        found: int | None = self._tokenizer.token_to_id(token)
        return self.unk_token_id if found is None else found

    def get_added_vocab(self) -> dict[str, int]:
        return {token.content: number for number, token in self._tokenizer.get_added_tokens_decoder().items()}

    def apply_chat_template(
        self,
        messages: Sequence[Mapping[str, str]],
        *,
        tokenize: bool,  # noqa: ARG002  # never asked for
        add_generation_prompt: bool,
    ) -> str:
        """The messages as the network was trained to read them."""
        return self._template.render(messages=messages, add_generation_prompt=add_generation_prompt, **self._special)

    @cached_property
    def _template(self) -> Template:
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
        return environment.from_string((self._folder / TEMPLATE).read_text(encoding="utf-8"))

    def _id(self, name: str) -> int | None:
        token = self._special.get(name)
        found: int | None = None if token is None else self._tokenizer.token_to_id(token)
        return found
