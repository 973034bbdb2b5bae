"""Which reader reads which file.

Adding a format: a file with one `Reader` here, a line in this table.
"""

from __future__ import annotations

import json

from pipeline.read.json_data import read_json, read_json_lines
from pipeline.read.markdown import read_markdown
from pipeline.read.parquet import read_parquet
from pipeline.read.piece import Reader
from pipeline.read.plain import read_text
from pipeline.read.web import read_html
from pipeline.read.word import read_docx

READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".md": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".json": read_json,
    ".jsonl": read_json_lines,
    ".parquet": read_parquet,
    ".docx": read_docx,
}

# Formats whose files may hold many articles; a sidecar cannot belong to one of them.
MANY = frozenset((".json", ".jsonl", ".parquet"))
# Formats whose size is that of their one article: no images, no other entries.
TEXT_ONLY = frozenset((".txt", ".md", ".html", ".htm"))


def sniff(data: bytes) -> str:
    """The suffix of content that came without a name: JSON, JSON lines, Parquet, HTML, Markdown, Word or text."""
    head = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"PK\x03\x04"):
        return ".docx"
    if head.startswith(b"PAR1"):
        return ".parquet"
    if head[:1] in (b"{", b"["):
        return _json_suffix(data)
    if head[:200].lower().startswith((b"<!doctype html", b"<html", b"<?xml", b"<head", b"<body")):
        return ".html"
    return ".md" if head.startswith(b"---\n") else ".txt"


def _json_suffix(data: bytes) -> str:
    """An article may begin with a bracket, too: only what parses is JSON."""
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        first = data.lstrip().partition(b"\n")[0]
        try:
            return ".jsonl" if isinstance(json.loads(first), dict) else ".txt"
        except (ValueError, RecursionError):
            return ".txt"
    return ".json"
