"""One outlet for all tests of this folder, as on its first morning for each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.media_app import MediaApp


@pytest.fixture(scope="session")
def running() -> Iterator[MediaApp]:
    with MediaApp() as app:
        yield app


@pytest.fixture
def app(running: MediaApp) -> MediaApp:
    running.reset()
    return running
