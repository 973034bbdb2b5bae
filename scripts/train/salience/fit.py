"""The weights of what is known of a sentence beside the network's word, fitted on articles that trained nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from rouge_score.rouge_scorer import RougeScorer

from pipeline.article import Document
from pipeline.config.schema import SummarizeConfig
from pipeline.evaluate.briefs import briefs_of
from pipeline.models.salience import Fit, Salience, Salient, Weights
from pipeline.stages.clean import clean
from pipeline.summarize.candidates import Ranking, body_texts
from pipeline.summarize.extract import extract_summary
from pipeline.summarize.importance import features
from pipeline.summarize.lexrank import similarity
from scripts.train.data import Record, read_records
from scripts.train.logistic import Matrix, fit_logistic
from scripts.train.salience.data import is_held_out

TRANSLATIONS = 2  # of an article
LEAST_CHANCES = (0.0, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4)
Purpose = Literal["summary", "points"]


class Held:
    """One text of an article held out, with what its brief rests on and what the network says of it."""

    def __init__(self, document: Document, row: Record, sentences: Sequence[str], salient: Salient) -> None:
        self.document, self.salient = document, salient
        self.written = "\n".join(part["text"] for part in row["summary"])
        self.numbers = [_number(document.slice(document.sentences[k]), sentences) for k in document.body]
        self.evidence: dict[Purpose, set[int]] = {
            "summary": {n for part in row["summary"] for n in part["evidence"]},
            "points": {n for part in row["key_points"] for n in part["evidence"]},
        }

    def known(self, purpose: Purpose) -> dict[str, Matrix]:
        texts = [self.document.slice(self.document.sentences[k]) for k in self.document.body]
        return features(self.document, texts, similarity(texts), getattr(self.salient, purpose))

    def rests(self, purpose: Purpose) -> Matrix:
        return np.array([float(number in self.evidence[purpose]) for number in self.numbers])


def read_held(path: Path, salience: Salience) -> list[Held]:
    """The articles held out, as the pipeline cleans them."""
    made = []
    for row in read_records(path):
        if is_held_out(row["id"]):
            for brief in briefs_of(row, TRANSLATIONS):
                document = clean(brief.article())
                made.append((row, brief.sentences, document))
    read = salience.read([(document.title, body_texts(document)) for _, _, document in made])
    return [Held(document, row, texts, said) for (row, texts, document), said in zip(made, read, strict=True)]


def fit(held: Sequence[Held]) -> Fit:
    """Everything that is fitted."""
    summary, points = (fit_weights(held, purpose) for purpose in ("summary", "points"))
    scores = {least: rouge(held, summary, least) for least in LEAST_CHANCES}
    print({least: f"{score:.2f}" for least, score in scores.items()}, flush=True)
    return Fit(summary=summary, points=points, dropped=max(scores, key=lambda least: scores[least]))


def fit_weights(held: Sequence[Held], purpose: Purpose) -> Weights:
    """A logistic regression of what briefs rest on."""
    known = [one.known(purpose) for one in held]
    names = tuple(known[0])
    inputs = np.concatenate([np.column_stack(list(row.values())) for row in known])
    found = fit_logistic(inputs, np.concatenate([one.rests(purpose) for one in held]))
    return Weights(**dict(zip(("bias", *names), (round(float(value), 3) for value in found), strict=True)))


def rouge(held: Iterable[Held], weights: Weights, least: float) -> float:
    """Mean of ROUGE-1, ROUGE-2 and ROUGE-Lsum of the summaries, in percent."""
    scorer, config, scores = RougeScorer(["rouge1", "rouge2", "rougeLsum"], use_stemmer=True), SummarizeConfig(), []
    for one in held:
        ranking = Ranking(one.salient.summary, weights, one.salient.kept, least)
        statements, _ = extract_summary(one.document, config, ranking)
        found = scorer.score(one.written, "\n".join(statement.text for statement in statements))
        scores.append(np.mean([score.fmeasure for score in found.values()]))
    return 100 * float(np.mean(scores))


def _number(text: str, sentences: Sequence[str]) -> int:
    """The number, from 1, of the brief's sentence that a sentence of the page is, or is part of; 0 where there is none."""
    bare = " ".join(text.split())
    for number, sentence in enumerate(sentences, 1):
        other = " ".join(sentence.split())
        if bare in other or other in bare:
            return number
    return 0
