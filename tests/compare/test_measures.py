"""What is read off a report to compare it."""

import pytest

from pipeline.compare.measures import means_of, readings
from tests.write import samples

WHOLE = {
    "fluency": (71.25, "higher"),
    "critical flags per 1,000 words": (1000 / 43, "lower"),
    "major flags per 1,000 words": (2000 / 43, "lower"),
    "minor flags per 1,000 words": (2000 / 43, "lower"),
    "perplexity": (41, "lower"),
    "support, %": (200 / 3, "higher"),
    "facts found, %": (200 / 3, "higher"),
    "BLEU": (31.4, "higher"),
    "words of the summary": (13, None),
    "words of the article": (43, None),
}


@pytest.mark.parametrize(
    ("without", "missing"),
    [
        ((), ()),
        (("fluency",), ("fluency", "perplexity", *(name for name in WHOLE if "flags" in name))),
        (("verification", "reference"), ("support, %", "facts found, %", "BLEU")),
        (("summary",), ("words of the summary",)),
        (("document",), ("words of the article", *(name for name in WHOLE if "flags" in name))),
        (("document", "fluency", "reference", "summary", "key_points", "verification"), tuple(WHOLE)),
    ],
)
def test_every_part_gives_its_measures_in_one_order(without, missing):
    found = readings(samples.report(**dict.fromkeys(without)))
    wanted = {name: value for name, value in WHOLE.items() if name not in missing}
    assert list(found) == list(wanted)
    assert {n: (r.value, r.measure.better) for n, r in found.items()} == {
        name: (pytest.approx(value), better) for name, (value, better) in wanted.items()
    }


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        ("BLEU|tok:13a|segments:7 paragraphs", "BLEU|tok:13a|segments:9 paragraphs", True),
        ("BLEU|bs:1000|seed:1|tok:13a|segments:7 paragraphs", "BLEU|tok:13a|segments:3 paragraphs", True),
        ("BLEU|tok:13a|segments:7 paragraphs", "BLEU|tok:13a|segments:whole article (paragraphs 7 against 8)", False),
        ("BLEU|tok:13a|segments:7 paragraphs", "BLEU|tok:intl|segments:7 paragraphs", False),
        ("mqm-raw|rules:1", "mqm-calibrated|model", False),
    ],
)
def test_scores_are_comparable_that_are_counted_alike(first, second, alike):
    assert (means_of(first) == means_of(second)) is alike
