"""The contract of a stage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from pipeline.article import Record
from pipeline.report import Draft

if TYPE_CHECKING:
    from pipeline.models import Models


class Stage(Protocol):
    """One step of the pipeline.

    `needs`, `uses` and `makes` name fields of `Draft`: what must be there, what is looked at when it is there,
    and the one part this stage makes. They are class attributes, so that an order can be checked before
    any model loads; everything heavy is imported and loaded in `__init__`.
    """

    name: ClassVar[str]
    summary: ClassVar[str]
    """One line for `pipeline stages`."""
    needs: ClassVar[tuple[str, ...]]
    uses: ClassVar[tuple[str, ...]]
    makes: ClassVar[str]

    def __init__(self, config: Any, models: Models) -> None: ...

    def run(self, batch: Sequence[Draft]) -> Sequence[Record | None]:
        """One part per draft, in order; None where the stage has nothing to say of an article.

        Raises StageError for an article it cannot handle; the runner then retries the batch one by one.
        """
        ...
