"""Generation settings: the checkpoint's, ours and the user's, checked before anything is generated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.config.load import did_you_mean
from pipeline.errors import ConfigError
from pipeline.models.kinds import Kind

# Settings of transformers' GenerationConfig that shape one text and are only data.
OFFERED = frozenset(
    """max_new_tokens min_new_tokens early_stopping num_beams length_penalty no_repeat_ngram_size
    encoder_no_repeat_ngram_size repetition_penalty encoder_repetition_penalty exponential_decay_length_penalty
    do_sample temperature top_k top_p min_p typical_p epsilon_cutoff eta_cutoff renormalize_logits
    bad_words_ids suppress_tokens begin_suppress_tokens sequence_bias guidance_scale remove_invalid_values
    forced_bos_token_id forced_eos_token_id bos_token_id eos_token_id pad_token_id decoder_start_token_id
    use_cache cache_implementation""".split()
)
REFUSED = {
    "max_length": "set max_new_tokens, which does not count the prompt",
    "min_length": "set min_new_tokens, which does not count the prompt",
    "max_time": "what is written may not depend on the speed of a machine; set max_new_tokens",
    "num_return_sequences": "one text is written per article",
    "num_beam_groups": "group beam search left transformers in version 5",
    "diversity_penalty": "group beam search left transformers in version 5",
    "constraints": "constrained beam search left transformers in version 5",
    "force_words_ids": "constrained beam search left transformers in version 5",
    "penalty_alpha": "contrastive search left transformers in version 5",
    "dola_layers": "DoLa left transformers in version 5",
}
WRITERS = "max_new_tokens"  # all that there is to set of a writer
SAMPLING = ("temperature", "top_k", "top_p", "min_p", "typical_p", "epsilon_cutoff", "eta_cutoff")

# What checkpoints bring from their own task and would fight with ours (bart-large-cnn: lengths of 142 and 56), or
# what would make more, or other, than one text.
NEUTRAL = dict.fromkeys(["min_new_tokens", "prompt_lookup_num_tokens", "return_dict_in_generate", *REFUSED])
# What we set even where the checkpoint has it otherwise: chat checkpoints sample, and a report must be repeatable.
OURS = {"do_sample": False, "use_cache": True, **dict.fromkeys(SAMPLING)}
# What we set where neither the checkpoint nor the user does.
SEQ2SEQ_DEFAULTS = {"num_beams": 4, "no_repeat_ngram_size": 3, "early_stopping": True}
TOKENS_PER_WORD = 2  # English needs 1.2 to 1.5; the rest is room to finish a sentence
SPARE_TOKENS = 32
IDS = ("bos_token_id", "eos_token_id", "pad_token_id", "decoder_start_token_id")


def tokens_for(words: int) -> int:
    """New tokens to allow for so many words."""
    return TOKENS_PER_WORD * words + SPARE_TOKENS


def check_names(settings: Mapping[str, Any], stage: str) -> None:
    """Raises ConfigError for a setting that is not offered; needs no torch."""
    for key in settings:
        where = f"stages -> {stage} -> generation -> {key}"
        if key in REFUSED:
            raise ConfigError(f"{where}: cannot be set; {REFUSED[key]}")
        if key not in OFFERED:
            raise ConfigError(f"{where}: not a generation setting that is offered{did_you_mean(key, OFFERED)}")
    idle = [key for key in SAMPLING if key in settings]
    if idle and not settings.get("do_sample"):
        raise ConfigError(
            f"stages -> {stage} -> generation -> {idle[0]}: has no effect without do_sample: true; add that or remove it"
        )


def check_writer(settings: Mapping[str, Any], model: str, stage: str) -> None:
    """Raises ConfigError for what a model that writes statement by statement does not take."""
    for key, value in settings.items():
        where = f"stages -> {stage} -> generation -> {key}"
        if key != WRITERS:
            raise ConfigError(f"{where}: {model} always takes the likeliest word; only {WRITERS} can be set")
        if type(value) is not int or value < 1:
            raise ConfigError(f"{where}: {value!r} is no number of tokens; give a whole number above 0")


def check_values(settings: Mapping[str, Any], stage: str) -> None:
    """Raises ConfigError for a setting whose value makes no sense to transformers, which it imports."""
    try:
        _generation_config(**settings).validate()
    except (ValueError, TypeError) as error:
        raise ConfigError(f"stages -> {stage} -> generation: {' '.join(str(error).split())}") from None


def settle(base: Any, kind: Kind, settings: Mapping[str, Any], *, words: int, most: int | None = None) -> Any:
    """A GenerationConfig of its own for one generator: the checkpoint's, then our defaults, then the user's.

    `words` is what the stage wants at most; `most` the tokens that the network can write, where it has a bound.
    """
    from copy import deepcopy

    made = deepcopy(base)
    made.update(**NEUTRAL)
    made.update(**OURS)
    wanted = tokens_for(words)
    made.update(**{"max_new_tokens": min(wanted, most or wanted), **settings})
    if kind == "seq2seq":
        made.update(**{key: value for key, value in SEQ2SEQ_DEFAULTS.items() if getattr(made, key) is None})
    if made.num_beams == 1 and "early_stopping" not in settings:
        made.update(early_stopping=None)  # transformers warns of it where there are no beams
    return made


def keep_ids_only(base: Any) -> Any:
    """What stays on the model itself: `generate` fills every unset field of a config that it is given from there."""
    return _generation_config(**{name: getattr(base, name, None) for name in IDS})


def _generation_config(**settings: Any) -> Any:
    from transformers import GenerationConfig

    return GenerationConfig(**settings)  # type: ignore[no-untyped-call]  # transformers leaves it untyped
