"""The Llama that does without transformers: the same words, and only where it is that network."""

import json
import shutil

import pytest
import torch
from transformers import AutoConfig, LlamaForCausalLM

from pipeline.errors import ModelError
from pipeline.models import decoding, llama, loading
from pipeline.models.linear import EIGHT_BITS
from pipeline.models.packed import reader
from pipeline.models.reference import locate
from pipeline.models.writer import Request, encode

ROWS = [[1, 5, 9, 7], [1, 5, *range(4, 40)], [1, 5, 30]]
MOST = 12


def load(folder, dtype=torch.float32):
    return llama.load(folder, json.loads((folder / "config.json").read_text()), dtype)


def of_transformers(folder):
    network = LlamaForCausalLM(AutoConfig.from_pretrained(folder)).eval()
    get = reader(folder)
    network.load_state_dict({name: get(name) for name, _ in network.named_parameters()}, strict=False)
    return network


def continued(network, row, *, end):
    with torch.inference_mode():
        made = network.generate(torch.tensor([row]), max_new_tokens=MOST, do_sample=False, pad_token_id=end)
    return made[0, len(row) :].tolist()


def until(row, end):
    return row[: row.index(end) + 1] if end in row else row


@pytest.fixture
def folder(request, tiny_writer):
    return tiny_writer if request.param == "tiny" else locate("embedded:writer").folder


@pytest.mark.parametrize("folder", ["tiny", "embedded"], indirect=True)
def test_writes_what_transformers_writes(folder):
    network, theirs = load(folder), of_transformers(folder)
    end = network.config.eos_token_id
    (made,) = decoding.write(network, [ROWS], MOST)
    expected = [until(continued(theirs, row, end=end), end) for row in ROWS]
    assert [list(text.ids) for text in made] == expected
    for row, text in zip(ROWS, made, strict=True):
        with torch.inference_mode():
            logits = theirs(torch.tensor([[*row, *text.ids]])).logits[0, len(row) - 1 : -1]
        chances = logits.log_softmax(dim=-1)
        assert text.likelihood == pytest.approx(chances[range(len(text.ids)), text.ids].sum().item(), abs=1e-3)
    assert [text.ids for (text,) in decoding.write(network, [[row] for row in ROWS], MOST)] == expected


@pytest.mark.parametrize("precision", [torch.float32, EIGHT_BITS])
def test_a_group_is_answered_to_the_last_bit_as_alone(precision):
    network = load(locate("embedded:writer").folder, precision)
    groups = [ROWS[k % 3 : 3] + ROWS[: k % 3 + 1] for k in range(decoding.AT_ONCE + 2)]
    together = decoding.write(network, groups, MOST)
    assert together == [decoding.write(network, [group], MOST)[0] for group in groups]


def test_eight_bits_are_close():
    located = locate("embedded:writer")
    plain, quantised = load(located.folder), load(located.folder, EIGHT_BITS)
    text = "The central library opened on Monday after a renovation that took two years and cost 14.6 million euros."
    row = encode(loading._tokenizer(located, quantised), Request("summary", (text,), "A library opens"))
    with torch.inference_mode():
        one, other = (n.next(n.norm(n.states([row], len(n.layers))[0][-1:])).softmax(-1) for n in (plain, quantised))
    assert (one - other).abs().sum() / 2 < 0.1  # total variation


@pytest.mark.parametrize(
    "changed",
    [
        {"attention_bias": True},
        {"hidden_act": "gelu"},
        {"model_type": "mistral"},
        {"rope_parameters": {"rope_type": "yarn", "rope_theta": 1e4}},
        {"head_dim": None},
    ],
)
def test_another_network_is_refused(tiny_writer, tmp_path, changed):
    folder = shutil.copytree(tiny_writer, tmp_path / "copy")
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | changed))
    assert load(folder) is None
    with pytest.raises(ModelError, match="writes statements, but is no plain Llama; export it anew"):
        loading._writer(locate(str(folder)), torch.float32)
