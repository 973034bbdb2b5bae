"""A review on a real port of this machine, and a client that is no browser."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import uvicorn

from pipeline.review.app import create_app
from pipeline.review.serve import listen

TOKEN = "the-token"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str


@dataclass(frozen=True)
class Client:
    """Asks as our own pages do; `headers` replace theirs, and None leaves one out."""

    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, **headers: str | None) -> Answer:
        return self._ask("GET", path, None, headers)

    def post(self, path: str, fields: Any = (), **headers: str | None) -> Answer:
        body = fields if isinstance(fields, bytes) else urlencode(fields, doseq=True).encode()
        return self._ask("POST", path, body, headers)

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str | None]) -> Answer:
        sent = {"Host": f"127.0.0.1:{self.port}", "Cookie": f"review-{self.port}={TOKEN}"}
        sent |= {"Origin": self.address} if method == "POST" else {}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body, {k: v for k, v in (sent | headers).items() if v is not None})
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, found, answer.read().decode())
        finally:
            connection.close()


@contextmanager
def served(folder: Path, reviewer: str = "ann") -> Iterator[Client]:
    with listen(0) as listener:
        port = listener.getsockname()[1]
        app = create_app(folder, reviewer=reviewer, token=TOKEN, port=port)
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            while not server.started and thread.is_alive():
                time.sleep(0.005)
            yield Client(port)
        finally:
            server.should_exit = True
            thread.join()
