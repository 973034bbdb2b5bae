"""Numbers, sentences and counts of flags."""

from pipeline.write.flags import category_counts, number_flags, severity_counts
from tests.write import samples


def test_flags_are_numbered_in_the_order_of_the_text():
    flags = number_flags(samples.report())
    assert [(f.number, f.span.text, f.sentence) for f in flags] == [
        (1, "opens opens", 0),
        (2, "long", 2),
        (3, "minister is said", 3),
        (4, "is said it is the high", 3),
        (5, "high -speed", 3),
    ]


def test_the_longer_of_two_that_begin_together_comes_first():
    made = samples.document()
    fluency = samples.report().fluency.model_copy(
        update={"spans": (samples.span(made.text, "The city"), samples.span(made.text, "The city opened"))}
    )
    assert [f.span.text for f in number_flags(samples.report(fluency=fluency))] == ["The city opened", "The city"]


def test_no_document_or_no_fluency_no_flags():
    assert number_flags(samples.report(fluency=None)) == []


def test_a_span_between_sentences_belongs_to_none():
    made = samples.document()
    gap = made.sentences[0].end
    between = samples.span(made.text, "\n\n", start=gap, end=gap + 2)
    fluency = samples.report().fluency.model_copy(update={"spans": (between,)})
    (flag,) = number_flags(samples.report(fluency=fluency))
    assert flag.sentence is None


def test_counts():
    flags = number_flags(samples.report())
    assert severity_counts(flag.span for flag in flags) == {"critical": 1, "major": 2, "minor": 2}
    assert category_counts(flags)[0] == ("Fluency/Grammar", 2)
    assert [name for name, _ in category_counts(flags)[1:]] == [
        "Accuracy/Addition",
        "Accuracy/Mistranslation",
        "Fluency/Spelling",
    ]
