"""Bytes to text: encodings told apart, damage repaired, binary content refused."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ReadError
from pipeline.read.decode import decode, repair

ENGLISH = "The café’s owner said: “we open at 9”. It cost €4."
CHINESE = "武汉市教育局召开教育数字化转型培训会，各区教育局负责人参加了会议。"
RUSSIAN = "В Примерске открыли самый длинный мост через Обь, сообщили в правительстве."

ENCODED = [
    (ENGLISH.encode(), ENGLISH, "utf-8"),
    (codecs.BOM_UTF8 + ENGLISH.encode(), ENGLISH, "utf-8"),
    (ENGLISH.encode("utf-16"), ENGLISH, "utf-16"),
    (codecs.BOM_UTF16_BE + ENGLISH.encode("utf-16-be"), ENGLISH, "utf-16"),
    (codecs.BOM_UTF32_LE + ENGLISH.encode("utf-32-le"), ENGLISH, "utf-32"),
    (ENGLISH.encode("cp1252"), ENGLISH, "cp1252"),
    (CHINESE.encode("gb18030"), CHINESE, "gb18030"),
    (CHINESE.encode("utf-16"), CHINESE, "utf-16"),
    (f"{ENGLISH[:4]} {CHINESE}".encode("gb18030"), f"{ENGLISH[:4]} {CHINESE}", "gb18030"),
    ((RUSSIAN * 4).encode("cp1251"), RUSSIAN * 4, "cp1251"),
]


@pytest.mark.parametrize(("data", "text", "encoding"), ENCODED, ids=[f"{row[2]}-{n}" for n, row in enumerate(ENCODED)])
def test_encoding_is_found(data: bytes, text: str, encoding: str) -> None:
    decoded = decode(data)
    assert (decoded.text, decoded.encoding) == (text, encoding)


REPAIRED = [
    ("One\r\ntwo\rthree", "One\ntwo\nthree"),
    ("The cafÃ© is open", "The café is open"),
    ("itâ€™s â€œniceâ€\x9d", "it’s “nice”"),
    ("fish &amp; chips", "fish & chips"),
    ("a\x00b\x07c", "abc"),
    ("a \ud83d b", "a \ufffd b"),
    ("\ud83d\ude00", "😀"),
    ("“curly” stay", "“curly” stay"),
    ("１２３，全角", "１２３，全角"),
    ("plain", "plain"),
]


@pytest.mark.parametrize(("text", "expected"), REPAIRED)
def test_repair(text: str, expected: str) -> None:
    assert repair(text) == expected


REFUSED = [
    (b"", "is empty"),
    (b" \n\t ", "is empty"),
    (b"%PDF-1.7 ...", "is a PDF"),
    (b"PK\x03\x04abc", "zip archive"),
    (b"\xd0\xcf\x11\xe0abc", "old or encrypted office file"),
    (b"\x89PNG\r\n", "is an image"),
    (b"\x1f\x8b\x08", "gzip"),
    (bytes(range(256)) * 4, "is binary"),
    (codecs.BOM_UTF16_LE + b"a", "breaks at byte"),
    (codecs.BOM_UTF8 + b"abc \xff", "breaks at byte 4"),
]


@pytest.mark.parametrize(("data", "reason"), REFUSED)
def test_refused(data: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        decode(data)


def test_a_rare_broken_byte_does_not_change_the_encoding() -> None:
    decoded = decode(CHINESE.encode() + b" \xff end")
    assert decoded.encoding == "utf-8"
    assert decoded.text == f"{CHINESE} \ufffd end"


def test_declared_encoding_is_used_where_it_fits() -> None:
    data = "Žluťoučký kůň".encode("iso8859-2")
    assert decode(data, declared="iso8859-2").text == "Žluťoučký kůň"


@pytest.mark.parametrize("declared", ["no-such-code", "idna", "undefined", "base64", "rot13", "unicode_escape"])
def test_declared_nonsense_does_no_harm(declared: str) -> None:
    assert decode(ENGLISH.encode("cp1252"), declared=declared).text == ENGLISH


@given(st.binary(max_size=300), st.sampled_from([None, "gb18030", "idna", "utf-7", "unicode_escape"]))
def test_any_bytes_decode_or_are_refused(data: bytes, declared: str | None) -> None:
    try:
        text = decode(data, declared=declared).text
    except ReadError as error:
        assert "\n" not in str(error)
        return
    text.encode("utf-8")
    assert "\r" not in text
