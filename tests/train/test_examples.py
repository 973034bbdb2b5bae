from random import Random

import pytest

from scripts.train.config import Mix
from scripts.train.examples import (
    MASK,
    SENTINELS,
    fill,
    from_pair,
    from_passage,
    from_task,
    gap_sentences,
    span,
    windows,
)
from scripts.train.fine import article_version, from_brief
from tests.train import raw

SENTENCES = [f"The council of town {n} met its people on Monday and voted." for n in range(8)]


def test_windows_use_every_sentence_once():
    joined = " ".join(windows(SENTENCES, (12, 30), Random(3)))
    assert joined == " ".join(SENTENCES)


def test_fill_hides_words_and_wants_all():
    source, target = fill(" ".join(SENTENCES), Random(1))
    assert target == " ".join(SENTENCES)
    assert MASK in source and len(source.split()) < len(target.split())
    assert set(source.split()) - {MASK, "<fill>"} <= set(target.split())


@pytest.mark.parametrize("seed", range(6))
def test_span_answers_complete_the_source(seed):
    source, target = span(" ".join(SENTENCES), Random(seed))
    answers = dict(zip(SENTINELS, [part.split() for part in _after_marks(target)], strict=False))
    words = [word for mark in source.split()[1:] for word in answers.get(mark, [mark])]
    assert " ".join(words) == " ".join(SENTENCES)


def _after_marks(target):
    for mark in SENTINELS:
        target = target.replace(mark, "\n")
    return target.split("\n")[1:]


def test_gap_hides_the_principal_sentence():
    sentences = [
        "The harbour tunnel was closed after water entered the northern entrance.",
        "Weather was mild.",
        "Engineers say the northern entrance of the harbour tunnel stays closed.",
        "A dog barked loudly somewhere.",
        "Bakers sold bread.",
    ]
    source, target = gap_sentences(sentences, Random(0))
    assert target in (sentences[0], sentences[2])
    assert source.count(MASK) == 1 and target not in source


@pytest.mark.parametrize(
    ("clumsy", "clean", "task"),
    [
        ("He went in the town on Monday.", "He went to the town on Monday.", "<repair>"),
        ("Same text as before.", "Same text as before.", "<repair>"),
        ("Crow flies straight to cuckoo.", "Bomb-throwers of old lived here.", "<rewrite>"),
    ],
)
def test_pairs_are_repairs_where_most_words_stay(clumsy, clean, task):
    example = from_pair({"clumsy": clumsy, "clean": clean})
    assert example == (f"{task} {clumsy}", clean)


@pytest.mark.parametrize(
    ("mix", "tasks"),
    [
        (Mix(repair=1, fill=0, span=0), {"<repair>"}),
        (Mix(repair=0, fill=1, span=0), {"<fill>"}),
        (Mix(repair=0, fill=0, span=0, gap=1), {"<gap>"}),
    ],
)
def test_mix_is_obeyed(mix, tasks):
    record = {"text": "\n".join(SENTENCES)}
    examples = [example for seed in range(5) for example in from_passage(record, mix, Random(seed))]
    assert {example.source.split()[0] for example in examples} == tasks


def test_untouched_share():
    record = {"text": "\n".join(SENTENCES)}
    mix = Mix(repair=1, fill=0, span=0, untouched=1.0)
    assert all(e.source == f"<repair> {e.target}" for e in from_passage(record, mix, Random(0)))


def test_task_sources_are_spoilt_or_not_and_targets_never():
    record = {"task": "headline", "source": "\n".join(SENTENCES), "target": "Town votes"}
    made = {from_task(record, Random(seed)) for seed in range(12)}
    assert f"<headline> {' '.join(SENTENCES)}" in {example.source for example in made}
    assert len(made) > 2
    assert {example.target for example in made} == {"Town votes"}


@pytest.mark.parametrize("number", [0, 1])
def test_briefs(number):
    brief = raw.brief(number)
    examples = from_brief(brief, Random(5))
    assert [e.source.split()[0] for e in examples] == ["<summary>", "<points>", "<headline>", "<rewrite>", "<rewrite>"]
    assert examples[1].target.count("<sep>") == len(brief["key_points"]) - 1
    assert examples[2].target == brief["headline"]
    texts = {part["text"] for part in [*brief["summary"], *brief["key_points"]]}
    assert {e.target for e in examples[3:]} <= texts


def test_translated_articles_come_in_all_their_versions():
    brief = raw.brief(1)
    versions = {tuple(article_version(brief, Random(seed))) for seed in range(40)}
    assert {tuple(v) for v in brief["translations"].values()} <= versions
