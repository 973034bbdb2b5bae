"""Which report of one run belongs to which of the other."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.report import Report
from pipeline.write.labels import plural

_SEPARATOR = re.compile(r"[-._]")
_FOLDER = re.compile(r"[\\/]")
# A stem that more ids than this share (`news` of `news-1`, `news-2` and so on) tells no article from another.
MAX_SHARING = 20


@dataclass(frozen=True, slots=True, order=True)
class Affix:
    """What the ids of a run have before or behind the name of the article."""

    prefix: str = ""
    suffix: str = ""

    def __str__(self) -> str:
        taken = self.prefix or self.suffix
        return f"“{taken}”" if taken else "anything"

    @property
    def length(self) -> int:
        return len(self.prefix) + len(self.suffix)


Affixes = tuple[Affix, Affix]


@dataclass(frozen=True, slots=True)
class Pairing:
    """Reports that belong together, and those that are alone."""

    pairs: tuple[tuple[str, Report, Report], ...]
    """Name of the article, its report in A, its report in B."""
    only_a: tuple[Report, ...] = ()
    only_b: tuple[Report, ...] = ()
    notes: tuple[str, ...] = ()
    """How those were paired that do not have the same id."""


def pair_reports(a: Sequence[Report], b: Sequence[Report]) -> Pairing:
    """Pair by id; then by id without what is common to a system (`wuhan-a`, `wuhan-b`); then by file name."""
    left, right = {report.id: report for report in a}, {report.id: report for report in b}
    pairs: list[tuple[str, Report, Report]] = []
    notes: list[str] = []

    def take(names_a: Mapping[str, str], names_b: Mapping[str, str]) -> int:
        found = _matches(names_a, names_b)
        pairs.extend((name, left.pop(first), right.pop(second)) for name, first, second in found)
        return len(found)

    take({name: name for name in left}, {name: name for name in right})
    affixes = _affixes(list(left), list(right), single=len(a) == len(b) == 1)
    if affixes and (taken := take(_without(left, affixes[0]), _without(right, affixes[1]))):
        notes.append(f"{plural(taken, 'article')} paired by id without {affixes[0]} in A and {affixes[1]} in B.")
    if taken := take(_file_names(left), _file_names(right)):
        notes.append(f"{plural(taken, 'article')} paired by the name of the file.")
    return Pairing(tuple(sorted(pairs, key=_name)), tuple(left.values()), tuple(right.values()), tuple(notes))


def _name(pair: tuple[str, Report, Report]) -> str:
    return pair[0]


def _matches(a: Mapping[str, str], b: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Name and both ids, for every name that one id of each side has; `a` and `b` map ids to names."""
    first, second = _once(a), _once(b)
    return [(name, first[name], second[name]) for name in first if name in second]


def _once(names: Mapping[str, str]) -> dict[str, str]:
    counts = Counter(names.values())
    return {name: identifier for identifier, name in names.items() if counts[name] == 1}


def _file_names(reports: Mapping[str, Report]) -> dict[str, str]:
    return {identifier: _FOLDER.split(report.origin)[-1] for identifier, report in reports.items()}


def _without(ids: Mapping[str, Report], affix: Affix) -> dict[str, str]:
    return {
        identifier: identifier.removeprefix(affix.prefix).removesuffix(affix.suffix)
        for identifier in ids
        if identifier.startswith(affix.prefix) and identifier.endswith(affix.suffix)
    }


def _affixes(a: Sequence[str], b: Sequence[str], *, single: bool) -> Affixes | None:
    """The affixes that pair most articles, the shortest of these; one pair proves nothing unless it is all."""
    stems_a, stems_b = _stems(a), _stems(b)
    counts: Counter[Affixes] = Counter(
        pair
        for stem, cuts in stems_a.items()
        if len(cuts) <= MAX_SHARING and len(stems_b.get(stem, ())) <= MAX_SHARING
        for pair in ((x, y) for x in cuts for y in stems_b.get(stem, ()))
        if _same_side(*pair)
    )
    if not counts:
        return None
    count, _, best = min((-count, a.length + b.length, (a, b)) for (a, b), count in counts.items())
    return best if count < -1 or single else None


def _stems(ids: Sequence[str]) -> dict[str, list[Affix]]:
    found: defaultdict[str, list[Affix]] = defaultdict(list)
    for identifier in ids:
        for stem, affix in _cuts(identifier):
            found[stem].append(affix)
    return found


def _cuts(identifier: str) -> Iterator[tuple[str, Affix]]:
    """Every way to take whole parts off one end of an id, nothing among them."""
    yield identifier, Affix()
    for mark in _SEPARATOR.finditer(identifier):
        yield identifier[: mark.start()], Affix(suffix=identifier[mark.start() :])
        yield identifier[mark.end() :], Affix(prefix=identifier[: mark.end()])


def _same_side(a: Affix, b: Affix) -> bool:
    return not (a.prefix and b.suffix) and not (a.suffix and b.prefix)
