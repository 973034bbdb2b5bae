"""Command line of the salience training."""

from __future__ import annotations

import argparse
from pathlib import Path

from scripts.train.memory import keep_memory
from scripts.train.tagging.options import add_export, add_training


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="python -m scripts.train.salience", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("train", help="fine-tune an encoder; goes on where --output left off")
    run.add_argument("--data", type=Path, required=True, help="folder that holds briefs/")
    run.add_argument("--minutes", type=float, required=True, help="time of training, over which the rate decays")
    run.add_argument("--articles", type=int, help="so many at most")
    run.add_argument("--translations", type=int, default=3, help="of an article, drawn anew in each round")
    add_training(run, budget=4096, rate=1.5e-4, vocabulary=26000, cased=6000)
    out = commands.add_parser("export", help="fit what stands beside a checkpoint and write an embedded model")
    out.add_argument("--data", type=Path, required=True, help="folder that holds briefs/")
    add_export(out)
    return parser.parse_args()


def main() -> None:
    """Runs the command that was asked for."""
    keep_memory("scripts.train.salience")
    chosen = arguments()
    if chosen.command == "train":
        from scripts.train.salience.train import train

        train(chosen)
    else:
        from scripts.train.salience.export import export

        size = export(chosen.checkpoint, chosen.data / "briefs" / "train.jsonl.xz", chosen.output)
        print(f"{chosen.output}: {size / 1e6:.1f} MB")


main()
