"""The model that training begins with: SmolLM2-135M-Instruct as a Python package carries it, its vocabulary cut."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipeline.models.packed import unpack
from scripts.train.writer.blocks import packed_base

KEPT_MERGES = 24_000  # of 48,900: the frequent ones; rarer words fall into more pieces
TEMPLATE = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)


def begin(gguf: Path, folder: Path) -> None:
    """Writes the network and its tokenizer as a folder of transformers, in half precision."""
    from transformers import AutoConfig, AutoTokenizer, LlamaConfig, LlamaForCausalLM

    where = {"pretrained_model_name_or_path": str(gguf.parent), "gguf_file": gguf.name}
    tokenizer, kept = cut(AutoTokenizer.from_pretrained(**where))
    described = AutoConfig.from_pretrained(**where).to_dict()
    config = LlamaConfig(**{key: described[key] for key in KEPT_SETTINGS}, vocab_size=len(kept))
    network = LlamaForCausalLM(config)
    network.load_state_dict(dict(unpack(packed_base(gguf, config.to_dict(), kept))), strict=False)
    network.half().save_pretrained(folder)
    tokenizer.save_pretrained(folder)


KEPT_SETTINGS = (
    *("hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads", "num_key_value_heads"),
    *("head_dim", "hidden_act", "max_position_embeddings", "rms_norm_eps", "rope_parameters", "tie_word_embeddings"),
    *("attention_bias", "mlp_bias", "bos_token_id", "eos_token_id", "pad_token_id"),
)


def kept_pieces(gguf: Path) -> list[int]:
    """The old number of every piece that is kept, in their new order."""
    from transformers import AutoTokenizer

    return cut(AutoTokenizer.from_pretrained(gguf.parent, gguf_file=gguf.name))[1]


def cut(tokenizer: Any, merges: int = KEPT_MERGES) -> tuple[Any, list[int]]:
    """The tokenizer without its rarer pieces, and the old number of every piece it keeps."""
    from tokenizers import Tokenizer
    from transformers import PreTrainedTokenizerFast

    described = json.loads(tokenizer.backend_tokenizer.to_str())
    model = described["model"]
    dropped = {"".join(merge) for merge in model["merges"][merges:]}
    model["merges"] = model["merges"][:merges]
    dropped -= {"".join(merge) for merge in model["merges"]}
    order = sorted(model["vocab"].items(), key=lambda item: item[1])
    kept = [(piece, number) for piece, number in order if piece not in dropped]
    model["vocab"] = {piece: new for new, (piece, _) in enumerate(kept)}
    for token in described["added_tokens"]:
        token["id"] = model["vocab"][token["content"]]
    # Each digit is a piece of its own, which the package's file does not say.
    digits = {"type": "Digits", "individual_digits": True}
    described["pre_tokenizer"] = {"type": "Sequence", "pretokenizers": [digits, described["pre_tokenizer"]]}
    made_tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=Tokenizer.from_str(json.dumps(described)),
        model_max_length=2048,
        bos_token="<|im_start|>",
        eos_token="<|im_end|>",
        pad_token="<|im_end|>",
        unk_token="<|endoftext|>",
        chat_template=TEMPLATE,
        clean_up_tokenization_spaces=False,
    )
    return made_tokenizer, [number for _, number in kept]
