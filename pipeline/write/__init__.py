"""Reports and the index as files: JSON, Markdown, self-contained HTML, CSV, YAML."""

from pipeline.write.as_json import read_report, report_line, report_schema
from pipeline.write.batch import IndexRow, RunInfo
from pipeline.write.files import clear_temporary, write_whole
from pipeline.write.index import write_index, write_run
from pipeline.write.report import write_report

__all__ = [
    "IndexRow",
    "RunInfo",
    "clear_temporary",
    "read_report",
    "report_line",
    "report_schema",
    "write_index",
    "write_report",
    "write_run",
    "write_whole",
]
