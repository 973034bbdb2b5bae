"""What a model is worth, on text it never trained on: prediction, repair, and briefs."""

import math
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from random import Random

import torch
from rouge_score import rouge_scorer
from sacrebleu.metrics.chrf import CHRF
from transformers import PegasusForConditionalGeneration, PreTrainedTokenizerFast

from .config import Evaluation
from .data import Record, split_sentences
from .examples import HEADLINE, POINTS, REPAIR, SUMMARY, Example, fill, gap_sentences, repair, span
from .gate import Weighed, choose_margin, gated, log_likelihoods, weigh
from .generate import by_length, generate
from .model import IGNORED, PAD_ID, Loss

Results = dict[str, float | str]
MAX_SOURCE = 512
ARTICLE_SOURCE = 768
BRIEF_TOKENS = 192
_OPENING_SENTENCES = 2  # of a passage, for the tasks on windows: as short as the base is trained on


class Measured:
    """A model and its tokenizer, with the questions that are asked of them."""

    def __init__(self, model: PegasusForConditionalGeneration, tokenizer: Path, config: Evaluation) -> None:
        self.model = model.eval()
        self.tokenizer = PreTrainedTokenizerFast.from_pretrained(tokenizer)
        self.config = config
        self.longest = min(MAX_SOURCE, model.config.max_position_embeddings)

    def prediction(self, passages: Sequence[Record]) -> Results:
        """Bits per byte of the text to be written, by task; the masking is the same in every evaluation."""
        random = Random(0)
        texts = [passage["text"].split("\n") for passage in passages][: self.config.passages]
        opened = [" ".join(sentences[:_OPENING_SENTENCES]) for sentences in texts]
        tasks = {
            "repair": [repair(text, random) for text in opened],
            "fill": [fill(text, random) for text in opened],
            "span": [span(text, random) for text in opened],
            "gap": [gap_sentences(sentences, random) for sentences in texts if len(sentences) >= 4],
        }
        return {f"bits_per_byte_{name}": round(self._bits(e), 4) for name, e in tasks.items() if e}

    @torch.inference_mode()
    def _bits(self, examples: Sequence[Example]) -> float:
        loss = Loss(self.model, 512, bf16=False)
        bits, size = 0.0, 0
        for places in by_length([example.source for example in examples], self.config.batch):
            source = self._ids([examples[place].source for place in places])
            labels = self._ids([examples[place].target for place in places])
            labels = labels.masked_fill(labels == PAD_ID, IGNORED)
            bits += float(loss(source, labels)) * int((labels != IGNORED).sum()) / math.log(2)
            size += sum(len(examples[place].target.encode()) for place in places)
        return bits / size

    def _ids(self, texts: list[str]) -> torch.Tensor:
        encoded = self.tokenizer(texts, return_tensors="pt", padding=True, truncation=True, max_length=self.longest)
        ids: torch.Tensor = encoded["input_ids"].to(self.model.device)
        return ids

    def margin(self, pairs: Sequence[Record]) -> float:
        """By how much an edit must be preferred, chosen on pairs that are neither trained on nor measured."""
        return choose_margin(self._weigh([pair["clumsy"] for pair in pairs]), [pair["clean"] for pair in pairs])

    def repair(self, pairs: Sequence[Record], margin: float) -> Results:
        """`repair_of` the model on so many of the pairs as the configuration says."""
        return repair_of(self._weigh, pairs[: self.config.pairs], margin)

    def _weigh(self, texts: Sequence[str]) -> list[Weighed]:
        batch = self.config.batch
        repaired = generate(
            self.model, self.tokenizer, [f"{REPAIR} {text}" for text in texts], batch=batch, beams=self.config.beams
        )

        def score(sources: Sequence[str], targets: Sequence[str]) -> list[float]:
            asked = [f"{REPAIR} {source}" for source in sources]
            return log_likelihoods(self.model, self.tokenizer, asked, targets, batch=batch)

        return weigh(score, texts, repaired)

    def briefs(self, dev: Sequence[Record]) -> Results:
        """ROUGE of summary, points and headline; translated articles in the words of one system each."""
        dev = dev[: self.config.briefs]
        articles = [_version(brief, number) for number, brief in enumerate(dev)]
        references = {
            SUMMARY: ["\n".join(part["text"] for part in brief["summary"]) for brief in dev],
            POINTS: ["\n".join(part["text"] for part in brief["key_points"]) for brief in dev],
            HEADLINE: [brief["headline"] for brief in dev],
        }
        results: Results = {"briefs": len(dev)}
        for task, wanted in references.items():
            written = generate(
                self.model,
                self.tokenizer,
                [f"{task} {article}" for article in articles],
                batch=max(1, self.config.batch // 4),
                beams=self.config.beams,
                max_source=ARTICLE_SOURCE,
                max_new_tokens=BRIEF_TOKENS,
            )
            written = ["\n".join(split_sentences(text)) for text in written]  # as Lsum wants them
            results |= {f"{task.strip('<>')}_{name}": score for name, score in _rouge(written, wanted).items()}
        return results


def repair_of(weighed: Callable[[Sequence[str]], list[Weighed]], pairs: Sequence[Record], margin: float) -> Results:
    """Held-out translations repaired, beside leaving them alone; and the same asked of good English.

    Once as the model writes, once with only the edits that it prefers by the margin.
    """
    clumsy, clean = [p["clumsy"] for p in pairs], [p["clean"] for p in pairs]
    repaired, touched = weighed(clumsy), weighed(clean)
    metric = CHRF(word_order=2)
    before = metric.corpus_score(clumsy, [clean]).score
    results: Results = {
        "pairs": len(pairs),
        "chrf++_before": round(before, 2),
        "exact_before": _share(_same(*both) for both in zip(clumsy, clean, strict=True)),
        "margin": margin,
    }
    for name, least in (("plain", -math.inf), ("gated", margin)):
        after, good = [gated(one, least) for one in repaired], [gated(one, least) for one in touched]
        score = metric.corpus_score(after, [clean]).score
        results |= {
            f"{name}_chrf++": round(score, 2),
            f"{name}_chrf++_gain": round(score - before, 2),
            f"{name}_exact": _share(_same(*both) for both in zip(after, clean, strict=True)),
            f"{name}_changed": _share(not _same(*both) for both in zip(after, clumsy, strict=True)),
            f"{name}_good_text_changed": _share(not _same(*both) for both in zip(good, clean, strict=True)),
            f"{name}_good_text_chrf++": round(metric.corpus_score(good, [clean]).score, 2),
        }
    return results | {"signature": str(metric.get_signature())}


def _version(brief: Record, number: int) -> str:
    versions = [brief["translations"][system] for system in sorted(brief["translations"])] or [brief["sentences"]]
    return " ".join(versions[number % len(versions)])


def _rouge(written: list[str], wanted: list[str]) -> dict[str, float]:
    names = ["rouge1", "rouge2", "rougeLsum"]
    scorer = rouge_scorer.RougeScorer(names, use_stemmer=True)
    scores = [scorer.score(reference, text) for reference, text in zip(wanted, written, strict=True)]
    return {name: round(100 * sum(score[name].fmeasure for score in scores) / len(scores), 2) for name in names}


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()) == " ".join(other.split())


def _share(outcomes: Iterable[bool]) -> float:
    values = list(outcomes)
    return round(sum(values) / max(len(values), 1), 4)
