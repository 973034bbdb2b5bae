"""Command line of the fluency training."""

from __future__ import annotations

import argparse
from pathlib import Path

from scripts.train.fluency.train import train


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="python -m scripts.train.fluency", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("train", help="fine-tune an encoder into a tagger")
    run.add_argument("--data", type=Path, required=True, help="folder that holds fluency/ and corpora/")
    run.add_argument("--start", required=True, help="folder or hub id of the encoder to start from")
    run.add_argument("--output", type=Path, required=True)
    run.add_argument("--minutes", type=float, default=1e9, help="wall time at which the run is over")
    run.add_argument("--steps", type=int, default=10**9)
    run.add_argument("--budget", type=int, default=2000, help="tokens per batch, padding included")
    run.add_argument("--rate", type=float, default=2e-4)
    run.add_argument("--rank", type=float, default=0.05, help="weight of the rank loss")
    run.add_argument("--planted", type=float, default=0.5, help="share of planted batches at the start")
    run.add_argument("--broad", type=float, default=0.3, help="share of batches of other fields at the start")
    run.add_argument("--sentences", type=int, default=60000)
    run.add_argument("--vocabulary", type=int, default=28000)
    run.add_argument("--cased", type=int, default=8000)
    run.add_argument("--threads", type=int, default=2)
    run.add_argument("--save-every", type=float, default=240, help="seconds between checkpoints")
    run.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def main() -> None:
    """Runs the command that was asked for."""
    chosen = arguments()
    if chosen.command == "train":
        train(chosen)


main()
