"""`pipeline run --engine ray`: the run spread over the workers of a cluster."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from pipeline.config.schema import Config
from pipeline.errors import ConfigError
from pipeline.terminal import print_line, table

if TYPE_CHECKING:
    from pipeline.progress import Progress

_PANEL = "With --engine ray"


def _option(name: str, what: str, **more: Any) -> Any:
    return typer.Option(name, help=what, rich_help_panel=_PANEL, show_default=False, **more)


Address = Annotated[str | None, _option("--address", "Join a cluster: auto or HOST:PORT; else one here, for this run.")]
Workers = Annotated[int | None, _option("--workers", "Processes; else one per GPU, or per core.", min=1)]
ShardSize = Annotated[int | None, _option("--shard-size", "Articles that are written and resumed as one; 1000.", min=1)]
Form = Annotated[Literal["jsonl", "parquet"] | None, _option("--shards", "Format of the shards; jsonl.")]
Reports = Annotated[bool, _option("--reports", "Write the reports as files and the index, too.")]


def options_of(**given: Any) -> dict[str, Any]:
    """Those that were given, by the names of `Options`."""
    return {name: value for name, value in given.items() if value}


def refuse(given: dict[str, Any], out: str) -> None:
    """Raises ConfigError where what only this engine can do was asked for without it."""
    flags = {"form": "shards", "shard_size": "shard-size"}
    if given:
        named = ", ".join(f"--{flags.get(name, name)}" for name in given)
        raise ConfigError(f"{named}: only with --engine ray; add it, or leave that out")
    if "://" in out:
        raise ConfigError(f"--out {out}: an object store is written to only with --engine ray; add it")


def run_on_ray(
    settings: Config,
    inputs: Sequence[str],
    out: str,
    given: dict[str, Any],
    command: str,
    progress: Progress,
    retry_failed: bool,
) -> int:
    """A run over a cluster: its shards on stdout, and its exit code."""
    from pipeline.engine.job import ClusterJob, Options

    job = ClusterJob(settings, out, Options(**given), command=command)
    with progress:
        outcome = job.run(inputs, observer=progress, retry_failed=retry_failed)
    records = [word.record for word in outcome.words]
    table(
        ["shard", "articles", "failures"],
        [[str(job.output.path(record.name)), str(record.articles), str(len(record.failures))] for record in records],
    )
    if given.get("reports"):
        print_line(f"{out.rstrip('/')}/index.html")
    return outcome.exit_code
