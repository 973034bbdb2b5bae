"""Scores against a reference translation, where one lies beside the article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from pipeline.article import Article, Document, Record
from pipeline.config.schema import CleanConfig, ReferenceConfig
from pipeline.errors import StageError
from pipeline.report import Draft, Reference, Score
from pipeline.stages.clean import clean

if TYPE_CHECKING:
    from pipeline.models import Models

# A bootstrap over fewer segments than this says more of the draw than of the text.
MIN_SEGMENTS = 5
# sacrebleu counts chrF with words of up to two as chrF++ (Popović 2017).
CHRF_WORD_ORDER = 2
_LABELS = {"bleu": "BLEU", "chrf++": "chrF++", "ter": "TER"}


@dataclass(frozen=True, slots=True)
class Pairs:
    """Segments of the article and of its reference, one to one.

    sacrebleu scores what is left over on one side as if it were not there; here it is a StageError.
    """

    ours: tuple[str, ...]
    references: tuple[str, ...]
    unit: str
    """What a segment is, for the signature."""

    def __post_init__(self) -> None:
        ours, references = len(self.ours), len(self.references)
        if ours != references:
            raise StageError(f"{ours} segments against {references} of the reference; they must be one to one")
        if not all(segment.strip() for segment in (*self.ours, *self.references)) or not ours:
            raise StageError("an empty segment cannot be scored against a reference; look at both texts")


class ReferenceStage:
    """BLEU, chrF++ and TER of the whole article by sacrebleu.

    Title and paragraphs are segments where both texts have the same number of them; otherwise the article is one
    segment, and there is no interval. No band: what a good BLEU is depends on language pair and text.
    """

    name: ClassVar[str] = "reference"
    summary: ClassVar[str] = "score against a reference translation, where there is one"
    needs: ClassVar[tuple[str, ...]] = ("document",)
    uses: ClassVar[tuple[str, ...]] = ()
    makes: ClassVar[str] = "reference"

    def __init__(self, config: ReferenceConfig, models: Models) -> None:
        self._config = config
        self._clean = CleanConfig()

    def run(self, batch: Sequence[Draft]) -> list[Record | None]:
        return [self._reference(draft) for draft in batch]

    def _reference(self, draft: Draft) -> Reference | None:
        article, document = draft.article, draft.document
        if article.reference is None:
            return None
        if document is None or not document.text.strip():
            raise StageError(f"{article.origin}: nothing to score against the reference; the cleaned article is empty")
        if not article.reference.strip():
            raise StageError(f"{article.origin}: the reference is empty; fill it or remove it")
        pairs = pair(document, self._cleaned(article))
        return Reference(scores=tuple(self._score(name, pairs) for name in self._config.metrics))

    def _cleaned(self, article: Article) -> Document:
        """The reference without byline and page furniture, by the same rules as the article."""
        text = article.reference or ""
        stand_in = Article(id=article.id, origin=f"{article.origin} (reference)", text=text)
        try:
            return clean(stand_in, self._clean)
        except StageError as error:
            raise StageError(f"{article.origin}: its reference cannot be used: {error}") from error

    def _score(self, name: str, pairs: Pairs) -> Score:
        metric = _metric(name)
        resamples = self._config.bootstrap if len(pairs.ours) >= MIN_SEGMENTS else 0
        # sacrebleu warns of a bootstrap of one resample; it is no interval.
        resamples = resamples if resamples > 1 else 0
        result = metric.corpus_score(list(pairs.ours), [list(pairs.references)], n_bootstrap=resamples or 1)
        maximum = None if name == "ter" else 100.0
        low, high = _interval(result) if resamples else (None, None)
        return Score(
            name=_LABELS[name],
            value=_on_scale(result.score, maximum),
            minimum=0.0,
            maximum=maximum,
            higher_is_better=name != "ter",
            low=None if low is None else _on_scale(low, maximum),
            high=None if high is None else _on_scale(high, maximum),
            signature=f"{_LABELS[name]}|{metric.get_signature()}|segments:{pairs.unit}",
        )


def pair(ours: Document, reference: Document) -> Pairs:
    """Both texts cut alike. A title counts only where both have one."""
    titled = ours.title is not None and reference.title is not None
    first, second = _pieces(ours, titled=titled), _pieces(reference, titled=titled)
    if len(first) == len(second):
        return Pairs(tuple(first), tuple(second), f"{len(first)} paragraphs")
    unit = f"whole article (paragraphs {len(first)} against {len(second)}, so no interval)"
    return Pairs((" ".join(first),), (" ".join(second),), unit)


def _pieces(document: Document, *, titled: bool) -> list[str]:
    pieces = [document.slice(p) for p in document.paragraphs if titled or p.kind != "title"]
    return [" ".join(piece.split()) for piece in pieces]


def _metric(name: str) -> Any:
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF
    from sacrebleu.metrics.ter import TER

    if name == "bleu":
        return BLEU(effective_order=True)
    return CHRF(word_order=CHRF_WORD_ORDER) if name == "chrf++" else TER()


def _interval(result: Any) -> tuple[float, float]:
    """95% interval around the bootstrap mean."""
    return result._mean - result._ci, result._mean + result._ci


def _on_scale(value: float, maximum: float | None) -> float:
    """A perfect BLEU comes as 100.00000000000004, and half an interval may stand out over the end."""
    return min(max(0.0, float(value)), float("inf") if maximum is None else maximum)
