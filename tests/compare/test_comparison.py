"""Two runs as a whole."""

import pytest

from pipeline.compare import compare_runs
from pipeline.errors import ReadError
from pipeline.read import Unreadable
from pipeline.report import Failure, Reference
from tests.compare.runs import TEXTS, report, save
from tests.write import samples

NAMES = sorted(TEXTS)


def runs(tmp_path, a, b):
    return compare_runs(save(tmp_path / "a", a), save(tmp_path / "b", b))


def verdicts(comparison):
    return {result.measure.name: result.verdict for result in comparison.results}


def scored(name, value, signature="rules"):
    return report(name, fluency=value, signature=signature)


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        ([70, 60, 65, 80, 75, 70], [90, 85, 80, 99, 90, 91], "B better"),
        ([90, 85, 80, 99, 90, 91], [70, 60, 65, 80, 75, 70], "A better"),
        ([70, 60, 65, 80, 75, 70], [70, 60, 65, 80, 75, 70], "no difference shown"),
        ([70, 60, 65, 80, 75, 70], [69, 61, 64, 81, 74, 71], "no difference shown"),
        ([10, 10, 10], [99, 99, 99], "too few articles (3)"),
    ],
)
def test_the_verdict_on_a_measure(tmp_path, a, b, verdict):
    names = NAMES[: len(a)]
    found = runs(tmp_path, *([scored(*row) for row in zip(names, values, strict=True)] for values in (a, b)))
    assert verdicts(found)["fluency"] == verdict
    concluded = any("Nothing can be concluded from" in caveat for caveat in found.caveats)
    assert concluded is (len(a) < 6)


@pytest.mark.parametrize(
    ("higher_is_better", "verdict"), [(True, "B better"), (False, "A better")], ids=["BLEU", "TER"]
)
def test_the_way_that_is_better_is_that_of_the_score(tmp_path, higher_is_better, verdict):
    def run(value):
        score = samples.score("score", value, higher_is_better=higher_is_better)
        return [report(name, reference=Reference(scores=(score,))) for name in NAMES]

    assert verdicts(runs(tmp_path, run(30), run(40)))["score"] == verdict


def test_a_length_is_neither_better_nor_worse(tmp_path):
    longer = [report(name, words=("the", "the very long")) for name in NAMES]
    found = verdicts(runs(tmp_path, longer, [report(name) for name in NAMES]))
    assert found == {"words of the article": "no difference shown"}  # only four have a “the”
    assert verdicts(
        runs(tmp_path, [report(n, words=(".", " indeed.")) for n in NAMES], [report(n) for n in NAMES])
    ) == {"words of the article": "more in A"}


def test_articles_stand_by_the_size_of_their_difference(tmp_path):
    values = {"harbour": (50, 60), "school": (80, 50), "bridge": (70, 71)}
    found = runs(tmp_path, *([scored(name, pair[side]) for name, pair in values.items()] for side in (0, 1)))
    assert [(pair.name, pair.difference("fluency")) for pair in found.pairs] == [
        ("school", -30),
        ("harbour", 10),
        ("bridge", 1),
    ]


def test_what_was_measured_by_other_means_is_not_compared(tmp_path):
    found = runs(tmp_path, [scored(n, 50, "rules") for n in NAMES], [scored(n, 90, "model") for n in NAMES])
    assert verdicts(found)["fluency"] == "not comparable: measured by different means"
    (caveat,) = found.caveats
    assert caveat.startswith(
        "Measured by different means in A and in B, and so not comparable: fluency, critical flags"
    )


def test_a_few_measured_by_other_means_are_left_out_and_said(tmp_path):
    b = [scored(n, 90, "model" if n == "school" else "rules") for n in NAMES]
    found = runs(tmp_path, [scored(n, 50, "rules") for n in NAMES], b)
    assert found.results[0].difference.count == 5
    (caveat,) = found.caveats
    assert "1 article of fluency, 1 article of critical flags" in caveat


def test_nothing_is_dropped_in_silence(tmp_path):
    failed = report("school", status="failed", failures=(Failure(stage="summarize", reason="no sentence"),))
    a = save(
        tmp_path / "a", [report("bridge"), failed, report("river")], unreadable=[Unreadable("in/e.txt", "is empty")]
    )
    b = save(tmp_path / "b", [report("bridge"), report("school"), report("museum")])
    found = compare_runs(a, b)
    assert [pair.name for pair in found.pairs] == ["bridge", "school"]
    assert set(found.caveats) >= {
        "Only in A, and left out: river.",
        "Only in B, and left out: museum.",
        "Not read in A: in/e.txt: is empty.",
        "Failed in A: school, summarize: no sentence.",
    }


def test_the_same_article_has_no_sentences_to_compare(tmp_path):
    found = runs(tmp_path, [report("school"), report("river")], [report("school"), report("river", words=("12", "a"))])
    assert {pair.name: (pair.same_text, len(pair.rows)) for pair in found.pairs} == {
        "school": (True, 0),
        "river": (False, 3),
    }


def test_runs_without_a_common_article_are_one_line(tmp_path):
    with pytest.raises(ReadError, match="no article in common; compare two runs over the same articles"):
        runs(tmp_path, [report("school")], [report("river")])


def test_an_article_that_came_to_nothing_is_compared_all_the_same(tmp_path):
    nothing = report("school", document=None, status="failed")
    found = runs(tmp_path, [nothing], [report("school")])
    assert (found.pairs[0].title, found.results, found.pairs[0].same_text) == ("A school closes", (), False)
