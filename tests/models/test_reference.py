"""From a reference to a folder: what is found, and what is refused in one line that says what to do."""

import json
import shutil

import pytest

from pipeline.errors import ModelError
from pipeline.models import check_reference, fetch, known_embedded
from pipeline.models.reference import content_hash, identity_of, locate, size_of


def folder_with(folder, **files):
    folder.mkdir()
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return folder


REFUSED = [
    ("", "not a model reference"),
    ("two words", "not a model reference; give embedded:NAME, a local folder, or a hub id"),
    ("own/er/name", "no such folder"),
    ("./missing", "no such folder"),
    ("/missing/folder", "no such folder"),
    ("~nobody-of-that-name/x", "no such folder"),
    ("..\\models", "no such folder"),
    ("bad..name/x", "not a model reference"),
    ("x" * 5000, "not a model reference"),
    ("nul\0byte", "not a model reference"),
    ("embedded:", "no such embedded model; there are: lexrank"),
    ("embedded:lexrnk", "did you mean 'embedded:lexrank'?"),
    ("owner/missing", "run `pipeline models fetch owner/missing` on a machine with network"),
    ("models/missing", "no such folder, not whole in the local cache"),
]


@pytest.fixture(autouse=True)
def empty_cache(tmp_path, monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))


@pytest.mark.parametrize(("reference", "message"), REFUSED)
def test_refused_in_one_line(reference, message):
    with pytest.raises(ModelError) as caught:
        locate(reference)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(("reference", "message"), [r for r in REFUSED if "/missing" not in r[0] or r[0][0] in "./"])
def test_fetch_refuses_before_it_reaches_for_the_network(reference, message, monkeypatch):
    monkeypatch.setattr("pipeline.models.hub.download", lambda *_: pytest.fail("reached for the network"))
    with pytest.raises(ModelError, match=r"\S"):
        fetch(reference)


FOLDERS = [
    ({}, "no config.json in"),
    ({"adapter_config__json": "{}"}, "it holds an adapter only; merge it into its base model"),
    ({"config__json": "{}"}, "no .safetensors file in"),
    (
        {"config__json": "{}", "pytorch_model__bin": ""},
        "only weights that can run code when they are loaded (pytorch_model.bin)",
    ),
]


@pytest.mark.parametrize(("files", "message"), FOLDERS)
def test_folder_without_what_it_takes(files, message, tmp_path):
    with pytest.raises(ModelError) as caught:
        locate(str(folder_with(tmp_path / "model", **files)))
    assert message in str(caught.value)


@pytest.mark.parametrize("text", ["{", "[]", "\x80"])
def test_broken_config(text, tmp_path):
    folder = folder_with(tmp_path / "model", model__safetensors="")
    (folder / "config.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(ModelError, match=r"config\.json"):
        check_reference(str(folder))


def test_file_is_no_folder(tmp_path):
    path = tmp_path / "model.safetensors"
    path.write_bytes(b"")
    with pytest.raises(ModelError, match="is a file, not a folder"):
        locate(str(path))


def test_only_hub_models_have_revisions(tiny_bart):
    for reference in (str(tiny_bart), "embedded:lexrank"):
        with pytest.raises(ModelError, match="only hub models have revisions"):
            locate(reference, "main")


def test_check_says_kind_size_and_place(tiny_bart):
    assert check_reference(str(tiny_bart), task="generate").startswith(
        f"{tiny_bart}: there, an encoder-decoder that writes text, {size_of(tiny_bart) / 1e6:.1f} MB in"
    )


@pytest.mark.parametrize(
    ("model", "task", "wanted"),
    [
        ("tiny_classifier", "generate", "what is needed here is an encoder-decoder"),
        ("tiny_bart", "perplexity", "what is needed here is a causal language model"),
        ("tiny_chat", "classifier", "what is needed here is a sequence classifier"),
        ("tiny_classifier", "tagger", "what is needed here is a token classifier"),
    ],
)
def test_wrong_kind(model, task, wanted, request):
    with pytest.raises(ModelError) as caught:
        check_reference(str(request.getfixturevalue(model)), task=task)
    assert wanted in str(caught.value)


def test_extractive_summariser_cannot_score():
    with pytest.raises(ModelError, match="cannot score"):
        check_reference("embedded:lexrank", task="tagger")


def test_home_folder(tiny_bart, monkeypatch):
    monkeypatch.setenv("HOME", str(tiny_bart.parent))
    assert locate(f"~/{tiny_bart.name}").folder == tiny_bart


def test_identity_notices_swapped_weights(tiny_bart, tmp_path):
    copy = shutil.copytree(tiny_bart, tmp_path / "copy")
    before = locate(str(copy)).identity
    assert before == f"{copy}@{content_hash(tiny_bart)}"
    (copy / "README.md").write_text("a card decides nothing")
    assert locate(str(copy)).identity == before
    weights = bytearray((copy / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    (copy / "model.safetensors").write_bytes(weights)
    assert locate(str(copy)).identity != before


def test_embedded_models_are_whole():
    names = [model.name for model in known_embedded()]
    assert names[0] == "lexrank"
    for model in known_embedded()[1:]:
        found = locate(f"embedded:{model.name}")
        assert found.source == "embedded"
        assert model.size_bytes > 0
        assert json.loads((found.folder / "config.json").read_text())["architectures"]


def test_an_identity_tells_the_models_that_are_asked_as_well():
    assert identity_of("embedded:writer") == ", ".join(
        locate(name).identity for name in ("embedded:writer", "embedded:salience")
    )
    assert f", {locate('embedded:writer').identity}" in identity_of("embedded:fluency")
