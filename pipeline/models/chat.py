"""The second way to write: as the answer in a chat, where the article is fenced data."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.errors import ModelError
from pipeline.models.answers import THINKING, Answer, decode, is_whole, without_thoughts
from pipeline.models.backend import Fields, Voice, generate, in_batches, pad_id, token_ids
from pipeline.models.batches import Row, pad
from pipeline.models.guard import Neutraliser, control_ids, control_tokens, fence, markers_in, without_brackets
from pipeline.models.loading import Loaded, input_limit
from pipeline.models.prompts import DATA_RULE, SYSTEM, fill

PROBE = "A system message to look for."


class ChatBackend:
    """An instruction-tuned causal model: the article is fenced data inside the user's message."""

    def __init__(self, loaded: Loaded, voice: Voice) -> None:
        """Raises ModelError for a model that cannot be chatted with, or reads too little for its own answer."""
        if not loaded.tokenizer.chat_template:
            raise ModelError(
                f"{loaded.located.reference}: has no chat template, so it cannot follow an instruction; "
                "choose an instruction-tuned model or an encoder-decoder such as BART, PEGASUS or T5"
            )
        self._loaded = loaded
        self._voice = voice
        self.limit = _room(loaded, voice)
        self._system = f"{voice.system or SYSTEM} {DATA_RULE}"
        self._separate_system = self._accepts_system()
        frame = self._render("")
        self._thinks = frame.rstrip().endswith(THINKING[0])
        self._clean = Neutraliser(control_tokens(loaded.tokenizer) | markers_in(frame))
        self._reserved = control_ids(loaded.tokenizer)
        self._frame = self._controls(self._ids("x", {}))

    def encode(self, text: str, fields: Fields) -> list[int]:
        ids = self._ids(self._clean(text), {name: self._clean(value) for name, value in fields.items()})
        if self._controls(ids) != self._frame:  # a tokenizer that normalises can still make control tokens
            ids = self._ids(without_brackets(text), {name: without_brackets(v) for name, v in fields.items()})
        return ids

    def count(self, text: str) -> int:
        return len(token_ids(self._loaded.tokenizer, self._clean(text), special=False))

    def write(self, rows: Sequence[Row]) -> list[Answer]:
        return in_batches(self._loaded, self._voice, rows, self._write)

    def _ids(self, text: str, fields: Fields) -> list[int]:
        article = fence(text, title=fields.get("title"))
        prompt = fill(self._voice.template, {**fields, "text": article})
        return token_ids(self._loaded.tokenizer, self._render(prompt), special=False)

    def _controls(self, ids: Sequence[int]) -> list[int]:
        return [i for i in ids if i in self._reserved]

    def _accepts_system(self) -> bool:
        """Some templates raise an error on a system message (Gemma's) or drop it; it then opens the user's."""
        from jinja2 import TemplateError

        try:
            return PROBE in self._template([{"role": "system", "content": PROBE}, {"role": "user", "content": "u"}])
        except TemplateError:
            return False

    def _render(self, prompt: str) -> str:
        from jinja2 import TemplateError

        alone = [{"role": "user", "content": f"{self._system}\n\n{prompt}"}]
        both = [{"role": "system", "content": self._system}, {"role": "user", "content": prompt}]
        try:
            return self._template(both if self._separate_system else alone)
        except TemplateError as error:
            raise ModelError(
                f"{self._loaded.located.reference}: its chat template fails: {' '.join(str(error).split())}; "
                "choose another model or mend its chat_template"
            ) from None

    def _template(self, messages: list[dict[str, str]]) -> str:
        # enable_thinking is a variable of some templates; the others ignore it.
        return str(
            self._loaded.tokenizer.apply_chat_template(
                messages, tokenize=False, add_generation_prompt=True, enable_thinking=False
            )
        )

    def _write(self, rows: list[Row]) -> list[Answer]:
        ids, mask = pad(rows, pad_id(self._loaded), self._loaded.place.device, left=True)
        made = generate(self._loaded, self._voice, ids, mask)[:, ids.shape[1] :]
        return [
            Answer(
                without_thoughts(decode(self._loaded.tokenizer, row), begun=self._thinks),
                is_whole(row, self._voice.generation),
            )
            for row in made.tolist()
        ]


def _room(loaded: Loaded, voice: Voice) -> int:
    """Tokens that are left for the prompt beside the answer."""
    limit, answer = input_limit(loaded), int(voice.generation.max_new_tokens)
    if answer >= limit:
        raise ModelError(
            f"{loaded.located.reference}: reads {limit} tokens in all, "
            f"no more than generation.max_new_tokens ({answer}); lower that setting"
        )
    return limit - answer
