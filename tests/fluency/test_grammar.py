"""Words that do not fit each other."""

from __future__ import annotations

import pytest

from pipeline.fluency import RULES, find_spans
from tests.fluency.marking import check, check_mended, page

CASES = [
    ("infinitive-without-verb", "It ⟦is expected to the average daily flow will reach⟧ 280,000."),
    ("infinitive-without-verb", "The fire ⟦was able to a⟧ reader."),
    (
        "infinitive-without-verb",
        "It is expected to rise, he is likely to stay these days, and the link to the south is unlikely.",
    ),
    ("double-comparative", "It is ⟦more better⟧ and ⟦more easier⟧ now."),
    ("double-comparative", "It has more better-paid staff and more, better schools; it is much better."),
    ("speaker-titled", 'Wang Li ⟦titled the⟧ "Future of Schools", and Li Na ⟦titled⟧ “Roads”.'),
    ("speaker-titled", 'A talk titled "Roads" and the book Wang Li titled his own; Wang Li was titled "Sir".'),
    ("future-of-the-past", "In 2016, the site will be held here, as no date says when."),
    ("double-conjunction", "Although it rained all day long, ⟦but⟧ they went out."),
    ("double-conjunction", "It rained.\n\nBecause the road was closed that day, ⟦so⟧ they walked."),
    ("double-conjunction", "Although it rained all day long, they went out, but not far."),
    (
        "double-conjunction",
        "Because of the rain and of the wind, so they say, it is cold. Although it is not only old, but also bad, he came.",
    ),
    ("double-conjunction", "Although he was so tired, so many came; because it rained, so much was lost."),
    ("clashing-determiners", "It is ⟦a the⟧ plan of ⟦their the⟧ city, and ⟦its a⟧ shame; by ⟦a an⟧ ally."),
    ("clashing-determiners", "The A-list and the a la carte menu gave her the this-is-it look; is this the end of it?"),
    ("clashing-determiners", "He gave them the car, in the The Hague office of The Our Lady."),
    ("one-of-singular", "It is ⟦one of the biggest city⟧ in China and ⟦one of the most important port⟧."),
    ("one-of-singular", "It was ⟦one of the first batch⟧ of brands."),
    (
        "one-of-singular",
        "One of the most important people in it is one of the best known in town, one of the best ever.",
    ),
    ("one-of-singular", "It is one of the most densely populated in Asia, one of the main reasons for it."),
    ("wrong-article", "It is ⟦a adequate⟧ plan, ⟦an wealth⟧ fund, ⟦a umbrella⟧, ⟦an unique⟧ case and ⟦an useful⟧ one."),
    ("wrong-article", "⟦A 18-year⟧-old saw ⟦a 8%⟧ rise and ⟦a 11.5 percent⟧ fall. ⟦A old⟧ man came."),
    (
        "wrong-article",
        "An hour, an honest man, a unit, a one-off, a European, a useful idea, a ewe, an unidentified man.",
    ),
    (
        "wrong-article",
        "An unimportant, an historic, a hotel, an x-ray, an mp3, an ntl phone, a once great, a onetime ally.",
    ),
    (
        "wrong-article",
        "Grade A offices, Serie A attendance, Ping An stated, Tian'An men, type a influenza, group a and b.",
    ),
    ("wrong-article", "An 18-year-old saw an 8% rise, a 10% fall, a 1,100-word text and a 180-degree turn."),
]


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_marks(rule: str, example: str) -> None:
    check(rule, example)


@pytest.mark.parametrize(
    ("date", "found"),
    [("2022-08-29", ["will be", "will be"]), ("2018-01-01", ["will be"]), ("2016-12-31", []), (None, [])],
)
def test_future_of_the_past(date: str | None, found: list[str]) -> None:
    text = (
        "In 2016, the fair will be held in Han; in 2019 both schools will be built. It began in 2015 and will be sold."
    )
    whole = page(text).model_copy(update={"date": date})
    spans = find_spans(whole, [RULES["future-of-the-past"]])
    assert [span.text for span in spans] == found
    assert [span.suggestion for span in spans] == ["was", "were"][: len(found)]


@pytest.mark.parametrize(
    ("rule", "text", "right"),
    [
        ("double-comparative", "It is more better.", "It is better."),
        ("wrong-article", "A old man saw a 8% rise and an useful car.", "An old man saw an 8% rise and a useful car."),
    ],
)
def test_suggestion_mends(rule: str, text: str, right: str) -> None:
    check_mended(rule, text, right)
