"""Runs into shards without a cluster: what is made again, what is missed, what is refused."""

from __future__ import annotations

import json
from contextlib import nullcontext

import pytest

from pipeline import ConfigError, Observer, StageError, load_config
from pipeline.engine import job as job_module
from pipeline.engine import worker as worker_module
from pipeline.engine.cluster import Crew
from pipeline.engine.job import ClusterJob, Options
from pipeline.engine.shards import read_shards, survey
from pipeline.engine.worker import Word, Worker
from pipeline.run.job import Job
from tests.ray.conftest import RULES, lines_of, reports_of, text


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch):
    """The work of a cluster done here, shard by shard; returns what to leave out."""
    dead: set[int] = set()

    def work_on(units, size, order, crew):
        worker = Worker(order)
        shards = (shard for unit in reversed(units) for shard in read_shards(unit, size))
        for shard in shards:
            if shard.number not in dead:
                (word,) = worker({"shard": [shard.to_json()]})["word"]
                yield Word.from_json(word)

    monkeypatch.setattr(job_module, "cluster", lambda address, workers, gpus: nullcontext(Crew(1)))
    monkeypatch.setattr(job_module, "survey_files", lambda files, crew: {file.origin: survey(file) for file in files})
    monkeypatch.setattr(job_module, "work_on", work_on)
    return dead


def run(articles, out, *overrides, retry_failed=False, **options):
    config = load_config(RULES, overrides=list(overrides))
    job = ClusterJob(config, str(out), Options(**({"shard_size": 9} | options)))
    return job.run([articles], observer=Observer(), retry_failed=retry_failed)


def known(outcome):
    return [word.known for word in outcome.words]


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_reports_and_index_as_in_one_process(articles, tmp_path, form):
    here = Job(load_config(RULES), tmp_path / "local").run([articles], observer=Observer())
    outcome = run(articles, tmp_path / "out", form=form, reports=True)
    assert reports_of(tmp_path / "out") == reports_of(tmp_path / "local")
    assert outcome.unreadable == here.unreadable

    def index(folder):
        return [row | {"seconds": None} for row in json.loads((folder / "index.json").read_text())["articles"]]

    assert index(tmp_path / "out") == index(tmp_path / "local")


@pytest.mark.parametrize(
    ("override", "again"),
    [
        ("runtime.batch_size=3", False),
        ("stages.report.formats=[json, md]", False),
        ("stages.summarize.max_words=60", True),
        ("runtime.seed=3", True),
    ],
)
def test_changed_setting_makes_shards_anew_if_it_could_change_them(articles, tmp_path, override, again):
    run(articles, tmp_path / "out")
    assert known(run(articles, tmp_path / "out", override)) == [not again] * 5


def test_changed_article_makes_its_shard_anew(articles, tmp_path):
    run(articles, tmp_path / "out")
    (articles / "a09.txt").write_text(text(77))
    assert known(run(articles, tmp_path / "out")) == [True, False, True, True, True]
    assert lines_of(tmp_path / "out")[9]["document"]["title"] == "Bridge report 77"


def test_reports_on_demand_are_those_of_the_shards(articles, tmp_path, monkeypatch):
    run(articles, tmp_path / "out")
    assert not list((tmp_path / "out").glob("*/report.json"))
    monkeypatch.setattr(Worker, "_make", None)
    outcome = run(articles, tmp_path / "out", "stages.report.formats=[json, html]", reports=True)
    assert known(outcome) == [True] * 5
    lines = {line["id"]: json.dumps(line) for line in lines_of(tmp_path / "out")}
    assert reports_of(tmp_path / "out") == lines
    assert len(list((tmp_path / "out").glob("*/report.html"))) == len(outcome.rows) == 36


def test_shards_of_other_inputs_and_formats_go(articles, tmp_path):
    run(articles, tmp_path / "out", form="parquet")
    (articles / "many.jsonl").unlink()
    run(articles, tmp_path / "out")
    left = sorted(path.name for path in (tmp_path / "out" / "shards").iterdir())
    assert left == [f"part-00000{n}.{suffix}" for n in (0, 1) for suffix in ("done.json", "jsonl")]


def test_shard_without_a_word_is_lost_and_made_by_the_next_run(articles, tmp_path, in_this_process):
    in_this_process.add(1)
    outcome = run(articles, tmp_path / "out")
    assert list(outcome.lost) == ["part-000001"]
    assert "its worker died 3 times" in outcome.lost["part-000001"]
    assert outcome.exit_code == 1
    in_this_process.clear()
    assert known(run(articles, tmp_path / "out")) == [True, False, True, True, True]


def test_failures_are_told_again_until_they_are_to_be_retried(articles, tmp_path, monkeypatch):
    from pipeline.stages.keypoints import KeyPointsStage

    (articles / "many.jsonl").unlink()
    before = KeyPointsStage.run

    def broken(self, batch):
        if any("report 3\n" in draft.document.text for draft in batch):
            raise StageError("no whole sentence")
        return before(self, batch)

    with monkeypatch.context() as patched:
        patched.setattr(KeyPointsStage, "run", broken)
        first = run(articles, tmp_path / "out")
    again = run(articles, tmp_path / "out")
    retried = run(articles, tmp_path / "out", retry_failed=True)
    assert first.words[0].record.failures == ((str(articles / "a03.txt"), "keypoints", "no whole sentence"),)
    assert [outcome.exit_code for outcome in (first, again, retried)] == [1, 1, 0]
    assert known(retried) == [False, True]


def test_folder_that_comes_back_is_tried_again(articles, tmp_path, monkeypatch):
    from pipeline.engine.output import Output

    faults = iter([OSError("the network is down")] * 4)
    put = Output.put

    def flaky(self, reports, record):
        fault = next(faults, None)
        if fault:
            raise fault
        put(self, reports, record)

    monkeypatch.setattr(Output, "put", flaky)
    monkeypatch.setattr(worker_module, "PAUSES", (0.0, 0.0))
    outcome = run(articles, tmp_path / "out")
    assert outcome.lost == {"part-000002": "the network is down"}, "three tries of the first, two of the second"
    assert known(run(articles, tmp_path / "out")) == [True, True, False, True, True]


def test_record_never_speaks_of_what_other_settings_made(articles, tmp_path, monkeypatch):
    from pipeline.engine.output import Output

    run(articles, tmp_path / "out")
    with monkeypatch.context() as patched:
        patched.setattr(Output, "put_record", lambda self, record: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            run(articles, tmp_path / "out", "stages.keypoints.enabled=false")
    assert known(run(articles, tmp_path / "out")) == [True, True, False, True, True]
    assert all(line["key_points"] for line in lines_of(tmp_path / "out"))


@pytest.mark.parametrize("damage", [b"", b"{", b'{"name": 1}', b'{"key": "x", "failures": 3}'])
def test_damaged_record_is_no_record(articles, tmp_path, damage):
    run(articles, tmp_path / "out")
    (tmp_path / "out" / "shards" / "part-000002.done.json").write_bytes(damage)
    assert known(run(articles, tmp_path / "out")) == [True, True, False, True, True]


def test_what_cannot_be_spread_is_refused(tmp_path, monkeypatch):
    with pytest.raises(ConfigError, match=r"runtime\.timeout"):
        ClusterJob(load_config(RULES, overrides=["runtime.timeout=5"]), str(tmp_path), Options())
    with pytest.raises(ConfigError, match="standard input"):
        ClusterJob(load_config(RULES), str(tmp_path), Options()).run(["-"], observer=Observer())


def test_worker_with_other_libraries_is_refused(tmp_path):
    from pipeline.errors import ClusterError
    from pipeline.report import Provenance

    job = ClusterJob(load_config(RULES), str(tmp_path), Options())
    there = Provenance(**job._pipeline.provenance.model_dump() | {"version": "0.0.1"})
    job._pipeline.provenance = there
    with pytest.raises(ClusterError, match=r"differs in version.*install the same"):
        Worker(job._order(False))
