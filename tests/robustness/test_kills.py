"""kill -9 at any instant: the run goes on where it was, and ends with every report right."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.robustness import newsroom

ROOT = Path(__file__).parents[2]
ROUNDS = 5
ALL_KILLS = 50
KILLS = (
    int(os.environ.get("PIPELINE_TEST_KILLS", ALL_KILLS)) // ROUNDS
)  # of each round, which begins with an empty folder
ARTICLES = 40


@pytest.fixture(scope="module")
def articles(tmp_path_factory):
    return newsroom.write_stories(tmp_path_factory.mktemp("articles"), ARTICLES)


@pytest.fixture(scope="module")
def calm(articles, tmp_path_factory):
    """A run that nobody disturbed, and how long it took."""
    out = tmp_path_factory.mktemp("calm")
    newsroom.run([next(articles.iterdir())], tmp_path_factory.mktemp("warm"))
    began = time.perf_counter()
    newsroom.run([articles], out, "runtime.batch_size=2")
    return out, time.perf_counter() - began


def kill(articles, out, seed, seconds):
    """What the store held after each kill."""
    call = [sys.executable, "-m", "tests.robustness.killing", articles, out, KILLS, seed, seconds]
    alone = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(map(str, call), cwd=ROOT, env=alone, check=True, capture_output=True, text=True)
    assert done.stderr == ""
    return [line.split() for line in done.stdout.splitlines()]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the test forks")
@pytest.mark.parametrize("seed", range(ROUNDS))
def test_killed_at_any_instant_it_ends_with_every_report_right(articles, calm, tmp_path, seed):
    """PIPELINE_TEST_KILLS sets how many kills there are in all."""
    undisturbed, seconds = calm
    out = tmp_path / "torn"
    told = kill(articles, out, seed, seconds / 3)
    assert len(told) == KILLS
    held = [int(results) for _, results, _ in told]
    assert held == sorted(held), "what was kept is never lost"
    assert any(0 < results < newsroom.stored(undisturbed) for results in held), "some kill hit in the midst of the work"
    assert all(faults == "0" for _, _, faults in told), "the store is sound after every kill"
    newsroom.run([articles], out, "runtime.batch_size=2")
    assert newsroom.reports(out) == newsroom.reports(undisturbed)
    assert newsroom.made_twice(out) == 0
    assert newsroom.stored(out) == newsroom.stored(undisturbed)
    index = json.loads((out / "index.json").read_text())
    assert sorted(row["id"] for row in index["articles"]) == sorted(newsroom.reports(undisturbed))
    assert not list(out.rglob("*.tmp")), "half-written files are cleared away"
