"""What makes a text no whole English sentence."""

import pytest

from pipeline.summarize.sound import confused, sound

WHOLE = (
    "The council of Elbing opened a bridge on Monday.",
    "Lin said the town was poorer than it is.",
    "Although the water rose, the bridge of Elbing held.",
    "“We are ready,” Lin said.",
    "The mayor, Sen. Ted Lin, closed the harbour at 5 p.m. on Monday.",
    "The harbour is the largest of the country.",
    "He had had enough of it.",
)
FAULTY = (
    "The council of Elbing.",
    "The council of Elbing of the metro said.",
    "The main parade in Elbing and Thorn was.",
    "Lin closed the harbour of the.",
    "Although the situation varies from place to place.",
    "The disaster is the command, and the battlefield is the battlefield.",
    "The flag is the battle flag.",
    "Floods costed the province 10 billion yuan.",
    "Lin said on Wednesday on Wednesday would not be there.",
    "The quay will be ready by the end of the end of the year.",
    "There were 146 deaths and 146 deaths.",
    "A lake formed behind the dam of Elbing. Thorn, on the river.",
)


@pytest.mark.parametrize("text", WHOLE)
def test_whole_sentences(text):
    assert sound(text)


@pytest.mark.parametrize("text", FAULTY)
def test_others(text):
    assert not sound(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The bridge of Elbing cost 28 million euros in 2020.", False),
        ("In 2020 the bridge cost 28 million euros.", True),
        ("The bridge's bridge cost 28 million euros.", True),
        ("The bridge was 28 m long and 28 m high.", True),
        ("The bridge and the river met at the river.", False),
    ],
)
def test_numbers_in_another_order_and_words_once_more_are_confused(text, expected):
    evidence = ["The bridge of Elbing, over the river,", "cost 28 million euros in 2020, and the river was quiet."]
    assert confused(text, evidence) is expected
