"""Lines that say who wrote the article, where and when: `Author:China Education Network Time:2022.08.29`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.clean.blocks import is_complete
from pipeline.clean.dates import first_date

_LABELS = {
    "byline": r"author|byline|writer|written by|(?:our )?(?:special )?(?:reporters?|correspondents?)|text by|words by|text|by",
    "outlet": r"(?:news |article |information )?source|source of (?:the )?article|outlet|publisher|published (?:by|in)|"
    r"publishing unit|media",
    "date": r"(?:publication |published |publishing |publish |release |posting |update |posted )?(?:date|time)|"
    r"date of publication|(?:last )?(?:published|posted|released|updated|issued)(?: on| at)?",
    "other": r"(?:responsible |executive |duty |web )?editor(?: in charge| in chief)?|proofreader|reviewer|translator|"
    r"(?:number of )?(?:views?|clicks?|reads?|hits|visits|comments?)|page views|font(?: size)?|category|column",
}
_LABEL = re.compile(
    r"(?:^|(?<=[\s|·•,;/(\[（【]))(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _LABELS.items())
    + r")\s*[:：丨｜]\s*",
    re.IGNORECASE,
)
_BY = re.compile(r"(?:(?:[Ww]ritten|[Rr]eported|[Pp]osted|[Ss]tory|[Tt]ext) )?[Bb][Yy] (?=[\w.'’-]*[^\W\d_a-z])")
# "Original Example Release 2023-04-17 18:02 Published in Zhejiang": what a public account puts under a title
_ACCOUNT_LINE = re.compile(r"original\b.{0,120}\bpublished in \w+(?: \w+)?$", re.IGNORECASE)
_CLOCK = re.compile(
    r"\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?)?(?:\s?(?:GMT|UTC|[A-Z]{2,4}T)\b)?(?:\s?[+-]\d\d:?\d\d)?",
    re.I,
)
_WEEKDAY = re.compile(r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun)\b[.,]?", re.I)
_PUBLISHED = re.compile(r"^(?:last )?(?:published|posted|updated|released)(?: on| at)?\b", re.I)
# What stands in a title or a sentence, and not in the name of an outlet.
_NO_NAME = re.compile(
    r"[:：!?！？#]|\b(?:by|with|for|are|is|was|were|to|after|as|says?|said|updated|release|statement|briefing|notice)\b",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?:|\w\.\w+/\w")
_HOST = re.compile(r"^www\.\S+ (?=\w)")
_SPECIAL = re.compile(r"^special (?:to|for) (?:the )?", re.IGNORECASE)
_EDGES = " \t|·•,;:：/-–—()[]（）【】<>"
_MAX_NAME_WORDS = 9
# A name beside a date and without a label is the outlet's only where it is short.
_MAX_UNLABELLED_WORDS = 7
_MAX_LINE = 250

_ORGANISATION = re.compile(
    r"\b(?:network|news|newspaper|daily|times|agency|bureau|university|post|gazette|herald|press|journal|tribune|"
    r"tv|television|radio|media|weekly|evening|morning|online|net|website|platform|office|committee|ministry|"
    r"department|government|institute|academy|college|school|cent(?:er|re)|association|federation|union|group|"
    r"company|corporation|ltd|inc|foundation|council|commission|administration|service|magazine|review|chronicle|"
    r"observer|guardian|independent|telegraph|courier|bulletin|broadcasting|channel|portal|court|police|museum|"
    r"library|hospital|xinhua|reuters|afp|tass|interfax|kommersant|vedomosti|izvestia|efe|cctv|cgtn|bbc|cnn|"
    r"wei ?bo|we ?chat|public account|[a-z]+\.(?:com|cn|net|org|ru|es|ua|info))\b",
    re.IGNORECASE,
)
_NOBODY = frozenset(("admin", "administrator", "editor", "staff", "anonymous", "unknown", "none", "user", "webmaster"))

# "Example Daily reporter Zhao Min"
_STAFF = re.compile(r"(?P<outlet>.+?),? (?:staff )?(?:reporter|correspondent|journalist)s? (?P<name>.+)", re.IGNORECASE)

_AGENCIES = (
    r"Xinhua(?: News Agency)?|China News (?:Service|Network)|Associated Press|AP|Reuters|AFP|Agence France-Presse|"
    r"TASS|ITAR-TASS|RIA Novosti|Interfax|EFE|Europa Press|Kyodo(?: News)?|Yonhap(?: News Agency)?|DPA|dpa|ANSA|"
    r"Anadolu(?: Agency)?|PTI|IANS|Notimex|Prensa Latina|Télam|Ukrinform"
)
_DATELINE = re.compile(r"^(?P<head>[^\n]{3,140}?)(?:\s-{1,2}\s?|\s?--|\s?[—–]\s?|\s*/\s*[.-])(?=\s*\S)")
_OPENS_WITH_AGENCY = re.compile(
    rf"^(?P<head>(?:{_AGENCIES})[,，] [^.]{{2,40}}[,，] (?:[A-Z][a-z]{{2,8}}\.? \d{{1,2}}|\d{{1,2}} [A-Z][a-z]{{2,8}}))\b"
)
_AGENCY = re.compile(rf"(?<![\w-])(?P<agency>{_AGENCIES})(?![\w-])")
_REPORTER = re.compile(
    r"[(（](?:(?:our |special |staff )?(?:reporters?|correspondents?|journalists?))[:：]?\s+(?P<name>[^()（）]{3,80})[)）]",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Header:
    """What header lines say; later ones fill what earlier ones left open."""

    byline: str | None = None
    outlet: str | None = None
    date: str | None = None

    def __or__(self, later: Header) -> Header:
        return Header(self.byline or later.byline, self.outlet or later.outlet, self.date or later.date)

    @property
    def named(self) -> str:
        """The fields it fills, in words."""
        names = [name for name in ("byline", "outlet", "date") if getattr(self, name)]
        return " and ".join(names) or "no name or date"


def parse_header(line: str) -> Header | None:
    """What a line says of the article, if it says nothing else."""
    if len(line) > _MAX_LINE:
        return None
    labels = list(_LABEL.finditer(line))
    if not labels and (reporter := _REPORTER.fullmatch(line)):
        return Header(byline=_person(reporter["name"]))
    if not labels and _AGENCY.fullmatch(line):
        return Header(outlet=line)
    if not labels:
        return _by_line(line) or _date_line(line)
    before = line[: labels[0].start()].strip(_EDGES)
    found = _date_line(before) if before else Header()
    ends = [*(label.start() for label in labels[1:]), len(line)]
    for label, end in zip(labels, ends, strict=True):
        part = _field(str(label.lastgroup), _trim(line[label.end() : end]))
        if found is None or part is None:
            return None
        found |= part
    return found


def classify_author(name: str | None) -> Header:
    """A name given as author: a person is the byline, an organisation the outlet."""
    if not name or name.lower() in _NOBODY:
        return Header()
    if (match := _STAFF.fullmatch(name)) and is_organisation(match["outlet"]):
        return Header(byline=match["name"], outlet=match["outlet"])
    return Header(outlet=name) if is_organisation(name) else Header(byline=name)


def is_organisation(name: str) -> bool:
    """Whether a name has the word in it that organisations have in theirs."""
    return bool(_ORGANISATION.search(name) or _AGENCY.fullmatch(name))


def parse_dateline(paragraph: str) -> Header:
    """What the opening of a first paragraph says: `Xinhua, Beijing, Aug. 3 (Reporter Li Na) -- `."""
    match = _DATELINE.match(paragraph) or _OPENS_WITH_AGENCY.match(paragraph)
    head = match["head"] if match else ""
    agency = _AGENCY.search(head)
    # A dash within the first sentence makes no dateline; one has an agency or a reporter in it.
    reporter = _REPORTER.search(paragraph[: len(head) + 100] if agency else head)
    if not agency and not reporter:
        return Header()
    dated = first_date(head)
    return Header(
        byline=_person(reporter["name"]) if reporter else None,
        outlet=agency["agency"] if agency else None,
        date=dated.iso if dated else None,
    )


def _field(kind: str, value: str) -> Header | None:
    if kind == "other":
        return Header() if _is_short(value) or not value else None
    dated = first_date(value)
    rest = _without_time(value)
    if kind == "date":
        clock = dated or _CLOCK.search(value)
        return Header(date=dated.iso if dated else None, outlet=rest or None) if clock and _is_label(rest) else None
    if rest and not _is_short(rest):
        return None
    if _LINK.search(rest):
        return Header()  # the paper that an article is about, not where the article comes from
    named = Header(outlet=rest or None) if kind == "outlet" else classify_author(_person(rest))
    return named | Header(date=dated.iso if dated else None)


def _by_line(line: str) -> Header | None:
    match = _BY.match(line)
    if not match or is_complete(line):
        return None
    dated = first_date(line)
    name, *rest = re.split(r"\s*[|·•,，/]\s*|\s+-\s+", _without_time(line[match.end() :]))
    outlets = [_SPECIAL.sub("", part) for part in rest if is_organisation(part)]
    if not _is_short(name) or len(rest) > 3:
        return None
    found = classify_author(_person(name)) | Header(outlet=outlets[0] if outlets else None)
    return found | Header(date=dated.iso if dated else None)


def _date_line(line: str) -> Header | None:
    """A line that is a date, with no more beside it than the time and the name of an outlet."""
    if is_complete(line):
        return None
    dated = first_date(line)
    if dated and _ACCOUNT_LINE.fullmatch(line):
        return Header(date=dated.iso)
    rest = _HOST.sub("", _PUBLISHED.sub("", _without_time(line)).strip(_EDGES))
    if not dated or not _is_label(rest):
        return None
    return Header(outlet=rest or None, date=dated.iso)


def _is_label(rest: str) -> bool:
    return not rest or (
        _is_short(rest)
        and len(rest.split()) <= _MAX_UNLABELLED_WORDS
        and not _NO_NAME.search(rest)
        and is_organisation(rest)
    )


def _without_time(value: str) -> str:
    """`value` without dates, weekdays and times of day."""
    while dated := first_date(value):
        value = value[: dated.start] + " " + value[dated.end :]
    value = _CLOCK.sub(" ", value)
    value = _WEEKDAY.sub(" ", value) if len(value.split()) <= 3 else value
    return _trim(" ".join(value.split()))


def _trim(value: str) -> str:
    """`value` without marks at its edges; a bracket that closes one inside it is none of them."""
    inner = value.strip(_EDGES)
    after = value.rstrip()[-1:] if inner else ""
    opened = len(re.findall(r"[(（]", inner)) > len(re.findall(r"[)）]", inner))
    return inner + after if after in (")", "）") and opened else inner


def _is_short(value: str) -> bool:
    """A name, not a sentence."""
    return (
        0 < len(value.split()) <= _MAX_NAME_WORDS
        and len(value) <= 90
        and not re.search(r"[.!?。！？]\s+\S+\s\S+|[!?。！？]$", value)
    )


def _person(name: str) -> str | None:
    return re.sub(r"^(?:by|reporters?|correspondents?)\s+", "", _trim(name), flags=re.IGNORECASE) or None
