"""A model file of llama.cpp, block by block: the same bits in the order and under the names of transformers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from pipeline.models.packed import BLOCK, EIGHT, FOUR, LEAST, SCALE

# Names of GGUF's llama architecture, and those of transformers.
PARTS = {
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
    "attn_norm": "input_layernorm",
    "ffn_norm": "post_attention_layernorm",
}


def packed_base(gguf: Path, config: dict[str, Any], kept: Sequence[int] | None) -> dict[str, torch.Tensor]:
    """The base's blocks as they are in its file, without the rows of the pieces that were cut."""
    from gguf import GGUFReader

    tensors: dict[str, torch.Tensor] = {}
    for tensor in GGUFReader(gguf).tensors:
        name = name_of(tensor.name)
        rows = np.array(tensor.data).reshape(int(tensor.shape[-1]) if len(tensor.shape) > 1 else 1, -1)
        kind = tensor.tensor_type.name
        if kind == "F32":
            tensors[f"{name}.weight"] = torch.from_numpy(rows.view(np.float32).reshape(-1)).half()
            continue
        heads = {"q_proj": "num_attention_heads", "k_proj": "num_key_value_heads"}.get(name.rpartition(".")[2])
        rows = rows.view(np.uint8)
        if heads:
            rows = rows[turned(len(rows), config[heads])]
        if name in ("model.embed_tokens", "lm_head") and kept is not None:
            rows = rows[list(kept)]
        tensors |= {f"{name}{part}": value for part, value in BLOCKS[kind](rows).items()}
    return tensors


def name_of(name: str) -> str:
    """The module's name in transformers."""
    parts = name.removesuffix(".weight").split(".")
    if parts[0] == "blk":
        return f"model.layers.{parts[1]}.{PARTS[parts[2]]}"
    return {"token_embd": "model.embed_tokens", "output_norm": "model.norm", "output": "lm_head"}[parts[0]]


def turned(rows: int, heads: int) -> np.ndarray:
    """The order of rows that transformers has and llama.cpp has not: halves of a head apart, not in turn."""
    return np.arange(rows).reshape(heads, rows // heads // 2, 2).swapaxes(1, 2).reshape(-1)


def four_bits(rows: np.ndarray) -> dict[str, torch.Tensor]:
    """Blocks of Q4_1: scale and least value in half precision, 32 codes in 16 bytes."""
    blocks = rows.reshape(len(rows), -1, 4 + BLOCK // 2)
    ends = blocks[..., :4].copy().view(np.float16)
    codes = blocks[..., 4:].copy()
    return {
        FOUR: torch.from_numpy(codes),
        SCALE: torch.from_numpy(ends[..., 0].copy()),
        LEAST: torch.from_numpy(ends[..., 1].copy()),
    }


def eight_bits(rows: np.ndarray) -> dict[str, torch.Tensor]:
    """Blocks of Q8_0: a scale in half precision, 32 codes in as many bytes."""
    blocks = rows.reshape(len(rows), -1, 2 + BLOCK)
    scale = blocks[..., :2].copy().view(np.float16)[..., 0]
    return {
        EIGHT: torch.from_numpy(blocks[..., 2:].copy().view(np.int8)),
        SCALE: torch.from_numpy(scale.copy()),
    }


BLOCKS = {"Q4_1": four_bits, "Q8_0": eight_bits}
