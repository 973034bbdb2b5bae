"""Weights in few bits: what is unpacked is what was stored, adapters added."""

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from pipeline.config.schema import Runtime, SummarizeConfig
from pipeline.errors import ModelError
from pipeline.models import Models
from pipeline.models.packed import FILE, pack, reader, unpack
from pipeline.models.writer import Request

REQUESTS = [[Request("summary", ("The new metro line opened in the city.",), "Metro")]]


def four_bits(values):
    """A weight of whole numbers 0 to 15 as blocks with scale 1 and least value 0."""
    blocks = values.reshape(len(values), -1, 2, 16)
    codes = (blocks[:, :, 0] | (blocks[:, :, 1] << 4)).to(torch.uint8)
    ones = torch.ones(codes.shape[:2], dtype=torch.float16)
    return {"layer.q4": codes, "layer.scale": ones, "layer.least": ones * 0}


def test_four_bits():
    values = torch.from_numpy(np.random.default_rng(0).integers(0, 16, (3, 64)))
    stored = four_bits(values)
    assert torch.equal(dict(unpack(stored))["layer.weight"], values.float())
    stored |= {"layer.scale": stored["layer.scale"] * 2, "layer.least": stored["layer.scale"] * -8}
    assert torch.equal(dict(unpack(stored))["layer.weight"], values.float() * 2 - 8)


def test_eight_bits():
    codes = torch.arange(-64, 64, dtype=torch.int8).reshape(2, 2, 32)
    scale = torch.tensor([[1, 2], [4, 0.5]], dtype=torch.float16)
    weight = dict(unpack({"layer.q8": codes, "layer.scale": scale}))["layer.weight"]
    assert weight.shape == (2, 64)
    assert (weight[0, 0], weight[0, 32], weight[1, 0], weight[1, 63]) == (-64, -64, 0, 31.5)


def test_what_is_packed_is_unpacked_within_half_a_step():
    table, bias = torch.randn(40, 64), torch.randn(40)
    table[3, :32] = 0
    stored = pack({"a.layer.weight": table, "a.layer.bias": bias, "norm.weight": bias, "head.weight": table[:3]})
    assert set(stored) == {"a.layer.q8", "a.layer.scale", "a.layer.bias", "norm.weight", "head.weight"}
    found = dict(unpack(stored))
    steps = table.reshape(40, 2, 32).abs().amax(dim=-1, keepdim=True) / 127
    assert ((found["a.layer.weight"] - table).reshape(40, 2, 32).abs() <= 0.52 * steps).all()
    assert torch.equal(found["a.layer.bias"], bias.half().float())
    assert torch.equal(found["head.weight"], table[:3].half().float())


def test_adapters_are_added():
    values = torch.zeros(3, 64, dtype=torch.long)
    down, up = torch.randn(2, 64), torch.randn(3, 2)
    weight = dict(unpack(four_bits(values) | {"layer.down": down, "layer.up": up}))["layer.weight"]
    assert torch.allclose(weight, up @ down)


def test_a_file_is_read_by_name_packed_or_not(tmp_path):
    norm = torch.ones(4, dtype=torch.float16)
    save_file({"norm.weight": norm}, tmp_path / "model.safetensors")
    assert torch.equal(reader(tmp_path)("norm.weight"), norm)
    save_file({"norm.weight": norm * 2}, tmp_path / FILE)
    assert torch.equal(reader(tmp_path)("norm.weight"), norm.float() * 2)
    with pytest.raises(KeyError):
        reader(tmp_path)("other.weight")


@pytest.fixture
def packed_writer(tiny_writer, tmp_path):
    """The tiny writer with its weights in a packed file instead, the embeddings in eight bits."""
    for path in tiny_writer.iterdir():
        if path.suffix != ".safetensors":
            (tmp_path / path.name).write_bytes(path.read_bytes())
    tensors = load_file(tiny_writer / "model.safetensors")
    rows = tensors.pop("model.embed_tokens.weight")
    scale = rows.abs().amax(dim=1, keepdim=True).half() / 127
    tensors["model.embed_tokens.q8"] = (rows / scale.float()).round().clamp(-127, 127).to(torch.int8)[:, None]
    tensors["model.embed_tokens.scale"] = scale
    save_file(tensors, tmp_path / FILE)
    return tmp_path


def test_a_packed_model_is_loaded_like_any(packed_writer, tiny_writer):
    def network(folder):
        return Models(Runtime(device="cpu", dtype="float32"))._load(str(folder), None, "write").network

    plain, packed = network(tiny_writer), network(packed_writer)
    assert type(packed) is type(plain)
    for name, tensor in plain.state_dict().items():
        assert torch.allclose(packed.state_dict()[name], tensor, atol=0.01), name
    assert not packed.training


def test_a_packed_file_that_lacks_weights_is_refused(packed_writer):
    tensors = load_file(packed_writer / FILE)
    del tensors["model.norm.weight"]
    save_file(tensors, packed_writer / FILE)
    with pytest.raises(ModelError, match=r"its file lacks the weight 'model\.norm\.q8'; export it anew"):
        Models(Runtime(device="cpu")).writer(SummarizeConfig(model=str(packed_writer)))
