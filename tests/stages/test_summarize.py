"""The summary stage: extracted without a model, written with one, and honest about which."""

import pytest

from pipeline.config.schema import Runtime, SummarizeConfig
from pipeline.errors import StageError
from pipeline.models import Models, identity_of
from pipeline.stages.summarize import SummarizeStage
from tests.tiny import document, draft

METRO = document(
    "Metro opens",
    [
        ["The new metro line opened in the city on Monday.", "The council said 28 million people will use it."],
        ["A bridge over the river was built for the line in 2023.", "The minister praised the school of engineers."],
    ],
)
HARBOUR = document(None, [["The old harbour of Elbing will close next year.", "Ships will use the new port instead."]])


def stage(**settings):
    return SummarizeStage(SummarizeConfig(**{"model": "embedded:lexrank", **settings}), Models(Runtime()))


def test_extracted_says_so():
    (summary,) = stage().run([draft(METRO)])
    assert summary.method == "extractive"
    assert all(METRO.slice(METRO.sentences[s.evidence[0]]) == s.text for s in summary.sentences)
    assert (summary.coverage.sentences_total, summary.coverage.sentences_read) == (4, 4)
    assert summary.signature.startswith("model:embedded:lexrank|max_words:110|min_words:40|style:narrative|version:")


def test_ranked_by_a_network_is_extractive_still(tiny_salience):
    made = stage(model=str(tiny_salience))
    together = made.run([draft(METRO), draft(HARBOUR)])
    assert [summary.method for summary in together] == ["extractive", "extractive"]
    assert together[0].signature.startswith(f"model:{identity_of(str(tiny_salience))}|max_words:110|")
    assert {s.text for s in together[0].sentences} <= {METRO.slice(sentence) for sentence in METRO.sentences}
    assert together == [*made.run([draft(METRO)]), *made.run([draft(HARBOUR)])]


def test_written_statement_by_statement_is_abstractive(taught_writer):
    (summary,) = stage(model=str(taught_writer)).run([draft(METRO)])
    assert summary.method == "abstractive"
    assert summary.signature.startswith(f"model:{identity_of(str(taught_writer))}|")
    assert summary.coverage.sentences_read == 4
    assert all(s.evidence for s in summary.sentences)


def test_alone_as_in_a_batch():
    made = stage()
    together = made.run([draft(METRO), draft(HARBOUR), draft(METRO)])
    assert together == [*made.run([draft(METRO)]), *made.run([draft(HARBOUR)]), *made.run([draft(METRO)])]


@pytest.mark.parametrize(("most", "sentences"), [(9, 1), (20, 2), (110, None)])
def test_lengths(most, sentences):
    (summary,) = stage(max_words=most, sentences=sentences).run([draft(METRO)])
    assert len(summary.text.split()) <= most
    assert sentences is None or len(summary.sentences) <= sentences


def test_no_sentence_that_fits_is_told():
    with pytest.raises(StageError, match="no whole sentence of the article fits 5 words; raise max_words"):
        stage(max_words=5).run([draft(METRO)])


def test_written_is_abstractive_and_whole(taught_bart):
    (summary,) = stage(model=str(taught_bart), min_words=5, generation={"max_new_tokens": 40}).run([draft(METRO)])
    assert summary.method == "abstractive"
    assert summary.text == "The new metro line opened on Monday and the council said people in the city like it."
    assert summary.sentences[0].evidence == (1,)
    assert str(taught_bart) in summary.signature
    assert "every sentence stands in the article" not in " ".join(summary.notes)


def test_written_but_copied_is_told(taught_bart):
    says = "The new metro line opened on Monday and the council said people in the city like it."
    made = document("Metro opens", [[says, "Nothing more was said about the line."]])
    (summary,) = stage(model=str(taught_bart), generation={"max_new_tokens": 40}).run([draft(made)])
    assert any("word for word, although a model wrote them" in note for note in summary.notes)


def test_model_that_writes_nothing_whole_is_told(taught_bart):
    made = stage(model=str(taught_bart), max_words=10, generation={"max_new_tokens": 40})
    with pytest.raises(StageError, match="wrote no whole sentence within 10 words; raise max_words"):
        made.run([draft(METRO)])
