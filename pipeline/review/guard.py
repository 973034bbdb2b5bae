"""Who may talk to the review: one browser on this machine that was given the token, and no page of another site."""

from __future__ import annotations

from collections.abc import MutableMapping
from hmac import compare_digest
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

OPEN = "/open/"
"""Path before the token; the only one that is answered without the cookie."""

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # With no-referrer, browsers would send "Origin: null" with our own forms.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
_SAFE = ("GET", "HEAD")
_STRANGER = "Open the address that `pipeline review` printed; this one is not enough.\n"


class Guard:
    """Lets a request through to the pages only if it comes from them."""

    def __init__(self, app: ASGIApp, *, token: str, hosts: tuple[str, ...], cookie: str) -> None:
        """`hosts` are the values of the Host header under which we are reached, against DNS rebinding."""
        self._app = app
        self._token = token
        self._hosts = hosts
        self._cookie = cookie

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_sealed(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refusal = self._refusal(HTTPConnection(scope), scope["method"])
        app = PlainTextResponse(refusal, status_code=403) if refusal else self._app
        await app(scope, receive, send_sealed)

    def _refusal(self, request: HTTPConnection, method: str) -> str | None:
        """Why a request is turned away, if it is."""
        host = request.headers.get("host", "")
        if host not in self._hosts:
            return f"This review is at http://{self._hosts[0]}, not at the host that was asked for.\n"
        if method not in _SAFE and request.headers.get("origin") != f"http://{host}":
            return "Changes are taken from the pages of this review only.\n"
        path = request.url.path
        given = path.removeprefix(OPEN) if path.startswith(OPEN) else request.cookies.get(self._cookie, "")
        return None if compare_digest(given.encode(), self._token.encode()) else _STRANGER
