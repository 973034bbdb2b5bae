"""The page on runs that survive counts what the tests try."""

import re
from pathlib import Path

import pytest

from tests.robustness import test_answers, test_configurations, test_faults, test_inputs, test_kills

PAGE = (Path(__file__).parents[2] / "pipeline/run/README.md").read_text(encoding="utf-8")
FAULTY = [test_configurations.FAULTS, test_configurations.OVERRIDES]
TRIED = {
    "kills (": [test_kills.ALL_KILLS],
    "hostile files": [len(test_inputs.INPUTS)],
    "faulty configurations": [sum(map(len, FAULTY))],
    "failed writes": [len(test_faults.ERRORS) * len(test_faults.PLACES) + len(test_faults.LIMITS)],
    "processes at once": [test_faults.PROCESSES, test_faults.PROCESSES],
    "articles alone": [test_answers.BATCH, test_answers.BATCH, len(test_answers.SOME)],
    "encodings": [len(test_inputs.ENCODINGS)],
    "long articles": [len(test_inputs.LONG)],
}


@pytest.mark.parametrize("begins", TRIED)
def test_the_page_counts_what_is_tried(begins):
    (row,) = re.findall(rf"^\| {re.escape(begins)}[^|]*\| ([^|]*) \|", PAGE, flags=re.MULTILINE)
    assert [int(number) for number in row.split(",")] == TRIED[begins]


def test_the_page_names_tests_that_exist():
    tests = Path(__file__).parents[1]
    for name in re.findall(r"`(?:tests/)?([\w/]*test_\w+\.py)`", PAGE):
        assert (tests / name).exists() or (tests / "robustness" / name).exists(), name
