"""Files found: folders, patterns, sidecars, and what is said of names that lead nowhere."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from pipeline.read.find import Found, find, sidecar
from pipeline.read.piece import Unreadable


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in (
        "b.txt", "a.md", "a.ref.txt", "notes.pdf", ".hidden.txt", "deep/c.HTML", "deep/er/d.jsonl", ".git/e.txt"
    ):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("text", "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def origins(*inputs: str | Path) -> list[str]:
    return [item.origin for item in find(inputs) if isinstance(item, Found)]


def problems(*inputs: str | Path) -> dict[str, str]:
    return {item.origin: item.reason for item in find(inputs) if isinstance(item, Unreadable)}


NAMED = [
    (["."], ["a.md", "b.txt", "deep/c.HTML", "deep/er/d.jsonl"]),
    (["deep"], ["deep/c.HTML", "deep/er/d.jsonl"]),
    (["*.txt"], ["b.txt"]),
    (["[ab].*"], ["a.md", "b.txt"]),
    (["**/*.jsonl"], ["deep/er/d.jsonl"]),
    (["b.txt", "a.md"], ["b.txt", "a.md"]),
    (["b.txt", "./b.txt", "."], ["b.txt", "a.md", "deep/c.HTML", "deep/er/d.jsonl"]),
    (["a.md", "a.ref.txt"], ["a.md"]),
    (["a.ref.txt"], ["a.ref.txt"]),
    ([".hidden.txt"], [".hidden.txt"]),
    (["-", "b.txt", "-"], ["stdin", "b.txt"]),
]


@pytest.mark.parametrize(("inputs", "expected"), NAMED, ids=[" ".join(row[0]) for row in NAMED])
def test_what_is_found(folder: Path, inputs: list[str], expected: list[str]) -> None:
    assert [Path(origin).as_posix() for origin in origins(*inputs)] == expected
    assert not problems(*inputs)


PROBLEMS = [
    ("b.tyt", r"does not exist; did you mean b\.txt\?"),
    ("nowhere/x.txt", "does not exist; check the path"),
    ("notes.pdf", r"has type '\.pdf', which is not read; convert to one of: \.txt"),
    ("*.pdf", "matches no file of these types"),
    ("z*", "matches no file of these types"),
    ("b.txt/x.txt", "cannot be opened: Not a directory"),
    ("nul\0byte.txt", "cannot be opened"),
    ("x" * 300 + ".txt", "cannot be opened"),
]


@pytest.mark.parametrize(("name", "reason"), PROBLEMS, ids=range(len(PROBLEMS)))
def test_what_is_said_of_a_name_that_leads_nowhere(folder: Path, name: str, reason: str) -> None:
    found = problems(name, "b.txt")
    assert origins(name, "b.txt") == ["b.txt"]
    assert len(found) == 1
    assert re.search(reason, next(iter(found.values())))


def test_folder_without_articles(tmp_path: Path) -> None:
    (tmp_path / "notes.pdf").write_bytes(b"x")
    assert "holds no article; supported are: .txt .md" in next(iter(problems(tmp_path).values()))


def test_sidecar_without_its_article(tmp_path: Path) -> None:
    (tmp_path / "lost.ref.txt").write_text("text", "utf-8")
    assert "has no article of that name beside it" in next(iter(problems(tmp_path).values()))


@pytest.mark.parametrize(("article", "found"), [("a.md", True), ("b.txt", False), ("deep/er/d.jsonl", False)])
def test_sidecar(folder: Path, article: str, found: bool) -> None:
    (folder / "deep/er/d.ref.txt").write_text("text", "utf-8")
    assert (sidecar(Path(article), "ref") is not None) == found
    assert sidecar(Path(article), "src") is None


def test_symlink_loops_end(folder: Path) -> None:
    (folder / "deep/up").symlink_to(folder, target_is_directory=True)
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    (folder / "self").symlink_to(folder / "self")
    assert sorted(origins(".")) == sorted(["a.md", "b.txt", "deep/c.HTML", "deep/er/d.jsonl"])
    assert "cannot be opened" in problems("loop.txt")["loop.txt"]


def test_linked_file_is_read_once(folder: Path) -> None:
    (folder / "copy.txt").symlink_to(folder / "b.txt")
    assert origins("b.txt", "copy.txt") == ["b.txt"]


def test_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert "is not a regular file" in next(iter(problems(tmp_path / "pipe.txt").values()))


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every folder")
def test_locked_folder_is_said(folder: Path) -> None:
    (folder / "deep").chmod(0)
    try:
        assert "cannot be listed" in next(iter(problems(".").values()))
        assert origins(".") == ["a.md", "b.txt"]
    finally:
        (folder / "deep").chmod(0o755)


def test_name_that_is_no_utf8_can_be_written(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    with open(path, "wb") as file:  # noqa: PTH123 - Path takes no bytes
        file.write(b"text")
    (origin,) = origins(tmp_path)
    assert origin.encode("utf-8").endswith("caf\ufffd.txt".encode())
