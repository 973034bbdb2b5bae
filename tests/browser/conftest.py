"""A headless Chromium of the system; where there is none, these tests are skipped."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.watch import Watch

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox",  # or it does not start as root, as in CI
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="browser tests need playwright, of the dev group")
    binary = next((found for name in NAMES if (found := shutil.which(name))), None)
    if binary is None:
        pytest.skip("browser tests need Chromium: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=binary, args=QUIET)
        yield running
        running.close()


@pytest.fixture
def window(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens pages that share their cookies; at the end, none may have done what no page of ours does."""
    watch = Watch()
    contexts: dict[tuple[Any, ...], Any] = {}

    def open_window(address: str | Path, **options: Any) -> Any:
        settings = {"viewport": {"width": 1280, "height": 900}} | options
        key = tuple(sorted((name, str(value)) for name, value in settings.items()))
        context = contexts.setdefault(key, None) or browser.new_context(**settings)
        contexts[key] = context
        page = context.new_page()
        page.set_default_timeout(15_000)
        watch.on(page, address.as_uri() if isinstance(address, Path) else address)
        page.goto(address.as_uri() if isinstance(address, Path) else address)
        return page

    open_window.watch = watch  # type: ignore[attr-defined]
    yield open_window
    for context in contexts.values():
        context.close()
    assert watch.trouble == []
