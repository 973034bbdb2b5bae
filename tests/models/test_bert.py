"""The BERT that does without transformers: the same answers, and only where it is that network."""

import json
import shutil

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import AutoConfig, BertForTokenClassification

from pipeline.models import bert
from pipeline.models.packed import FILE, pack, reader
from pipeline.models.reference import WEIGHTS, locate

ROWS = [[1, 5, 9, 2], [1, *range(4, 40), 2], [1, 2]]


def load(folder, dtype=torch.float32):
    return bert.load(folder, json.loads((folder / "config.json").read_text()), dtype)


def padded():
    longest = max(map(len, ROWS))
    ids = torch.tensor([row + [0] * (longest - len(row)) for row in ROWS])
    mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in ROWS])
    return ids, mask


@pytest.fixture
def copy(tmp_path, tiny_tagger):
    def make(**config):
        made = shutil.copytree(tiny_tagger, tmp_path / "copy")
        path = made / "config.json"
        data = json.loads(path.read_text()) | config
        path.write_text(json.dumps({key: value for key, value in data.items() if value != "left out"}))
        return made

    return make


@pytest.fixture
def packed(tiny_tagger, tmp_path):
    folder = shutil.copytree(tiny_tagger, tmp_path / "packed", ignore=shutil.ignore_patterns("*.safetensors"))
    save_file(pack(load_file(tiny_tagger / "model.safetensors")), folder / FILE)
    return folder


@pytest.mark.parametrize("model", ["tiny_tagger", "packed", "embedded:fluency"])
def test_answers_as_transformers_does(model, request):
    folder = locate(model).folder if model.startswith("embedded:") else request.getfixturevalue(model)
    ids, mask = padded()
    theirs = BertForTokenClassification(AutoConfig.from_pretrained(folder)).eval()
    get = reader(folder)
    theirs.load_state_dict({name: get(name) for name, _ in theirs.named_parameters()})
    with torch.inference_mode():
        expected = theirs(input_ids=ids, attention_mask=mask).logits
        found = load(folder)(input_ids=ids, attention_mask=mask).logits
    seen = mask.bool()
    torch.testing.assert_close(found[seen], expected[seen], rtol=1e-4, atol=1e-4)


def test_every_row_as_if_alone(tiny_tagger):
    network = load(tiny_tagger)
    ids, mask = padded()
    together = network(input_ids=ids, attention_mask=mask).logits
    for k, row in enumerate(ROWS):
        torch.testing.assert_close(together[k, : len(row)], network(torch.tensor([row])).logits[0])


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_ready_to_be_used(dtype, tiny_tagger):
    network = load(tiny_tagger, dtype)
    assert network.dtype == dtype
    assert {parameter.dtype for parameter in network.parameters()} == {dtype}
    assert not network.training
    assert not any(parameter.is_meta for parameter in network.parameters())


@pytest.mark.parametrize(
    "config",
    [
        {"architectures": ["BertForSequenceClassification"]},
        {"architectures": ["RobertaForTokenClassification"], "model_type": "roberta"},
        {"hidden_act": "relu"},
        {"position_embedding_type": "relative_key"},
        {"is_decoder": True},
        {"quantization_config": {"bits": 4}},
        {"layer_norm_eps": "left out"},
        {"id2label": {}},
        {"num_hidden_layers": 2},
        {"intermediate_size": 7},
    ],
    ids=str,
)
def test_any_other_network_is_left_to_transformers(config, copy):
    assert load(copy(**config)) is None


@pytest.mark.parametrize("fault", ["missing", "renamed", "cut"])
def test_a_file_that_is_not_whole_is_left_to_transformers(fault, copy):
    folder = copy()
    path = folder / "model.safetensors"
    if fault == "missing":
        path.unlink()
    elif fault == "cut":
        path.write_bytes(path.read_bytes()[:100])
    else:
        tensors = load_file(path)
        tensors["bert.embeddings.LayerNorm.gamma"] = tensors.pop("bert.embeddings.LayerNorm.weight")
        save_file(tensors, path, metadata={"format": "pt"})
    assert load(folder) is None


@pytest.mark.parametrize("folder", [path.parent for path in WEIGHTS.glob("*/config.json")], ids=lambda path: path.name)
def test_embedded_taggers_come_this_way(folder):
    config = json.loads((folder / "config.json").read_text())
    if config["architectures"] == ["BertForTokenClassification"]:
        assert load(folder) is not None
