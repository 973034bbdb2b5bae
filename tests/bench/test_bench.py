"""The bench in rehearsal: tiny networks and few texts, every table with its numbers."""

import re

import pytest
from typer.testing import CliRunner

from scripts.bench.__main__ import app
from scripts.bench.texts import article, segments
from tests.tiny import EXTRACTIVE

FAST = [part for setting in EXTRACTIVE for part in ("--set", setting)]


@pytest.mark.parametrize(
    ("call", "rows"),
    [
        (["fluency", "--segments", "8", "--rounds", "1", "--toy"], ["embedded:fluency", "its tagger alone", "XLM-R"]),
        (["articles", "--count", "2", "--rounds", "1", "--toy"], ["the default configuration", "BART-large"]),
        (["phases", "2"], ["load the models", "fluency", "summarize", "write", r"\*\*all\*\*"]),
        (["growth", "2", *FAST], ["2"]),
        (["cost", "2", *FAST], ["core-seconds", "kB of text", "report.html", "shard of jsonl", "shard of parquet"]),
    ],
    ids=lambda value: value[0],
)
def test_tables(call, rows):
    result = CliRunner().invoke(app, call)
    assert result.exit_code == 0, result.output
    for row in rows:
        assert re.search(rf"^\| .*{row}.*\| \S*\d", result.output, re.M), row


def test_generator_against_a_plain_loop(tiny_bart):
    result = CliRunner().invoke(app, ["generate", str(tiny_bart), "--articles", "2", "--rounds", "1", "--words", "8"])
    assert result.exit_code == 0, result.output
    assert "our generator, 2 articles" in result.output


def test_statements_one_by_one_are_those_of_a_batch(taught_writer):
    call = ["statements", "--model", str(taught_writer), "--articles", "2", "--rounds", "1"]
    result = CliRunner().invoke(app, call)
    assert result.exit_code == 0, result.output
    same, of = map(int, re.search(r"the same text for (\d+) of (\d+) statements", result.output).groups())
    assert same == of > 0


def test_texts_are_the_same_everywhere():
    assert article(3) == article(3) != article(4)
    assert segments(5, 20) == segments(5, 20)
    assert all(len(text.split()) >= 4 for text in segments(50, 20))
