"""The server of a review: on loopback, until it is interrupted."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from pipeline.errors import ConfigError

HOST = "127.0.0.1"
_MISSING = "pipeline review: {name} is not installed; run pip install 'article-pipeline[review]'"


def serve(folder: Path, *, reviewer: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve the reports of a folder; `ready` is told the address to open. Port 0 takes a free one.

    Raises ConfigError where the folder holds no reports, the port is taken, or the server is not installed.
    """
    try:
        import uvicorn

        from pipeline.review.app import create_app
    except ModuleNotFoundError as error:
        raise ConfigError(_MISSING.format(name=error.name)) from None
    with listen(port) as listener:
        number = listener.getsockname()[1]
        token = secrets.token_urlsafe(24)
        app = create_app(folder, reviewer=reviewer, token=token, port=number)
        settings = uvicorn.Config(app, log_level="error", access_log=False, server_header=False, lifespan="off")
        ready(f"http://{HOST}:{number}/open/{token}")
        with suppress(KeyboardInterrupt):  # which is how a review ends
            uvicorn.Server(settings).run(sockets=[listener])


def listen(port: int) -> socket.socket:
    """A socket on loopback; port 0 takes a free one. Raises ConfigError where the port is taken."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        listener.close()
        raise ConfigError(f"--port {port}: {error.strerror}; choose another, or leave it out") from None
    listener.listen()
    return listener
