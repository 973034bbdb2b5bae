"""From raw collections to compressed shards that travel, with the hold-outs taken out first."""

import json
import logging
import lzma
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

from .config import Pack
from .data import (
    NOT_FOR_PRETRAINING,
    WHITEHOUSE,
    Exclusions,
    Record,
    bucket,
    corpus_name,
    detokenise,
    fingerprint,
    overlap,
    passages,
    read_records,
)
from .examples import SEPARATOR
from .support import is_supported

log = logging.getLogger(__name__)

HELDOUT_BUCKETS = 100  # one article in a hundred may be held out
REAL_OVERLAP = 0.5  # translations that share less with the reference are other sentences, not repairs
PRESET = 3  # xz level: four times faster than the default, a tenth larger
TASK_OF = {
    "abstractive": "summary", "highlights": "points", "tldr": "summary", "headline": "headline",
    "simplification": "rewrite",
}  # fmt: skip
SIDES = ("clumsy", "clean")
CASE_LOST = {"reuters21578"}
ARTICLE_SENTENCES = 32  # more than the encoder can read


class ShardWriter:
    """JSON Lines in compressed shards, each closed before it can pass the size limit."""

    def __init__(self, folder: Path, kind: str, shard_mb: int) -> None:
        self.folder, self.kind = folder, kind
        self.raw_limit = int(shard_mb * 1e6 * 2.5)  # prose shrinks at least that much; checked by `write`
        self.shard_limit = shard_mb * 1e6
        self.count, self.records, self.raw = 0, 0, 0
        self.lines: list[bytes] = []

    def add(self, record: Record) -> None:
        """Take one record; compress when enough have come together."""
        line = (json.dumps(record, ensure_ascii=False) + "\n").encode()
        self.lines.append(line)
        self.records += 1
        self.raw += len(line)
        if self.raw >= self.raw_limit:
            self.flush()

    def flush(self) -> None:
        """Write what has been gathered as the next shard."""
        if self.lines:
            path = self.folder / f"{self.kind}-{self.count:03d}.jsonl.xz"
            path.write_bytes(lzma.compress(b"".join(self.lines), preset=PRESET))
            if path.stat().st_size > 1.07 * self.shard_limit:
                raise ValueError(f"{path} is too large to travel: lower pack.shard_mb")
            self.count += 1
            self.lines, self.raw = [], 0


def write_kind(folder: Path, kind: str, records: Iterable[Record], shard_mb: int) -> int:
    """All records of one kind; returns how many."""
    writer = ShardWriter(folder, kind, shard_mb)
    for record in records:
        writer.add(record)
    writer.flush()
    return writer.records


class Passages:
    """Pretraining passages, mixed so that no source rules; keeps count of what it saw and dropped."""

    def __init__(self, data: Path, excluded: Exclusions, config: Pack) -> None:
        self.data, self.excluded, self.config = data, excluded, config
        self.characters: Counter[str] = Counter()
        self.dropped: Counter[str] = Counter()
        self.heldout: list[Record] = []
        self._seen: set[str] = set()

    def __iter__(self) -> Iterator[Record]:
        paths = sorted(self.data.glob("corpora/*.jsonl.xz"))
        others = [path for path in paths if corpus_name(path) not in {*NOT_FOR_PRETRAINING, WHITEHOUSE}]
        for path in others:
            yield from self._of(path)
        limit = self.characters.total() * self.config.whitehouse_share / (1 - self.config.whitehouse_share)
        for path in (path for path in paths if corpus_name(path) == WHITEHOUSE):
            for record in self._of(path):
                if self.characters[WHITEHOUSE] > limit:
                    return
                yield record

    def _of(self, path: Path) -> Iterator[Record]:
        source = corpus_name(path)
        records = sorted(read_records(path), key=_shuffled) if source == WHITEHOUSE else read_records(path)
        for record in records:
            identifier = f"{source}/{record['id']}"
            runs = list(passages(record["text"], self.config.passage_words))
            if not runs or not self._is_wanted(identifier, runs):
                continue
            kept = [{"id": f"{identifier}#{place}", "text": "\n".join(run)} for place, run in enumerate(runs)]
            if bucket(identifier, HELDOUT_BUCKETS) == 0 and len(self.heldout) < self.config.heldout_passages:
                self.heldout += kept[:2]
                continue
            self.characters[source] += sum(len(passage["text"]) for passage in kept)
            yield from kept

    def _is_wanted(self, identifier: str, runs: list[list[str]]) -> bool:
        if self.excluded.covers_id(identifier) or self.excluded.covers(s for run in runs for s in run):
            self.dropped["development article"] += 1
            return False
        opening = fingerprint(" ".join(runs[0]))[:160]
        if opening in self._seen:
            self.dropped["duplicate"] += 1
            return False
        self._seen.add(opening)
        return True


def _shuffled(record: Record) -> int:
    return bucket(str(record["id"]), 2**31)


def rewrite_pairs(data: Path) -> Iterator[Record]:
    """Post-edited machine translations, detokenised."""
    for path in sorted(data.glob("rewrite/*.jsonl.xz")):
        for record in read_records(path):
            clean, clumsy = detokenise(record["post_edit"]), detokenise(record["mt"])
            if len(clean.split()) >= 3:
                yield {"id": record["id"], "clumsy": clumsy, "clean": clean}


def split_pairs(pairs: Iterable[Record], *sizes: int) -> list[list[Record]]:
    """Hold-outs of these sizes, then the rest to train on; what is held out is in the rest under no id."""
    ordered = sorted(pairs, key=_shuffled)
    parts, start = [], 0
    for size in sizes:
        parts.append(ordered[start : start + min(size, len(ordered) // 4)])
        start += len(parts[-1])
    keys = {fingerprint(pair[side]) for pair in ordered[:start] for side in SIDES}
    training = [pair for pair in ordered[start:] if not any(fingerprint(pair[side]) in keys for side in SIDES)]
    return [*parts, training]


def brief_pairs(briefs: Iterable[Record]) -> Iterator[Record]:
    """Machine translations of news sentences beside the human ones, where they say it in similar words."""
    for brief in briefs:
        for system, sentences in brief["translations"].items():
            for number, (clumsy, clean) in enumerate(zip(sentences, brief["sentences"], strict=True)):
                if clumsy and len(clean.split()) >= 3 and overlap(clumsy, clean) >= REAL_OVERLAP:
                    yield {"id": f"{brief['id']}#{system}#{number}", "clumsy": clumsy, "clean": clean}


def intermediate_tasks(data: Path, excluded: Exclusions, heldout: set[str]) -> Iterator[Record]:
    """Leads, highlights and headlines whose names and numbers the text supports."""
    for path in sorted(data.glob("corpora/*.jsonl.xz")):
        source = corpus_name(path)
        for record in read_records(path):
            task = TASK_OF.get(record["summary_kind"])
            identifier = f"{source}/{record['id']}"
            if task is None or source in CASE_LOST or identifier in heldout or excluded.covers_id(record["id"]):
                continue
            sentences = [s for run in passages(record["text"], 10**6) for s in run][:ARTICLE_SENTENCES]
            text, target = "\n".join(sentences), _target(task, record["summary"] or "")
            if not target or excluded.covers(sentences) or not is_supported(target, text):
                continue
            yield {"id": identifier, "task": task, "source": text, "target": target}


def _target(task: str, summary: str) -> str:
    """One line; key points apart by their own token, as in the briefs."""
    lines = [" ".join(line.split()) for line in summary.splitlines() if line.strip()]
    return (f" {SEPARATOR} " if task == "points" else " ").join(lines)


def pack(data: Path, folder: Path, config: Pack, seed: int) -> Record:
    """Write every kind of shard and a manifest of what they hold; returns the manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.jsonl.xz"):
        old.unlink()
    dev = list(read_records(data / "briefs" / "dev.jsonl.xz"))
    briefs = list(read_records(data / "briefs" / "train.jsonl.xz"))
    excluded = Exclusions(dev)
    text = Passages(data, excluded, config)
    measured, gate, training = split_pairs(rewrite_pairs(data), config.heldout_pairs, config.gate_pairs)
    training += [pair for pair in brief_pairs(briefs) if not excluded.covers_id(pair["id"].split("#")[0])]
    Random(seed).shuffle(training)
    counts = {"text": write_kind(folder, "text", text, config.shard_mb)}
    heldout = {passage["id"].split("#")[0] for passage in text.heldout}
    kinds: dict[str, Iterable[Record]] = {
        "pairs": training,
        "tasks": intermediate_tasks(data, excluded, heldout),
        "briefs": (brief for brief in briefs if not excluded.covers_id(brief["id"])),
        "heldout-passages": text.heldout,
        "heldout-pairs": measured,
        "gate-pairs": gate,
        "dev": dev,
    }
    for kind, records in kinds.items():
        counts[kind] = write_kind(folder, kind, records, config.shard_mb)
        log.info("packed %s: %d records", kind, counts[kind])
    manifest = {"records": counts, "characters": dict(text.characters), "dropped": dict(text.dropped)}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    return manifest
