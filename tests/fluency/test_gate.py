"""What the rules find in a small labelled set may not get worse.

Each line of gate.jsonl is a sentence or two with the id of the one rule that should mark it, or null for good English.
Some slips are of a shape that no rule sees yet.
"""

from __future__ import annotations

import json
from pathlib import Path

from tests.fluency.marking import spans

GATE = Path(__file__).with_name("gate.jsonl")
PRECISION = 0.97
RECALL = 0.95


def test_precision_and_recall_do_not_drop() -> None:
    hits = alarms = slips = 0
    missed = []
    for line in GATE.read_text("utf-8").splitlines():
        example = json.loads(line)
        found = {span.rule for span in spans(example["text"])}
        expected = {example["rule"]} - {None}
        slips += len(expected)
        hits += len(found & expected)
        alarms += len(found - expected)
        missed += [(example["text"], sorted(found))] if found != expected else []
    assert hits / (hits + alarms) >= PRECISION, missed
    assert hits / slips >= RECALL, missed
