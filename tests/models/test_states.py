"""What a language model's states give away: the states that transformers finds, and where a tagger asks for them."""

import json
import shutil

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from transformers import AutoConfig, LlamaForCausalLM

from pipeline.config.schema import Runtime, TaggerScorer
from pipeline.errors import ModelError
from pipeline.models import Models, llama
from pipeline.models.packed import reader
from pipeline.models.reading import Reading
from pipeline.models.reference import locate
from pipeline.models.states import FILE, START, StateTagger

TEXTS = ["The new metro line opened in the city on Monday.", "People like it.", ""]
LABELS = 7


@pytest.fixture
def loaded(tiny_writer):
    return Models(Runtime(device="cpu", threads=1))._load(str(tiny_writer), None, "write")


def weights(width: int, seed: int = 0) -> dict[str, torch.Tensor]:
    made = torch.Generator().manual_seed(seed)
    sizes = {"within.weight": (8, 2 * width), "within.bias": (8,), "out.weight": (LABELS, 8), "out.bias": (LABELS,)}
    drawn = {name: torch.randn(size, generator=made) for name, size in sizes.items()}
    return {"mean": torch.zeros(width), "scale": torch.ones(width)} | drawn


@pytest.fixture
def folder(tmp_path, loaded):
    """A tagger of the embedded kind that asks the tiny model."""
    found = shutil.copytree(locate("embedded:fluency").folder, tmp_path / "fluency")
    save_file(weights(loaded.config.hidden_size), found / FILE)
    notes = json.loads((found / "pipeline.json").read_text())
    (found / "pipeline.json").write_text(json.dumps(notes | {"language_model": loaded.located.reference}))
    return found


def test_chances_are_those_of_transformers():
    folder = locate("embedded:writer").folder
    theirs, get = LlamaForCausalLM(AutoConfig.from_pretrained(folder)).eval(), reader(folder)
    theirs.load_state_dict({name: get(name) for name, _ in theirs.named_parameters()}, strict=False)
    row = [0, *range(300, 320)]
    with torch.inference_mode():
        answer = theirs(torch.tensor([row]), output_hidden_states=True)
    logits = answer.logits[0, :-1].log_softmax(dim=-1)
    ours = llama.load(folder, json.loads((folder / "config.json").read_text()), torch.float32)
    found = ours.likelihoods([row, row[:9], row])
    assert found[0] == found[2]
    assert found[1] == pytest.approx(found[0][:8], abs=1e-4)
    assert found[0] == pytest.approx(logits[range(20), row[1:]].tolist(), abs=1e-3)
    (states,) = ours.states([row], 3)
    assert torch.allclose(states, answer.hidden_states[3][0], rtol=1e-3, atol=1e-3)


def test_each_word_has_the_state_of_its_last_token(loaded):
    text = "A metro line, opened"
    tagger = StateTagger(loaded)
    (found,) = tagger.states([text])
    ids = loaded.tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
    start = loaded.tokenizer.convert_tokens_to_ids(START)
    all_states = loaded.network.states([[start, *ids["input_ids"]]], tagger._layers)[0][1:]
    ends = [end for _, end in ids["offset_mapping"]]
    assert torch.equal(found, all_states[[ends.index(end) for end in (1, 7, 13, 20)]])


def test_a_long_text_is_read_in_windows_and_company_changes_nothing(folder, loaded):
    tagger = StateTagger(loaded, folder)
    long = " ".join(TEXTS[0] for _ in range(60))
    together = tagger.read([long, *TEXTS])
    for one, text in zip(together, (long, *TEXTS), strict=True):
        (alone,) = tagger.read([text])
        assert len(one.starts) == len(text.split())
        assert np.array_equal(one.chances, alone.chances)
        assert one.chances.sum(axis=1) == pytest.approx(np.ones(len(one.starts)))


def test_a_second_reading_counts_as_much_as_the_first():
    def of(*chances: float) -> np.ndarray:
        return np.asarray([chances])

    places = np.asarray([0]), np.asarray([5])
    both = Reading(*places, of(1.0, 0.0), Reading(*places, of(0.5, 0.5)))
    assert both.over(0, 5).tolist() == [0.75, 0.25]


def test_a_tagger_asks_where_it_was_calibrated_so(folder, loaded):
    asked, alone = (
        Models(Runtime(device="cpu")).scorer(TaggerScorer(kind="tagger", model=str(folder), language_model=wanted))
        for wanted in (True, False)
    )
    assert f"|states:{loaded.located.reference}@" in asked.signature
    assert "states" not in alone.signature
    assert asked.calibration != alone.calibration
    both, one = (judge.read(TEXTS[:1])[0] for judge in (asked, alone))
    assert one.second is None
    expected = (one.over(0, 3) + StateTagger(loaded, folder).read(TEXTS[:1])[0].over(0, 3)) / 2
    assert both.over(0, 3) == pytest.approx(expected)


def test_lost_weights_are_named(folder):
    (folder / FILE).unlink()
    with pytest.raises(ModelError, match=r"states\.safetensors: cannot be read"):
        Models(Runtime(device="cpu")).scorer(TaggerScorer(kind="tagger", model=str(folder)))
