"""Reading articles with editors' summaries."""

import json
import lzma

import pytest

from pipeline.errors import ReadError
from pipeline.evaluate.briefs import Brief, read_briefs

SUMMARY = [{"text": "The harbour will close.", "evidence": [1]}]
ENGLISH = {"id": "e", "title": "Harbour closes", "sentences": ["Harbour closes", "It is old."], "summary": SUMMARY}
TRANSLATED = {
    "id": "t",
    "title": None,
    "sentences": ["The harbour closes."],
    "translations": {name: [f"Harbour {name} closes."] for name in ("A", "B", "C", "D")},
    "summary": SUMMARY,
}


def write(path, rows):
    text = "".join(json.dumps(row) + "\n" for row in rows)
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "wt", encoding="utf-8") as file:
        file.write(text)
    return path


@pytest.mark.parametrize("name", ["briefs.jsonl", "briefs.jsonl.xz"])
def test_reads_both_kinds(tmp_path, name):
    briefs = read_briefs(write(tmp_path / name, [ENGLISH, TRANSLATED]))
    assert [(b.id, b.kind, b.system) for b in briefs] == [
        ("e", "English", ""),
        *(("t", "machine-translated", name) for name in "ABCD"),
    ]
    assert briefs[1].sentences == ("Harbour A closes.",)
    assert briefs[0].summary == ("The harbour will close.",)


@pytest.mark.parametrize(("systems", "number"), [(0, 4), (1, 1), (3, 3), (4, 4), (9, 4)])
def test_systems_are_a_fixed_sample(tmp_path, systems, number):
    path = write(tmp_path / "briefs.jsonl", [TRANSLATED])
    names = [brief.system for brief in read_briefs(path, systems=systems)]
    assert len(set(names)) == len(names) == number
    assert names == [brief.system for brief in read_briefs(path, systems=systems)]


def test_samples_differ_between_articles(tmp_path):
    rows = [TRANSLATED | {"id": str(number)} for number in range(20)]
    briefs = read_briefs(write(tmp_path / "briefs.jsonl", rows), systems=1)
    assert {brief.system for brief in briefs} == set("ABCD")


def test_limit_counts_articles(tmp_path):
    path = write(tmp_path / "briefs.jsonl", [TRANSLATED, ENGLISH])
    assert {brief.id for brief in read_briefs(path, limit=1)} == {"t"}


@pytest.mark.parametrize(
    ("sentences", "title", "wanted_title", "wanted_text"),
    [
        (("Harbour closes", "It is old.", "Ships go."), None, "Harbour closes", "It is old. Ships go."),
        (("Harbour closes.", "It is old."), "Harbour closes.", "Harbour closes.", "It is old."),
        (("The harbour closes.", "It is old."), "News", "News", "The harbour closes. It is old."),
        (("The harbour closes.", "Reactions", "Ships go."), None, None, "The harbour closes. Reactions\n\nShips go."),
        (("Harbour closes",), None, None, "Harbour closes"),
    ],
)
def test_article(sentences, title, wanted_title, wanted_text):
    article = Brief("t", "machine-translated", "A", sentences, title, ()).article()
    assert (article.title, article.text, article.id) == (wanted_title, wanted_text, "t (A)")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "holds no article"),
        ("{}\n", "line 1 has no 'id'; a brief needs id, sentences, summary"),
        (json.dumps(ENGLISH) + "\n" + json.dumps(ENGLISH | {"summary": []}) + "\n", "line 2 has no 'summary'"),
        ("nonsense\n", "line 1 is not JSON"),
    ],
)
def test_faults_are_told(tmp_path, text, message):
    path = tmp_path / "briefs.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReadError, match=message) as caught:
        read_briefs(path)
    assert str(path) in str(caught.value)
