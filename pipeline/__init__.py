"""Clean, score, summarise and check machine-translated articles.

>>> from pipeline import Pipeline, load_config
>>> for report in Pipeline(load_config("my.yaml")).run(["articles/"]):
...     print(report.id, report.summary.text)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.article import Article, Document
    from pipeline.config import Config, load_config
    from pipeline.errors import ConfigError, ModelError, PipelineError, ReadError, StageError
    from pipeline.report import Report
    from pipeline.run import Observer, Pipeline
    from pipeline.write import read_report

__all__ = [
    "Article",
    "Config",
    "ConfigError",
    "Document",
    "ModelError",
    "Observer",
    "Pipeline",
    "PipelineError",
    "ReadError",
    "Report",
    "StageError",
    "load_config",
    "read_report",
]
_HOMES = ("article", "config", "errors", "report", "run", "write")


def __getattr__(name: str) -> Any:
    """The public names, found on first use: the command line must answer before numpy and the stages are there."""
    if name in __all__:
        for home in _HOMES:
            module = import_module(f"{__name__}.{home}")
            if hasattr(module, name):
                return getattr(module, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
