"""Text left in another script or language, and signs of the machine."""

from __future__ import annotations

import pytest

from tests.fluency.marking import check, check_mended, marked, spans

CASES = [
    ("untranslated-script", "The ⟦教育局⟧ met and the ⟦город⟧ paid."),
    ("untranslated-script", "The W⟦Н⟧O said so."),
    ("untranslated-script", "⟦本报讯 8月29日，武汉市教育局。⟧\n\nThe meeting ended."),
    ("untranslated-script", "Mr. Li Lei (李雷) and 武汉 (Wuhan) and the α and β tests."),
    ("untranslated-script", "Café, naïve, Zürich, Łódź, İstanbul and Nguyễn are English enough."),
    ("wide-mark", "It rained⟦，⟧ then it stopped⟦。⟧ He left ⟦（⟧early⟦）⟧ ⟦《⟧so⟦》⟧."),
    ("wide-mark", "The 教育局，武汉 met in “Wuhan” – early…"),
    ("leftover-code", "R⟦&amp;⟧D of ⟦<unk>⟧ and ⟦&#39;⟧so⟦&#x27;⟧ on ⟦⁇⟧ it⟦�⟧s."),
    ("leftover-code", "AT&T; R&D, <b>, a < b > c, Q&A."),
]


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_marks(rule: str, example: str) -> None:
    check(rule, example)


@pytest.mark.parametrize(
    ("rule", "text", "right"),
    [
        ("wide-mark", "It rained， he left（early）。", "It rained, he left(early)."),
        ("leftover-code", "R&amp;D &#39;so&#39;&nbsp;on", "R&D 'so' on"),
    ],
)
def test_suggestion_mends(rule: str, text: str, right: str) -> None:
    check_mended(rule, text, right)


def test_an_untranslated_paragraph_is_critical() -> None:
    severities = [span.severity for span in spans("本报讯 八月。\n\nThe 教育局 met here today.", "untranslated-script")]
    assert severities == ["critical", "major"]


SOURCE = (
    "Die neue Brücke über den Fluss wurde gestern vom Stadtrat eröffnet, sagte the mayor of the city on Monday night."
)


@pytest.mark.parametrize(
    "example",
    [
        "The new ⟦Brücke über den Fluss wurde gestern vom⟧ council was opened.",
        "The new Brücke über den Fluss was opened.",
        "As the mayor of the city on Monday night said.",
    ],
)
def test_copied_source(example: str) -> None:
    text = example.replace("⟦", "").replace("⟧", "")
    assert marked(text, spans(text, "copied-source", source=SOURCE)) == example
    assert not spans(text, "copied-source")
