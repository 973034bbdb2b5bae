"""The `pipeline` command: a thin client of the library. Results go to stdout, progress and errors to stderr.

Exit codes: 0 all done, 1 some articles failed, 2 usage or configuration, 130 interrupted.
"""

from __future__ import annotations

import gc
import logging
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from typer.core import TyperGroup

from pipeline.cli_compare import compare
from pipeline.cli_eval import eval_app
from pipeline.cli_ray import Address, Form, Reports, ShardSize, Workers, options_of, refuse, run_on_ray
from pipeline.cli_review import review, tell_stale
from pipeline.cli_store import store_app
from pipeline.config import load_config
from pipeline.errors import ConfigError, PipelineError
from pipeline.terminal import print_line, table

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.progress import Progress
    from pipeline.write import IndexRow


INTERRUPTED = 130  # as shells have it for SIGINT


class OneLineErrors(TyperGroup):
    """Turns our own errors into one line on stderr and exit code 2."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except PipelineError as error:
            for line in str(error).splitlines():
                typer.echo(f"error: {line}", err=True)
            raise typer.Exit(error.exit_code) from None


app = typer.Typer(
    cls=OneLineErrors,
    help="Clean, score, summarise and check machine-translated articles; one report per article.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
models_app = typer.Typer(help="List, check and fetch models.", no_args_is_help=True)
app.add_typer(models_app, name="models")
app.add_typer(store_app, name="store")
app.add_typer(eval_app, name="eval")

ConfigOption = Annotated[
    Path | None, typer.Option("--config", "-c", help="YAML file; without it, the defaults.", show_default=False)
]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", "-s", metavar="KEY=VALUE", help="Override a setting: stages.summarize.max_words=80"),
]


@app.callback(invoke_without_command=True)
def root(version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False) -> None:
    """Clean, score, summarise and check machine-translated articles; one report per article."""
    if version:
        from pipeline.run.runner import version as installed

        print_line(installed())
        raise typer.Exit


@app.command()
def run(
    inputs: Annotated[
        list[str],
        typer.Argument(help="Files, folders, globs, or - for standard input.", show_default=False, metavar="INPUTS..."),
    ],
    out: Annotated[str, typer.Option("--out", "-o", metavar="FOLDER", help="Folder for the reports.")] = "reports",
    config: ConfigOption = None,
    overrides: SetOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would run and why; run nothing.")] = False,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Try again what failed in an earlier run into this folder.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress; errors only.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log details and full traces.")] = False,
    devices: Annotated[
        str | None,
        typer.Option("--devices", metavar="0,1", help="GPUs that articles are spread over.", show_default=False),
    ] = None,
    engine: Annotated[
        Literal["local", "ray"], typer.Option("--engine", help="ray: over many cores, GPUs or machines.")
    ] = "local",
    address: Address = None,
    workers: Workers = None,
    shard_size: ShardSize = None,
    form: Form = None,
    reports: Reports = False,
) -> None:
    """Run the pipeline on articles and write a report for each, with an index."""
    from pipeline.progress import Progress

    _log_to_stderr(verbose)
    settings = load_config(config, overrides=overrides or [])
    command = shlex.join(["pipeline", *sys.argv[1:]])
    spread = options_of(address=address, workers=workers, shard_size=shard_size, form=form, reports=reports)
    if engine == "local":
        refuse(spread, out)
    elif dry_run or devices:
        raise ConfigError(f"{'--dry-run' if dry_run else '--devices'}: only with --engine local; leave one of them out")
    if dry_run:
        raise typer.Exit(_tell_intents(settings, inputs, Path(out)))
    progress = Progress(quiet=quiet)
    try:
        if engine == "ray":
            code = run_on_ray(settings, inputs, out, spread, command, progress, retry_failed)
        else:
            code = _run_here(settings, inputs, Path(out), command, progress, retry_failed, devices)
    except KeyboardInterrupt:
        typer.echo(f"interrupted: what is done is in {out}; the same command goes on from there", err=True)
        raise typer.Exit(INTERRUPTED) from None
    raise typer.Exit(code)


def _run_here(
    settings: Config,
    inputs: list[str],
    out: Path,
    command: str,
    progress: Progress,
    retry_failed: bool,
    devices: str | None,
) -> int:
    """A run on this machine: its reports on stdout, and its exit code."""
    from pipeline.run.job import Job

    chosen: tuple[str, ...] = ()
    if devices:
        from pipeline.run.devices import parse_devices

        chosen = parse_devices(devices)
    job = Job(settings, out, command=command, devices=chosen)
    with progress:
        outcome = job.run(inputs, observer=progress, retry_failed=retry_failed)
    table(["report", "fluency", "flags", "support", "title"], [_result(row, out) for row in outcome.rows])
    print_line(str(out / "index.html"))
    tell_stale(out)
    return outcome.exit_code


def _tell_intents(settings: Config, inputs: list[str], out: Path) -> int:
    """What a run would do, on stdout; its exit code says whether all inputs could be read."""
    from pipeline.progress import Progress
    from pipeline.run.dry import READ
    from pipeline.run.job import Job

    with Progress(quiet=True) as progress:
        intents = Job(settings, out).dry_run(inputs, observer=progress)
    table(["stage", "articles", "why"], [intent.row() for intent in intents])
    return 1 if any(intent.stage == READ for intent in intents) else 0


def _result(row: IndexRow, out: Path) -> list[str]:
    """One article on stdout: where its report is, and what it says in short."""
    return [
        str(out / row.report) if row.report else row.origin,
        "-" if row.fluency is None else f"{row.fluency:.0f}",
        str(row.critical + row.major + row.minor),
        row.support or "-",
        row.title,
    ]


@app.command()
def validate(config: ConfigOption = None, overrides: SetOption = None) -> None:
    """Check a configuration, the order of its stages and its local models; load nothing."""
    from pipeline.run.plan import check

    steps = check(load_config(config, overrides=overrides or []))
    print_line(f"{config or 'defaults'}: valid; runs {', '.join(step.name for step in steps)}")


@app.command("config")
def show_config(
    config: ConfigOption = None,
    overrides: SetOption = None,
    starter: Annotated[bool, typer.Option("--starter", help="Print a commented file to start from.")] = False,
) -> None:
    """Print the resolved configuration, or a commented starter file."""
    from pipeline.config.show import resolved_yaml, starter_yaml

    text = starter_yaml() if starter else resolved_yaml(load_config(config, overrides=overrides or []))
    print_line(text.rstrip("\n"))


app.command()(compare)
app.command()(review)


@app.command()
def stages(
    rules: Annotated[bool, typer.Option("--rules", help="List the fluency rules instead.")] = False,
) -> None:
    """List the stages: what each needs, makes and does."""
    from pipeline.run.plan import STEPS

    if rules:
        from pipeline.fluency import RULES

        table(["rule", "category", "severity", "what it finds"], [rule.row() for rule in RULES.values()])
        return
    rows = [[s.name, ", ".join(s.needs) or "-", s.makes, s.summary] for s in STEPS.values()]
    table(["stage", "needs", "makes", "what it does"], rows)


@models_app.command("list")
def list_models() -> None:
    """List the embedded models."""
    from pipeline.models import known_embedded

    rows = [
        [f"embedded:{m.name}", m.kind, f"{m.size_bytes / 1e6:.0f} MB" if m.size_bytes else "-", m.description]
        for m in known_embedded()
    ]
    table(["model", "kind", "size", "what it is"], rows)


Reference = Annotated[str, typer.Argument(help="embedded:NAME, a local folder, or a hub id.", show_default=False)]
Revision = Annotated[str | None, typer.Option("--revision", help="Branch, tag or commit of a hub model.")]


@models_app.command("check")
def check_model(reference: Reference, revision: Revision = None) -> None:
    """Say whether a model is there and what kind it is, without loading it."""
    from pipeline.models import check_reference

    print_line(check_reference(reference, revision))


@models_app.command("fetch")
def fetch_model(reference: Reference, revision: Revision = None) -> None:
    """Download a hub model into the local cache, for offline runs."""
    from pipeline.models import fetch

    print_line(str(fetch(reference, revision)))


def _log_to_stderr(verbose: bool) -> None:
    logging.basicConfig(
        level=logging.DEBUG if verbose else logging.ERROR, format="%(name)s: %(message)s", stream=sys.stderr
    )
    if verbose:
        logging.getLogger().setLevel(logging.INFO)
        logging.getLogger("pipeline").setLevel(logging.DEBUG)


def main() -> None:
    """Entry point of the installed command.

    What a run imports and loads, it keeps. To look through it again and again for garbage took a tenth of a cold start,
    and to do so once more at the end another.
    """
    gc.set_threshold(50_000, 20, 100)
    try:
        app(prog_name="pipeline")
    finally:
        gc.freeze()
