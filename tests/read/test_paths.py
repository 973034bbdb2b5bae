"""From paths to articles: every format in one run, sidecars, ids, limits; one bad input never stops the others."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest

from pipeline.article import Article
from pipeline.read import Unreadable, read_paths
from pipeline.read import paths as paths_module

HTML = (
    b"<html><head><title>Web</title></head><body><article><p>The harbour stayed closed on Tuesday for the second day "
    b"in a row.</p><p>Twelve ships are waiting outside the breakwater until the storm has passed.</p></article></body></html>"
)


def write(folder: Path, files: dict[str, bytes | str]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def read(*inputs: str | Path, stdin: bytes = b"") -> tuple[list[Article], dict[str, str]]:
    found = list(read_paths(inputs, stdin=io.BytesIO(stdin)))
    articles = [item for item in found if isinstance(item, Article)]
    return articles, {Path(item.origin).name: item.reason for item in found if isinstance(item, Unreadable)}


def test_every_format_and_every_fault_in_one_run(tmp_path: Path) -> None:
    import docx

    made = docx.Document()
    made.add_paragraph("Text.")
    made.save(str(tmp_path / "g.docx"))
    write(
        tmp_path,
        {
            "a.txt": "Plain.",
            "b.md": "---\ntitle: T\n---\nMarkdown.",
            "c.html": HTML,
            "d.htm": HTML,
            "e.json": '{"text": "Json."}',
            "f.jsonl": '{"text": "One."}\nbroken\n{"text": "Three."}\n',
            "h.txt": b"",
            "i.txt": bytes(range(256)),
            "j.docx": b"no document",
            "k.html": b"<html></html>",
            "l.json": "[]",
        },
    )
    articles, problems = read(tmp_path, tmp_path / "missing.txt")
    assert [(article.id, article.format) for article in articles] == [
        ("a", "txt"),
        ("b", "md"),
        ("c", "html"),
        ("d", "htm"),
        ("e", "json"),
        ("f-1", "jsonl"),
        ("f-3", "jsonl"),
        ("g", "docx"),
    ]
    assert articles[1].title == "T"
    assert list(problems) == ["f.jsonl:2", "h.txt", "i.txt", "j.docx", "k.html", "l.json", "missing.txt"]
    assert all(reason and "\n" not in reason for reason in problems.values())


def test_sidecars_go_with_their_article(tmp_path: Path) -> None:
    write(
        tmp_path, {"x.txt": "Machine.", "x.ref.txt": b"\xef\xbb\xbfHuman.\r\n", "x.src.txt": "正文。".encode("utf-16")}
    )
    (article,), problems = read(tmp_path)
    assert (article.text, article.reference, article.source) == ("Machine.", "Human.", "正文。")
    assert not problems


def test_a_bad_sidecar_is_said_and_the_article_read(tmp_path: Path) -> None:
    write(tmp_path, {"x.txt": "Machine.", "x.ref.txt": b"", "x.src.txt": b"%PDF"})
    (article,), problems = read(tmp_path)
    assert (article.reference, article.source) == (None, None)
    assert set(problems) == {"x.ref.txt", "x.src.txt"}


def test_what_a_file_says_itself_wins_over_a_sidecar(tmp_path: Path) -> None:
    write(tmp_path, {"x.json": '{"text": "A.", "reference": "Own."}', "x.ref.txt": "Other."})
    articles, _ = read(tmp_path)
    assert [article.reference for article in articles] == ["Own."]


STDIN = [
    (b"Plain text.", "txt", ["stdin"]),
    (b'{"text": "One."}\n{"text": "Two.", "id": "Two!"}', "jsonl", ["stdin-1", "two"]),
    (b"\xef\xbb\xbf" + HTML, "html", ["stdin"]),
    (b"---\ntitle: T\n---\nText.", "md", ["stdin"]),
]


@pytest.mark.parametrize(("data", "kind", "ids"), STDIN, ids=[row[1] for row in STDIN])
def test_standard_input(data: bytes, kind: str, ids: list[str]) -> None:
    articles, problems = read("-", stdin=data)
    assert [article.id for article in articles] == ids
    assert {article.format for article in articles} == {kind}
    assert not problems


def test_empty_standard_input() -> None:
    assert "is empty" in read("-")[1]["stdin"]


def test_ids_are_the_same_whatever_the_order(tmp_path: Path) -> None:
    names = ["one/a.txt", "two/a.txt", "two/A b.md", "two/a_b.txt", "CON.txt", "é.txt", "x" * 200 + ".txt"]
    write(tmp_path, dict.fromkeys(names, "Text."))
    forward = {article.origin: article.id for article in read(*(tmp_path / name for name in names))[0]}
    backward = {article.origin: article.id for article in read(*(tmp_path / name for name in reversed(names)))[0]}
    assert forward == backward
    assert len(set(forward.values())) == len(names)
    assert all(len(name) <= 80 and name.isascii() and "/" not in name for name in forward.values())


@pytest.mark.parametrize("wanted", ["../../x", "CON", "a/b\\c", "\ud800", "n" * 4000, ""])
def test_an_id_from_a_file_is_made_safe(tmp_path: Path, wanted: str) -> None:
    write(tmp_path, {"f.json": json.dumps({"text": "A.", "id": wanted})})
    ((article,), _) = read(tmp_path)
    assert (tmp_path / article.id).resolve().parent == tmp_path.resolve()
    assert article.id.lower() != "con"
    assert len(article.id) <= 80


@pytest.mark.parametrize("name", ["big.txt", "-"])
def test_a_file_over_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(paths_module, "MAX_BYTES", 2**20)
    data = b"word " * 2**18
    write(tmp_path, {"big.txt": data, "x.txt": "Text."})
    articles, problems = read(name if name == "-" else tmp_path / name, tmp_path / "x.txt", stdin=data)
    assert [article.id for article in articles] == ["x"]
    assert list(problems.values()) == ["is larger than 1 MB; split it into several files"]


def test_one_line_of_five_megabytes_is_read_whole(tmp_path: Path) -> None:
    line = "The harbour stayed closed. " * 190_000
    write(tmp_path, {"long.txt": line})
    ((article,), problems) = read(tmp_path)
    assert article.text == line.strip()
    assert not problems


def test_a_file_that_goes_away_is_said(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "A.", "b.txt": "B."})
    found = read_paths([tmp_path])
    first = next(found)
    (tmp_path / "b.txt").unlink()
    assert isinstance(first, Article)
    (second,) = found
    assert isinstance(second, Unreadable)
    assert "cannot be read: No such file" in second.reason


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_an_unreadable_file_is_said(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "A.", "b.txt": "B."})
    (tmp_path / "a.txt").chmod(0)
    articles, problems = read(tmp_path)
    assert [article.id for article in articles] == ["b"]
    assert "cannot be read: Permission denied" in problems["a.txt"]
