"""The key points stage: extracted without a model, written with one, and honest about which."""

import pytest

from pipeline.config.schema import KeyPointsConfig, Runtime
from pipeline.errors import StageError
from pipeline.models import Models
from pipeline.stages.keypoints import KeyPointsStage
from tests.tiny import document, draft

METRO = document(
    "Metro opens",
    [
        ["The new metro line opened in the city on Monday.", "It is the second line of the port city so far."],
        ["A bridge over the river was built for the line in 2023.", "The minister praised the school of engineers."],
        ["About 280,000 people will travel on the trains every day.", "Tickets cost two euros for the whole day."],
    ],
)


def stage(**settings):
    return KeyPointsStage(KeyPointsConfig(**{"model": "embedded:lexrank", **settings}), Models(Runtime()))


def test_extracted_says_so():
    (points,) = stage().run([draft(METRO)])
    assert points.method == "extractive"
    assert points.points[0].text == "The new metro line opened in the city on Monday."
    assert all(METRO.slice(METRO.sentences[p.evidence[0]]) == p.text for p in points.points)
    assert 2 not in {p.evidence[0] for p in points.points}  # "It is the second line"
    assert points.signature.startswith("model:embedded:lexrank|min_points:3|max_points:6|max_words:30|version:")


@pytest.mark.parametrize(("most", "wanted"), [(1, 1), (3, 3), (20, 5)])
def test_number(most, wanted):
    (points,) = stage(max_points=most).run([draft(METRO)])
    assert len(points.points) == wanted


def test_alone_as_in_a_batch():
    made = stage()
    other = document(None, [["The old harbour of Elbing will close next year."]])
    assert made.run([draft(METRO), draft(other)]) == [*made.run([draft(METRO)]), *made.run([draft(other)])]


def test_too_few_are_told():
    (points,) = stage().run([draft(document(None, [["The old harbour of Elbing will close next year."]]))])
    assert points.notes == ("1 of at least 3 key points: no further one stands alone, is new and fits max_words (30)",)


def test_none_that_fits_is_told():
    (points,) = stage(max_words=5).run([draft(METRO)])
    assert points.points == ()
    assert points.notes == ("0 of at least 3 key points: no further one stands alone, is new and fits max_words (5)",)


def test_written_is_abstractive(taught_bart):
    (points,) = stage(model=str(taught_bart), generation={"max_new_tokens": 40}).run([draft(METRO)])
    assert points.method == "abstractive"
    assert [p.text for p in points.points] == [
        "The new metro line opened on Monday and the council said people in the city like it."
    ]
    assert points.points[0].evidence[0] == 1
    assert any(note.startswith("1 of at least 3 key points") for note in points.notes)


def test_model_that_writes_no_point_is_told(taught_bart):
    made = stage(model=str(taught_bart), max_words=6, generation={"max_new_tokens": 40})
    with pytest.raises(StageError, match="wrote no point within 6 words; raise max_words"):
        made.run([draft(METRO)])
