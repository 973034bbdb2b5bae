"""Options that every such training has."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_training(parser: argparse.ArgumentParser, *, budget: int, rate: float, vocabulary: int, cased: int) -> None:
    """Where it starts, where it goes, and how long and how fast."""
    parser.add_argument("--start", required=True, help="folder or hub id of the encoder, or a tagger to train further")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--budget", type=int, default=budget, help="tokens per batch, padding included")
    parser.add_argument("--rate", type=float, default=rate)
    parser.add_argument("--vocabulary", type=int, default=vocabulary)
    parser.add_argument("--cased", type=int, default=cased)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--save-every", type=float, default=240, help="seconds between checkpoints")
    parser.add_argument("--seed", type=int, default=1)


def add_export(parser: argparse.ArgumentParser) -> None:
    """What is shipped, and where."""
    parser.add_argument("--checkpoint", type=Path, required=True, nargs="+", help="several are averaged")
    parser.add_argument("--output", type=Path, required=True)
