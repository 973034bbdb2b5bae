"""`python -m scripts.bench COMMAND`: each prints a Markdown table; what they gave is in README.md beside this file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Measure speed, each thing as a ratio in one run.", no_args_is_help=True)
Rounds = Annotated[int, typer.Option(min=1, help="Turns of each task; the median counts.")]
Toy = Annotated[bool, typer.Option("--toy", help="Tiny networks: a rehearsal, whose numbers mean nothing.")]


@app.command()
def start(rounds: Rounds = 5) -> None:
    """A run on one article against the imports of torch and transformers."""
    from scripts.bench.start import start

    print(start(rounds))


@app.command()
def phases(articles: Annotated[int, typer.Argument(min=1)] = 1) -> None:
    """Where the time of a default run goes."""
    from scripts.bench.phases import phases

    print(phases(articles))


@app.command()
def fluency(segments: int = 1000, rounds: Rounds = 3, toy: Toy = False) -> None:
    """embedded:fluency against unbatched loops, with its own weights and with a network like XLM-R-large."""
    from scripts.bench.fluency import fluency

    print(fluency(segments, rounds, toy=toy))


@app.command()
def bits(segments: int = 300, rounds: Rounds = 3) -> None:
    """embedded:fluency in bfloat16 and int8: what it saves, and what becomes of the answers."""
    from scripts.bench.fluency import bits

    print(bits(segments, rounds))


@app.command()
def generate(
    model: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="Folder of an encoder-decoder.")],
    articles: int = 48,
    words: Annotated[int, typer.Option(help="Longest summary.")] = 110,
    rounds: Rounds = 3,
) -> None:
    """Our generator against a plain loop over `generate`, with the same weights and settings."""
    from scripts.bench.generate import generate

    print(generate(model, articles, rounds, words=words))


@app.command()
def statements(model: str = "embedded:writer", articles: int = 16, rounds: Rounds = 3) -> None:
    """A model that writes briefs statement by statement, against the same weights asked one by one in fp32."""
    from scripts.bench.statements import statements

    print(statements(model, articles, rounds))


@app.command()
def articles(
    count: int = 48,
    rounds: Rounds = 3,
    sumy: Annotated[Path | None, typer.Option(exists=True, help="Python that has sumy and pyspellchecker.")] = None,
    toy: Toy = False,
) -> None:
    """The default configuration against BART-large in a plain loop, and against sumy."""
    from scripts.bench.articles import articles

    print(articles(count, rounds, python=sumy, toy=toy))


@app.command()
def growth(
    counts: Annotated[list[int] | None, typer.Argument(help="Articles of each run.")] = None,
    settings: Annotated[list[str] | None, typer.Option("--set", "-s", metavar="KEY=VALUE")] = None,
) -> None:
    """Time and memory of 1, 10, 100 and 1,000 articles."""
    from scripts.bench.growth import growth

    print(growth(counts or [1, 10, 100, 1000], settings or []))


@app.command()
def cost(
    count: Annotated[int, typer.Argument(min=2)] = 200,
    settings: Annotated[list[str] | None, typer.Option("--set", "-s", metavar="KEY=VALUE")] = None,
) -> None:
    """Core-seconds and storage of an article, from which large corpora are reckoned."""
    from scripts.bench.cost import cost

    print(cost(count, settings or []))


if __name__ == "__main__":
    app()
