"""Markdown with optional YAML front matter: to paragraphs, with only headings and list items marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import yaml

from pipeline.errors import ReadError
from pipeline.read.decode import decode
from pipeline.read.piece import Fault, Piece, require_text, standard_metadata

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
# Parsing a paragraph takes time by the square of its length; one that long is no Markdown that someone wrote.
_MAX_PARAGRAPH = 20_000
# It makes several objects of each paragraph: 160,000 of one letter took 280 MB and 3 s.
_MAX_LINES = 50_000
# The parser takes seconds for some thousand open brackets, and front matter has a handful.
_MAX_BRACKETS = 500
_TAG = re.compile(r"<[^<>]*>")


def read_markdown(data: bytes) -> Iterator[Piece | Fault]:
    """One article; title, author, outlet and date come from the front matter."""
    decoded = decode(data)
    metadata, body = split_front_matter(decoded.text)
    title = metadata.pop("title", None)
    yield Piece(
        require_text(to_paragraphs(body)),
        encoding=decoded.encoding,
        title=str(title) if title is not None else None,
        metadata=standard_metadata(metadata),
    )


def split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    """The front matter as a dict (empty where there is none) and what follows it; raises ReadError."""
    match = _FRONT_MATTER.match(text)
    if not match:
        return {}, text
    if match[1].count("[") + match[1].count("{") > _MAX_BRACKETS:
        raise ReadError("front matter is not valid YAML: too many brackets; mend or remove it")
    try:
        # Aliases can grow a few lines into gigabytes once they are written out; nobody needs them here.
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(match[1], Loader=yaml.SafeLoader)):
            raise ReadError("front matter uses YAML aliases; write the values out")
        found = yaml.safe_load(match[1])
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise ReadError(f"front matter is not valid YAML{_line_of(error)}; mend or remove it") from None
    # Text between two horizontal rules is no mapping, and belongs to the article.
    return (dict(found), text[match.end() :]) if isinstance(found, dict) else ({}, text)


def to_paragraphs(markdown: str) -> str:
    """Plain paragraphs: links and emphasis become their text, images and raw HTML tags go.

    Text with a paragraph too long to parse, or with too many lines, comes back as it is.
    """
    if markdown.count("\n") > _MAX_LINES or any(
        len(paragraph) > _MAX_PARAGRAPH for paragraph in markdown.split("\n\n")
    ):
        return markdown
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    return "\n\n".join(_paragraphs(tokens))


def _paragraphs(tokens: list[Token]) -> Iterator[str]:
    containers: list[str] = []
    numbers: list[int] = []
    for token in tokens:
        if token.nesting == 1:
            containers.append(token.type)
            if token.type == "ordered_list_open":
                numbers.append(int(token.attrGet("start") or 1))
        elif token.nesting == -1:
            containers.pop()
            if token.type == "ordered_list_close":
                numbers.pop()
        elif text := _text_of(token):
            yield _mark(containers, numbers) + text


def _mark(containers: list[str], numbers: list[int]) -> str:
    """What goes before a paragraph that stands in these containers; counts ordered items on."""
    if "heading_open" in containers:
        return "# "
    if containers[-2:] != ["list_item_open", "paragraph_open"]:
        return ""
    if containers[-3:-2] == ["ordered_list_open"]:
        numbers[-1] += 1
        return f"- {numbers[-1] - 1}. "
    return "- "


def _text_of(token: Token) -> str:
    if token.type in ("fence", "code_block"):
        return token.content.strip()
    if token.type == "html_block":
        return " ".join(_TAG.sub(" ", token.content).split())
    if token.type != "inline":
        return ""
    return "".join(_inline(token.children or [])).strip()


def _inline(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in ("text", "code_inline"):
            yield token.content
        elif token.type == "softbreak":
            yield " "
        elif token.type == "hardbreak":
            yield "\n"


def _line_of(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    # One for counting from 1, one for the opening dashes.
    return f" (line {mark.line + 2})" if mark is not None else ""
