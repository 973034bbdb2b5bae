"""The loss curve of a run as a small picture."""

import json
from pathlib import Path


def points(log: Path) -> list[dict[str, float]]:
    """The lines of a training log."""
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]


def smoothed(values: list[float]) -> list[float]:
    """Mean over a twentieth of the run around each point: a running mean would lag behind a steep curve."""
    reach = len(values) // 40
    windows = [values[max(0, place - reach) : place + reach + 1] for place in range(len(values))]
    return [sum(window) / len(window) for window in windows]


def draw(log: Path, picture: Path, title: str) -> Path:
    """Loss against millions of tokens, as a PNG."""
    from matplotlib.figure import Figure

    lines = points(log)
    figure = Figure(figsize=(6, 3), dpi=110, layout="constrained")
    axes = figure.add_subplot()
    tokens, losses = [line["tokens"] / 1e6 for line in lines], [line["loss"] for line in lines]
    axes.plot(tokens, losses, color="#c8d4e3", linewidth=0.8)
    axes.plot(tokens, smoothed(losses), color="#1f4e79", linewidth=1.6)
    axes.set(xlabel="million tokens", ylabel="loss (nats a target token)", title=title)
    axes.grid(alpha=0.3)
    picture.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(picture)
    return picture
