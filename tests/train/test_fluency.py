"""The fluency recipe: what it learns from, in what order, and that it can be stopped and gone on with."""

from __future__ import annotations

import argparse
import itertools
import json
import lzma
import random
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from pipeline.evaluate.ratings import LABELS, Mark, Rated
from scripts.train.fluency import broad, calibrate, corrupt, items, loss
from scripts.train.fluency.batches import TOGETHER, collate, rated_batches
from scripts.train.fluency.data import is_held_out, token_targets
from scripts.train.fluency.export import export
from scripts.train.fluency.train import draw, train
from scripts.train.tagging import checkpoint
from scripts.train.tagging.start import rate
from scripts.train.tagging.vocabulary import SPECIAL, adopt, choose, rebuild
from tests import tiny

SENTENCE = "The city council said on Monday that the new metro line in the old town was opened by the minister."
POOL = ["bridge", "plan", "river"]
MINOR, WRONG = LABELS.index("fluency-minor"), LABELS.index("accuracy-major")


@pytest.mark.parametrize(
    ("raters", "expected"),
    [
        ([[]], {"O": 1.0}),
        ([[Mark(0, 4, MINOR)]], {"fluency-minor": 1.0}),
        ([[Mark(4, 8, MINOR)]], {"O": 1.0}),
        ([[Mark(2, 3, MINOR)], []], {"O": 0.5, "fluency-minor": 0.5}),
        ([[Mark(0, 4, MINOR), Mark(0, 4, WRONG)]], {"fluency-minor": 0.5, "accuracy-major": 0.5}),
        ([[Mark(0, 4, MINOR), Mark(0, 4, MINOR + 1)]], {"fluency-major": 1.0}),
    ],
)
def test_targets_are_shares_of_raters(raters: list[list[Mark]], expected: dict[str, float]) -> None:
    (row,) = token_targets([(0, 4)], raters)
    assert {label: share for label, share in zip(LABELS, row, strict=True) if share} == pytest.approx(expected)


def test_one_document_in_twelve_is_held_out_by_its_name() -> None:
    held = [name for name in (f"doc-{k}" for k in range(1200)) if is_held_out(name)]
    assert 70 < len(held) < 130
    assert all(is_held_out(name) for name in held)


@pytest.mark.parametrize("operation", dict.fromkeys(corrupt.OPERATIONS), ids=lambda operation: operation.__name__)
def test_a_planted_fault_changes_the_words_and_marks_one_of_them(operation: Any) -> None:
    rng, words, changed = random.Random(0), SENTENCE.split(), 0
    for at in list(range(len(words))) * 5:
        found = operation(words[at : at + 4], at, POOL, rng)
        if found is not None:
            new, wrong = found
            changed += new != words[at : at + 4]
            assert wrong and all(0 <= index < len(new) and 0 < label < len(LABELS) for index, label in wrong)
    assert changed


def test_marks_of_planted_faults_slice_the_text() -> None:
    rng, faulty = random.Random(1), 0
    for _ in range(200):
        text, marks = corrupt.corrupt(SENTENCE, POOL, rng, 3)
        faulty += bool(marks)
        assert marks or text == SENTENCE
        for mark in marks:
            word = text[mark.start : mark.end]
            assert word and " " not in word
    assert faulty > 180


@pytest.mark.parametrize(
    ("before", "after", "marked"),
    [
        ("the line open", "the line opened", ["open"]),
        ("the new line", "the line", ["new"]),
        ("line opened", "the line opened", ["line"]),  # a missing word marks the one that follows
        ("line opened", "line opened today", []),  # nothing follows
        ("a b c", "a b c", []),
    ],
)
def test_words_that_a_post_editor_changed(before: str, after: str, marked: list[str]) -> None:
    marks = broad.changed_marks(before.split(), after.split(), MINOR)
    assert [before[mark.start : mark.end] for mark in marks] == marked


@pytest.mark.parametrize(
    ("tokenised", "written"),
    [
        ("He said , `` no '' .", 'He said, "no".'),
        ("( the plan ) isn 't new", "(the plan) isn 't new"),
        ("the council 's plan ; 5 %", "the council's plan; 5%"),
    ],
)
def test_detokenized(tokenised: str, written: str) -> None:
    assert broad.detokenized(tokenised) == written


def test_other_fields_are_read(tmp_path: Path) -> None:
    rows = {
        "pair": "de-en",
        "source": "s",
        "system": "A",
        "target": "The plan are new.",
        "errors": [
            {"start": 9, "end": 12, "category": "Grammar", "severity": "Major"},
            {"start": 4, "end": 8, "category": "Terminology", "severity": "Critical"},
            {"start": 16, "end": 17, "category": "Punctuation", "severity": "Minor"},
            {"start": 0, "end": 3, "category": "Style", "severity": "Neutral"},
        ],
    }
    (tmp_path / "bio.jsonl").write_text(json.dumps(rows) + "\n", encoding="utf-8")
    (example,) = broad.read_biomedical(tmp_path / "bio.jsonl")
    assert [LABELS[mark.label] for mark in example.raters[0]] == [
        "fluency-major",
        "accuracy-major",
        "fluency-punctuation",
    ]
    assert (example.fluency, example.total) == (5.1, 10.1)
    (tmp_path / "edits.jsonl").write_text(
        json.dumps({"mt": "the line open now .", "post_edit": "the line opened now ."}) + "\n", encoding="utf-8"
    )
    (example,) = broad.read_post_edits(tmp_path / "edits.jsonl")
    assert example.text == "the line open now."
    assert [[mark.label for mark in rater] for rater in example.raters] == [[MINOR], [WRONG]]


@pytest.mark.parametrize(("certainty", "expected"), [(1.0, [0.0, 1.0]), (0.7, [0.3, 0.7])])
def test_soften_leaves_clean_and_special_tokens_alone(certainty: float, expected: list[float]) -> None:
    table = torch.zeros(3, len(LABELS))
    table[0, MINOR] = table[1, 0] = 1
    soft = items.soften(table, certainty)
    assert soft[0, [0, MINOR]].tolist() == pytest.approx(expected)
    assert soft[1, 0] == 1
    assert soft[2].sum() == 0


def test_clean_sentences_begin_and_end_like_sentences() -> None:
    text = f"{SENTENCE} Short one. {SENTENCE}\n\nno capital at the start of this line and no mark at its end either"
    assert list(items.sentences_of([text])) == [SENTENCE, SENTENCE]


def uncased() -> Any:
    """A WordPiece tokenizer as BERT's, and small."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    letters = "abcdefghijklmnopqrstuvwxyz"
    inner = [f"##{letter}" for letter in letters]
    pieces = [*SPECIAL, "[unused1]", *letters, ".", *inner, "##ed", "the", "line", "open", "城"]
    core = Tokenizer(models.WordPiece({piece: k for k, piece in enumerate(pieces)}, unk_token="[UNK]"))
    core.normalizer = normalizers.BertNormalizer(lowercase=True)
    core.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    core.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    core.add_special_tokens(list(SPECIAL))
    return PreTrainedTokenizerFast(tokenizer_object=core, unk_token="[UNK]", pad_token="[PAD]")


def test_the_new_vocabulary_knows_capitals_and_begins_with_what_was_known() -> None:
    old = uncased()
    pieces = choose(old, ["The line opened.", "the Line open."], 200, 100)
    assert "城" not in pieces
    assert "[unused1]" not in choose(old, ["The line opened."], 92, 30)
    assert pieces["The"] == "the" and pieces["Line"] == "line" and pieces["Q"] == "q"
    new = rebuild(old, pieces)
    assert new.convert_ids_to_tokens(new("The line opened.")["input_ids"]) == [
        "[CLS]", "The", "line", "open", "##ed", ".", "[SEP]",
    ]  # fmt: skip
    model = SimpleNamespace(table=torch.nn.Embedding(len(old), 4))
    model.get_input_embeddings = lambda: model.table
    model.resize_token_embeddings = lambda size, mean_resizing: setattr(model, "table", torch.nn.Embedding(size, 4))
    before = model.table.weight.detach().clone()
    adopt(model, old.get_vocab(), pieces)
    assert len(model.table.weight) == len(pieces)
    row = list(pieces).index("The")
    assert torch.equal(model.table.weight[row], before[old.get_vocab()["the"]])


def item(length: int, group: str, fluency: float = 0.0) -> items.Item:
    targets = torch.zeros(length, len(LABELS))
    targets[1:-1, 0] = 1
    return items.Item(tuple(range(length)), targets, group, fluency, fluency)


def test_batches_keep_translations_together_and_lengths_alike() -> None:
    rng = random.Random(0)
    rated = [item(4 + k % 30, f"g{k // 10}") for k in range(600)]
    seen: list[str] = []
    for batch in itertools.islice(rated_batches(rated, 400, rng), 40):
        groups = [one.group for one in batch]
        assert all(groups.count(group) == TOGETHER for group in groups)
        assert len(batch) * max(len(one.ids) for one in batch) <= 400 or len(set(groups)) == 1
        seen += dict.fromkeys(groups)
    assert len(set(seen)) > 50


def test_collate_pads_with_what_takes_no_part() -> None:
    ids, mask, targets = collate([item(3, "a"), item(5, "a")])
    assert ids.shape == mask.shape == (2, 5)
    assert mask.sum(dim=1).tolist() == [3, 5]
    assert targets[0, 2:].sum() == 0


@pytest.mark.parametrize(
    ("scores", "better"),
    [([0.0, 1.0], True), ([1.0, 0.0], False)],
)
def test_rank_loss_wants_the_raters_order(scores: list[float], better: bool) -> None:
    tie = loss.rank_loss(torch.tensor([0.5, 0.5]), torch.tensor([0.0, 3.0]), ["g", "g"])
    found = loss.rank_loss(torch.tensor(scores), torch.tensor([0.0, 3.0]), ["g", "g"])
    assert (found < tie) == better


def test_rank_loss_compares_translations_of_one_source_only() -> None:
    assert loss.rank_loss(torch.tensor([1.0, 0.0]), torch.tensor([0.0, 3.0]), ["g", "h"]) == 0
    assert loss.rank_loss(torch.tensor([1.0, 0.0]), torch.tensor([2.0, 2.0]), ["g", "g"]) == 0


@pytest.mark.parametrize(("progress", "least", "most"), [(0.0, 0.25, 0.35), (1.0, 0.25, 0.35)])
def test_other_fields_thin_out_and_planted_faults_stay(progress: float, least: float, most: float) -> None:
    rng = random.Random(0)
    kinds = [draw(progress, 0.3, 0.2, rng) for _ in range(4000)]
    assert least < kinds.count("planted") / len(kinds) < most
    assert ("broad" in kinds) == (progress < 1)


def test_the_rate_rises_and_falls() -> None:
    rates = [rate(k / 100, 1.0) for k in range(101)]
    assert max(rates) == pytest.approx(1.0, abs=0.02)
    assert rates[0] == 0
    assert 0 < rates[-1] <= 0.02


def rated(doc: str, *, fluency: float, system: str = "A", marks: tuple[Mark, ...] = ()) -> Rated:
    return Rated(SENTENCE, f"{doc}|1", doc, system, (marks,), fluency, fluency)


def test_expected_penalties_sum_to_those_of_the_raters() -> None:
    tagged, words, penalties = np.array([0.1, 0.3]), np.array([10.0, 20.0]), np.array([0.0, 3.5])
    scale = calibrate.fit_scale(tagged, penalties, words)
    assert (scale * tagged * words).sum() == pytest.approx(penalties.sum())


def test_the_fitted_interval_covers_what_it_says() -> None:
    rng = np.random.default_rng(0)
    words = rng.integers(100, 900, 400).astype(float)
    given = words * 0.05 * rng.lognormal(0, 0.4, 400)
    documents = [rated(f"d{k}", fluency=float(penalty)) for k, penalty in enumerate(given)]
    dispersion, spread = calibrate.fit_interval(documents, np.full(400, 0.05), words)
    fitted = calibrate.tagger_notes({}, 1.0).model_copy(update={"dispersion": dispersion, "spread": spread})
    inside = [
        low <= penalty / count <= high
        for penalty, count in zip(given, words, strict=True)
        for low, high in [fitted.interval(0.05, int(count))]
    ]
    assert 0.92 <= np.mean(inside) <= 0.97


def test_the_threshold_for_marks_is_the_best_one() -> None:
    documents = [rated("d", fluency=1, marks=(Mark(0, 8, MINOR),)) for _ in range(5)]
    words = len(SENTENCE.split())
    chances = [np.asarray([0.6, 0.4] + [0.3] * (words - 2)) for _ in documents]
    assert 0.3 < calibrate.best_threshold(documents, chances, "fluency") <= 0.4


def options(data: Path, start: Path, output: Path, steps: int) -> argparse.Namespace:
    return argparse.Namespace(
        data=data,
        start=str(start),
        output=output,
        minutes=1e9,
        steps=steps,
        budget=300,
        rate=1e-3,
        rank=0.1,
        planted=0.4,
        broad=0.3,
        sentences=60,
        vocabulary=0,
        cased=0,
        threads=1,
        save_every=1e9,
        seed=1,
    )


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in small: rated news, two raters, some of its documents held out; and clean text."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "fluency" / "train").mkdir(parents=True)
    (folder / "corpora").mkdir()
    rng = random.Random(0)
    records = []
    for doc, system, rater in itertools.product(range(60), ("A", "B", "Human-A"), range(2)):
        wrong = rng.random() < 0.5
        errors = [{"start": 4, "end": 16, "category": "Fluency/Grammar", "severity": "Minor"}] * wrong
        records.append(
            {
                "doc": f"doc-{doc}",
                "seg_id": 1,
                "system": system,
                "rater": rater,
                "target": SENTENCE,
                "score": -float(wrong),
                "score_fluency": -float(wrong),
                "errors": errors,
            }
        )
    assert {is_held_out(record["doc"]) for record in records} == {True, False}
    _write(folder / "fluency" / "train" / "mqm_newstest2020_zhen.jsonl.xz", records)
    _write(folder / "corpora" / "swiss_gov_en.jsonl.xz", [{"text": " ".join([SENTENCE] * 20)}])
    return folder


def _write(path: Path, records: list[dict[str, Any]]) -> None:
    path.write_bytes(lzma.compress("".join(json.dumps(record) + "\n" for record in records).encode()))


def test_a_run_goes_on_from_its_checkpoint_and_is_exported(data: Path, tmp_path: Path, tiny_writer: Path) -> None:
    start = tiny.save_tagger(tmp_path / "start", LABELS)
    run = tmp_path / "run"
    train(options(data, start, run, 3))
    first = torch.load(run / "state.pt", weights_only=True)
    assert first["step"] == 3
    train(options(data, start, run, 5))
    assert torch.load(run / "state.pt", weights_only=True)["step"] == 5
    rated_file = data / "fluency" / "train" / "mqm_newstest2020_zhen.jsonl.xz"
    size = export([start, run, run], rated_file, str(tiny_writer), tmp_path / "shipped")
    assert size == sum(path.stat().st_size for path in (tmp_path / "shipped").iterdir())
    names = {path.name for path in (tmp_path / "shipped").iterdir()}
    assert {"config.json", "packed.safetensors", "states.safetensors", "tokenizer.json", "pipeline.json"} <= names
    assert "state.pt" not in names
    shipped = load_file(tmp_path / "shipped" / "packed.safetensors")["classifier.weight"]
    first, last = (load_file(folder / "model.safetensors")["classifier.weight"] for folder in (start, run))
    assert torch.allclose(shipped.float(), (first + 2 * last) / 3, atol=2e-3)
    notes = json.loads((tmp_path / "shipped" / "pipeline.json").read_text(encoding="utf-8"))
    assert set(notes) == {"description", "language_model", "mqm", "mqm_with_language_model"}


def test_a_checkpoint_survives_a_kill_between_its_renames(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.with_name("run.old").mkdir()
    (folder.with_name("run.old") / "state.pt").write_bytes(b"")
    assert checkpoint.recover(folder)
    assert folder.is_dir()
    assert not checkpoint.recover(tmp_path / "none")
