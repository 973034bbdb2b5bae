"""The writer's training at toy size: pairs, a run that goes on where it ended, and what is shipped."""

from __future__ import annotations

import argparse
import json
import lzma
import random
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from pipeline.config.schema import Runtime, SummarizeConfig
from pipeline.models import Models
from pipeline.models.packed import reader, unpack
from pipeline.models.reference import NOTES_FILE
from pipeline.models.writer import Request
from scripts.train.data import read_records
from scripts.train.salience.data import is_held_out
from scripts.train.writer.adapter import adapt, state_of
from scripts.train.writer.blocks import PARTS, eight_bits, four_bits, name_of, turned
from scripts.train.writer.data import Pair, is_carried, post_edits, repairs_of, tasks_of, to_pair
from scripts.train.writer.edited import FILE as EDITED
from scripts.train.writer.edited import Edited, drawn, read_edited
from scripts.train.writer.export import export
from scripts.train.writer.judged import FILE, Judged, even, pairs_of, preference, read_judged
from scripts.train.writer.repair import measure_repair
from scripts.train.writer.start import cut
from scripts.train.writer.train import PREFERENCE, batches, load_base, loss_of, nats_of, train
from scripts.train.writer.truth import fit_truth, note_truth
from tests.tiny import CHAT_TEMPLATE, CHAT_TOKENS, word_tokenizer

BRIEF = {
    "sentences": ["The new metro line opened on Monday.", "The council said people like it.", "A bridge was built."],
    "summary": [{"text": "A metro line opened on Monday.", "evidence": [1]}],
    "key_points": [{"text": "People like the line.", "evidence": [1, 2]}, {"text": "Nothing.", "evidence": []}],
}
TRAINS = next(f"metro-{k}" for k in range(200) if not is_held_out(f"metro-{k}"))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "briefs").mkdir()
    rows = [BRIEF | {"id": f"metro-{k}"} for k in range(200)]
    assert any(is_held_out(row["id"]) for row in rows)
    with lzma.open(tmp_path / "briefs" / "train.jsonl.xz", "wt") as stream:
        stream.writelines(json.dumps(row) + "\n" for row in rows)
    return tmp_path


def options(data: Path, start: Path, **changed: Any) -> argparse.Namespace:
    given = {"data": data, "start": start, "output": data / "out", "minutes": 0.02, "budget": 256, "rate": 1e-2}
    return argparse.Namespace(
        **(given | {"threads": 2, "save_every": 60.0, "seed": 1, "judged": None, "edited": None} | changed)
    )


def test_pairs_are_a_statement_and_what_it_rests_on(tiny_chat: Path) -> None:
    _, tokenizer = load_base(tiny_chat)
    tasks = tasks_of([BRIEF | {"id": "a", "translations": {"x": ["line opened.", "people like the city.", "Bridge."]}}])
    assert [(task.purpose, task.evidence) for task in tasks] == [("summary", (1,)), ("points", (1, 2))]
    pair = to_pair(tasks[1], tokenizer, random.Random(0))
    assert pair
    assert "line opened . people like the city ." in " ".join(tokenizer.convert_ids_to_tokens(pair.source))
    assert pair.target[-1] == tokenizer.eos_token_id


@pytest.mark.parametrize(
    ("text", "carried"),
    [
        ("Elbing opened its new metro line on Monday.", True),
        ("The metro line opened in 2019.", False),
        ("The metro line of Thorn opened on Monday.", False),
        ("The metro line that Kulm wanted opened on Monday.", True),
        ("Trains run under streets since this week.", False),
    ],
)
def test_a_target_is_carried_by_its_numbers_names_and_words(text: str, carried: bool) -> None:
    evidence = ["The new metro line opened in Elbing on Monday."]
    assert is_carried(text, evidence, "Kulm and its metro", 0.5) is carried


def test_a_repair_is_a_translations_sentence_and_the_good_one(tiny_chat: Path) -> None:
    _, tokenizer = load_base(tiny_chat)
    (row,) = post_edits([{"id": "a", "clumsy": "The thing began its work Monday.", "clean": BRIEF["sentences"][0]}])
    (task,) = repairs_of([row])
    assert (task.purpose, task.text, task.evidence) == ("repair", BRIEF["sentences"][0], (1,))
    assert to_pair(task, tokenizer, random.Random(0)) is None  # it says nothing of a metro, so nothing may be learned
    row["translations"]["mt"] = ["The line metro new it opened on Monday."]
    pair = to_pair(task, tokenizer, random.Random(0))
    assert pair
    assert "The line" in " ".join(tokenizer.convert_ids_to_tokens(pair.source))
    assert not list(repairs_of([{"sentences": ["Read more", "Too short.", "word " * 60 + "."]}]))


def test_the_loss_is_on_what_is_written_alone(tiny_chat: Path) -> None:
    network, _ = load_base(tiny_chat)
    network = network.float()
    one, two = Pair((5, 6, 7), (8, 2)), Pair((9, 9, 9, 9), (8, 8, 2))
    logits = network(torch.tensor([[5, 6, 7, 8]])).logits[0, 2:]
    alone = torch.nn.functional.cross_entropy(logits, torch.tensor([8, 2]), reduction="none")
    together = nats_of(network, [one, two])
    assert torch.allclose(together[0], alone, atol=1e-4)
    assert torch.allclose(loss_of(network, [one, two]), torch.cat(together).mean())


def test_what_is_judged_counts_as_a_whole(tiny_chat: Path) -> None:
    network, _ = load_base(tiny_chat)
    taught, judged = Pair((5, 6, 7), (8, 2)), Pair((5, 6), (9, 2), good=False, likelihood=-3.0)
    nats = nats_of(network, [taught, judged])
    expected = nats[0].mean() + PREFERENCE * preference([judged], -nats[1].sum()[None])
    assert torch.allclose(loss_of(network, [taught, judged]), expected)
    assert torch.allclose(loss_of(network, [judged]), PREFERENCE * preference([judged], -nats[1].sum()[None]))
    good = replace(judged, good=True)
    expected = nats[1].mean() + PREFERENCE * preference([good], -nats[1].sum()[None])
    assert torch.allclose(loss_of(network, [good]), expected)


def test_good_shall_grow_likelier_and_bad_less_likely() -> None:
    pairs = [Pair((5,), (2,), good=True, likelihood=-4.0), Pair((5,), (2,), good=False, likelihood=-4.0)]
    as_they_were, better, worse = (
        float(preference(pairs, torch.tensor(now))) for now in ([-4.0, -4.0], [-2.0, -9.0], [-9.0, -2.0])
    )
    assert as_they_were == pytest.approx(0.5)
    assert better < 0.5 < worse


def judged_file(folder: Path, verdicts: Sequence[tuple[float, bool]], **changed: Any) -> Path:
    line = {"id": "metro-1", "system": None, "spans": [[0, 36]], "purpose": "summary", "text": "A line."}
    with lzma.open(folder / "judged.jsonl.xz", "wt") as stream:
        for true, fluent in verdicts:
            stream.write(json.dumps(line | {"true": true, "fluent": fluent} | changed) + "\n")
    return folder / "judged.jsonl.xz"


def test_judged_statements_are_read(tmp_path: Path, tiny_chat: Path) -> None:
    _, tokenizer = load_base(tiny_chat)
    path = judged_file(tmp_path, [(1.0, True), (1.0, False), (0.5, True), (0.5, False), (0.0, True)])
    found = list(read_judged(path, [BRIEF | {"id": "metro-1", "title": "Metro"}]))
    assert found[0].request == Request("summary", ("The new metro line opened on Monday.",), "Metro")
    assert [one.good for one in found] == [True, None, None, False, False]
    pairs = pairs_of(found, tokenizer)
    assert [pair.good for pair in pairs] == [True, False, False]
    assert [pair.good for pair in even(pairs, 6, random.Random(0))] == [True] * 3 + [False] * 3
    assert list(read_judged(path, [BRIEF | {"id": "another"}])) == []


def test_of_a_translation_the_evidence_is_its_own(tmp_path: Path) -> None:
    path = judged_file(tmp_path, [(1.0, True)], system="mt", spans=[[0, 12], [13, 16]])
    translated = BRIEF | {"id": "metro-1", "title": "Metro", "translations": {"mt": ["Line opened.", "Yes."]}}
    assert next(read_judged(path, [translated])).request == Request("summary", ("Line opened.", "Yes"))


def test_the_shipped_file_is_whole() -> None:
    lines = list(read_records(FILE))
    assert len(lines) > 4000
    assert {line["true"] for line in lines} == {0.0, 0.5, 1.0}
    assert {line["purpose"] for line in lines} == {"summary", "points", "repair"}
    assert all(start < end for line in lines for start, end in line["spans"])
    assert any(Judged(line["id"], Request("points", ()), "", 1.0, fluent=True).measures for line in lines)


def edited_file(folder: Path, *lines: dict[str, Any]) -> Path:
    with lzma.open(folder / "edited.jsonl.xz", "wt") as stream:
        for line in lines:
            stream.write(json.dumps({"id": TRAINS, "system": None, "place": 1} | line) + "\n")
    return folder / "edited.jsonl.xz"


@pytest.mark.parametrize(
    ("mended", "short", "made"),
    [
        ([], "=", [("repair", BRIEF["sentences"][1]), ("summary", BRIEF["sentences"][1])]),
        ([[3, 3, ["that"]]], None, [("repair", "The council said that people like it.")]),
        ([[2, 2, ["of", "Kulm"]]], "They like it.", []),  # a name of its own, and who are they?
        (None, "People like it.", [("summary", "People like it.")]),
    ],
)
def test_edited_sentences_are_repairs_and_statements(tmp_path: Path, mended: Any, short: Any, made: Any) -> None:
    path = edited_file(tmp_path, {"mended": mended, "short": short})
    found = list(read_edited(path, [BRIEF | {"id": TRAINS}]))
    assert [(one.purpose, one.text) for one in found] == made
    assert all((one.sentence, one.title) == (BRIEF["sentences"][1], BRIEF["sentences"][0]) for one in found)
    assert list(read_edited(path, [BRIEF | {"id": "another"}])) == []


def test_of_a_translation_its_own_sentence_was_edited(tmp_path: Path) -> None:
    path = edited_file(
        tmp_path, {"mended": [[0, 1, ["The", "line"]], [2, 3, ["open."]]], "short": "=", "system": "mt", "place": 0}
    )
    translated = BRIEF | {"id": TRAINS, "translations": {"mt": ["Line is opened.", "Yes."]}}
    assert list(read_edited(path, [translated])) == [
        Edited(TRAINS, "Line is opened.", None, purpose, "The line is open.") for purpose in ("repair", "summary")
    ]


def test_edited_pairs_differ_in_purpose_and_noise() -> None:
    tokenizer = word_tokenizer(*CHAT_TOKENS, more="Summary Key", template=CHAT_TEMPLATE)
    sentence = "The council of the city said on Monday that the people like the new metro line very much."
    found = [drawn([Edited("a", sentence, None, "summary", sentence)], tokenizer, random.Random(k)) for k in range(40)]
    sources = [" ".join(tokenizer.convert_ids_to_tokens(pair.source)) for (pair,) in found]
    assert {"Key", "Summary"} & {word for source in sources for word in source.split()} == {"Key", "Summary"}
    assert len(set(sources)) > 10
    assert len({pair.target for (pair,) in found}) == 1


def test_the_shipped_edits_are_whole() -> None:
    lines = list(read_records(EDITED))
    assert len(lines) > 4000
    assert all(line.keys() == {"id", "system", "place", "mended", "short"} for line in lines)
    places = [(line["id"], line["system"], line["place"]) for line in lines]
    assert len(set(places)) == len(places)
    assert sum(line["mended"] == [] for line in lines) > 500
    assert all(start <= end for line in lines for start, end, _ in line["mended"] or ())


def test_repairs_that_say_something_else_are_let_through_by_no_margin(data: Path, taught_writer: Path) -> None:
    (data / "rewrite").mkdir()
    pairs = [{"id": str(k), "mt": f"The line {k} open .", "post_edit": f"Line {k} is open ."} for k in range(24)]
    with lzma.open(data / "rewrite" / "some.jsonl.xz", "wt") as file:
        file.writelines(json.dumps(pair) + "\n" for pair in pairs)
    found = measure_repair(taught_writer, data)
    assert (found["pairs"], found["exact_before"], found["plain_exact"]) == (6, 0, 0)
    assert found["plain_changed"] == found["plain_good_text_changed"] == 1
    assert 0 < float(found["bits_per_byte_repair"]) < float(found["bits_per_byte_post_edit"])  # of longer words
    assert float(found["plain_chrf++_gain"]) < 0 == found["gated_chrf++_gain"] == found["gated_changed"]


def test_batches_hold_every_pair_once() -> None:
    pairs = [Pair((1,) * (k % 30 + 1), (2,)) for k in range(500)]
    made = list(batches(pairs, 256, random.Random(0)))
    assert sorted(len(pair) for batch in made for pair in batch) == sorted(map(len, pairs))
    assert all(len(batch) * max(map(len, batch)) <= 256 for batch in made)


def test_only_adapters_learn_and_they_begin_as_nothing(tiny_chat: Path) -> None:
    network, _ = load_base(tiny_chat)
    ids = torch.tensor([[5, 6, 7]])
    before = network(ids).logits
    adapted = adapt(network)
    assert torch.equal(network(ids).logits, before)
    learning = {name.rpartition(".")[2] for name, p in network.named_parameters() if p.requires_grad}
    assert learning == {"down", "up"}
    assert state_of(adapted).keys() == {
        f"model.layers.0.{part}.{side}" for part in PARTS.values() if "proj" in part for side in ("down", "up")
    }


def test_a_run_goes_on_where_it_ended(data: Path, tiny_chat: Path, capsys: pytest.CaptureFixture[str]) -> None:
    train(options(data, tiny_chat))
    first = torch.load(data / "out" / "state.pt", weights_only=True)
    assert first["step"] > 1
    assert any(tensor.abs().max() > 0 for name, tensor in first["adapter"].items() if name.endswith(".up"))
    train(options(data, tiny_chat, minutes=0.04))
    second = torch.load(data / "out" / "state.pt", weights_only=True)
    assert second["step"] > first["step"]
    assert second["tokens"] > first["tokens"]
    assert f"from step {first['step']}, " in capsys.readouterr().out


def test_a_run_with_judged_statements_compares_with_its_beginning(data: Path, tiny_chat: Path) -> None:
    path = judged_file(data, [(1.0, True), (0.0, True)], id=TRAINS)
    train(options(data, tiny_chat, judged=path))
    before = torch.load(data / "out" / "likelihoods.pt", weights_only=True)
    assert before.shape == (2,)  # statements that teach
    assert (before < 0).all()
    train(options(data, tiny_chat, judged=path, minutes=0.04))
    assert torch.equal(torch.load(data / "out" / "likelihoods.pt", weights_only=True), before)
    judged_file(data, [(1.0, True)], id=TRAINS)
    with pytest.raises(SystemExit, match=r"of other statements; copy state\.pt into a new --output"):
        train(options(data, tiny_chat, judged=path, minutes=0.06))


def test_with_edited_sentences_no_translation_is_a_repair(
    data: Path, tiny_chat: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = edited_file(data, {"mended": [], "short": "="}, {"mended": None, "short": None, "place": 0})
    train(options(data, tiny_chat, edited=path))
    state = torch.load(data / "out" / "state.pt", weights_only=True)
    assert state["step"] > 1
    assert "2 edited" in capsys.readouterr().out


def test_names_and_the_order_of_rows() -> None:
    assert name_of("blk.3.attn_q.weight") == "model.layers.3.self_attn.q_proj"
    assert name_of("token_embd.weight") == "model.embed_tokens"
    # llama.cpp has the two halves of a head in turn: row 0 and row 4 of a head of eight stand side by side there.
    assert turned(8, 1).tolist() == [0, 2, 4, 6, 1, 3, 5, 7]


@pytest.mark.parametrize(("kind", "read"), [("Q4_1", four_bits), ("Q8_0", eight_bits)])
def test_blocks_are_those_of_gguf(kind: str, read: Any) -> None:
    gguf = pytest.importorskip("gguf", reason="of the train group")
    weight = np.random.default_rng(0).normal(size=(4, 64)).astype(np.float32)
    rows = gguf.quants.quantize(weight, gguf.GGMLQuantizationType[kind])
    stored = {f"layer{part}": tensor for part, tensor in read(rows).items()}
    expected = gguf.quants.dequantize(rows, gguf.GGMLQuantizationType[kind])
    assert np.allclose(dict(unpack(stored))["layer.weight"].numpy(), expected, atol=1e-6)


def test_the_cut_vocabulary_spells_every_text() -> None:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    letters = [*map(chr, range(97, 123)), "Ġ"]
    merges = [("Ġ", "t"), ("h", "e"), ("Ġt", "he"), ("a", "n")]
    pieces = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", *letters, *("".join(merge) for merge in merges)]
    core = Tokenizer(models.BPE({piece: k for k, piece in enumerate(pieces)}, merges))
    core.pre_tokenizer, core.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    core.add_special_tokens(pieces[:3])
    smaller, kept = cut(PreTrainedTokenizerFast(tokenizer_object=core), merges=2)
    assert [pieces[k] for k in kept] == smaller.convert_ids_to_tokens(range(len(smaller)))
    assert smaller.tokenize("the man") == ["Ġt", "he", "Ġ", "m", "a", "n"] or smaller.tokenize(" the") == ["Ġt", "he"]
    assert smaller.decode(smaller(" the man").input_ids) == " the man"


def test_what_is_shipped_writes(data: Path, tiny_chat: Path) -> None:
    gguf = pytest.importorskip("gguf", reason="of the train group")
    network, _ = load_base(tiny_chat)
    path = data / "base.gguf"
    _write_gguf(gguf, path, network)
    train(options(data, tiny_chat))
    size = export(path, tiny_chat, data / "out" / "state.pt", "embedded:lexrank", data / "shipped", kept=None)
    assert size > 1000
    writer = Models(Runtime(device="cpu", dtype="float32")).writer(SummarizeConfig(model=str(data / "shipped")))
    ((answer,),) = writer.write([[Request("summary", tuple(BRIEF["sentences"]))]])
    assert answer.likelihood < 0
    adapted = adapt(network)
    trained = torch.load(data / "out" / "state.pt", weights_only=True)["adapter"]
    name = next(iter(adapted))
    plain = adapted[name].linear.weight.float() + trained[f"{name}.up"] @ trained[f"{name}.down"]
    shipped = reader(data / "shipped")(f"{name}.weight")
    assert torch.allclose(shipped, plain, atol=0.1)
    assert torch.corrcoef(torch.stack([shipped.flatten(), plain.flatten()]))[0, 1] > 0.98


def _write_gguf(gguf: Any, path: Path, network: Any) -> None:
    """A Llama as llama.cpp has it: rows of queries and keys turned back, weights in blocks."""
    back = {value: key for key, value in PARTS.items()}
    file = gguf.GGUFWriter(path, "llama")
    for name, tensor in network.state_dict().items():
        rows, base = tensor.float().numpy(), name.removesuffix(".weight")
        if base.endswith(("q_proj", "k_proj")):
            rows = rows[np.argsort(turned(len(rows), network.config.num_attention_heads))]
        parts = base.split(".")
        known = {"model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output"}
        there = known.get(base) or f"blk.{parts[2]}.{back['.'.join(parts[3:])]}"
        if rows.ndim == 1:
            file.add_tensor(f"{there}.weight", rows)
            continue
        kind = gguf.GGMLQuantizationType["Q8_0" if base == "model.embed_tokens" else "Q4_1"]
        file.add_tensor(f"{there}.weight", gguf.quants.quantize(rows, kind), raw_dtype=kind)
    file.write_header_to_file()
    file.write_kv_data_to_file()
    file.write_tensors_to_file()
    file.close()


def test_truth_is_fitted_and_noted(data: Path, tiny_writer: Path, tmp_path: Path) -> None:
    measures = [name for k in range(200) if Judged(name := f"metro-{k}", Request("points", ()), "", 1.0, True).measures]
    copied, invented = BRIEF["sentences"][0], "The council said line bridge."
    line = {"system": None, "spans": [[0, 36]], "purpose": "summary", "fluent": True}
    with lzma.open(tmp_path / "judged.jsonl.xz", "wt") as stream:
        for name in measures:
            for text, true in ((copied, 1.0), (invented, 0.0)):
                stream.write(json.dumps(line | {"id": name, "text": text, "true": true}) + "\n")
    folder = Path(shutil.copytree(tiny_writer, tmp_path / "writer"))
    truth, worth = fit_truth(folder, data / "briefs" / "train.jsonl.xz", tmp_path / "judged.jsonl.xz")
    assert f"{2 * len(measures)} statements, 50% false, AUC 1.000" in worth
    (folder / NOTES_FILE).write_text('{"selector": "embedded:salience"}')
    note_truth(folder, truth)
    writer = Models(Runtime(device="cpu")).writer(SummarizeConfig(model=str(folder)))
    assert (writer.truth, writer.selector) == (truth, "embedded:salience")
