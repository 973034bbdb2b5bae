"""Configuration: the models of the YAML, and loading it."""

from pipeline.config.load import load_config
from pipeline.config.schema import Config

__all__ = ["Config", "load_config"]
