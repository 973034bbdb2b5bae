"""Training examples: source and target texts, each source beginning with the token of its task."""

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from .config import Mix
from .data import Record, overlap
from .noise import corrupt

REPAIR, FILL, SPAN, GAP = "<repair>", "<fill>", "<span>", "<gap>"
SUMMARY, POINTS, HEADLINE, REWRITE = "<summary>", "<points>", "<headline>", "<rewrite>"
TASKS = (REPAIR, FILL, SPAN, GAP, SUMMARY, POINTS, HEADLINE, REWRITE)
MASK, SEPARATOR = "<mask>", "<sep>"
SENTINELS = tuple(f"<x{number}>" for number in range(16))
MASKED = 0.2  # share of words hidden by fill and span
SPAN_WORDS = 3  # their mean run length, as in T5
REPAIR_OVERLAP = 0.7  # the median of the post-edited pairs


class Example(NamedTuple):
    """What the encoder reads and what the decoder must write."""

    source: str
    target: str


def from_passage(record: Record, mix: Mix, random: Random) -> Iterator[Example]:
    """All the examples of a passage: either one gap-sentence example, or short windows, each with a task."""
    sentences: list[str] = record["text"].split("\n")
    total = mix.repair + mix.fill + mix.span + mix.gap
    if len(sentences) >= 4 and random.random() < mix.gap / total:
        yield gap_sentences(sentences, random)
        return
    for window in windows(sentences, mix.window_words, random):
        task = random.choices((repair, fill, span), (mix.repair, mix.fill, mix.span))[0]
        yield (
            Example(f"{REPAIR} {window}", window)
            if task is repair and random.random() < mix.untouched
            else task(window, random)
        )


def windows(sentences: list[str], bounds: tuple[int, int], random: Random) -> Iterator[str]:
    """Consecutive sentences joined up to a length drawn anew each time; every sentence is used once."""
    low, high = bounds
    run: list[str] = []
    wanted = random.randint(low, high)
    for sentence in sentences:
        run.append(sentence)
        length = sum(len(part.split()) for part in run)
        if length >= wanted:
            if length <= 2 * high:
                yield " ".join(run)
            run, wanted = [], random.randint(low, high)
    if run and sum(len(part.split()) for part in run) >= low:
        yield " ".join(run)


def repair(text: str, random: Random) -> Example:
    """Made-up translation noise in, the good sentence out."""
    return Example(f"{REPAIR} {corrupt(text, random)}", text)


def masked_runs(count: int, random: Random) -> list[tuple[int, int]]:
    """Disjoint runs of word places, about MASKED of all."""
    runs, place = [], random.randint(0, 2 * SPAN_WORDS)
    while place < count:
        length = random.randint(1, 2 * SPAN_WORDS - 1)
        runs.append((place, min(place + length, count)))
        place += length + random.randint(1, int(2 * SPAN_WORDS / MASKED) - 2 * SPAN_WORDS)
    return runs[: len(SENTINELS)]


def fill(text: str, random: Random) -> Example:
    """Words hidden, the whole text out: copying and guessing in one (BART's text infilling)."""
    words = text.split()
    for start, end in reversed(masked_runs(len(words), random)):
        words[start:end] = [MASK]
    return Example(f"{FILL} {' '.join(words)}", text)


def span(text: str, random: Random) -> Example:
    """Words hidden, only they out: cheaper, all of it guessing (T5's span corruption)."""
    words, answers = text.split(), []
    runs = masked_runs(len(words), random)
    for mark, (start, end) in zip(SENTINELS, runs, strict=False):
        answers += [mark, *words[start:end]]
    for number in range(len(runs) - 1, -1, -1):
        start, end = runs[number]
        words[start:end] = [SENTINELS[number]]
    return Example(f"{SPAN} {' '.join(words)}", " ".join(answers))


def gap_sentences(sentences: list[str], random: Random) -> Example:
    """The principal sentences hidden and to be written (PEGASUS): those that share most with the rest."""
    wanted = max(1, round(0.2 * len(sentences)))
    chosen = sorted(sorted(range(len(sentences)), key=_principal(sentences, random), reverse=True)[:wanted])
    shown = [MASK if place in chosen else sentence for place, sentence in enumerate(sentences)]
    return Example(f"{GAP} {' '.join(shown)}", " ".join(sentences[place] for place in chosen))


class _principal:  # noqa: N801 - a callable key, used like a function
    """Score of a sentence: the share of its long words found elsewhere in the passage, with some chance."""

    def __init__(self, sentences: list[str], random: Random) -> None:
        words = [{w.lower().strip(",.;:\"'") for w in s.split() if len(w) > 4} for s in sentences]
        self.scores = []
        for place, own in enumerate(words):
            others = set().union(*words[:place], *words[place + 1 :])
            shared = 2 * len(own & others) / (len(own) + len(others) + 1)
            self.scores.append(shared + 0.05 * random.random() - (len(sentences[place].split()) < 6))

    def __call__(self, place: int) -> float:
        return self.scores[place]


def from_pair(record: Record) -> Example:
    """A real translation in, the good English out: a repair where most words stay, else a rewriting.

    Half of the real pairs change what the clumsy text alone does not give away; a model that must repair them
    learns to invent.
    """
    task = REPAIR if overlap(record["clumsy"], record["clean"]) >= REPAIR_OVERLAP else REWRITE
    return Example(f"{task} {record['clumsy']}", record["clean"])


def from_task(record: Record, random: Random) -> Example:
    """A lead, highlight or headline in the intermediate stage; half of the sources are spoilt."""
    source = record["source"]
    if random.random() < 0.5:
        source = " ".join(corrupt(sentence, random) for sentence in source.split("\n"))
    return Example(f"<{record['task']}> " + source.replace("\n", " "), record["target"])
