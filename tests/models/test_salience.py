"""Networks that rank sentences: what they read, and that nobody's company changes what they say."""

import json
import shutil

import numpy as np
import pytest

from pipeline.config.schema import KeyPointsConfig, Runtime, SummarizeConfig
from pipeline.errors import ModelError
from pipeline.models import Models, check_reference, identity_of, is_extractive
from pipeline.models.salience import SENTENCE_TOKENS, windows

METRO = ("The new metro line opened in the city.", "The council said people will use it .", "A bridge was built.")
LIBRARY = ("The library opened on Monday.",)


@pytest.fixture
def door():
    return Models(Runtime(device="cpu"))


@pytest.fixture
def salience(door, tiny_salience):
    return door.salience(SummarizeConfig(model=str(tiny_salience)))


def same(one, two):
    return (
        np.array_equal(one.summary, two.summary)
        and np.array_equal(one.points, two.points)
        and all(map(np.array_equal, one.kept, two.kept))
    )


def test_one_number_a_sentence_and_one_chance_a_character(salience):
    (found,) = salience.read([("Metro", METRO)])
    assert found.summary.shape == found.points.shape == (3,)
    assert len(set(found.summary)) == 3
    assert [len(chances) for chances in found.kept] == [len(text) for text in METRO]
    assert all(0 <= chances.min() <= chances.max() <= 1 for chances in found.kept)


def test_alone_as_in_company_and_as_remembered(salience, tiny_salience):
    together = salience.read([("Metro", METRO), (None, LIBRARY), ("Metro", METRO)])
    assert same(together[0], together[2])
    assert same(together[0], salience.read([("Metro", METRO)])[0])
    fresh = Models(Runtime(device="cpu")).salience(SummarizeConfig(model=str(tiny_salience)))
    assert same(together[1], fresh.read([(None, LIBRARY)])[0])


@pytest.mark.parametrize("title", [None, "Metro opens"])
@pytest.mark.parametrize("most", [8, 20, 512])
def test_every_sentence_is_in_one_window(title, most, salience):
    tokenizer = salience._loaded.tokenizer
    found = list(windows(tokenizer, METRO, title, most))
    held = [{number for number, _, _ in window.places} - {-1} for window in found]
    assert sorted(number for numbers in held for number in numbers) == [0, 1, 2]
    assert all(len(window.ids) == len(window.places) for window in found)
    assert all(len(window.ids) <= most or len(numbers) == 1 for window, numbers in zip(found, held, strict=True))


def test_the_rest_of_an_endless_sentence_is_not_read(salience):
    (window,) = windows(salience._loaded.tokenizer, ["city " * 1000], None)
    assert len(window.ids) <= SENTENCE_TOKENS + 1


def test_stages_share_one_and_are_described(door, tiny_salience):
    first = door.salience(SummarizeConfig(model=str(tiny_salience)))
    assert door.salience(KeyPointsConfig(model=str(tiny_salience))) is first
    assert set(door.describe().values()) == {identity_of(str(tiny_salience))}


def test_is_known_as_extractive(tiny_salience, tiny_tagger, tiny_bart):
    assert is_extractive(str(tiny_salience))
    assert not any(map(is_extractive, (str(tiny_tagger), str(tiny_bart), "owner/name", "embedded:fluency")))
    assert "what a brief would keep" in check_reference(str(tiny_salience), task="generate")
    with pytest.raises(ModelError, match="what is needed here is a causal language model"):
        check_reference(str(tiny_salience), task="perplexity")


@pytest.mark.parametrize(
    ("notes", "said"),
    [({}, "salience: "), ({"salience": {"dropped": 2}}, "salience -> summary: Field required")],
)
def test_notes_that_lack_the_fit_are_told(notes, said, door, tiny_salience, tmp_path):
    folder = shutil.copytree(tiny_salience, tmp_path / "model")
    (folder / "pipeline.json").write_text(json.dumps(notes))
    with pytest.raises(ModelError, match=f"pipeline.json, {said}.*; export it anew"):
        door.salience(SummarizeConfig(model=str(folder)))
