"""`pipeline review`: reports with decisions on them, served on loopback or exported."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer

from pipeline.errors import ConfigError, PipelineError
from pipeline.terminal import print_line, table


def review(
    reports: Annotated[Path, typer.Argument(help="Folder of a run's reports.", metavar="REPORTS")] = Path("reports"),
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0 for a free one.", min=0, max=65535)] = 0,
    reviewer: Annotated[
        str | None, typer.Option(help="Name beside the decisions; without it, the user's.", show_default=False)
    ] = None,
    browse: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
    export: Annotated[
        list[Path] | None,
        typer.Option("--export", help="Write the decisions to a .jsonl or, as MQM ratings, .tsv file; serve nothing."),
    ] = None,
    stale: Annotated[bool, typer.Option("--stale", help="List decisions on what is no longer there.")] = False,
) -> None:
    """Decide on reports in the browser: flags, summaries, whole articles. Decisions stay beside the reports."""
    if export or stale:
        _tell(reports, export or [], stale)
        return
    from pipeline.review.serve import serve

    def ready(address: str) -> None:
        print_line(address)
        typer.echo("open it in a browser on this machine; Ctrl-C ends the review", err=True)
        if browse:
            typer.launch(address)

    serve(reports, reviewer=reviewer or getpass.getuser(), port=port, ready=ready)


def _tell(folder: Path, targets: list[Path], stale: bool) -> None:
    """Exports and lists what the folder's decisions say."""
    from pipeline.review import FILE, Decisions, Reports, stale_decisions, wording
    from pipeline.review.jsonl import to_jsonl
    from pipeline.review.mqm import to_mqm
    from pipeline.write.files import write_atomic

    writers = {".jsonl": to_jsonl, ".tsv": to_mqm}
    for path in targets:
        if path.suffix not in writers:
            raise ConfigError(f"--export {path}: unknown kind of file; name it .jsonl or .tsv")
    reports = Reports(folder)
    if not (folder / FILE).is_file():
        raise ConfigError(f"{folder / FILE}: nothing was decided yet; `pipeline review {folder}` begins")
    decisions = Decisions(folder / FILE)
    for path in targets:
        print_line(str(write_atomic(path, writers[path.suffix](reports, decisions))))
    if stale:
        found = stale_decisions(reports, decisions)
        if not found:
            typer.echo("no decision is stale", err=True)
        rows = [[one.article, wording.what(one.subject), wording.decided(one), wording.by(one)] for one in found]
        table(["article", "on", "decision", "by"], rows)


def tell_stale(folder: Path) -> None:
    """After a run: says on stderr how many decisions the new reports have left without their subject."""
    from pipeline.review.decisions import FILE

    if not (folder / FILE).is_file():
        return
    from pipeline.review import Decisions, Reports, stale_decisions

    try:
        found = stale_decisions(Reports(folder), Decisions(folder / FILE))
    except PipelineError as error:  # the run itself went well
        typer.echo(f"whether decisions became stale is not known: {error}", err=True)
        return
    if found:
        count = f"{len(found)} decisions are" if len(found) > 1 else "1 decision is"
        typer.echo(f"{count} stale: `pipeline review {folder} --stale` lists them", err=True)
