"""The runner: a configuration and inputs in, reports out."""

from pipeline.run.runner import Observer, Pipeline

__all__ = ["Observer", "Pipeline"]
