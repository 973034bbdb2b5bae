"""Which report belongs to which."""

import pytest

from pipeline.compare.pairing import pair_reports
from tests.compare.runs import report


def reports(ids, files=()):
    origins = files or [f"in/{name}.txt" for name in ids]
    return [report("harbour", id=name, origin=origin) for name, origin in zip(ids, origins, strict=True)]


def paired(a, b):
    found = pair_reports(a, b)
    return (
        [(name, x.id, y.id) for name, x, y in found.pairs],
        [one.id for one in found.only_a],
        [one.id for one in found.only_b],
    )


@pytest.mark.parametrize(
    ("a", "b", "pairs", "only_a", "only_b"),
    [
        ("x y z", "x y z", "x:x:x y:y:y z:z:z", "", ""),
        ("x y", "y z", "y:y:y", "x", "z"),
        ("wuhan-a metro-a", "wuhan-b metro-b", "metro:metro-a:metro-b wuhan:wuhan-a:wuhan-b", "", ""),
        ("wuhan.a metro.a", "wuhan.b metro.b", "metro:metro.a:metro.b wuhan:wuhan.a:wuhan.b", "", ""),
        ("wuhan metro", "wuhan-b metro-b", "metro:metro:metro-b wuhan:wuhan:wuhan-b", "", ""),
        (
            "a-wuhan a-metro",
            "long-b-wuhan long-b-metro",
            "metro:a-metro:long-b-metro wuhan:a-wuhan:long-b-wuhan",
            "",
            "",
        ),
        ("left-1 left-2", "right-1 right-2", "1:left-1:right-1 2:left-2:right-2", "", ""),
        ("same x-a y-a", "same x-b y-b", "same:same:same x:x-a:x-b y:y-a:y-b", "", ""),
        ("x-a y-a extra", "x-b y-b", "x:x-a:x-b y:y-a:y-b", "extra", ""),
        ("wuhan-a", "wuhan-b", "wuhan:wuhan-a:wuhan-b", "", ""),
        # One likeness among others is no system.
        ("x news-monday", "x news-tuesday", "x:x:x", "news-monday", "news-tuesday"),
        ("x", "y", "", "x", "y"),
        ("", "y", "", "", "y"),
    ],
)
def test_pairs_by_id_with_or_without_the_name_of_the_system(a, b, pairs, only_a, only_b):
    wanted = [tuple(pair.split(":")) for pair in pairs.split()]
    assert paired(reports(a.split()), reports(b.split())) == (wanted, only_a.split(), only_b.split())


@pytest.mark.parametrize(
    ("first", "second", "count"),
    [
        (["one/p.txt", "one/q.txt"], ["two/p.txt", "two/q.txt"], 2),
        (["one\\p.txt", "one\\q.txt"], ["two/p.txt", "two/other.txt"], 1),
        (["one/p.txt", "deep/p.txt"], ["two/p.txt", "two/q.txt"], 0),
    ],
    ids=["same names", "from another system", "a name that stands twice"],
)
def test_pairs_by_the_name_of_the_file(first, second, count):
    found = pair_reports(reports(["k", "l"], first), reports(["m", "n"], second))
    assert len(found.pairs) == count
    assert len(found.only_a) == len(found.only_b) == 2 - count


def test_how_articles_were_paired_is_said():
    assert pair_reports(reports(["x"]), reports(["x"])).notes == ()
    assert pair_reports(reports(["x-a", "y-a"]), reports(["x", "y"])).notes == (
        "2 articles paired by id without “-a” in A and anything in B.",
    )
    by_file = pair_reports(reports(["k"], ["one/p.txt"]), reports(["m"], ["two/p.txt"]))
    assert by_file.notes == ("1 article paired by the name of the file.",)


def test_a_thousand_parts_of_two_files_are_paired_at_once():
    a, b = ([f"{side}-{n}" for n in range(1000)] for side in ("left", "right"))
    assert len(pair_reports(reports(a), reports(b)).pairs) == 1000
