"""Made-up articles: as long as news is, no two alike, the same on every machine."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

SENTENCES = 20  # of an article; with 22 words each, the length of a news article in WMT's test sets
WORDS = 22

WHO = """the minister|the mayor of the port city|a spokesman for the company|residents of the old quarter|the two
    teams|scientists at the institute|the central bank|the school board|police officers|the new director|several
    investors|the farmers' union""".split("|")
WHAT = """announced|confirmed|rejected|discussed|welcomed|presented|criticised|has been postponed|was signed|explained
    in detail""".split("|")
WHICH = """the plan to build a new bridge|an agreement on trade and energy|the results of the second quarter|a report
    on the safety of the railway|the opening of the metro line|higher wages for nurses|the reform of the pension
    system|the search for the missing ship|a programme for digital education|the sale of the stadium""".split("|")
WHEN = "on Monday|last week|in the early morning|after a long debate|at a press conference in Wuhan|this year".split(
    "|"
)
WHY = """because the costs have risen by {number} percent|although {number} people had signed a petition|which will cost
    {number} million euros|and said that the work would be finished in {number} months|while prices fell to {number}
    dollars|before the the committee met for the {number}th time|so that {number} families can return to home""".split(
    "|"
)


def sentence(chance: random.Random, words: int) -> str:
    """Of exactly so many words, with now and then a fault of translation in it."""
    text = ""
    while len(text.split()) < words:
        parts = [chance.choice(choices) for choices in (WHO, WHAT, WHICH, WHEN, WHY)]
        text += " ".join([*parts, "and "]).format(number=chance.randint(2, 980))
    made = " ".join(text.split()[:words])
    return f"{made[0].upper()}{made[1:]}."


def segments(count: int, words: int, *, spread: float = 0.4) -> list[str]:
    """Sentences of `words` words in the mean, whose lengths vary as those of news do."""
    chance = random.Random(count)
    return [sentence(chance, max(4, round(chance.gauss(words, spread * words)))) for _ in range(count)]


def article(number: int, *, sentences: int = SENTENCES) -> str:
    """A title and paragraphs of a few sentences; its length is up to a third off."""
    chance = random.Random(number)
    total = max(2, round(sentences * chance.uniform(0.67, 1.33)))
    body = [sentence(chance, max(6, round(chance.gauss(WORDS, 7)))) for _ in range(total)]
    paragraphs = [" ".join(body[k : k + 3]) for k in range(0, total, 3)]
    return "\n\n".join([sentence(chance, 8).rstrip("."), *paragraphs]) + "\n"


def write_articles(folder: Path, count: int, *, sentences: int = SENTENCES) -> Path:
    folder.mkdir(parents=True)
    for number in range(count):
        (folder / f"a{number:05d}.txt").write_text(article(number, sentences=sentences), encoding="utf-8")
    return folder


def read_articles(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.txt")):
        yield path.read_text(encoding="utf-8")
