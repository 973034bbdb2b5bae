"""Spaces where none belong, and none where one belongs."""

from __future__ import annotations

import pytest

from tests.fluency.marking import check, check_mended

CASES = [
    ("split-compound", "Wuhan has a ⟦first -mover⟧ advantage, ⟦high -quality⟧ schools and ⟦in -depth⟧ work."),
    ("split-compound", "It needs ⟦data -driven⟧ tools, 280,000 person -times and a ⟦second- half⟧ goal."),
    ("split-compound", "The ⟦state - owned⟧ firms had a ⟦long - term⟧ plan and a ⟦20 - year - old⟧ debt."),
    ("split-compound", "It was ⟦built -in⟧ and ⟦well - known⟧."),
    (
        "split-compound",
        "It suits low- and middle-income states and Paris- or Lyon-based firms over a two- to three-year term.",
    ),
    ("split-compound", "The plan - long delayed - was dropped, and he left - alone."),
    ("split-compound", "It works as well - marked on the page - as the first - the best - one."),
    ("split-compound", "Run grep -i or rpm -qf, and pay -5 or - 5 percent."),
    ("split-compound", "He stood alone- this was clear- and the others left."),
    ("split-apostrophe", "⟦Today ’ s⟧ meeting and the ⟦city' s⟧ plan ⟦weren ’t⟧ bad."),
    ("split-apostrophe", "The boys' schools and 'so' said the '90s star's fans; it's theirs'."),
    ("space-before-mark", "It rained⟦ ,⟧ then it stopped⟦ .⟧ Why⟦ ?⟧ He left (early⟦ )⟧."),
    ("space-before-mark", "He came ⟦( ⟧late)."),
    ("space-before-mark", 'He read ⟦" ⟧The Times⟦ "⟧ and “Le Monde⟦ ”⟧.'),
    ("space-before-mark", "She won (50%)⟦ ,⟧ as expected."),
    ("space-before-mark", 'He said "yes" and "no", then "perhaps".'),
    ("space-before-mark", "It ended 2 : 1, and . . . well, :) or :( and .NET, 5 .5."),
    ("space-before-mark", 'He left." Then he said: "We stay'),
    ("glued-sentences", "It ⟦ended.The⟧ next day it rained."),
    ("glued-sentences", "He was in ⟦Japan.At⟧ night he slept. Was it ⟦good?Yes⟧, it was."),
    ("glued-sentences", "Source: Tibet ⟦WeiyinThe⟧ enrollment of students began."),
    ("glued-sentences", "He reads Yahoo!News and Gazeta.Ru on Node.JS at example.com, e.g. on p.A or a.Then."),
    ("glued-sentences", "LinkedIn and PlayIt met at U.S.A. and 3.5 percent."),
    ("glued-mark", "It ⟦rained,then⟧ it ⟦stopped;hail⟧ followed."),
    ("glued-mark", "He gave one ⟦reason:Money⟧ and left ⟦half(about⟧ ten of them."),
    ("glued-mark", "The debt ⟦(at home and abroad)stood⟧ at 5."),
    ("glued-mark", "It was ⟦called“New⟧ Way” in the “Old ⟦Town”district⟧."),
    ("glued-mark", "It opens at 10:30 for 1,200 word(s) and std::list, see https://example.com/a:b,c."),
    ("glued-mark", "Both (un)known and f(x), “yes,” he said; “A”s count."),
    ("torn-number", "It rose ⟦3. 5⟧ percent, ⟦12. 4⟧% and ⟦1, 200⟧ people paid more than ⟦2, 500⟧ in all."),
    ("torn-number", "It rose to 3. Five percent left. In 2020, 500 people came; 30, 40 or 113, 115."),
]


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_marks(rule: str, example: str) -> None:
    check(rule, example)


@pytest.mark.parametrize(
    ("rule", "text", "right"),
    [
        (
            "split-compound",
            "A first -mover, a second- half and a 20 - year - old.",
            "A first-mover, a second-half and a 20-year-old.",
        ),
        ("split-apostrophe", "Today ’ s plan weren 't the city' s.", "Today’s plan weren't the city's."),
        ("space-before-mark", "It rained , then ( late ) it stopped .", "It rained, then (late) it stopped."),
        ("space-before-mark", 'He read " The Times " again.', 'He read "The Times" again.'),
        ("glued-sentences", "It ended.The next day came.", "It ended. The next day came."),
        ("glued-sentences", "Tibet WeiyinThe enrollment began.", "Tibet Weiyin. The enrollment began."),
        ("glued-mark", "It rained,then one reason:Money.", "It rained, then one reason: Money."),
        (
            "glued-mark",
            "A debt (here and there)stood at half(about ten).",
            "A debt (here and there) stood at half (about ten).",
        ),
        (
            "glued-mark",
            "It was called“New Way” in the “Old Town”district.",
            "It was called “New Way” in the “Old Town” district.",
        ),
        ("torn-number", "It rose 3. 5 percent to about 1, 200.", "It rose 3.5 percent to about 1,200."),
    ],
)
def test_suggestion_mends(rule: str, text: str, right: str) -> None:
    check_mended(rule, text, right)
