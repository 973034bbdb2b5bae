"""Rendering of one-file pages: templates, inlined style and script, and a policy that lets nothing else run."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipeline.write import labels

TEMPLATES = Path(__file__).parent / "templates"


@cache
def _environment(folder: Path) -> Environment:
    environment = Environment(
        loader=FileSystemLoader([folder, TEMPLATES]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=_finalize,
    )
    environment.globals["labels"] = labels
    return environment


def _finalize(value: Any) -> Any:
    return labels.straight(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _asset(*names: str | Path) -> str:
    text = "\n".join((TEMPLATES / name).read_text(encoding="utf-8").strip() for name in names)
    if "</" in text:
        raise ValueError(f"{names}: an inlined asset must not hold '</'")
    return text


def _digest(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def policy(style: str, script: str, *, served: bool = False) -> str:
    """A Content-Security-Policy under which only our own style and script run.

    Nothing is ever fetched; a page that our own server shows (`served`) may send its forms there and nowhere else.
    """
    talks = "connect-src 'self'; form-action 'self'" if served else "form-action 'none'"
    return (
        f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)}; "
        f"img-src data:; base-uri 'none'; {talks}"
    )


def render_page(name: str, **context: Any) -> str:
    """Render `NAME.html.j2` with `base.css`, `NAME.css` and `NAME.js` inside."""
    style, script = _asset("base.css", f"{name}.css"), _asset(f"{name}.js")
    return _render(TEMPLATES, name, style, script, policy(style, script), context)


def render_served(folder: Path, name: str, under: str, **context: Any) -> tuple[str, str]:
    """Render `folder/NAME.html.j2`, which extends our page `UNDER`; returns it with its policy, for the header."""
    style = _asset("base.css", f"{under}.css", folder / f"{name}.css")
    script = _asset(f"{under}.js", *folder.glob(f"{name}.js"))
    rules = policy(style, script, served=True)
    return _render(folder, name, style, script, rules, context), rules


def _render(folder: Path, name: str, style: str, script: str, rules: str, context: dict[str, Any]) -> str:
    template = _environment(folder).get_template(f"{name}.html.j2")
    # Style and script are our own files, never input.
    return template.render(style=Markup(style), script=Markup(script), policy=rules, **context)
