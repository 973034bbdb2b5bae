"""Runs into a folder: resumed, repeated, explained, alone."""

import json

import pytest
from filelock import FileLock

from pipeline import ConfigError, Observer, StageError, load_config
from pipeline.run.job import LOCK, Job
from tests import tiny
from tests.conftest import SAYS
from tests.tiny import EXTRACTIVE

SENTENCES = (
    "The council opened a new bridge over the river on Monday.",
    "It cost 3.2 million euros and took two years to build.",
    "The mayor said that 12,000 people would cross it every day.",
    "Shops on the western bank expect more visitors in the coming months.",
    "A second bridge is planned for 2027, the council added.",
    "Residents had asked for a crossing since the old one was closed in 1998.",
)
FAST = ["stages.fluency.scorers=[]", *EXTRACTIVE, "stages.report.formats=[json]"]


class Counting(Observer):
    """Counts how often each stage is really asked to work."""

    def __init__(self):
        self.reports = []

    def done(self, report):
        self.reports.append(report.id)


def config(*overrides):
    return load_config(overrides=[*FAST, *overrides])


@pytest.fixture
def articles(tmp_path):
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(12):
        text = " ".join(SENTENCES[(number + k) % len(SENTENCES)] for k in range(5))
        (folder / f"a{number:02d}.txt").write_text(f"Bridge report {number}\n\n{text}\n")
    return folder


def reports(folder):
    """Content of every report, timings aside."""
    found = {path.parent.name: json.loads(path.read_text()) for path in sorted(folder.glob("*/report.json"))}
    return {name: report | {"timings": None} for name, report in found.items()}


def work(job):
    """Names of the stages that a job has had to build."""
    return set(job._pipeline._stages)


def test_second_run_makes_nothing_anew_and_reports_the_same(articles, tmp_path):
    first = Job(config(), tmp_path / "out")
    first.run([articles], observer=Observer())
    before = {path: path.read_bytes() for path in (tmp_path / "out").glob("*/report.json")}
    second = Job(config(), tmp_path / "out")
    outcome = second.run([articles], observer=Observer())
    assert work(first) == {"clean", "fluency", "reference", "summarize", "keypoints", "verify"}
    assert work(second) == set()
    assert len(outcome.rows) == 12
    assert before == {path: path.read_bytes() for path in before}, "even the timings are those of the first run"


@pytest.mark.parametrize(
    ("override", "anew"),
    [
        ("stages.summarize.max_words=60", {"summarize", "verify"}),
        ("stages.verify.min_support=0.4", {"verify"}),
        ("stages.clean.drop_repeats=false", {"clean", "fluency", "reference", "summarize", "keypoints", "verify"}),
        ("runtime.batch_size=3", set()),
        ("stages.report.formats=[json, md]", set()),
    ],
)
def test_changed_setting_runs_its_stage_and_what_follows(articles, tmp_path, override, anew):
    Job(config(), tmp_path / "out").run([articles], observer=Observer())
    job = Job(config(override), tmp_path / "out")
    job.run([articles], observer=Observer())
    assert work(job) == anew


def test_changed_article_alone_runs_again(articles, tmp_path):
    Job(config(), tmp_path / "out").run([articles], observer=Observer())
    (articles / "a03.txt").write_text("Another title\n\n" + " ".join(SENTENCES))
    rows = {(i.stage, i.reason): i.articles for i in Job(config(), tmp_path / "out").dry_run([articles])}
    assert rows["clean", "known"] == 11
    assert rows["clean", "the article changed"] == 1
    assert rows["verify", "the article changed"] == 1


def test_dry_run_says_why(articles, tmp_path):
    out = tmp_path / "out"
    fresh = Job(config(), out).dry_run([articles])
    assert {intent.reason for intent in fresh} == {"new article"}
    Job(config(), out).run([articles], observer=Observer())
    planned = Job(config("stages.summarize.max_words=60", "stages.summarize.min_words=10"), out).dry_run([articles])
    reasons = {intent.stage: intent.reason for intent in planned}
    assert reasons["summarize"] == "settings changed: max_words, min_words"
    assert reasons["verify"] == "the summary before it changed"
    assert reasons["fluency"] == "known"


def test_dry_run_says_what_cannot_be_read(articles, tmp_path):
    (articles / "empty.txt").touch()
    told = []

    class Listening(Observer):
        def unreadable(self, what):
            told.append(what.reason)

    planned = Job(config(), tmp_path / "out").dry_run([articles, "nowhere.txt"], observer=Listening())
    assert planned[0].row() == ["read", "2", "cannot be read"]
    assert planned[1].row() == ["clean", "12", "new article"]
    assert [reason.partition(";")[0] for reason in told] == ["is empty", "does not exist"]


def test_swapped_weights_are_read_anew_and_nothing_else(articles, tmp_path):
    """In the same folder, under the same name."""
    folder = tiny.save_bart(tmp_path / "model", says=SAYS)
    settings = config(f"stages.summarize.model={folder}", "stages.summarize.generation={max_new_tokens: 40}")
    Job(settings, tmp_path / "out").run([articles], observer=Observer())
    before = reports(tmp_path / "out")
    tiny.save_bart(folder, says=f"It rained. {SAYS}")
    planned = {intent.stage: intent.reason for intent in Job(settings, tmp_path / "out").dry_run([articles])}
    assert planned["summarize"] == "the model changed"
    assert planned["verify"] == "the summary before it changed"
    job = Job(settings, tmp_path / "out")
    job.run([articles], observer=Observer())
    after = reports(tmp_path / "out")
    assert work(job) == {"summarize", "verify"}
    assert all(before[name]["summary"] != after[name]["summary"] for name in after)


def test_failure_is_remembered_until_it_is_to_be_retried(articles, tmp_path, monkeypatch):
    from pipeline.stages.keypoints import KeyPointsStage

    def broken(self, batch):
        raise StageError("no whole sentence")

    with monkeypatch.context() as patched:
        patched.setattr(KeyPointsStage, "run", broken)
        assert Job(config(), tmp_path / "out").run([articles], observer=Observer()).exit_code == 1
    again = Job(config(), tmp_path / "out")
    assert again.run([articles], observer=Observer()).exit_code == 1
    assert work(again) == set()
    retried = Job(config(), tmp_path / "out")
    assert retried.run([articles], observer=Observer(), retry_failed=True).exit_code == 0
    assert work(retried) == {"keypoints", "verify"}


def test_fault_that_nobody_foresaw_is_tried_again(articles, tmp_path, monkeypatch):
    from pipeline.stages.keypoints import KeyPointsStage

    def exhausted(self, batch):
        raise MemoryError("no room")

    with monkeypatch.context() as patched:
        patched.setattr(KeyPointsStage, "run", exhausted)
        assert Job(config(), tmp_path / "out").run([articles], observer=Observer()).exit_code == 1
    again = Job(config(), tmp_path / "out")
    assert again.run([articles], observer=Observer()).exit_code == 0
    assert work(again) == {"keypoints", "verify"}


def test_second_run_into_a_folder_says_so_at_once(articles, tmp_path):
    job = Job(config(), tmp_path / "out")
    with FileLock(tmp_path / "out" / LOCK), pytest.raises(ConfigError, match="another run is writing there"):
        job.run([articles], observer=Observer())


def test_without_a_store_everything_is_made_again(articles, tmp_path):
    for _ in range(2):
        job = Job(config("runtime.store=false"), tmp_path / "out")
        job.run([articles], observer=Observer())
        assert "clean" in work(job)
    assert not (tmp_path / "out/store.sqlite").exists()


def test_interrupted_run_has_its_index(articles, tmp_path):
    class Impatient(Observer):
        def done(self, report):
            if report.id == "a05":
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Job(config("runtime.batch_size=2"), tmp_path / "out").run([articles], observer=Impatient())
    index = json.loads((tmp_path / "out/index.json").read_text())
    assert len(index["articles"]) == len(reports(tmp_path / "out")) == 5
