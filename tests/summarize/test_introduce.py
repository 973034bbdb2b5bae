"""People by their full names at the first mention, and what a statement takes as known."""

import pytest

from pipeline.summarize.introduce import full_names, introduced, taken_as_known

ARTICLE = """
    Transport Secretary Lars Holm closed the bridge on Monday. Holm said it was old. When Mayor Ida Lund heard of it, Lund
    wrote a letter. The White House told nobody, and the House said nothing. Governor Berg said so too. Anna Falk and Otto
    Falk live there; Falk said the river was high. President Nils Dahl was not asked.
    """


def test_full_names_are_of_those_who_speak_and_have_one():
    assert full_names(" ".join(ARTICLE.split())) == {"Holm": "Lars Holm", "Lund": "Ida Lund"}


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [
        (["Holm closed it.", "Holm said so."], ["Lars Holm closed it.", "Holm said so."]),
        (["Lars Holm closed it.", "Holm said so."], ["Lars Holm closed it.", "Holm said so."]),
        (["Secretary Holm closed it.", "Holm said so."], ["Secretary Holm closed it.", "Holm said so."]),
        (["Critics of Holm's bridge met Lund."], ["Critics of Lars Holm's bridge met Ida Lund."]),
        (["The Holmes bridge is closed."], ["The Holmes bridge is closed."]),
    ],
)
def test_the_first_mention_is_in_full(texts, wanted):
    assert introduced(texts, {"Holm": "Lars Holm", "Lund": "Ida Lund"}) == wanted


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("The plan costs a million.", "plan"),
        ("The council costs a million.", ""),
        ("The planning costs a million.", ""),
        ("A plan costs a million.", ""),
    ],
)
def test_what_was_introduced_before_is_taken_as_known(text, known):
    assert taken_as_known(text, ["The council made a new and costly plan.", "It met."]) == known
