"""What can go wrong, as exceptions whose text is meant for the person at the terminal.

* PipelineError
  x ConfigError      the YAML, an override or the order of stages is wrong (exit code 2)
  x ModelError       a model is missing, gated or of the wrong kind
  x ReadError        one input cannot be read
  x StageError       one article cannot pass one stage
  x WriteError       a result cannot be written, for want of space or permission (exit code 1)
  x ClusterError     a cluster cannot be started or joined, or its workers cannot do the work (exit code 2)

Every message is one line: what happened, where, and what to do next.
"""


class PipelineError(Exception):
    """Root of everything this package raises on purpose."""

    exit_code = 2
    """What the command ends with when this is what ended it."""


class ConfigError(PipelineError):
    """A configuration that cannot be run; raised before any model loads."""


class ModelError(PipelineError):
    """A model that cannot be loaded or used as configured."""


class ReadError(PipelineError):
    """An input that does not hold a readable article."""


class StageError(PipelineError):
    """An article that a stage cannot handle."""


class WriteError(PipelineError):
    """A report or result that cannot be written; what was written before it is whole."""

    exit_code = 1


class ClusterError(PipelineError):
    """A cluster that cannot be started or joined, or whose machines differ from this one."""
