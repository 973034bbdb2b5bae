"""Word documents (.docx), by python-docx."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pipeline.errors import ReadError
from pipeline.read.decode import repair
from pipeline.read.piece import Fault, Piece, require_text

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

# A document that unpacks to more than this is an attack or a book; either way it is no article.
_MAX_UNPACKED = 200 * 1024 * 1024
_MAX_ENTRIES = 10_000
# XML is held as a tree, at many times its size; what remains are images, which are not unpacked.
_MAX_XML = 20 * 1024 * 1024
# Titles that word processors and templates put there themselves.
_NO_TITLES = frozenset(("", "word document", "microsoft word document", "document", "untitled", "无标题"))


def read_docx(data: bytes) -> Iterator[Piece | Fault]:
    """One article; the title is the paragraph in style Title, else the document's own title property."""
    if not data.strip():
        raise ReadError("is empty; give a file with an article in it")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise ReadError("is an old .doc or has a password; save it as .docx without one")
    try:
        piece = _read(data)
    except ReadError:
        raise
    except Exception:  # zipfile, lxml and python-docx each have their own errors for a broken document
        raise ReadError("is not a .docx that can be opened; save it again from a word processor") from None
    yield piece


def _read(data: bytes) -> Piece:
    import docx

    _refuse_bombs(data)
    document = docx.Document(io.BytesIO(data))
    paragraphs = list(_paragraphs(document))
    title = next((text for style, text in paragraphs if style == "Title"), None)
    body = [_mark(style) + text for style, text in paragraphs if text != title or style != "Title"]
    return Piece(
        require_text(repair("\n\n".join(body))),
        title=repair(title) if title else _title_property(document),
        metadata=_properties(document),
    )


def _refuse_bombs(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
    if len(entries) > _MAX_ENTRIES:
        raise ReadError(f"has more than {_MAX_ENTRIES} parts; save its text as .txt")
    if sum(entry.file_size for entry in entries) > _MAX_UNPACKED:
        limit = _MAX_UNPACKED // 2**20
        raise ReadError(f"unpacks to more than {limit} MB; remove its images or save its text as .txt")
    if sum(entry.file_size for entry in entries if entry.filename.endswith((".xml", ".rels"))) > _MAX_XML:
        raise ReadError(f"holds more than {_MAX_XML // 2**20} MB of text and markup; save its text as .txt, in parts")


def _paragraphs(document: WordDocument) -> Iterator[tuple[str, str]]:
    """Style name and text of every paragraph, table rows among them, in order."""
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            yield from (("Table", row) for row in _rows(block))
        elif text := block.text.strip():
            yield block.style.name if block.style is not None else "", text


def _rows(table: Any) -> Iterator[str]:
    for row in table.rows:
        # A merged cell comes once per column it spans.
        cells = dict.fromkeys(cell.text.strip() for cell in row.cells)
        if text := " | ".join(cell for cell in cells if cell):
            yield text


def _mark(style: str) -> str:
    if style.startswith(("Heading", "Subtitle", "标题")):
        return "# "
    return "- " if style.startswith("List") else ""


def _title_property(document: WordDocument) -> str | None:
    title = " ".join((document.core_properties.title or "").split())
    return None if title.lower() in _NO_TITLES else repair(title)


def _properties(document: WordDocument) -> dict[str, Any]:
    """Core properties under names that cleaning does not take over: they tell of the file, not of the news."""
    properties = document.core_properties
    found = {
        "document_author": properties.author,
        "document_created": properties.created.date().isoformat() if properties.created else None,
        "keywords": properties.keywords,
        "subject": properties.subject,
    }
    return {key: repair(value) for key, value in found.items() if value}
