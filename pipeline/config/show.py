"""A configuration as YAML: resolved, or as a commented file to start from."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

import yaml
from pydantic import BaseModel

from pipeline.config.schema import Config

WIDTH = 100
HEADER = """\
# Every setting with its default. Keep what you change, delete the rest.
# Command line beats this file: --set stages.summarize.max_words=80
"""


def resolved_yaml(config: Config) -> str:
    """The whole tree, defaults included."""
    return yaml.safe_dump(config.model_dump(mode="json"), sort_keys=False, allow_unicode=True)


def starter_yaml() -> str:
    """Every setting with its default and what it means; loading it gives exactly the defaults."""
    return HEADER + "\n".join(_lines(Config(), depth=0)) + "\n"


def _lines(section: BaseModel, *, depth: int) -> Iterator[str]:
    indent = "  " * depth
    for name, field in type(section).model_fields.items():
        value = getattr(section, name)
        if isinstance(value, BaseModel):
            yield from ("",) if depth == 0 else ()
            yield f"{indent}{name}:"
            yield from _lines(value, depth=depth + 1)
            continue
        yield from _commented(f"{indent}{name}: {_scalar(value)}", field.description, indent)


def _commented(line: str, comment: str | None, indent: str) -> Iterator[str]:
    """A line with its comment behind it or, where that is too long, above it."""
    if not comment or len(line) + len(comment) + 4 <= WIDTH:
        yield f"{line}  # {comment}" if comment else line
        return
    yield from (f"{indent}# {part}" for part in textwrap.wrap(comment, WIDTH - len(indent) - 2))
    yield line


def _plain(item: Any) -> Any:
    return item.model_dump(mode="json", exclude_none=True) if isinstance(item, BaseModel) else item


def _scalar(value: Any) -> str:
    plain = [_plain(item) for item in value] if isinstance(value, tuple) else value
    text = yaml.safe_dump(plain, default_flow_style=True, width=10_000, allow_unicode=True)
    return text.removesuffix("\n").removesuffix("\n...")
