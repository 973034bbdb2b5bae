"""Results on stdout, as lines and tables."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer


def print_line(text: str) -> None:
    """One result on stdout."""
    typer.echo(text)


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Columns for a person on a terminal, tab-separated for a pipe."""
    if not sys.stdout.isatty():
        for row in rows:
            # A title may hold a tab or a line end, which would make another cell or row of it.
            print_line("\t".join(" ".join(cell.split()) for cell in row))
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    drawn = Table(*header, box=None, pad_edge=False)
    for row in rows:
        drawn.add_row(*map(escape, row))
    Console().print(drawn)
