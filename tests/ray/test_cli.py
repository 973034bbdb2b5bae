"""The engine's options as a user types them."""

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from tests.ray.conftest import RULES, free_port


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--workers", "2", "--reports"], "--workers, --reports: only with --engine ray"),
        (["--shard-size", "5"], "--shard-size: only with --engine ray"),
        (["--shards", "parquet"], "--shards: only with --engine ray"),
        (["--out", "s3://bucket/reports"], "--out s3://bucket/reports: an object store is written to only with"),
        (["--engine", "ray", "--dry-run"], "--dry-run: only with --engine local"),
    ],
)
def test_options_that_do_not_go_together_are_refused(articles, tmp_path, options, told):
    result = CliRunner().invoke(app, ["run", str(articles), "--out", str(tmp_path / "out"), *options])
    assert result.exit_code == 2
    assert told in " ".join(result.stderr.split())
    assert not (tmp_path / "out").exists()


def test_a_run_of_one_process_loads_nothing_of_the_engine(articles, tmp_path):
    command = ["run", str(articles / "a00.txt"), "--out", str(tmp_path / "out"), "--config", str(RULES)]
    call = [sys.executable, "-X", "importtime", "-m", "pipeline", *command]
    done = subprocess.run(call, capture_output=True, text=True, check=True)
    imported = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines()}
    assert "pipeline.run.job" in imported
    assert not imported & {"ray", "pyarrow", "fsspec", "upath", "pandas", "pipeline.engine"}


def test_a_cluster_that_does_not_answer_is_said_at_once(articles, tmp_path):
    address = f"127.0.0.1:{free_port()}"
    options = ["--engine", "ray", "--address", address]
    result = CliRunner().invoke(app, ["run", str(articles), "--out", str(tmp_path / "out"), *options])
    assert result.exit_code == 2
    assert f"--address {address}: " in result.stderr
    assert "refused" in result.stderr


def test_without_ray_it_says_what_to_install(articles, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    result = CliRunner().invoke(app, ["run", str(articles), "--out", str(tmp_path / "out"), "--engine", "ray"])
    assert result.exit_code == 2
    assert "pip install 'article-pipeline[ray]'" in " ".join(result.stderr.split())
