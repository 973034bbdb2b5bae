import json

import pytest
import torch

from scripts.train.checkpoint import CorruptionError, join, load_checkpoint, save_checkpoint, split

FILES = {"state.json": b'{"step": 3}', "deep/tensors.pt": bytes(range(256)) * 30, "empty": b""}


@pytest.fixture
def folder(tmp_path):
    for name, data in FILES.items():
        (tmp_path / "folder" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "folder" / name).write_bytes(data)
    return tmp_path / "folder"


def test_split_and_join(folder, tmp_path):
    manifest = split(folder, tmp_path / "pieces", 1000)
    pieces = [path for path in manifest.parent.iterdir() if path != manifest]
    assert len(pieces) == 10 and max(path.stat().st_size for path in pieces) == 1000
    join(tmp_path / "pieces", tmp_path / "again")
    found = {p.relative_to(tmp_path / "again").as_posix(): p.read_bytes() for p in (tmp_path / "again").rglob("*.*")}
    assert found == {name: data for name, data in FILES.items() if data}
    assert (tmp_path / "again" / "empty").read_bytes() == b""


def test_default_pieces_are_under_16_mb(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "weights").write_bytes(b"x" * 16_000_001)
    split(tmp_path / "folder", tmp_path / "pieces")
    assert [p.stat().st_size < 16_000_000 for p in (tmp_path / "pieces").glob("file*")] == [True, True]


def lose(path):
    path.unlink()


def alter(path):
    path.write_bytes(b"?" + path.read_bytes()[1:])


def shorten(path):
    path.write_bytes(path.read_bytes()[:-1])


@pytest.mark.parametrize(("harm", "message"), [(lose, "is missing"), (alter, "hash"), (shorten, "hash")])
def test_a_harmed_piece_is_named(folder, tmp_path, harm, message):
    split(folder, tmp_path / "pieces", 1000)
    harm(tmp_path / "pieces" / "file00.004")
    with pytest.raises(CorruptionError, match=f"file00.004 .*{message}"):
        join(tmp_path / "pieces", tmp_path / "again")


def test_a_wrong_whole_is_found(folder, tmp_path):
    manifest = split(folder, tmp_path / "pieces", 1000)
    entries = json.loads(manifest.read_text())
    entries[0]["pieces"].reverse()  # every piece is right, their order is not
    manifest.write_text(json.dumps(entries))
    with pytest.raises(CorruptionError, match="after joining"):
        join(tmp_path / "pieces", tmp_path / "again")


def test_checkpoints_replace_each_other(tmp_path):
    for step in (1, 2):
        save_checkpoint(tmp_path, "last", {"weight": torch.full((2,), float(step))}, {"step": step})
    tensors, state = load_checkpoint(tmp_path, "last")
    assert (tensors["weight"].tolist(), state) == ([2.0, 2.0], {"step": 2})
    assert [path.name for path in tmp_path.iterdir()] == ["last"]


@pytest.mark.parametrize(
    ("left", "step"),
    [
        (["last", "last.new"], 1),  # killed while writing
        (["last.old", "last.new"], 1),  # killed between the two renames
        ([], None),
    ],
)
def test_a_kill_leaves_the_checkpoint_before(tmp_path, left, step):
    for name in left:
        if name == "last.new":
            (tmp_path / name).mkdir()
            (tmp_path / name / "tensors.pt").write_bytes(b"half")
        else:
            save_checkpoint(tmp_path, name, {}, {"step": 1})
    found = load_checkpoint(tmp_path, "last")
    assert (found and found[1]["step"]) == step
    save_checkpoint(tmp_path, "last", {}, {"step": 5})
    assert load_checkpoint(tmp_path, "last")[1] == {"step": 5}
