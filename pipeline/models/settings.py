"""Generation settings: the checkpoint's, ours and the user's, checked before anything is generated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.config.load import did_you_mean
from pipeline.errors import ConfigError
from pipeline.models.kinds import Kind

# What we set where neither the checkpoint nor the user does.
SEQ2SEQ_DEFAULTS = {"num_beams": 4, "no_repeat_ngram_size": 3}
# What we set even where the checkpoint has it otherwise: chat checkpoints sample, and a report must be repeatable.
CAUSAL_SETTINGS = {"do_sample": False, "temperature": None, "top_p": None, "top_k": None}
# Lengths that checkpoints bring from their own task (bart-large-cnn: 142 and 56) and that would fight with ours.
NEUTRAL = {"max_length": None, "min_length": None}
REFUSED = {
    "num_return_sequences": "one text is written per article",
    "num_beam_groups": "group beam search left transformers in version 5",
    "constraints": "constrained beam search left transformers in version 5",
    "force_words_ids": "constrained beam search left transformers in version 5",
    "return_dict_in_generate": "only the text is used",
    "assistant_early_exit": "assisted generation is not supported",
}
TOKENS_PER_WORD = 2  # English needs 1.2 to 1.5; the rest is room to finish a sentence
SPARE_TOKENS = 32
IDS = ("bos_token_id", "eos_token_id", "pad_token_id", "decoder_start_token_id")


def tokens_for(words: int) -> int:
    """New tokens to allow for so many words."""
    return TOKENS_PER_WORD * words + SPARE_TOKENS


def check_settings(settings: Mapping[str, Any], stage: str) -> None:
    """Raises ConfigError for a setting that transformers does not know or that makes no sense here."""
    from transformers import GenerationConfig

    known = {name for name in vars(GenerationConfig()) if not name.startswith("_")}
    for key in settings:
        where = f"stages -> {stage} -> generation -> {key}"
        if key in REFUSED:
            raise ConfigError(f"{where}: cannot be set; {REFUSED[key]}")
        if key not in known:
            raise ConfigError(f"{where}: unknown generation setting{did_you_mean(key, known)}")
    try:
        GenerationConfig(**settings).validate()
    except (ValueError, TypeError) as error:
        raise ConfigError(f"stages -> {stage} -> generation: {' '.join(str(error).split())}") from None


def settle(base: Any, kind: Kind, settings: Mapping[str, Any], *, words: int) -> Any:
    """A GenerationConfig of its own for one generator: the checkpoint's, then our defaults, then the user's."""
    from copy import deepcopy

    made = deepcopy(base)
    made.update(**NEUTRAL)
    if kind == "causal":
        made.update(**CAUSAL_SETTINGS)
    else:
        made.update(**{key: value for key, value in SEQ2SEQ_DEFAULTS.items() if getattr(made, key) is None})
    if not {"max_new_tokens", "max_length"} & settings.keys():
        made.update(max_new_tokens=tokens_for(words))
    made.update(**settings)
    return made


def keep_ids_only(base: Any) -> Any:
    """What stays on the model itself: `generate` fills every unset field of a config that it is given from there."""
    from transformers import GenerationConfig

    return GenerationConfig(**{name: getattr(base, name, None) for name in IDS})
