"""Words in which two versions differ."""

import pytest

from pipeline.compare.differences import MAX_TOKENS, mark_differences, whole


def shown(marked):
    return "".join(f"[{piece.text}]" if piece.changed else piece.text for piece in marked)


@pytest.mark.parametrize(
    ("a", "b", "shown_a", "shown_b"),
    [
        ("The line opened.", "The line opened.", "The line opened.", "The line opened."),
        ("The line opened.", "The line was opened.", "The line opened.", "The line [was] opened."),
        ("The old line opened.", "The new line opened.", "The [old] line opened.", "The [new] line opened."),
        ("one two three", "four five six", "[one two three]", "[four five six]"),
        ("It rose 3.5 percent.", "It rose 3.6 percent.", "It rose [3.5] percent.", "It rose [3.6] percent."),
        ("the state-owned firm", "the state owned firm", "the [state-owned] firm", "the [state owned] firm"),
        ("the minister's car", "the ministers car", "the [minister's] car", "the [ministers] car"),
        ("China News", "china news", "[China News]", "[china news]"),
        ("He said: yes", 'He said: "yes"', "He said: yes", 'He said: ["]yes["]'),
        ("spaces   only", "spaces only", "spaces   only", "spaces only"),
        ("  in front", "in front", "  in front", "in front"),
        ("漢字", "漢語", "[漢字]", "[漢語]"),
        ("", "new", "", "[new]"),
        ("", "", "", ""),
    ],
)
def test_words_that_the_other_has_not_are_marked(a, b, shown_a, shown_b):
    marked_a, marked_b = mark_differences(a, b)
    assert (shown(marked_a), shown(marked_b)) == (shown_a, shown_b)
    assert ("".join(p.text for p in marked_a), "".join(p.text for p in marked_b)) == (a, b)


def test_what_is_longer_than_a_sentence_differs_as_a_whole():
    a, b = "word " * (MAX_TOKENS + 1), "word " * MAX_TOKENS
    assert [shown(side) for side in mark_differences(a, b)] == [f"[{a}]", f"[{b}]"]


def test_a_text_without_partner_has_no_mark():
    assert shown(whole("alone")) == "alone"
