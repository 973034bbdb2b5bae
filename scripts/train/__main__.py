"""Command line of the recipe: `python -m scripts.train STAGE --config FILE --data DIR --work DIR`."""

import json
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .config import Config, load_config
from .memory import keep_memory

if TYPE_CHECKING:
    from .stages import Work

HERE = Path(__file__).parent
app = typer.Typer(no_args_is_help=True, pretty_exceptions_show_locals=False)
ConfigOption = Annotated[Path, typer.Option("--config", exists=True, help="One of the YAML files beside the recipe.")]
WorkOption = Annotated[Path, typer.Option("--work", help="Where checkpoints, logs and shards lie.")]
DataOption = Annotated[Path, typer.Option("--data", help="The folder with briefs/, rewrite/ and corpora/.")]
MinutesOption = Annotated[float | None, typer.Option("--minutes", help="End after about so long, with a decay.")]
ThreadsOption = Annotated[int | None, typer.Option("--threads", help="CPU threads, where it is not the config's.")]
LongerOption = Annotated[bool, typer.Option("--longer", help="Go on from before the decay of a finished piece.")]
PauseOption = Annotated[float | None, typer.Option("--pause-after", help="Stop this call, not the plan, so long in.")]
StageOption = Annotated[str, typer.Option("--stage", help="pretrain, intermediate or finetune.")]
DEFAULT_CONFIG, DEFAULT_WORK = HERE / "cpu.yaml", Path.home() / ".cache" / "pipeline-train" / "cpu"


@app.callback()
def recipe() -> None:
    """Make the embedded models from text, in resumable stages."""


def _work(path: Path, config: Config | Path) -> "Work":
    from .stages import Work

    return Work(path, load_config(config) if isinstance(config, Path) else config)


def _train(
    stage: str,
    config: Path,
    work: Path,
    *,
    minutes: float | None,
    threads: int | None,
    longer: bool,
    pause_after: float | None,
) -> None:
    from .stages import train

    said = load_config(config)
    wanted = {name: value for name, value in (("minutes", minutes), ("threads", threads)) if value is not None}
    changed = said.model_copy(update={stage: getattr(said, stage).model_copy(update=wanted)})
    train(_work(work, changed), stage, longer=longer, pause_minutes=pause_after)


@app.command()
def pack(data: DataOption, config: ConfigOption = DEFAULT_CONFIG, work: WorkOption = DEFAULT_WORK) -> None:
    """Cut the raw collections into shards that travel, hold-outs apart."""
    from .stages import run_pack

    _print(run_pack(_work(work, config), data))


@app.command()
def tokenizer(config: ConfigOption = DEFAULT_CONFIG, work: WorkOption = DEFAULT_WORK) -> None:
    """Learn the pieces from the packed text."""
    from .stages import run_tokenizer

    run_tokenizer(_work(work, config))


@app.command()
def pretrain(
    config: ConfigOption = DEFAULT_CONFIG,
    work: WorkOption = DEFAULT_WORK,
    minutes: MinutesOption = None,
    threads: ThreadsOption = None,
    longer: LongerOption = False,
    pause_after: PauseOption = None,
) -> None:
    """Train the base, or go on with it."""
    _train("pretrain", config, work, minutes=minutes, threads=threads, longer=longer, pause_after=pause_after)


@app.command()
def intermediate(
    config: ConfigOption = DEFAULT_CONFIG,
    work: WorkOption = DEFAULT_WORK,
    minutes: MinutesOption = None,
    threads: ThreadsOption = None,
    longer: LongerOption = False,
    pause_after: PauseOption = None,
) -> None:
    """Train on leads, highlights and headlines, from the base."""
    _train("intermediate", config, work, minutes=minutes, threads=threads, longer=longer, pause_after=pause_after)


@app.command()
def finetune(
    config: ConfigOption = DEFAULT_CONFIG,
    work: WorkOption = DEFAULT_WORK,
    minutes: MinutesOption = None,
    threads: ThreadsOption = None,
    longer: LongerOption = False,
    pause_after: PauseOption = None,
) -> None:
    """Train on briefs, from the intermediate model."""
    _train("finetune", config, work, minutes=minutes, threads=threads, longer=longer, pause_after=pause_after)


@app.command()
def select(
    config: ConfigOption = DEFAULT_CONFIG, work: WorkOption = DEFAULT_WORK, stage: StageOption = "finetune"
) -> None:
    """Choose the best weights of a stage by a development metric."""
    from .stages import run_select

    _print(run_select(_work(work, config), stage))


@app.command()
def export(
    config: ConfigOption = DEFAULT_CONFIG, work: WorkOption = DEFAULT_WORK, stage: StageOption = "finetune"
) -> None:
    """Write the chosen weights as a plain transformers folder."""
    from .stages import run_export

    typer.echo(run_export(_work(work, config), stage))


@app.command()
def evaluate(
    config: ConfigOption = DEFAULT_CONFIG, work: WorkOption = DEFAULT_WORK, stage: StageOption = "finetune"
) -> None:
    """Measure an exported folder on text that never trained."""
    from .stages import run_evaluate

    _print(run_evaluate(_work(work, config), stage))


@app.command("all")
def all_stages(data: DataOption, config: ConfigOption = DEFAULT_CONFIG, work: WorkOption = DEFAULT_WORK) -> None:
    """Every stage that is not finished, in order."""
    from .stages import run_all

    _print(run_all(_work(work, config), data))


@app.command()
def curve(
    picture: Annotated[Path, typer.Argument(help="The PNG to write.")],
    work: WorkOption = DEFAULT_WORK,
    stage: StageOption = "pretrain",
    title: Annotated[str, typer.Option("--title")] = "Training loss",
) -> None:
    """Draw the loss curve of a stage (needs matplotlib)."""
    from .curve import draw

    typer.echo(draw(work / stage / "log.jsonl", picture, title))


@app.command()
def split(folder: Path, pieces: Path) -> None:
    """Cut a folder into pieces under 16 MB, with hashes."""
    from .checkpoint import split as split_folder

    typer.echo(split_folder(folder, pieces))


@app.command()
def join(pieces: Path, folder: Path) -> None:
    """Check the pieces and put the folder together again."""
    from .checkpoint import join as join_pieces

    join_pieces(pieces, folder)
    typer.echo(folder)


def _print(value: object) -> None:
    typer.echo(json.dumps(value, indent=1))


def main() -> None:
    """Set up logging and memory, then obey."""
    keep_memory("scripts.train")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    app()


if __name__ == "__main__":
    main()
