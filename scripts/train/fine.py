"""Fine-tuning examples from a brief: whole article to brief, and evidence to one fluent sentence."""

from random import Random

from .data import Record
from .examples import HEADLINE, POINTS, REWRITE, SEPARATOR, SUMMARY, Example
from .noise import corrupt

SPOILT = 0.5  # share of the articles without translations that get made-up noise


def article_version(brief: Record, random: Random) -> list[str]:
    """The article as one of its translations says it, or its own sentences, spoilt or not."""
    versions: list[list[str]] = [v for v in brief["translations"].values() if all(v)]
    sentences: list[str] = brief["sentences"]
    if versions and random.random() < 1 - 1 / (len(versions) + 1):
        return random.choice(versions)
    if random.random() < SPOILT:
        return [corrupt(sentence, random) if sentence.split() else sentence for sentence in sentences]
    return sentences


def from_brief(brief: Record, random: Random) -> list[Example]:
    """The three parts of the brief, and one rewriting of evidence drawn from summary and points."""
    article = article_version(brief, random)
    text = " ".join(article)
    examples = [
        Example(f"{SUMMARY} {text}", " ".join(part["text"] for part in brief["summary"])),
        Example(f"{POINTS} {text}", f" {SEPARATOR} ".join(part["text"] for part in brief["key_points"])),
        Example(f"{HEADLINE} {text}", brief["headline"]),
    ]
    for part in random.sample([*brief["summary"], *brief["key_points"]], 2):
        evidence = " ".join(article[number - 1] for number in part["evidence"])
        examples.append(Example(f"{REWRITE} {brief['title'] or ''} {SEPARATOR} {evidence}", part["text"]))
    return examples
