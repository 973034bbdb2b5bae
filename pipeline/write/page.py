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
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
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
def _asset(*names: str) -> str:
    text = "\n".join((TEMPLATES / name).read_text(encoding="utf-8").strip() for name in names)
    if "</" in text:
        raise ValueError(f"{names}: an inlined asset must not hold '</'")
    return text


def _digest(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def policy(style: str, script: str) -> str:
    """A Content-Security-Policy under which only our own style and script run, and nothing is ever fetched."""
    return (
        f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def render_page(name: str, **context: Any) -> str:
    """Render `NAME.html.j2` with `base.css`, `NAME.css` and `NAME.js` inside."""
    style, script = _asset("base.css", f"{name}.css"), _asset(f"{name}.js")
    template = _environment().get_template(f"{name}.html.j2")
    return template.render(
        style=Markup(style),  # our own files, never input
        script=Markup(script),
        policy=policy(style, script),
        **context,
    )
