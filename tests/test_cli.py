"""The command as a user types it: what goes to stdout and stderr, and the exit codes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from pipeline.cli import app
from tests.tiny import EXTRACTIVE

ARTICLES = Path(__file__).parent / "articles"
FAST = tuple(part for setting in ("stages.fluency.scorers=[]", *EXTRACTIVE) for part in ("--set", setting))


@pytest.fixture(scope="module")
def pipeline():
    def call(*arguments, **options):
        return CliRunner().invoke(app, [str(argument) for argument in arguments], **options)

    return call


def test_good_and_bad_inputs_in_one_run(pipeline, tmp_path):
    (tmp_path / "empty.txt").touch()
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 20)
    good = ARTICLES / "harbour-metro.txt"
    inputs = [tmp_path / "empty.txt", tmp_path / "binary.txt", tmp_path / "missing.txt", good]
    result = pipeline("run", *inputs, "--out", tmp_path / "out", "--quiet", *FAST)
    errors = result.stderr.splitlines()
    assert result.exit_code == 1
    assert len(errors) == 3
    assert all(name in line for name, line in zip(["empty.txt", "binary.txt", "missing.txt"], errors, strict=True))
    assert [path.parent.name for path in tmp_path.glob("out/*/report.json")] == ["harbour-metro"]
    assert json.loads((tmp_path / "out/index.json").read_text())["articles"][0]["status"] == "failed"


def test_dry_run_names_what_cannot_be_read_and_exits_as_the_run_would(pipeline, tmp_path):
    good = ARTICLES / "harbour-metro.txt"
    result = pipeline("run", tmp_path / "missing.txt", good, "--out", tmp_path / "out", "--dry-run", *FAST)
    assert result.exit_code == 1
    assert result.stdout.splitlines()[:2] == ["read\t1\tcannot be read", "clean\t1\tnew article"]
    assert result.stderr == f"error: {tmp_path / 'missing.txt'}: does not exist; check the path\n"
    assert pipeline("run", good, "--out", tmp_path / "out", "--dry-run", *FAST).exit_code == 0
    assert not list(tmp_path.glob("out/*/report.json"))


def test_results_on_stdout_progress_on_stderr(pipeline, tmp_path):
    result = pipeline("run", ARTICLES / "library-reopens.md", "--out", tmp_path, *FAST)
    report, index = result.stdout.splitlines()
    assert result.exit_code == 0
    assert report.split("\t")[0] == str(tmp_path / "library-reopens/report.html")
    assert index == str(tmp_path / "index.html")
    assert "[1/1] library-reopens" in result.stderr


def test_run_is_written_down_and_can_be_repeated(pipeline, tmp_path):
    pipeline("run", ARTICLES / "library-reopens.md", "--out", tmp_path / "a", "-q", "-s", "runtime.seed=7", *FAST)
    record = yaml.safe_load((tmp_path / "a/run.yaml").read_text())
    again = tmp_path / "again.yaml"
    again.write_text(yaml.safe_dump(record["config"]))
    pipeline("run", ARTICLES / "library-reopens.md", "--out", tmp_path / "b", "-q", "--config", again)
    assert record["config"]["runtime"]["seed"] == 7
    assert record["libraries"].keys() >= {"torch", "transformers"}
    assert _timeless(tmp_path / "a") == _timeless(tmp_path / "b")


def _timeless(folder):
    report = json.loads((folder / "library-reopens/report.json").read_text())
    return report | {"timings": None}


def test_standard_input_is_an_article(pipeline, tmp_path):
    text = (ARTICLES / "harbour-metro.txt").read_bytes()
    result = pipeline("run", "-", "--out", tmp_path, "-q", *FAST, input=text)
    assert result.exit_code == 0
    assert (tmp_path / "stdin/report.json").exists()


@pytest.mark.parametrize(
    ("yaml_text", "line"),
    [
        ("stages:\n  summarise:\n    max_words: 80\n", "did you mean 'summarize'?"),
        ("stages:\n  fluency:\n    rules:\n      disable: [doubled-wrod]\n", "did you mean 'doubled-word'?"),
        ("stages:\n  summarize:\n    model: embedded:lexrnk\n", "did you mean 'embedded:lexrank'?"),
        ("stages:\n  summarize:\n    model: ./nowhere\n", "./nowhere: no such folder"),
        (
            "stages:\n  summarize:\n    model: facebook/bart-large-cnn\n",
            "run `pipeline models fetch facebook/bart-large-cnn`",
        ),
        ("stages:\n  clean:\n    enabled: false\n", "enable clean"),
    ],
)
def test_faulty_configuration_exits_2_with_one_line(pipeline, tmp_path, yaml_text, line):
    path = tmp_path / "my.yaml"
    path.write_text(yaml_text)
    result = pipeline("validate", "--config", path)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert line in result.stderr


def test_unwritable_output_is_said_before_any_work(pipeline, tmp_path):
    (tmp_path / "out").write_text("a file")
    result = pipeline("run", ARTICLES, "--out", tmp_path / "out", *FAST)
    assert result.exit_code == 2
    assert "choose another folder with --out" in result.stderr


def test_validate_names_the_stages_that_run(pipeline):
    result = pipeline("validate", "--set", "stages.reference.enabled=false")
    assert result.exit_code == 0
    assert result.stdout == "defaults: valid; runs clean, fluency, summarize, keypoints, verify, report\n"


def test_lists_are_tables_that_a_pipe_can_read(pipeline):
    rows = [line.split("\t") for line in pipeline("stages").stdout.splitlines()]
    assert [row[0] for row in rows] == ["clean", "fluency", "reference", "summarize", "keypoints", "verify", "report"]
    assert rows[4][1:3] == ["document", "key_points"]
    rules = [line.split("\t")[0] for line in pipeline("stages", "--rules").stdout.splitlines()]
    assert "doubled-phrase" in rules
    assert pipeline("models", "list").stdout.startswith("embedded:lexrank\textractive")


def test_config_prints_what_a_run_would_use(pipeline):
    result = pipeline("config", "--set", "stages.summarize.max_words=80")
    assert yaml.safe_load(result.stdout)["stages"]["summarize"]["max_words"] == 80


@pytest.mark.parametrize("command", [("--help",), ("run", "--help"), ("validate",), ("config",), ("--version",)])
def test_short_answers_import_no_torch(command):
    call = [sys.executable, "-X", "importtime", "-m", "pipeline", *command]
    done = subprocess.run(call, capture_output=True, text=True, check=True, cwd=ARTICLES)
    imported = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines()}
    assert "pipeline.cli" in imported
    assert not imported & {"torch", "transformers", "ray", "pyarrow", "fsspec"}


def test_unknown_option_gets_a_hint(pipeline):
    result = pipeline("run", ARTICLES, "--confg", "x.yaml")
    assert result.exit_code == 2
    assert "--config" in result.stderr
