from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scripts.train import noise
from scripts.train.noise import NOISES, corrupt

TEXT = (
    "The mayor of Leeds said on Monday that the cities were planning many new bridges, because people "
    "wanted to use them during the winter."
)


@pytest.mark.parametrize(
    ("function", "before", "possible"),
    [
        (noise.dropped_article, "The house fell.", {"House fell."}),
        (noise.wrong_article, "The house fell.", {"A house fell.", "An house fell."}),
        (noise.wrong_article, "Houses fell.", {"Houses fell."}),
        (noise.dropped_preposition, "He lives in Leeds.", {"He lives Leeds."}),
        (noise.dropped_preposition, "In Leeds he lives.", {"In Leeds he lives."}),
        (noise.number_slip, "Two cities, then.", {"Two city, then.", "Two cities, thens."}),
        (noise.number_slip, "it is", {"it are"}),
        (noise.tense_slip, "he said so", {"he says so"}),
        (noise.tense_slip, "it was planned", {"it is planned", "it was plan", "it was plans", "it was planing"}),
        (noise.literal_order, "the capital of China.", {"the China's capital.", "the China capital.", "the China of capital."}),
        (noise.fronted_tail, "He spoke to them on Monday.", {"On Monday he spoke to them."}),
        (noise.fronted_tail, "The lights were switched on", {"The lights were switched on"}),
        (noise.clumsy_wording, "Many came.", {"A lot of many came."}),
        (noise.doubled_phrase, "so it", {"so it", "so so it"}),
        (noise.dropped_word, "they do not know", {"they not know", "they do know", "they do not"}),
    ],
)  # fmt: skip
def test_slips(function, before, possible):
    made = {" ".join(function(before.split(), Random(seed))) for seed in range(60)}
    assert made == possible


@pytest.mark.parametrize("name", NOISES)
def test_every_noise_spoils(name):
    function, _ = NOISES[name]
    made = [function(TEXT.split(), Random(seed)) for seed in range(20)]
    assert sum(words != TEXT.split() for words in made) >= 8  # a slip of spacing or capitals may find none to lose
    assert made == [function(TEXT.split(), Random(seed)) for seed in range(20)]


@given(st.text(alphabet="aeinorst THE.,'-5é中", min_size=1, max_size=60).filter(str.strip), st.integers(0, 99))
@settings(max_examples=150, deadline=None)
def test_corrupt_stands_any_text(text, seed):
    made = corrupt(text, Random(seed))
    assert made == corrupt(text, Random(seed))
    assert made == " ".join(made.split())


def test_strength_varies():
    kept = [len(set(TEXT.split()) & set(corrupt(TEXT, Random(seed)).split())) for seed in range(60)]
    total = len(set(TEXT.split()))
    assert min(kept) < 0.75 * total
    assert max(kept) >= total - 2
    assert sum(kept) / len(kept) > 0.7 * total  # most words of real translations stay, too
