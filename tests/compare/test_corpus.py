"""All articles together against references, by sacrebleu."""

import pytest
from sacrebleu import corpus_bleu

from pipeline.compare import compare_runs
from pipeline.compare.corpus import read_references
from pipeline.errors import ReadError
from tests.compare.runs import TEXTS, report, save


def text(name):
    title, paragraphs = TEXTS[name]
    return "\n\n".join([title, *(" ".join(paragraph) for paragraph in paragraphs)])


@pytest.fixture
def references(tmp_path):
    folder = tmp_path / "references"
    folder.mkdir()
    for name in TEXTS:
        (folder / f"{name}.ref.txt").write_text(text(name))
    (folder / "notes.txt").write_text("These are no reference.")
    return folder


def compared(tmp_path, references, names=tuple(TEXTS)):
    """A is the reference itself; B has “was” for every “is”."""
    a = save(tmp_path / "a", [report(name, id=f"{name}-a") for name in names])
    b = save(tmp_path / "b", [report(name, words=("is", "was"), id=f"{name}-b") for name in names])
    return compare_runs(a, b, references=references)


def test_scores_are_those_of_sacrebleu_with_its_p_value(tmp_path, references):
    bleu, chrf = compared(tmp_path, references).corpus
    assert (bleu.measure.short, chrf.measure.short) == ("BLEU", "chrF++")
    lines = [" ".join(text(name).split()) for name in sorted(TEXTS)]
    changed = [line.replace("is", "was") for line in lines]
    assert bleu.difference.a == pytest.approx(100)
    assert bleu.difference.b == pytest.approx(corpus_bleu(changed, [lines]).score)
    assert 0 < bleu.difference.p < 0.1
    assert "segments:6 articles" in bleu.signature and "ar:10000|seed:12345" in bleu.signature


def test_equal_systems_do_not_differ(tmp_path, references):
    both = save(tmp_path / "a", [report(name) for name in TEXTS])
    assert [result.difference.p for result in compare_runs(both, both, references=references).corpus] == [1.0, 1.0]


def test_few_articles_have_no_p_value_and_missing_references_are_named(tmp_path, references):
    (references / "river.ref.txt").unlink()
    found = compared(tmp_path, references, ("harbour", "river", "school"))
    assert [(r.difference.count, r.difference.p, r.verdict) for r in found.corpus] == [
        (2, None, "too few articles (2)")
    ] * 2
    assert f"No reference in {references}: river." in found.caveats


def test_references_may_bear_the_names_of_the_articles(tmp_path):
    for name in TEXTS:
        (tmp_path / f"{name}.txt").write_text(text(name))
    assert set(read_references(tmp_path)) == set(TEXTS)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (None, "does not exist; --references takes a folder of reference translations"),
        ({"other.ref.txt": "Some text of another article."}, "no reference of any article; name them as the articles"),
        ({"bridge.ref.txt": ""}, "bridge.ref.txt: is empty"),
    ],
    ids=["no folder", "other names", "empty file"],
)
def test_useless_references_are_one_line(tmp_path, files, message):
    folder = tmp_path / "references"
    if files is not None:
        folder.mkdir()
        for name, content in files.items():
            (folder / name).write_text(content)
    with pytest.raises(ReadError) as error:
        compared(tmp_path, folder)
    assert message in str(error.value)
    assert "\n" not in str(error.value)
