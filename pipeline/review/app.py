"""The pages of a review: the reports as they are, with forms in them. Only posts change anything."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from pipeline.errors import PipelineError
from pipeline.report import Report
from pipeline.review.decisions import Conflict, Decision, Decisions, Subject
from pipeline.review.folder import Reports
from pipeline.review.forms import MAX_BYTES, Change, Form, read_form, value_of
from pipeline.review.guard import OPEN, Guard
from pipeline.review.jsonl import to_jsonl
from pipeline.review.mqm import to_mqm
from pipeline.review.pages import article_page, index_page
from pipeline.review.reviewed import Reviewed

EXPORTS: dict[str, tuple[str, Any]] = {
    "decisions.jsonl": ("application/x-ndjson", to_jsonl),
    "decisions.mqm.tsv": ("text/tab-separated-values", to_mqm),
}


class Site:
    """The reports of one folder, the decisions beside them, and who decides."""

    def __init__(self, reports: Reports, decisions: Decisions, reviewer: str) -> None:
        self._reports = reports
        self._decisions = decisions
        self._reviewer = reviewer

    def index(self, request: Request) -> Response:
        return _page(index_page(self._reports, self._decisions, show=request.query_params.get("show", "")))

    def article(self, request: Request) -> Response:
        return self._article(self._report(request))

    async def post(self, request: Request) -> Response:
        try:
            form = read_form(await _body(request))
            return await run_in_threadpool(self._decide, self._report(request), form)
        except (KeyError, ValueError):
            raise HTTPException(400, "This form is not one of this review's.\n") from None

    def export(self, request: Request) -> Response:
        name = request.url.path.removeprefix("/")
        kind, render = EXPORTS[name]
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(render(self._reports, self._decisions), media_type=kind, headers=headers)

    def _report(self, request: Request) -> Report:
        report = self._reports.read(request.path_params["identifier"])
        if report is None:
            raise HTTPException(404, "No such article in this folder's index.\n")
        return report

    def _decide(self, report: Report, form: Form) -> Response:
        reviewed = Reviewed.of(report, self._decisions.current(report.id))
        known = reviewed.subjects.by_key | {one.subject.key: one.subject for one in reviewed.stale}
        wanted = [(known.get(change.subject), change) for change in form.changes]
        conflicts = [
            outcome
            for subject, change in wanted
            if isinstance(outcome := self._change(report.id, subject, change), Conflict)
        ]
        lost = [change for subject, change in wanted if subject is None]
        if conflicts or lost:
            return self._article(report, conflicts=conflicts, lost=lost)
        return RedirectResponse(f"/article/{report.id}#{form.anchor}", status_code=303)

    def _change(self, article: str, subject: Subject | None, change: Change) -> Decision | Conflict | None:
        value = value_of(subject, change.fields) if subject else None
        if subject is None or value is None:
            return None
        return self._decisions.decide(article, subject, value, seen=change.seen, who=self._reviewer)

    def _article(self, report: Report, conflicts: Sequence[Conflict] = (), lost: Sequence[Change] = ()) -> Response:
        page = article_page(self._reports, self._decisions, report, conflicts=conflicts, lost=lost)
        return _page(page, status=409 if conflicts or lost else 200)


def create_app(folder: Path, *, reviewer: str, token: str, port: int) -> Starlette:
    """The application for `127.0.0.1:PORT`. Raises ConfigError for a folder without reports."""
    site = Site(Reports(folder), Decisions(folder / "decisions.sqlite"), reviewer)
    cookie = f"review-{port}"  # browsers do not tell ports apart

    def opened(_: Request) -> Response:
        response = RedirectResponse("/", status_code=303)
        response.set_cookie(cookie, token, httponly=True, samesite="strict")
        return response

    routes = [
        Route("/", site.index),
        Route(OPEN + "{token}", opened),
        Route("/article/{identifier}", site.article),
        Route("/article/{identifier}", site.post, methods=["POST"]),
        *(Route(f"/{name}", site.export) for name in EXPORTS),
    ]
    hosts = (f"127.0.0.1:{port}", f"localhost:{port}")
    guard = Middleware(Guard, token=token, hosts=hosts, cookie=cookie)
    return Starlette(routes=routes, middleware=[guard], exception_handlers={PipelineError: _told})


async def _body(request: Request) -> bytes:
    """The body, as long as it is of a size that a person writes."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_BYTES:
            raise HTTPException(413, "Too much for one form.\n")
    return body


def _page(made: tuple[str, str], *, status: Literal[200, 409] = 200) -> Response:
    text, policy = made
    headers = {"Content-Security-Policy": f"{policy}; frame-ancestors 'none'"}
    return HTMLResponse(text.encode("utf-8", "replace"), status_code=status, headers=headers)


async def _told(_: Request, error: Exception) -> Response:
    return PlainTextResponse(f"{error}\n", status_code=500)
