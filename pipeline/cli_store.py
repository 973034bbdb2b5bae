"""`pipeline store`: the results kept beside the reports."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.errors import ConfigError
from pipeline.terminal import print_line, table

if TYPE_CHECKING:
    from pipeline.run.store import Store

store_app = typer.Typer(help="Look after the results that a run keeps beside its reports.", no_args_is_help=True)
Folder = Annotated[Path, typer.Argument(help="Folder of a run's reports.")]
REPORTS = Path("reports")


@store_app.command("list")
def list_results(folder: Folder = REPORTS) -> None:
    """Say how many results there are of each stage, and how large they are."""
    rows = [[stage, str(n), str(failed), f"{size / 1e3:.1f} kB"] for stage, n, failed, size in _open(folder).counts()]
    table(["stage", "results", "failures", "size"], rows)


@store_app.command()
def prune(folder: Folder = REPORTS) -> None:
    """Delete results of earlier settings, texts and models; the newest of each article and stage stay."""
    print_line(f"{_open(folder).prune()} older results deleted")


@store_app.command()
def verify(folder: Folder = REPORTS) -> None:
    """Check that the file and every result in it can be read."""
    from pipeline.run.store import FILE

    faults = _open(folder).faults()
    for fault in faults:
        print_line(fault)
    if faults:
        number = f"{len(faults)} fault{'s' if len(faults) > 1 else ''}"
        raise ConfigError(f"{folder}: {number}; the next run makes anew what cannot be read, or delete {FILE}")
    print_line(f"{folder}: sound")


def _open(folder: Path) -> Store:
    from pipeline.run.store import FILE, Store

    path = folder / FILE
    if not path.is_file():
        raise ConfigError(f"{path}: no such store; give the folder of a run's reports")
    return Store(path)
