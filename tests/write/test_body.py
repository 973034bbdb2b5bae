"""The article laid out: nothing lost, nothing twice, flags and evidence in their places."""

from pipeline.write.body import blocks
from pipeline.write.flags import number_flags
from pipeline.write.statements import cited_by, statement_views
from tests.write import samples


def laid_out(report):
    cited = cited_by([*statement_views(report, "summary"), *statement_views(report, "key_points")])
    return blocks(report.document, report.fluency, number_flags(report), cited)


def paragraphs(report):
    return [view for block in laid_out(report) for view in block.paragraphs]


def marked(report):
    return [text for view in paragraphs(report) for piece in view.pieces for text in piece.marked]


def test_every_character_of_every_paragraph_is_there_once():
    report = samples.report()
    texts = ["".join(t.text for piece in view.pieces for t in piece.marked) for view in paragraphs(report)]
    assert texts == [report.document.slice(p) for p in report.document.paragraphs]


def test_the_stretches_of_a_flag_are_its_text_and_the_last_one_closes_it():
    report = samples.report()
    for flag in number_flags(report):
        stretches = [text for text in marked(report) if flag in text.flags]
        assert "".join(text.text for text in stretches) == flag.span.text
        assert [flag in text.closes for text in stretches] == [False] * (len(stretches) - 1) + [True]


def test_crossing_flags_show_the_graver_one():
    both = next(text for text in marked(samples.report()) if text.numbers == "3 4")
    assert (both.text, both.severity) == ("is said", "critical")


def test_neighbouring_list_items_make_one_block():
    kinds = [(block.kind, len(block.paragraphs)) for block in laid_out(samples.report())]
    assert kinds == [("title", 1), ("body", 1), ("body", 1), ("list_item", 1)]


def test_sentences_carry_score_level_and_what_was_made_of_them():
    found = {p.index: p for view in paragraphs(samples.report()) for p in view.pieces if p.index is not None}
    assert (found[3].score, found[3].level) == (12.5, 0)
    assert [view.label for view in found[2].cited] == ["Summary sentence 1"]
    assert found[4].back == "point-1"
    assert found[0].cited == ()


def test_without_fluency_the_article_is_shown_bare():
    report = samples.report(fluency=None)
    assert all(not text.flags for text in marked(report))
    assert {piece.score for view in paragraphs(report) for piece in view.pieces} == {None}
