"""`pipeline eval`: measure scorers and summaries on data that people have judged. Results go to stdout."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.config import load_config

eval_app = typer.Typer(help="Measure on data that people have judged.", no_args_is_help=True)


@eval_app.callback()
def evaluate() -> None:
    """Measure on data that people have judged."""


@eval_app.command()
def fluency(
    data: Annotated[
        Path,
        typer.Argument(
            help="Rated translations: JSON Lines, plain or .xz.", exists=True, dir_okay=False, metavar="DATA"
        ),
    ],
    config: Annotated[
        Path | None, typer.Option("--config", "-c", help="YAML file; without it, the defaults.", show_default=False)
    ] = None,
    overrides: Annotated[
        list[str] | None, typer.Option("--set", "-s", metavar="KEY=VALUE", help="Override a setting.")
    ] = None,
    resamples: Annotated[int, typer.Option(help="Bootstrap resamples of documents; 0 for no intervals.", min=0)] = 200,
    limit: Annotated[int | None, typer.Option(help="Use the first so many documents.", min=1)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
) -> None:
    """Correlate the configured fluency scorers with raters' penalties, beside length and the rules alone."""
    from pipeline.evaluate.fluency import measure, to_json, to_text

    settings = load_config(config, overrides=overrides or [])
    results = measure(data, settings, resamples=resamples, documents=limit)
    typer.echo(to_json(results) if as_json else to_text(results))


@eval_app.command()
def summary(
    data: Annotated[
        Path,
        typer.Argument(
            help="Articles with editors' summaries: JSON Lines, plain or .xz.",
            exists=True,
            dir_okay=False,
            metavar="DATA",
        ),
    ],
    config: Annotated[
        Path | None, typer.Option("--config", "-c", help="YAML file; without it, the defaults.", show_default=False)
    ] = None,
    overrides: Annotated[
        list[str] | None, typer.Option("--set", "-s", metavar="KEY=VALUE", help="Override a setting.")
    ] = None,
    systems: Annotated[
        int, typer.Option(help="Translations taken of each translated article; 0 for all of them.", min=0)
    ] = 3,
    resamples: Annotated[int, typer.Option(help="Bootstrap resamples of articles; 0 for no intervals.", min=0)] = 1000,
    limit: Annotated[int | None, typer.Option(help="Use the first so many articles.", min=1)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Measure the configured summariser against editors' summaries, beside lead-3, lead-4 and LexRank."""
    from pipeline.evaluate.summary import measure, to_json, to_text

    settings = load_config(config, overrides=overrides or [])
    results = measure(data, settings, systems=systems, resamples=resamples, limit=limit)
    typer.echo(to_json(results) if as_json else to_text(results))
