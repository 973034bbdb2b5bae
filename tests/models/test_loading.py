"""Reading a model's folder: what is refused, and how much each architecture reads and writes."""

import json
import shutil

import pytest
import torch
from safetensors.torch import load_file, save_file

from pipeline.config.schema import Runtime
from pipeline.errors import ModelError
from pipeline.models.device import choose_place
from pipeline.models.loading import input_limit, load, output_limit
from pipeline.models.reference import locate


def loaded(folder, task="generate", **runtime):
    return load(locate(str(folder)), task, choose_place(Runtime(device="cpu", **runtime)))


@pytest.fixture
def copy(tmp_path):
    def make(folder, **config):
        made = shutil.copytree(folder, tmp_path / "copy")
        path = made / "config.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | config))
        return made

    return make


@pytest.mark.parametrize(
    ("model", "task", "kind", "reads", "writes"),
    [
        ("tiny_bart", "generate", "seq2seq", 128, 128),
        ("tiny_t5", "generate", "seq2seq", 512, None),
        ("tiny_pegasus", "generate", "seq2seq", 128, 128),
        ("tiny_marian", "generate", "seq2seq", 128, 128),
        ("tiny_led", "generate", "seq2seq", 256, 64),
        ("tiny_chat", "generate", "causal", 1024, 1024),
        ("tiny_chat", "perplexity", "causal", 1024, 1024),
        ("tiny_classifier", "classifier", "classifier", 64, 64),
        ("tiny_tagger", "tagger", "tagger", 64, 64),
    ],
)
def test_every_kind(model, task, kind, reads, writes, request):
    made = loaded(request.getfixturevalue(model), task)
    assert (made.kind, input_limit(made), output_limit(made)) == (kind, reads, writes)
    assert not made.network.training
    assert made.network.dtype == torch.float32
    assert made.identity == made.located.identity


@pytest.mark.parametrize("model", ["tiny_bart", "tiny_tagger"])
@pytest.mark.parametrize("error", [torch.OutOfMemoryError("CUDA out of memory.\nTried"), RuntimeError("CUDA error")])
def test_device_without_room_for_the_network(model, error, request, monkeypatch):
    def full(self, *_):
        raise error

    task = "generate" if model == "tiny_bart" else "tagger"
    folder = request.getfixturevalue(model)
    monkeypatch.setattr(torch.nn.Module, "to", full)
    with pytest.raises(ModelError, match=r"cannot be put on cpu: CUDA .*; free memory there") as caught:
        loaded(folder, task)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize("dtype", ["bfloat16", "float16", "float32"])
def test_precision_is_what_was_asked_not_what_was_saved(dtype, tiny_bart):
    assert loaded(tiny_bart, dtype=dtype).network.dtype == getattr(torch, dtype)


def test_tokenizer_may_read_less_than_the_network(copy, tiny_bart):
    folder = copy(tiny_bart)
    path = folder / "tokenizer_config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"model_max_length": 40}))
    assert input_limit(loaded(folder)) == 40


@pytest.mark.parametrize(("family", "limit"), [("roberta", 61), ("bert", 64)])
def test_positions_that_start_after_padding(family, limit, tiny_classifier):
    made = loaded(tiny_classifier, "classifier")
    made.config.model_type = family
    made.config.pad_token_id = 2
    assert input_limit(made) == limit


@pytest.mark.parametrize(
    ("model", "task", "kind"),
    [
        ("tiny_bart", "generate", "seq2seq"),
        ("tiny_chat", "generate", "causal"),
        ("tiny_chat", "perplexity", "causal"),
        ("tiny_classifier", "classifier", "classifier"),
    ],
)
def test_unnamed_architecture_goes_by_its_family(model, task, kind, copy, request):
    assert loaded(copy(request.getfixturevalue(model), architectures=None), task).kind == kind


def test_family_that_does_not_write(copy, tiny_classifier):
    made = copy(tiny_classifier, architectures=None, model_type="distilbert")
    with pytest.raises(ModelError, match="models of type 'distilbert' do not write text"):
        loaded(made)


def test_wrong_kind(tiny_classifier):
    with pytest.raises(ModelError, match="is a sequence classifier, and what is needed here is"):
        loaded(tiny_classifier)


def test_code_of_a_repository_is_never_run(copy, tiny_chat):
    folder = copy(tiny_chat, model_type="own_kind", auto_map={"AutoModelForCausalLM": "modeling_own.Own"})
    (folder / "modeling_own.py").write_text("raise SystemExit('this code ran')")
    with pytest.raises(ModelError, match="such code is never run here"):
        loaded(folder)


def test_unknown_family(copy, tiny_chat):
    with pytest.raises(ModelError, match="cannot be loaded as causal"):
        loaded(copy(tiny_chat, model_type="of_next_year"))


def test_a_head_that_was_never_trained(copy, tiny_classifier):
    folder = copy(tiny_classifier)
    weights = load_file(folder / "model.safetensors")
    kept = {name: tensor for name, tensor in weights.items() if not name.startswith("classifier")}
    save_file(kept, folder / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(ModelError, match=r"2 of its weights are not in the file \(such as classifier\.bias\)"):
        loaded(folder, "classifier")


@pytest.mark.parametrize("damage", [b"", b"not safetensors at all", None])
def test_damaged_weights(damage, copy, tiny_bart):
    path = copy(tiny_bart) / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-100] if damage is None else damage)
    with pytest.raises(ModelError, match="cannot be loaded as seq2seq") as caught:
        loaded(path.parent)
    assert "\n" not in str(caught.value)


def test_weights_of_another_shape(copy, tiny_bart):
    with pytest.raises(ModelError, match="cannot be loaded as seq2seq"):
        loaded(copy(tiny_bart, d_model=16))


@pytest.mark.parametrize("damage", ["", "{", "{}"])
def test_damaged_tokenizer(damage, copy, tiny_bart):
    folder = copy(tiny_bart)
    (folder / "tokenizer.json").write_text(damage)
    with pytest.raises(ModelError, match="its tokenizer cannot be loaded") as caught:
        loaded(folder)
    assert "\n" not in str(caught.value)


def test_bert2bert(tmp_path):
    """Two encoders joined, as early summarisers were made."""
    from transformers import BertConfig, EncoderDecoderConfig, EncoderDecoderModel

    from tests.tiny import SIZE, save, word_tokenizer

    tokenizer = word_tokenizer(around="<s> $A </s>")
    sizes = {"vocab_size": len(tokenizer), "hidden_size": SIZE, "intermediate_size": SIZE, "num_hidden_layers": 1}
    encoder = BertConfig(**sizes, num_attention_heads=2, max_position_embeddings=48)
    decoder = BertConfig(**sizes, num_attention_heads=2, max_position_embeddings=32)
    config = EncoderDecoderConfig.from_encoder_decoder_configs(
        encoder, decoder, decoder_start_token_id=1, pad_token_id=0, eos_token_id=2
    )
    made = loaded(save(tmp_path / "bert2bert", EncoderDecoderModel(config), tokenizer))
    assert (made.kind, input_limit(made), output_limit(made)) == ("seq2seq", 48, 32)
