"""Word documents, made with python-docx, and files that only say they are one."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ReadError
from pipeline.read import word
from pipeline.read.piece import Piece
from pipeline.read.word import read_docx


def document() -> Any:
    made = docx.Document()
    made.core_properties.author = "python-docx"
    made.core_properties.title = ""
    return made


def saved(made: Any) -> bytes:
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def read(made: Any) -> Piece:
    (found,) = read_docx(saved(made))
    assert isinstance(found, Piece)
    return found


def article() -> Any:
    made = document()
    made.add_paragraph("Harbour closed", style="Title")
    made.add_paragraph("The first paragraph.")
    made.add_heading("What comes next", level=1)
    made.add_paragraph("An item", style="List Bullet")
    table = made.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Ships", "12"
    made.add_paragraph("  ")
    made.add_paragraph("The cafÃ© is open.")
    return made


def test_paragraphs_in_order_with_their_kinds() -> None:
    found = read(article())
    assert found.title == "Harbour closed"
    assert found.text.split("\n\n") == [
        "The first paragraph.",
        "# What comes next",
        "- An item",
        "Ships | 12",
        "The café is open.",
    ]


@pytest.mark.parametrize(
    ("title", "expected"), [("From the properties", "From the properties"), ("Word Document", None), ("", None)]
)
def test_title_property(title: str, expected: str | None) -> None:
    made = document()
    made.core_properties.title = title
    made.add_paragraph("Text.")
    assert read(made).title == expected


def test_properties_tell_of_the_file_not_of_the_news() -> None:
    made = document()
    made.core_properties.author = "A Clerk"
    made.core_properties.keywords = "harbour"
    made.add_paragraph("Text.")
    metadata = read(made).metadata
    assert metadata["document_author"] == "A Clerk"
    assert metadata["keywords"] == "harbour"
    assert "byline" not in metadata


def archive(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return buffer.getvalue()


BAD = [
    (b"", "is empty"),
    (b"\xd0\xcf\x11\xe0rest", "old .doc or has a password"),
    (b"plain text", "is not a .docx"),
    (b"PK\x03\x04", "is not a .docx"),
    (archive({}), "is not a .docx"),
    (archive({"a.txt": b"a"}), "is not a .docx"),
    (archive({"[Content_Types].xml": b"<Types"}), "is not a .docx"),
    (saved(article())[:-60], "is not a .docx"),
    (saved(document()), "holds no text"),
]


@pytest.mark.parametrize(("data", "reason"), BAD, ids=range(len(BAD)))
def test_no_document(data: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        list(read_docx(data))


def test_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = archive({"word/document.xml": b"a" * 5_000_000})
    assert len(bomb) < 10_000
    monkeypatch.setattr(word, "_MAX_UNPACKED", 1_000_000)
    monkeypatch.setattr(zipfile.ZipFile, "read", None)
    with pytest.raises(ReadError, match="unpacks to more than"):
        list(read_docx(bomb))


def test_archive_of_too_many_files_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word, "_MAX_ENTRIES", 3)
    with pytest.raises(ReadError, match="more than 3 parts"):
        list(read_docx(saved(article())))


def test_entities_are_not_expanded() -> None:
    good = saved(article())
    files = {
        name: zipfile.ZipFile(io.BytesIO(good)).read(name) for name in zipfile.ZipFile(io.BytesIO(good)).namelist()
    }
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    head = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY l0 "ha">{laughs}]>'.encode()
    body = files["word/document.xml"].partition(b"?>")[2].replace(b"The first paragraph.", b"The first &l8; paragraph.")
    try:
        (found,) = read_docx(archive(files | {"word/document.xml": head + body}))
    except ReadError:
        return
    assert isinstance(found, Piece)
    assert len(found.text) < 1000


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_damaged_document_is_read_or_refused(data: st.DataObject) -> None:
    content = bytearray(saved(article()))
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        assert list(read_docx(bytes(content)))
    except ReadError as error:
        assert "\n" not in str(error)
