"""`pipeline compare`: two runs over the same articles, set against each other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.terminal import print_line, table

if TYPE_CHECKING:
    from pipeline.compare.comparison import Result

HEADER = ["measure", "A", "B", "B - A", "95% interval", "p", "articles", "result"]


def compare(
    run_a: Annotated[Path, typer.Argument(help="Folder of a run's reports.", show_default=False, metavar="RUN_A")],
    run_b: Annotated[
        Path, typer.Argument(help="Folder of another run over the same articles.", show_default=False, metavar="RUN_B")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the comparison.")] = Path("comparison"),
    references: Annotated[
        Path | None,
        typer.Option(
            help="Folder of reference translations, named as the articles (x.ref.txt or x.txt): adds BLEU and chrF++ "
            "over all articles, with sacrebleu's paired test.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Compare two translations, models or configs of the same articles: what differs, and whether by chance."""
    from pipeline.compare import compare_runs
    from pipeline.write.as_compare import write_comparison

    comparison = compare_runs(run_a, run_b, references=references)
    for note in (*comparison.caveats, *comparison.notes):
        typer.echo(f"note: {note}", err=True)
    page, *_ = write_comparison(comparison, out)
    table(HEADER, [_line(result) for result in (*comparison.results, *comparison.corpus)])
    print_line(str(page))


def _line(result: Result) -> list[str]:
    found = result.difference
    interval = "-" if found.low is None else f"{found.low:+.2f} to {found.high:+.2f}"
    numbers = [f"{found.a:.2f}", f"{found.b:.2f}", f"{found.value:+.2f}"]
    p = "-" if found.p is None else f"{found.p:.4f}"
    return [result.measure.name, *numbers, interval, p, str(found.count), result.verdict]
