"""Keeps a list of what a page must not do: fetch, fail, or ask."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit


class Watch:
    """Trouble of all pages it was set on."""

    def __init__(self) -> None:
        self.trouble: list[str] = []

    def on(self, page: Any, address: str) -> None:
        """Allows requests to the file itself, or to the server, at `address`; and what is inlined."""
        home = urlsplit(address)
        allowed = f"{home.scheme}://{home.netloc}/" if home.netloc else address.partition("#")[0]

        def request(asked: Any) -> None:
            if not asked.url.startswith((allowed, "data:")):
                self.trouble.append(f"request: {asked.url}")

        def dialog(asked: Any) -> None:
            self.trouble.append(f"dialog: {asked.message}")
            asked.dismiss()

        page.on("request", request)
        page.on("dialog", dialog)
        page.on("console", self._console)
        page.on("pageerror", self._error)

    def expect(self, words: str) -> None:
        """Takes the one trouble that a test has asked for off the list."""
        (found,) = [line for line in self.trouble if words in line]
        self.trouble.remove(found)

    def _console(self, message: Any) -> None:
        self.trouble.append(f"console: {message.text}")

    def _error(self, error: Any) -> None:
        self.trouble.append(f"error: {error}")
