"""Decisions of reviewers on reports: kept beside them, shown on served pages, exported."""

from pipeline.review.decisions import FILE, Conflict, Decision, Decisions
from pipeline.review.folder import Reports
from pipeline.review.reviewed import Reviewed, stale_decisions

__all__ = ["FILE", "Conflict", "Decision", "Decisions", "Reports", "Reviewed", "stale_decisions"]
