"""Networks: one door (`Models`) through which every model is loaded. Importing this package imports no torch."""

from pipeline.models.door import Models, check_writing
from pipeline.models.reference import (
    LEXRANK,
    EmbeddedModel,
    check_reference,
    fetch,
    identity_of,
    is_extractive,
    known_embedded,
    writes_statements,
)
from pipeline.models.segment import SegmentScore, TokenError

__all__ = [
    "LEXRANK",
    "EmbeddedModel",
    "Models",
    "SegmentScore",
    "TokenError",
    "check_reference",
    "check_writing",
    "fetch",
    "identity_of",
    "is_extractive",
    "known_embedded",
    "writes_statements",
]
