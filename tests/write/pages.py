"""Looking into written pages as a browser would parse them."""

from __future__ import annotations

import base64
import hashlib
import itertools
from collections import Counter

from lxml import html
from lxml.html import HtmlElement

HOSTILE = {
    "script": "<script>document.title = 'run'</script>",
    "end of the script": "</script><script>alert(1)</script>",
    "end of the style": "</style><img src=x onerror=alert(1)>",
    "end of an attribute": "\"><svg onload=alert(1)> ' onmouseover='alert(1)",
    "end of the title": "</title><base href=//evil.example>",
    "comment": "<!-- --!> ]]> <![CDATA[",
    "entities": "&lt;script&gt; &amp;amp; &#60;",
    "template": "{{ 7 * 7 }} {% raw %} {# no #}",
    "right to left": "\u202eabc \u2067def \u200fghi",
    "one long word": "w" * 10_000,
    "address": "javascript:alert(1)",
}


def parse(text: str) -> HtmlElement:
    return html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8", huge_tree=True))


def words(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def rows(table: HtmlElement) -> list[list[str]]:
    return [[words(cell) for cell in row.xpath("th|td")] for row in table.xpath(".//tbody/tr")]


def shape(page: HtmlElement) -> list[tuple[str, tuple[str, ...]]]:
    """Every element with the names of its attributes: what markup from outside would change."""
    return [(str(element.tag), tuple(sorted(element.attrib))) for element in page.iter()]


def assert_sealed(page: HtmlElement) -> None:
    """Only our one style and one script may act, and nothing is ever fetched."""
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'; ")
    for name in ("style", "script"):
        (element,) = page.xpath(f"//{name}")
        digest = base64.b64encode(hashlib.sha256((element.text or "").encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    attributes = {name for element in page.iter() for name in element.attrib}
    assert "style" not in attributes
    assert not [name for name in attributes if name.startswith("on")]
    assert page.xpath("//@src") == []
    assert page.xpath("//link/@href") == ["data:,"]


def assert_sound(page: HtmlElement) -> None:
    """Ids are unique, links within the page arrive, headings and labels are in order."""
    ids = page.xpath("//@id")
    assert [name for name, count in Counter(ids).items() if count > 1] == []
    inside = {link[1:] for link in page.xpath("//a/@href") if link.startswith("#")}
    named = {name for attribute in ("aria-labelledby", "for") for name in page.xpath(f"//@{attribute}")}
    assert inside | named <= set(ids)
    levels = [int(heading.tag[1]) for heading in page.xpath("//h1|//h2|//h3|//h4")]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    for control in page.xpath("//input[not(@type='hidden')]|//select|//textarea"):
        assert control.xpath("ancestor::label"), control.attrib
    for button in page.xpath("//button"):
        assert words(button) or button.get("aria-label")
    assert page.get("lang") == "en"
    assert page.xpath("//main") and page.xpath("//title")
