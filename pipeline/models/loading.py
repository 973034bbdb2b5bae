"""Reading a model's folder into memory: safetensors only, never code from the folder."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from pipeline.errors import ModelError
from pipeline.models.device import Place
from pipeline.models.kinds import Kind, Task, kind_of
from pipeline.models.reference import Located, check_kind, read_json

AUTO_CLASSES = {
    "seq2seq": "AutoModelForSeq2SeqLM",
    "causal": "AutoModelForCausalLM",
    "classifier": "AutoModelForSequenceClassification",
    "tagger": "AutoModelForTokenClassification",
    "salience": "AutoModelForTokenClassification",
}
TASK_KINDS: dict[Task, Kind] = {
    "write": "writer",
    "extract": "salience",
    "perplexity": "causal",
    "classifier": "classifier",
    "tagger": "tagger",
}
# Tensors that are computed, not learned, and that some checkpoints leave out.
COMPUTED = ("embed_positions", "position_ids", "rotary", "inv_freq", "final_logits_bias")
PLAIN_TOKENIZERS = ("TokenizersBackend", "PreTrainedTokenizerFast")  # the same class under its newer and older name
NO_LIMIT = 1_000_000  # tokenizers without a limit of their own say 1e30
# Families whose positions start after the id of padding.
AFTER_PAD = ("roberta", "roberta-prelayernorm", "xlm-roberta", "xlm-roberta-xl", "camembert", "longformer", "mpnet")
T5_LIMIT = 512  # tokens; T5 has no bound but was trained on this many


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model with its tokenizer, in evaluation mode, on its device."""

    located: Located
    kind: Kind
    network: Any
    tokenizer: Any
    place: Place
    generation: Any
    """The checkpoint's GenerationConfig as it came, or None where the model does not generate."""
    identity: str
    """`Located.identity`, worked out once: it may take a hash over gigabytes."""

    @property
    def config(self) -> Any:
        return self.network.config

    @property
    def text_config(self) -> Any:
        """That of the part that reads."""
        config = self.config
        return config.get_text_config() if self.kind == "causal" else getattr(config, "encoder", config)


def load(located: Located, task: Task, place: Place) -> Loaded:
    """Loads a model for a task. Raises ModelError, in one line, when it does not fit or cannot be read."""
    _refuse_code(located)
    kind = kind_of(located.config())
    check_kind(located.reference, kind, task)
    if kind == "unknown":
        kind = _kind_by_type(located, task)
    network, missing = _network(located, kind, place)
    if missing:
        raise ModelError(
            f"{located.reference}: {len(missing)} of its weights are not in the file (such as {missing[0]}); "
            "choose a model that was trained for this task"
        )
    generation = getattr(network, "generation_config", None)
    return Loaded(located, kind, network, _tokenizer(located, network), place, generation, located.identity)


def input_limit(loaded: Loaded) -> int:
    """Most tokens that the network takes in at once, special tokens included."""
    text = loaded.text_config
    limits = _bounds(text, "max_encoder_position_embeddings", "max_position_embeddings", "n_positions")
    if text.model_type in AFTER_PAD:
        limits = [limit - 1 - (text.pad_token_id or 0) for limit in limits]
    if loaded.tokenizer.model_max_length < NO_LIMIT:
        limits.append(loaded.tokenizer.model_max_length)
    return min([limit for limit in limits if limit > 0], default=T5_LIMIT)


def output_limit(loaded: Loaded) -> int | None:
    """Most tokens that an encoder-decoder can write; None where its positions have no bound, as in T5."""
    config = getattr(loaded.config, "decoder", loaded.config)
    return min(_bounds(config, "max_decoder_position_embeddings", "max_position_embeddings"), default=None)


def _bounds(config: Any, *names: str) -> list[int]:
    """The first of the named numbers that a configuration has, in a list; empty where it has none."""
    found = [getattr(config, name, None) for name in names]
    return [number for number in found if isinstance(number, int)][:1]


def _refuse_code(located: Located) -> None:
    """Raises ModelError for a model whose architecture is code in its own folder."""
    config = located.config()
    if "auto_map" not in config:
        return
    from transformers import CONFIG_MAPPING

    if config.get("model_type") not in CONFIG_MAPPING:
        raise ModelError(
            f"{located.reference}: is run by code from its own repository, and such code is never run here; "
            "choose a model of an architecture that transformers knows"
        )


def _kind_by_type(located: Located, task: Task) -> Kind:
    """The kind of a model whose config.json names no architecture: what its family can do."""
    from transformers.models.auto import modeling_auto as auto

    family = located.config().get("model_type")
    if task != "generate":
        return TASK_KINDS[task]
    if family in auto.MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES:
        return "seq2seq"
    if family in auto.MODEL_FOR_CAUSAL_LM_MAPPING_NAMES:
        return "causal"
    raise ModelError(f"{located.reference}: models of type {family!r} do not write text; choose another model")


def _network(located: Located, kind: Kind, place: Place) -> tuple[Any, list[str]]:
    """The network and the names of weights that its file lacks."""
    from pipeline.models import bert

    if kind == "writer":
        return _moved(_writer(located, place.plain_dtype), located, place), []
    plain = bert.load(located.folder, located.config(), place.plain_dtype)
    network, missing = (plain, []) if plain else _from_transformers(located, kind, place.dtype)
    return _moved(network, located, place), missing


def _writer(located: Located, dtype: Any) -> Any:
    """A writer's network, which is a Llama and never one of transformers. Raises ModelError."""
    from safetensors import SafetensorError

    from pipeline.models import llama

    try:
        network = llama.load(located.folder, located.config(), dtype)
    except KeyError as error:
        raise ModelError(f"{located.reference}: its file lacks the weight {error}; export it anew") from None
    except (OSError, RuntimeError, SafetensorError) as error:
        raise ModelError(f"{located.reference}: cannot be loaded as writer: {_line(error)}") from None
    if network is None:
        raise ModelError(f"{located.reference}: writes statements, but is no plain Llama; export it anew")
    return network


def _moved(network: Any, located: Located, place: Place) -> Any:
    """The network on its device, which may have no room for it."""
    try:
        return network.to(place.device)
    except RuntimeError as error:  # torch.OutOfMemoryError is one
        raise ModelError(
            f"{located.reference}: cannot be put on {place.device}: {_line(error)}; free memory there, or set "
            "runtime.dtype: bfloat16, runtime.device: cpu, or a smaller model"
        ) from None


def _from_transformers(located: Located, kind: Kind, dtype: Any) -> tuple[Any, list[str]]:
    import transformers
    from safetensors import SafetensorError

    _quiet()
    try:
        network, report = getattr(transformers, AUTO_CLASSES[kind]).from_pretrained(
            located.folder,
            dtype=dtype,
            use_safetensors=True,
            local_files_only=True,
            trust_remote_code=False,
            output_loading_info=True,
        )
    except (OSError, ValueError, KeyError, RuntimeError, ImportError, SafetensorError) as error:
        raise ModelError(f"{located.reference}: cannot be loaded as {kind}: {_line(error)}") from None
    missing = sorted(key for key in report["missing_keys"] if not any(name in key for name in COMPUTED))
    return network.train(False), missing


def _tokenizer(located: Located, network: Any) -> Any:
    try:
        return _plain_tokenizer(located, network) or _tokenizer_of_transformers(located)
    except Exception as error:  # tokenizers raises bare Exception for a file it cannot parse
        raise ModelError(f"{located.reference}: its tokenizer cannot be loaded: {_line(error)}") from None


def _plain_tokenizer(located: Located, network: Any) -> Any:
    """That of a network in plain torch; None where its files do not say it all."""
    from pipeline.models import bert, llama, tokens

    path = located.folder / "tokenizer_config.json"
    config = read_json(path, located.reference) if path.is_file() else {}
    whole = config.get("tokenizer_class") in PLAIN_TOKENIZERS and (located.folder / tokens.FILE).is_file()
    plain = whole and isinstance(network, bert.Bert | llama.Llama)
    return tokens.PlainTokenizer(located.folder, config) if plain else None


def _tokenizer_of_transformers(located: Located) -> Any:
    from transformers import AutoTokenizer

    _quiet()
    return AutoTokenizer.from_pretrained(located.folder, local_files_only=True, trust_remote_code=False)


def _quiet() -> None:
    """Transformers logs no more than we do; progress is the command's to show."""
    from transformers.utils.logging import disable_progress_bar, set_verbosity

    set_verbosity(max(logging.WARNING, logging.getLogger().getEffectiveLevel()))
    disable_progress_bar()  # type: ignore[no-untyped-call]  # untyped there


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__
