"""HTML: the article of a page with its metadata, and pages that hold none."""

from __future__ import annotations

import pytest

from pipeline.errors import ReadError
from pipeline.read.piece import Piece
from pipeline.read.web import read_html

FIRST = "The harbour stayed closed on Tuesday for the second day in a row while the storm turned north."
SECOND = "Twelve ships are waiting outside the breakwater, among them a ferry with more than 300 passengers."
PAGE = f"""<!DOCTYPE html><html><head><meta charset="CHARSET"><title>Harbour closed | Example Times</title>
<meta property="og:title" content="Harbour closed"><meta name="author" content="Jane Doe">
<meta property="og:site_name" content="Example Times">
<meta property="article:published_time" content="2024-01-09T08:00:00Z"></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>
<article><h1>Harbour closed</h1><p>{FIRST}</p><h2>What comes next</h2><p>{SECOND}</p>
<ul><li>Café ferries sail again on Thursday at noon, the operator said</li><li>Freight follows a day later</li></ul>
</article><div class="comments"><p>Great article, thank you for writing it!</p></div>
<footer>All rights reserved</footer></body></html>"""


def read(data: bytes) -> Piece:
    (found,) = read_html(data)
    assert isinstance(found, Piece)
    return found


ENCODINGS = [
    ("utf-8", "utf-8", "utf-8"),
    ("iso-8859-1", "cp1252", "cp1252"),
    ("windows-1252", "cp1252", "windows-1252"),
    ("utf-16", "utf-16", "utf-16"),
    ("no-such-thing", "utf-8", "utf-8"),
]


@pytest.mark.parametrize(("declared", "used", "said"), ENCODINGS)
def test_page(declared: str, used: str, said: str) -> None:
    found = read(PAGE.replace("CHARSET", declared).encode(used))
    assert found.title == "Harbour closed"
    assert found.encoding == said
    assert {key: found.metadata[key] for key in ("byline", "outlet", "date")} == {
        "byline": "Jane Doe",
        "outlet": "Example Times",
        "date": "2024-01-09",
    }
    blocks = found.text.split("\n\n")
    assert [block for block in blocks if block != "# Harbour closed"] == [
        FIRST,
        "# What comes next",
        SECOND,
        "- Café ferries sail again on Thursday at noon, the operator said",
        "- Freight follows a day later",
    ]


def test_narrow_charset_is_read_as_the_wide_one() -> None:
    text = "武汉市教育局召开教育数字化转型培训会，各区教育局负责人参加了会议，会期两天。" * 3
    html = (
        f'<html><head><meta charset="gb2312"></head><body><article><p>{text}</p><p>{text}镕</p></article></body></html>'
    )
    found = read(html.encode("gb18030"))
    assert "镕" in found.text
    assert found.encoding == "gb18030"


def test_line_breaks_inside_a_paragraph_stay() -> None:
    found = read(f"<html><body><article><p>{FIRST}<br>{SECOND}</p><p>{FIRST}</p></article></body></html>".encode())
    assert f"{FIRST}\n{SECOND}" in found.text


BAD = [
    b"<html></html>",
    b"<html><body><nav><a href='/'>Home</a></nav></body></html>",
    b"<",
    b"<div>" * 50_000 + b"text",
    b"<b>" * 20_000,
    b"<!--" * 10_000,
    b"<p " + b"a=1 " * 20_000,
]


@pytest.mark.parametrize("data", BAD, ids=range(len(BAD)))
def test_page_without_an_article(data: bytes) -> None:
    with pytest.raises(ReadError, match=r"save the article's text as \.txt|holds no text"):
        list(read_html(data))
