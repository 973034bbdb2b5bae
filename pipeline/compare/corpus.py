"""Scores of all articles together against references, with sacrebleu's own test of their difference."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.article import Article, Document
from pipeline.compare.measures import Measure
from pipeline.compare.significance import MIN_ARTICLES, Difference
from pipeline.errors import PipelineError, ReadError
from pipeline.read import Unreadable, read_paths
from pipeline.stages.clean import clean

# sacrebleu counts chrF with words of up to two as chrF++ (Popović 2017).
CHRF_WORD_ORDER = 2
# What ids make of `.ref` in the name of a file.
_MARK = "-ref"
Texts = tuple[Document, Document, Document]


def read_references(path: Path) -> dict[str, Document]:
    """References by the id of their article, cleaned as articles are.

    In a folder with files named `x.ref.txt` these are the references, otherwise every file; raises ReadError.
    """
    if not path.exists():
        raise ReadError(f"{path}: does not exist; --references takes a folder of reference translations")
    found: dict[str, Document] = {}
    for item in read_paths(sorted(path.glob("*.ref.txt")) or [path]):
        if isinstance(item, Unreadable):
            raise ReadError(f"{item.origin}: {item.reason}")
        found[item.id.removesuffix(_MARK)] = _cleaned(item)
    return found


def _cleaned(article: Article) -> Document:
    text = article.reference or article.text
    try:
        return clean(Article(id=article.id, origin=article.origin, text=text))
    except PipelineError as error:
        raise ReadError(f"{article.origin}: cannot be used as a reference: {error}") from None


def corpus_differences(texts: Sequence[Texts]) -> list[tuple[Measure, Difference, str]]:
    """Corpus BLEU and chrF++ of A and B, each article one segment, with the p-value of approximate randomisation.

    `texts` are article in A, in B, and reference. With too few articles there is no p-value. No TER: over whole
    articles it takes minutes each; the reports have it by paragraphs.
    """
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF
    from sacrebleu.significance import PairedTest

    a, b, references = zip(*(_segments(*row) for row in texts), strict=True)
    metrics = {"BLEU": BLEU(), "chrF++": CHRF(word_order=CHRF_WORD_ORDER)}
    signatures, scores = PairedTest([("A", a), ("B", b)], metrics, [references])()
    # Beside its metrics the answer holds the names of the systems.
    results: list[tuple[Any, Any]] = [(first, second) for name, (first, second) in scores.items() if name != "System"]
    found = []
    for name, signature, (first, second) in zip(metrics, signatures.values(), results, strict=True):
        # sacrebleu's count leaves out draws that are just as far apart, so that equal texts would differ for certain.
        p = 1.0 if first.score == second.score else float(second.p_value)
        difference = Difference(len(texts), first.score, second.score, p=p if len(texts) >= MIN_ARTICLES else None)
        measure = Measure(f"{name}, all articles together", name, "higher")
        found.append((measure, difference, f"{name}|{signature}|segments:{len(texts)} articles"))
    return found


def _segments(a: Document, b: Document, reference: Document) -> tuple[str, str, str]:
    """Each article as one line; titles count only where all three have one."""
    titled = all(document.title for document in (a, b, reference))
    return _line(a, titled), _line(b, titled), _line(reference, titled)


def _line(document: Document, titled: bool) -> str:
    kept = [document.slice(p) for p in document.paragraphs if titled or p.kind != "title"]
    return " ".join(" ".join(kept).split())
