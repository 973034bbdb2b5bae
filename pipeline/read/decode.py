"""Bytes to text: which encoding, and repair of what earlier software broke."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipeline.errors import ReadError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (
    (b"%PDF", "is a PDF; convert it to .txt, .html or .docx first"),
    (b"PK\x03\x04", "is a zip archive or office file; unpack it, or name it .docx if it is one"),
    (b"\xd0\xcf\x11\xe0", "is an old or encrypted office file; save it as .docx without a password"),
    (b"\x89PNG", "is an image; give the text of the article"),
    (b"\xff\xd8\xff", "is an image; give the text of the article"),
    (b"GIF8", "is an image; give the text of the article"),
    (b"\x1f\x8b", "is gzip-compressed; unpack it first"),
)
_BINARY = "is binary, not text; give a text file in UTF-8"
# More control characters than this and it is no text: prose has none, a stray NUL or escape is survivable.
_MAX_CONTROL_SHARE = 0.01
_FEW_CONTROLS = 3
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\x1b"))
# Codecs that Python knows and that no page is written in.
_NO_CHARSETS = frozenset(("unicode-escape", "raw-unicode-escape", "idna", "punycode", "undefined", "utf-7"))
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
# Guessing needs no more than this many bytes, and must not slow down on big files.
_SAMPLE = 200_000


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with Unix line ends, and the name of the encoding it came in."""

    text: str
    encoding: str


def decode(data: bytes, *, declared: str | None = None, mend: bool = True) -> Decoded:
    """Text of `data`, mojibake repaired; `declared` is what the content says of its own encoding.

    Without `mend` only line ends are touched: in JSON, a repaired `&quot;` would end the string it stands in.
    Raises ReadError for empty, binary and undecodable content.
    """
    if not data.strip():
        raise ReadError("is empty; give a file with an article in it")
    raw, encoding = _to_text(data, declared)
    return Decoded(repair(raw) if mend else raw.replace("\r\n", "\n").replace("\r", "\n"), encoding)


def repair(text: str) -> str:
    """Mojibake, control characters, lone surrogates and line ends put right; the words are not touched."""
    import ftfy

    if len(text) < 200 and text.isascii() and text.isprintable() and "&" not in text:
        return text
    return str(ftfy.fix_text(text, _ftfy_config()))


def _to_text(data: bytes, declared: str | None) -> tuple[str, str]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strictly(data, encoding), encoding.removesuffix("-sig")
    _refuse_binary(data)
    for named in ("utf-8", declared):
        if named and (text := _try(data, named)) is not None:
            return text, named
    if (nearly := _nearly_utf8(data)) is not None:
        return nearly, "utf-8"
    return _guess(data)


def _refuse_binary(data: bytes) -> None:
    for magic, reason in _MAGIC:
        if data.startswith(magic):
            raise ReadError(reason)
    head = data[:_SAMPLE]
    controls = len(head) - len(head.translate(None, _CONTROL))
    if controls > max(_FEW_CONTROLS, _MAX_CONTROL_SHARE * len(head)):
        raise ReadError(_BINARY)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ReadError(f"starts as {encoding} but breaks at byte {error.start}; save it again as UTF-8") from None


def _try(data: bytes, encoding: str) -> str | None:
    try:
        if codecs.lookup(encoding).name in _NO_CHARSETS:
            return None
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _nearly_utf8(data: bytes) -> str | None:
    """UTF-8 with a rare broken byte (a cut-off end, a bad paste): the good sequences outnumber it by far."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    good = sum(not char.isascii() for char in text[:_SAMPLE]) - broken
    return text if good >= 20 * broken else None


def _guess(data: bytes) -> tuple[str, str]:
    sample = data[:_SAMPLE]
    if _like_gb18030(sample) and (text := _try(data, "gb18030")) is not None:
        return text, "gb18030"
    if _like_windows_1252(sample) and (text := _try(data, "cp1252")) is not None:
        return text, "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    if best is not None and (text := _try(data, best.encoding)) is not None:
        return text, best.encoding
    raise ReadError("is in an encoding that cannot be told; save it as UTF-8")


def _like_gb18030(sample: bytes) -> bool:
    """Most of what is not ASCII decodes to everyday Chinese: punctuation or the 3755 commonest characters."""
    text = sample.decode("gb18030", errors="replace")
    wide = [char for char in text if not char.isascii()]
    everyday = sum(_everyday(char) for char in wide)
    return bool(wide) and everyday >= 0.8 * len(wide)


def _everyday(char: str) -> bool:
    try:
        first = char.encode("gb2312")[0]
    except UnicodeEncodeError:
        return False
    # Rows 01 and 03 of GB 2312 hold its punctuation and full-width forms, rows 16 to 55 its level-1 characters.
    return first in (0xA1, 0xA3) or 0xB0 <= first <= 0xD7


def _like_windows_1252(sample: bytes) -> bool:
    """Accents and curly quotes of western languages stand mostly alone between ASCII letters."""
    runs = [len(run) for run in _HIGH_RUN.findall(sample)]
    return sum(length <= 2 for length in runs) >= 0.9 * len(runs)


@cache
def _ftfy_config() -> Any:
    """Repairs only: typography (curly quotes, full-width CJK marks) belongs to the author and stays."""
    from ftfy import TextFixerConfig

    return TextFixerConfig(uncurl_quotes=False, fix_character_width=False, fix_latin_ligatures=True)
