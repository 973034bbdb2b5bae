"""Inputs without mercy: in one run each becomes a report or one line that says why not, and no neighbour suffers."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from encodings.aliases import aliases
from pathlib import Path

import pytest

from pipeline.article import Article
from pipeline.read import read_paths
from tests.robustness import newsroom

ROOT = Path(__file__).parents[2]

TEXT = " ".join(newsroom.SENTENCES[:6])
READ = None  # a whole report
NO_TEXT = "holds no text|no article text|is empty"


def nested(levels: int) -> str:
    return '{"a":' * levels + "1" + "}" * levels


def item(more: str, text: str = TEXT) -> str:
    """A JSON article with further fields as they are written, right or wrong."""
    return f'{{"text": {json.dumps(text)}, {more}}}'


def page(body: str) -> bytes:
    return f"<html><head><title>Bridge</title></head><body><article>{body}</article></body></html>".encode()


def paragraphs(text: str = TEXT) -> str:
    return "".join(f"<p>{sentence}.</p>" for sentence in text.split(". "))


def docx(**parts: bytes) -> bytes:
    """A document from parts named by the last piece of their path; the usual ones are there."""
    kinds = "application/vnd.openxmlformats-"
    usual = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default '
        f'Extension="rels" ContentType="{kinds}package.relationships+xml"/><Override PartName="/word/document.xml" '
        f'ContentType="{kinds}officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
        'Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": word(f"<w:p><w:r><w:t>{TEXT}</w:t></w:r></w:p>"),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (usual | {f"word/{name}.xml": content for name, content in parts.items()}).items():
            archive.writestr(name, content)
    return stream.getvalue()


def word(body: str, head: str = "") -> str:
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return f'<?xml version="1.0"?>{head}<w:document xmlns:w="{namespace}"><w:body>{body}</w:body></w:document>'


LAUGHS = (
    '<!DOCTYPE d [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {c} "{"&" + chr(ord(c) - 1) + ";"}{("&" + chr(ord(c) - 1) + ";") * 9}">' for c in "bcdefghij")
    + "]>"
)

INPUTS: dict[str, tuple[bytes | str, str | None]] = {
    "empty.txt": (b"", "is empty"),
    "blank.txt": (b" \n\t\r\n ", "is empty"),
    "marks-only.txt": ("\ufeff\u200b", NO_TEXT),
    "binary.txt": (bytes(range(256)) * 20, "is binary"),
    "nuls.txt": (b"\0" * 4000, "is binary"),
    "some-nuls.txt": (TEXT.replace("bridge", "br\0idge").encode() * 3, READ),
    "pdf.txt": (b"%PDF-1.7 " + bytes(200), "is a PDF"),
    "image.md": (b"\x89PNG\r\n" + bytes(300), "is an image"),
    "gzip.json": (b"\x1f\x8b\x08" + bytes(300), "is gzip-compressed"),
    "zip.txt": (docx(), "is a zip archive"),
    "utf16.txt": (TEXT.encode("utf-16"), READ),
    "utf16-cut.txt": (TEXT.encode("utf-16") + b"\x00", "breaks at byte"),
    "utf32.txt": (TEXT.encode("utf-32"), READ),
    "utf8-cut.txt": (f"{TEXT} Café".encode()[:-1], READ),
    "latin.txt": (f"{TEXT} The café was closed.".encode("cp1252"), READ),
    "gb18030.txt": (f"{TEXT} 新的大桥在星期一开放了。市长说这很重要。".encode("gb18030"), READ),
    "false-charset.html": (page('<meta charset="idna">' + paragraphs()), READ),
    "mojibake.txt": ("The cafÃ© said â€œnoâ€\x9d. " + TEXT, READ),
    "escapes.txt": ("\x1b[2J\x1b[31m" + TEXT, READ),
    "one-line.txt": ("The harbour stayed closed today. " * 2000, READ),
    "one-word.txt": ("a" * 300_000, "no whole sentence"),
    "no-spaces.txt": ("啊" * 20_000, "no whole sentence"),
    "compound.txt": ("a-" * 20_000, "no whole sentence"),
    "name.txt": ("Ab " * 5000 + TEXT, READ),
    "three-words.txt": ("Three words only", READ),
    "many-lines.txt": ("word\n" * 5000, "nothing of the article is left"),
    "lines.txt": ("a\n" * 300_000, "more than 200,000 lines"),
    "lines.md": ("a\n\n" * 150_000, "more than 200,000 lines"),
    "lines.json": (json.dumps({"text": "a\n" * 300_000}), "more than 200,000 lines"),
    "headings.md": ("# Bridge\n\n" * 2000 + TEXT, READ),
    "combining.txt": (TEXT + " a" + "\u0301" * 50_000, READ),
    "right-to-left.txt": (TEXT.replace("bridge", "\u202ebridge"), READ),
    "brackets.txt": ("(" * 3000 + TEXT + ")" * 3000, READ),
    "quotes.txt": ('"' * 5001 + TEXT, READ),
    "digits.txt": (TEXT + " It has " + "9" * 5000 + " cars and 1" + ",000" * 3000 + " boats.", READ),
    "spanish.txt": ("El puente nuevo sobre el río abrió el lunes y costó tres millones de euros. " * 4, READ),
    "deep.html": (page("<div>" * 5000 + paragraphs() + "</div>" * 5000), NO_TEXT),
    "deeper.html": ("<b>" * 100_000, NO_TEXT),
    "unclosed.html": (page(paragraphs() + "<div><table><tr><td><p>"), READ),
    "script.html": (page(paragraphs() + "<script>alert(1)</script><img src=x onerror=alert(2)>"), READ),
    "hostile-title.json": (json.dumps({"text": TEXT, "title": "<script>alert(1)</script>\n\t\x1b[2J"}), READ),
    "entities.html": (page(paragraphs() + "<p>" + "&amp;lt;script&amp;gt; " * 30 + "</p>"), READ),
    "laughs.html": (LAUGHS + "<html><body><p>&j;</p></body></html>", NO_TEXT),
    "quotes.md": (">" * 5000 + " " + TEXT, NO_TEXT),
    "brackets.md": ("[" * 20_000 + TEXT, READ),
    "aliases.md": ("---\na: &a [x, x]\nb: [*a, *a]\n---\n" + TEXT, "uses YAML aliases"),
    "python-tag.md": ("---\na: !!python/object/apply:os.system ['true']\n---\n" + TEXT, "not valid YAML"),
    "deep.md": ("---\n" + "".join(f"{' ' * n}k:\n" for n in range(60)) + "---\n" + TEXT, "nests deeper than 20"),
    "bad-date.md": ("---\ndate: 2024-99-99\n---\n" + TEXT, "not valid YAML"),
    "broken.json": ('{"text": "' + TEXT, "bad JSON at line 1"),
    "array.json": ('["a", 1]', "is a JSON (str|int), not an object"),
    "number.json": ("3", "holds neither an object nor a list"),
    "no-text.json": ('{"title": "t"}', "has no 'text'"),
    "typed.json": ('{"text": ["a"]}', "field 'text' is a list"),
    "brackets.json": ("[" * 100_000, "cannot be loaded|bad JSON"),
    "nested.json": (item(f'"meta": {nested(900)}'), "nests deeper than 20"),
    "nested-less.json": (item(f'"meta": {nested(15)}'), READ),
    "nested.jsonl": (item(f'"meta": {nested(400)}'), "nests deeper than 20"),
    "infinite.json": (item('"n": 1e999, "m": NaN'), READ),
    "huge-number.json": (item(f'"n": {"9" * 5000}'), "cannot be loaded"),
    "surrogates.json": (item('"title": "a \\ud800 b", "k\\udc00": "v"'), READ),
    "repeated-key.json": (item(f'"text": {json.dumps(TEXT)}', "x"), READ),
    "parent.json": (json.dumps({"text": TEXT, "id": "../../parent"}), READ),
    "device.json": (json.dumps({"text": TEXT, "id": "CON"}), READ),
    "same-id.jsonl": ("\n".join(json.dumps({"text": TEXT, "id": "same"}) for _ in range(3)), READ),
    "good.docx": (docx(), READ),
    "laughs.docx": (docx(document=word("<w:p><w:r><w:t>&j;</w:t></w:r></w:p>", LAUGHS).encode()), NO_TEXT + "|opened"),
    "bomb.docx": (docx(document=word("<w:p/>" * 4_000_000).encode()), "more than 20 MB of text"),
    "bomb-image.docx": (docx(image=b"\0" * 210 * 2**20), "unpacks to more than 200 MB"),
    "no-document.docx": (b"PK\x03\x04" + bytes(200), "is not a .docx"),
    "old.docx": (b"\xd0\xcf\x11\xe0" + bytes(200), "is an old .doc"),
    "CON.txt": (TEXT, READ),
    "nul.txt": (TEXT, READ),
    "new\nline\x1b[2J.txt": (TEXT, READ),
    "üñï çødé — 名.txt": (TEXT, READ),
    "x" * 200 + ".txt": (TEXT, READ),
    "notes.pdf": (b"%PDF", "has type '.pdf'"),
}


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """By file name, the reports and the reasons of one run over everything."""
    folder = tmp_path_factory.mktemp("inputs")
    out = tmp_path_factory.mktemp("out")
    for name, (content, _) in INPUTS.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    outcome = newsroom.run([folder / name for name in INPUTS], out, "stages.report.formats=[json, md, html]")
    found: dict[str, list[str | None]] = {}
    for row in outcome.rows:
        found.setdefault(_name(row.origin), []).append(row.reason)
    for failure in outcome.unreadable:
        found.setdefault(_name(failure.origin), []).append(failure.reason)
    return out, found


def _name(origin):
    """File name of an origin, which may end in the place of the article in its file."""
    name = origin.rsplit("/", 1)[-1]
    return name.rsplit(":", 1)[0] if name.rsplit(":", 1)[-1].isdigit() else name


@pytest.mark.parametrize("name", INPUTS, ids=[ascii(name)[:30] for name in INPUTS])
def test_each_input_is_a_report_or_one_line(told, name):
    _, found = told
    expected = INPUTS[name][1]
    reasons = found[name.translate({10: "\ufffd", 27: "\ufffd"})]
    for reason in reasons:
        if expected is READ:
            assert reason is None
        else:
            assert re.search(expected, reason)
            assert "\n" not in reason


def test_reports_stay_below_the_output_folder(told):
    out, found = told
    folders = [path for path in out.iterdir() if path.is_dir()]
    reports = sum(len(reasons) for name, reasons in found.items() if None in reasons)
    assert len(folders) >= reports > 30
    assert all(set(path.name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") for path in folders)
    assert not [path for path in out.parent.iterdir() if "parent" in path.name]


def test_every_report_is_strict_json_and_escaped_html(told):
    out, _ = told

    def refuse(constant):
        raise AssertionError(f"{constant} is no JSON")

    for path in out.glob("*/report.json"):
        json.loads(path.read_text(encoding="utf-8"), parse_constant=refuse)
    pages = [path.read_text(encoding="utf-8") for path in out.glob("*/report.html")]
    assert not [page for page in pages if "<script>alert(" in page or "<img" in page]


def test_loops_of_links_end(tmp_path):
    inputs = newsroom.write_stories(tmp_path / "in", 2)
    (inputs / "up").symlink_to(inputs, target_is_directory=True)
    (inputs / "self.txt").symlink_to(inputs / "self.txt")
    (inputs / "gone.txt").symlink_to(inputs / "nothing.txt")
    assert len(newsroom.run([inputs], tmp_path / "out").rows) == 2


def test_what_may_not_be_read_is_said(tmp_path, monkeypatch):
    inputs = newsroom.write_stories(tmp_path / "in", 3)
    (inputs / "a00001.txt").chmod(0)
    if os.geteuid() == 0:  # who reads every file
        monkeypatch.setattr(Path, "read_bytes", _forbidden(inputs / "a00001.txt"))
    outcome = newsroom.run([inputs], tmp_path / "out")
    assert len(outcome.rows) == 2
    assert "Permission denied" in outcome.unreadable[0].reason


def _forbidden(secret):
    whole = Path.read_bytes

    def read(path):
        if path == secret:
            raise PermissionError(13, "Permission denied", str(path))
        return whole(path)

    return read


def _writes(encoding):
    """Not so codecs that are no encodings of text, such as `hex`, and those of another system."""
    try:
        "a".encode(encoding)
    except LookupError:
        return False
    return True


ENCODINGS = sorted(filter(_writes, set(aliases.values())))
FOREIGN = f"{TEXT} The “café” was full, said 市长 and мэр."


@pytest.mark.parametrize("name", ["plain.txt", "declared.html", "declared.json"])
def test_every_encoding_wrong(tmp_path, name):
    """Undeclared, and declared to be another: each is read or refused in one line."""
    refused = []
    for encoding in ENCODINGS:
        content = {
            "plain.txt": FOREIGN,
            "declared.html": page(f'<meta charset="{encoding[::-1]}">{paragraphs(FOREIGN)}').decode(),
            "declared.json": json.dumps({"text": FOREIGN}, ensure_ascii=False),
        }[name]
        try:
            (tmp_path / name).write_bytes(content.encode(encoding, "replace"))
        except UnicodeError:  # idna writes no long words
            continue
        (found,) = read_paths([tmp_path / name])
        if isinstance(found, Article):
            found.text.encode()
        else:
            refused.append(encoding)
            assert len(found.reason.splitlines()) == 1
    assert len(refused) < len(ENCODINGS) / 4


# Memory in MB, beside what Python and its libraries take; a tenth of an hour would be a sign of squares.
LONG = {
    "200,000 words": (" ".join(newsroom.story(n).replace("\n", " ") for n in range(3200)), (), 900),
    "one line of 5 MB, no sentence": ("bridge river " * 403_000, ("summarize", "keypoints"), 900),
    "one line of 5 MB, no space": ("x" * 5 * 2**20, ("summarize", "keypoints"), 400),
}


# A process between: what a child is said to have used at most begins with the memory of the one that started it.
USED = """
import json, resource, subprocess, sys
code = subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"code": code, "memory": used.ru_maxrss / 1024, "time": used.ru_utime}))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is told in other units elsewhere")
@pytest.mark.parametrize("name", LONG)
def test_long_article_takes_bounded_time_and_memory(tmp_path, name):
    text, off, most = LONG[name]
    (tmp_path / "long.txt").write_text(text)
    settings = [*newsroom.FAST, *(f"stages.{stage}.enabled=false" for stage in off)]
    call = [sys.executable, "-m", "pipeline", "run", tmp_path / "long.txt", "--out", tmp_path / "out", "--quiet"]
    call += [part for setting in settings for part in ("--set", setting)]
    measured = subprocess.run([sys.executable, "-c", USED, *map(str, call)], cwd=ROOT, capture_output=True, check=True)
    used = json.loads(measured.stdout)
    assert used["code"] == 0
    assert used["memory"] < most
    assert used["time"] < 120
    (report,) = newsroom.reports(tmp_path / "out").values()
    assert json.loads(report)["document"]["text"].split()[:2]


@pytest.mark.parametrize(("name", "reason"), [("big.txt", "larger than 10 MB"), ("big.jsonl", "larger than 100 MB")])
def test_too_large_a_file_is_not_even_opened(tmp_path, name, reason):
    with (tmp_path / name).open("wb") as stream:
        stream.truncate(101 * 2**20)  # of holes: it takes no space
    outcome = newsroom.run([tmp_path / name], tmp_path / "out")
    assert reason in outcome.unreadable[0].reason
