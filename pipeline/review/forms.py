"""What a page sends back: changes, each with the version that its author saw."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

from pipeline.review.decisions import Subject, Value
from pipeline.write.labels import straight

MAX_BYTES = 1_000_000
_MAX_FIELDS = 4_000
_ANCHOR = re.compile(r"[a-z]+(-[0-9]+)?")
_VERDICTS = {"flag": ("right", "wrong"), "verdict": ("accepted", "rejected")}


@dataclass(frozen=True, slots=True)
class Change:
    """One subject of a form, as it was filled in."""

    subject: str
    seen: int
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Form:
    """All changes of a form, and the place of the page to go back to."""

    changes: tuple[Change, ...]
    anchor: str = ""


def read_form(body: bytes) -> Form:
    """A posted form; one that our pages could not have sent is a ValueError."""
    fields = parse_qs(body.decode(), keep_blank_values=True, strict_parsing=True, max_num_fields=_MAX_FIELDS)
    (anchor,) = fields.pop("at", [""])
    restored = fields.pop("restore", [])
    subjects, seen = fields.pop("subject"), fields.pop("version")
    if not _ANCHOR.fullmatch(anchor) or any(len(values) != len(subjects) for values in fields.values()):
        raise ValueError("not a form of ours")
    groups = [{name: values[i] for name, values in fields.items()} for i in range(len(subjects))]
    changes = [
        Change(subject, int(version), group | ({"restore": ""} if subject in restored else {}))
        for subject, version, group in zip(subjects, seen, groups, strict=True)
    ]
    return Form(tuple(changes), anchor)


def value_of(subject: Subject, fields: Mapping[str, str]) -> Value | None:
    """The value that a form gives a subject; None where its author left it alone."""
    if subject.kind == "flag":
        return {"verdict": _verdict(subject, fields), "note": _line(fields["note"])}
    if subject.kind == "verdict":
        return {"verdict": _verdict(subject, fields)}
    if subject.kind == "note":
        return {"text": fields["text"].replace("\r\n", "\n").strip()}
    text = _line(fields["text"])
    if "restore" in fields:
        return {"text": None}
    if text == _line(fields["was"]):
        return None
    return {"text": None if text == _line(straight(subject.about["text"])) else text}


def _verdict(subject: Subject, fields: Mapping[str, str]) -> str | None:
    given = fields["verdict"]
    if given and given not in _VERDICTS[subject.kind]:
        raise ValueError(f"no such verdict: {given}")
    return given or None


def _line(text: str) -> str:
    return " ".join(text.split())
