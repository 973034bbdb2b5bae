"""What made a text, in the style of sacrebleu's signatures."""

from __future__ import annotations

from importlib import metadata


def signature(made_by: str, **settings: object) -> str:
    """`model:...|max_words:110|...|version:0.1.0`; a setting of None is left out."""
    parts = [f"{name}:{value}" for name, value in settings.items() if value is not None]
    return "|".join([made_by, *parts, f"version:{metadata.version('article-pipeline')}"])
