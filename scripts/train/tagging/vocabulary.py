"""A smaller vocabulary that knows letter case, made from an uncased one.

Dropped: unused slots and pieces that training text never calls for. Added: capitalised forms of pieces that occur
so ("The", "china" -> "China"), which begin as copies of their lower-case rows, so nothing learned is lost.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

import torch
from transformers import PreTrainedTokenizerFast

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
_LATIN = re.compile(r"(##)?[\x21-\x7e\u2010-\u2026\u20ac\u00a3\u00b0]+\Z")


def choose(tokenizer: Any, texts: Iterable[str], size: int, cased: int) -> dict[str, str]:
    """New pieces in order, each with the old piece whose row it begins as: `cased` capitalised ones among `size`."""
    counts: Counter[str] = Counter()
    titles: Counter[tuple[str, str]] = Counter()
    for text in texts:
        encoded = tokenizer(text, return_offsets_mapping=True, add_special_tokens=False, truncation=False)
        pieces = tokenizer.convert_ids_to_tokens(encoded["input_ids"])
        counts.update(pieces)
        for piece, (start, end) in zip(pieces, encoded["offset_mapping"], strict=True):
            surface = text[start:end]
            if surface != surface.lower() and surface.isascii():
                titles[("##" + surface if piece.startswith("##") else surface, piece)] += 1
    known = tokenizer.get_vocab()
    plain = [piece for piece in known if _LATIN.match(piece) and piece not in SPECIAL]
    plain.sort(key=lambda piece: (len(piece.removeprefix("##")) > 1, -counts[piece], known[piece]))
    chosen = {piece: piece for piece in (*SPECIAL, *plain[: size - cased - len(SPECIAL)])}
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":  # single letters first, so that no capital is unknown
        chosen |= {letter: letter.lower(), "##" + letter: "##" + letter.lower()}
    for (surface, piece), _ in titles.most_common():
        if len(chosen) >= size:
            break
        if surface not in chosen and piece in chosen:
            chosen[surface] = piece
    return chosen


def rebuild(tokenizer: Any, pieces: dict[str, str]) -> PreTrainedTokenizerFast:
    """The tokenizer with the new pieces, and without lower-casing."""
    described = json.loads(tokenizer.backend_tokenizer.to_str())
    described["model"]["vocab"] = {piece: index for index, piece in enumerate(pieces)}
    described["normalizer"] |= {"lowercase": False, "strip_accents": True}
    described["truncation"] = described["padding"] = None
    described["added_tokens"] = [
        token | {"id": index}
        for index, name in enumerate(SPECIAL)
        for token in described["added_tokens"]
        if token["content"] == name
    ]
    for token, value in described["post_processor"].get("special_tokens", {}).items():
        value["ids"] = [SPECIAL.index(token)]
    return wrap(described)


def wrap(described: dict[str, Any]) -> PreTrainedTokenizerFast:
    """A tokenizer as transformers wants it, from the description the tokenizers library writes."""
    from tokenizers import Tokenizer

    return PreTrainedTokenizerFast(
        tokenizer_object=Tokenizer.from_str(json.dumps(described)),
        model_max_length=512,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
    )


def adopt(model: Any, old: dict[str, int], pieces: dict[str, str]) -> None:
    """Gives the model one embedding row per new piece, copied from the piece it comes from."""
    table = model.get_input_embeddings().weight.data
    rows = torch.stack([table[old[source]] for source in pieces.values()])
    model.resize_token_embeddings(len(pieces), mean_resizing=False)
    model.get_input_embeddings().weight.data.copy_(rows)
