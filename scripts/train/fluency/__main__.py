"""Command line of the fluency training."""

from __future__ import annotations

import argparse
from pathlib import Path

from scripts.train.memory import keep_memory
from scripts.train.tagging.options import add_export, add_training


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="python -m scripts.train.fluency", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("train", help="fine-tune an encoder into a tagger; goes on where --output left off")
    run.add_argument("--data", type=Path, required=True, help="folder that holds fluency/, rewrite/ and corpora/")
    run.add_argument("--minutes", type=float, default=1e9, help="wall time at which the run is over")
    run.add_argument("--steps", type=int, default=10**9)
    run.add_argument("--rank", type=float, default=0.1, help="weight of the rank loss")
    run.add_argument("--planted", type=float, default=0.35, help="share of batches of clean and planted sentences")
    run.add_argument("--broad", type=float, default=0.3, help="share of batches of other fields at the start")
    run.add_argument("--sentences", type=int, default=60000)
    add_training(run, budget=2400, rate=2.5e-4, vocabulary=28000, cased=8000)
    out = commands.add_parser("export", help="calibrate a checkpoint and write it as an embedded model")
    out.add_argument("--rated", type=Path, required=True, help="rated segments of WMT20, held-out documents included")
    add_export(out)
    again = commands.add_parser(
        "calibrate", help="fit anew to a language model what marks words from its states, and the calibrations"
    )
    again.add_argument("--model", type=Path, required=True, help="folder that export wrote")
    again.add_argument("--rated", type=Path, required=True, help="as for export")
    for command in (out, again):
        command.add_argument("--language", default="embedded:writer", help="language model whose states are read")
    look = commands.add_parser("probe", help="measure pairs of sentences and edited English")
    look.add_argument("--data", type=Path, required=True, help="folder that holds fluency/ and corpora/")
    look.add_argument("--model", default="embedded:fluency")
    return parser.parse_args()


def main() -> None:
    """Runs the command that was asked for."""
    keep_memory("scripts.train.fluency")
    chosen = arguments()
    if chosen.command == "train":
        from scripts.train.fluency.train import train

        train(chosen)
    elif chosen.command == "probe":
        from scripts.train.fluency.probe import probe

        probe(chosen.model, chosen.data)
    elif chosen.command == "calibrate":
        from scripts.train.fluency.export import write_second

        write_second(chosen.model, chosen.rated, chosen.language)
    else:
        from scripts.train.fluency.export import export

        size = export(chosen.checkpoint, chosen.rated, chosen.language, chosen.output)
        print(f"{chosen.output}: {size / 1e6:.1f} MB")


main()
