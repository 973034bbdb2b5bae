"""Reading the raw collections: cleaning, splitting, and what must stay out of training."""

import hashlib
import json
import lzma
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

Record = dict[str, Any]

# The same articles as in other files, or text that is not prose: of use later, not for pretraining.
NOT_FOR_PRETRAINING = {"pseudo_lead_pairs", "onestop_simplification"}
WHITEHOUSE = "whitehouse_briefings"

_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Sen|Rep|Gov|Lt|Col|Sgt|St|No|Inc|Corp|Co|Ltd|Jr|Sr|vs|etc|approx|Jan|Feb|Mar"
    r"|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)|\b(?:[A-Z]\.)*[A-Z])\.$"
)
_BOUNDARY = re.compile(r"(?<=[.!?])(?P<close>[\"”’')\]]*)\s+(?=[\"“‘'(\[]?[A-Z0-9])")
_SPACES = re.compile(r"\s+")


def read_records(path: Path) -> Iterator[Record]:
    """The records of one compressed JSON Lines file."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def corpus_name(path: Path) -> str:
    """`corpora/swiss_gov_en.jsonl.xz` -> `swiss_gov_en`."""
    return path.name.split(".", 1)[0]


def bucket(key: str, buckets: int) -> int:
    """A number that depends on the id alone, so that hold-outs never move."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big") % buckets


def split_sentences(paragraph: str) -> list[str]:
    """Cut at sentence ends; abbreviations and initials do not end one."""
    sentences, start = [], 0
    for match in _BOUNDARY.finditer(paragraph):
        if _ABBREVIATION.search(paragraph[max(start, match.start() - 12) : match.start()]):
            continue
        sentences.append(paragraph[start : match.end("close")])
        start = match.end()
    sentences.append(paragraph[start:])
    return [sentence.strip() for sentence in sentences if sentence.strip()]


def is_prose(paragraph: str) -> bool:
    """Headings, lists of links, tables and shouted lines teach a small model nothing."""
    letters = sum(map(str.isalpha, paragraph))
    return (
        len(paragraph.split()) >= 5
        and letters >= 0.65 * len(paragraph)
        and "http" not in paragraph
        and paragraph.upper() != paragraph
        and "\ufffd" not in paragraph
    )


def passages(text: str, words: int) -> Iterator[list[str]]:
    """Runs of sentences of about `words` words, in order."""
    run: list[str] = []
    count = 0
    for paragraph in text.split("\n\n"):
        paragraph = _SPACES.sub(" ", paragraph).strip()
        if not is_prose(paragraph):
            continue
        for sentence in split_sentences(paragraph):
            length = len(sentence.split())
            if run and count + length > words:
                yield run
                run, count = [], 0
            run.append(sentence)
            count += length
    if count >= 8:
        yield run


def fingerprint(sentence: str) -> str:
    """A sentence as a key that spacing, case and punctuation do not change."""
    return re.sub(r"\W+", " ", sentence.lower()).strip()


def overlap(one: str, other: str) -> float:
    """Shared words over the words of the longer text."""
    left, right = Counter(fingerprint(one).split()), Counter(fingerprint(other).split())
    return (left & right).total() / max(left.total(), right.total(), 1)


class Exclusions:
    """The articles of the development set, known by id and by their sentences."""

    def __init__(self, articles: Iterable[Record]) -> None:
        self.ids: set[str] = set()
        self.sentences: set[str] = set()
        for article in articles:
            self.ids.update((article["id"], article["id"].split("/", 1)[-1]))
            versions = [article["sentences"], *article.get("translations", {}).values()]
            keys = (fingerprint(s) for version in versions for s in version)
            self.sentences.update(key for key in keys if key.count(" ") >= 7)

    def covers_id(self, identifier: str) -> bool:
        """Whether this is a development article, or a pair cut from one."""
        return identifier in self.ids or identifier.removeprefix("pl-") in self.ids

    def covers(self, sentences: Iterable[str]) -> bool:
        """Two shared long sentences: the same article under another id (one may be boilerplate)."""
        return sum(fingerprint(sentence) in self.sentences for sentence in sentences) >= 2


def detokenise(text: str) -> str:
    """Undo the spacing of tokenised text: `The " Red Army " , he said .` -> `The "Red Army", he said.`"""
    text = text.replace(" @-@ ", "-").replace("&quot;", '"').replace("&apos;", "'").replace("&amp;", "&")
    text = re.sub(r'"\s*([^"]*?)\s*"', r'"\1"', text)
    text = re.sub(r"\s+([,.;:!?%)\]}»”’])", r"\1", text)
    text = re.sub(r"([(\[{«“‘$£€])\s+", r"\1", text)
    text = re.sub(r"(\w)\s?'\s?(s|t|re|ve|ll|d|m)\b", r"\1'\2", text)
    text = re.sub(r"(\w)\s+n't\b", r"\1n't", text)
    return _SPACES.sub(" ", text).strip()
