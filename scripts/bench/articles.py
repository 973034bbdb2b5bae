"""Articles per minute of the default configuration, against what one would write with transformers or with sumy."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline.config import load_config
from pipeline.models.reference import locate
from pipeline.run.job import Job
from pipeline.run.runner import Observer
from scripts.bench.fluency import EMBEDDED
from scripts.bench.measure import Task, compared, rates, seconds
from scripts.bench.shapes import BART_LARGE, BART_TOKENS, TOY, bart
from scripts.bench.texts import read_articles, write_articles

BEAMS = 4
LEAST, MOST = 60, 142  # tokens of a summary, as bart-large-cnn is used; a network of chance never ends one itself

# A process of the other interpreter: it takes the texts, and answers with the seconds that its loop took.
SUMY = """
import json, re, sys, time
from sumy.parsers.plaintext import PlaintextParser
from sumy.summarizers.lex_rank import LexRankSummarizer
from spellchecker import SpellChecker

class Tokenizer:  # sumy's own needs data that NLTK downloads
    def to_sentences(self, text): return tuple(re.split(r"(?<=[.!?])\\s+", text))
    def to_words(self, text): return tuple(re.findall(r"\\w+", text))

texts = json.load(sys.stdin)
summarise, spelling, tokenizer = LexRankSummarizer(), SpellChecker(), Tokenizer()
def one(text):
    document = PlaintextParser.from_string(text, tokenizer).document
    kept = summarise(document, 4)
    wrong = spelling.unknown(tokenizer.to_words(text))
    return kept, {word: spelling.correction(word) for word in wrong}
one(texts[0])
began = time.perf_counter()
for text in texts: one(text)
print(time.perf_counter() - began)
"""


def articles(count: int, rounds: int, *, python: Path | None, toy: bool) -> str:
    """The default configuration, reports included and from a folder to a folder, against loops without either."""
    with tempfile.TemporaryDirectory() as name:
        folder = write_articles(Path(name, "articles"), count)
        texts = list(read_articles(folder))
        least, most = (2, 4) if toy else (LEAST, MOST)
        network = bart(TOY if toy else BART_LARGE)
        tasks = {f"the default configuration, {count} articles": Task(count, _runs(folder, Path(name)))}
        for length in (least, most):
            label = f"a BART-large, {BEAMS} beams, {length} tokens, plain fp32 loop"
            tasks[label] = Task(1, _summarises(network, texts[0], length))
        seconds(tasks[next(iter(tasks))].work)
        found = rates(tasks, rounds)
        note = "sumy: not measured; name an interpreter that has sumy and pyspellchecker with --sumy"
        if python:
            found["sumy's LexRank and pyspellchecker"] = count / sumy(python, texts)
            note = ""
    return f"{compared(found, 'articles/min', scale=60)}\n\n{note}".rstrip()


def sumy(python: Path, texts: list[str]) -> float:
    """Seconds that sumy and a spelling checker take for the texts, imports left out. Ends the process if they fail."""
    made = subprocess.run([python, "-c", SUMY], input=json.dumps(texts), capture_output=True, text=True, check=False)
    if made.returncode:
        raise SystemExit(f"{python}: {made.stderr.strip().splitlines()[-1]}; pip install sumy numpy pyspellchecker")
    return float(made.stdout)


def _runs(folder: Path, place: Path) -> Callable[[], object]:
    """A fresh folder each time: what is in the store would not be made again."""
    turns = iter(range(1000))

    def run() -> object:
        return Job(load_config(), place / f"out-{next(turns)}").run([folder], observer=Observer())

    return run


def _summarises(network: Any, text: str, length: int) -> Callable[[], object]:
    from transformers import AutoTokenizer

    # BART's tokenizer makes about as many tokens of English as ours.
    tokenizer = AutoTokenizer.from_pretrained(locate(EMBEDDED).folder)

    def summarise() -> object:
        batch = tokenizer(
            text, return_tensors="pt", return_token_type_ids=False, truncation=True, max_length=BART_TOKENS
        )
        return network.generate(
            **batch, num_beams=BEAMS, no_repeat_ngram_size=3, min_new_tokens=length, max_new_tokens=length
        )

    return summarise
