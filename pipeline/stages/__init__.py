"""The stages by name.

Adding one: a file here, a line in this table, its model in `config/schema.py`, a block in the templates of `write/`.
The last stage, `report`, is not in the table: it writes what these make, and is the runner's own.
"""

from pipeline.stages.base import Stage
from pipeline.stages.clean import CleanStage
from pipeline.stages.fluency import FluencyStage
from pipeline.stages.keypoints import KeyPointsStage
from pipeline.stages.reference import ReferenceStage
from pipeline.stages.summarize import SummarizeStage
from pipeline.stages.verify import VerifyStage

STAGES: dict[str, type[Stage]] = {
    "clean": CleanStage,
    "fluency": FluencyStage,
    "reference": ReferenceStage,
    "summarize": SummarizeStage,
    "keypoints": KeyPointsStage,
    "verify": VerifyStage,
}

__all__ = ["STAGES", "Stage"]
