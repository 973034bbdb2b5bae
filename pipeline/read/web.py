"""HTML, by trafilatura: the article of the page, and what the page says of its title, author, site and date."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any

from pipeline.errors import ReadError
from pipeline.read.decode import decode
from pipeline.read.piece import Fault, Piece, require_text, standard_metadata

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
# Pages claim the narrow name and use the wide one: browsers read these labels the same way.
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "cp1252",
}
_BLOCKS = frozenset(("p", "head", "item", "quote", "code", "row", "ab"))


def read_html(data: bytes) -> Iterator[Piece | Fault]:
    """One article; navigation, comments and boilerplate are left to trafilatura."""
    decoded = decode(data, declared=_declared(data))
    page = _extract(decoded.text)
    metadata = {"byline": page.author, "outlet": page.sitename, "date": page.date, "url": page.url}
    yield Piece(
        require_text("\n\n".join(_paragraphs(page.body))),
        encoding=decoded.encoding,
        title=page.title,
        metadata=standard_metadata(metadata),
    )


def _declared(data: bytes) -> str | None:
    match = _CHARSET.search(data[:4096])
    name = match[1].decode("ascii").lower() if match else None
    return _WIDER.get(name, name) if name else None


def _extract(html: str) -> Any:
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it logs what we report as an error
    try:
        page = bare_extraction(
            html,
            include_comments=False,
            with_metadata=True,
            # Only dates that the page states: the extensive search also guesses from footers and links.
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except Exception as error:  # whatever hostile HTML makes the parsers below it raise
        raise ReadError(f"HTML cannot be parsed ({type(error).__name__}); save the article's text as .txt") from None
    if page is None:
        raise ReadError("no article text found in this HTML; save the article's text as .txt")
    return page


def _paragraphs(body: Any) -> Iterator[str]:
    """Every innermost block of the extracted tree, in order."""
    for element in body.iter(*_BLOCKS):
        if any(child.tag in _BLOCKS for child in element.iterdescendants()):
            continue
        if text := _text_of(element):
            yield _mark(element) + text


def _mark(element: Any) -> str:
    if element.tag == "head":
        return "# "
    in_item = element.tag == "item" or any(parent.tag == "item" for parent in element.iterancestors())
    return "- " if in_item else ""


def _text_of(element: Any) -> str:
    if element.tag == "row":
        return " | ".join(" ".join("".join(cell.itertext()).split()) for cell in element)
    for line_break in element.iter("lb"):
        line_break.tail = "\n" + (line_break.tail or "")
    lines = "".join(element.itertext()).split("\n")
    return "\n".join(" ".join(line.split()) for line in lines).strip()
