"""What a model is told."""

import pytest

from pipeline.config.schema import KeyPointsConfig, SummarizeConfig
from pipeline.errors import StageError
from pipeline.summarize.ask import documents_of, points_fields, summary_fields, units_of_document
from pipeline.summarize.signature import signature
from tests.tiny import document, draft

ARTICLE = document("Bridge closed", [["It is shut.", "It is old."], ["A ferry runs."]])


def test_units_are_the_body_with_its_white_space():
    assert units_of_document(ARTICLE) == ("It is shut. ", "It is old.\n\n", "A ferry runs.")
    assert "".join(units_of_document(ARTICLE)) == ARTICLE.text.removeprefix("Bridge closed\n\n")


@pytest.mark.parametrize("made", [document("Only a title", []), document(None, [])])
def test_an_article_without_body_is_refused(made):
    with pytest.raises(StageError, match="the article has no body text after cleaning"):
        documents_of([draft(ARTICLE), draft(made)])


@pytest.mark.parametrize(("sentences", "told"), [(None, "3 to 5"), (2, "2")])
def test_lengths_of_a_summary(sentences, told):
    fields = summary_fields(ARTICLE, SummarizeConfig(sentences=sentences, max_words=70))
    assert fields == {"title": "Bridge closed", "max_words": "70", "min_words": "40", "sentences": told}


def test_lengths_of_points():
    assert points_fields(KeyPointsConfig(max_points=5)) == {"max_words": "30", "min_points": "3", "max_points": "5"}


def test_signature_leaves_out_what_is_not_set():
    made = signature("model:x", max_words=70, sentences=None)
    assert made.startswith("model:x|max_words:70|version:")
