"""Runs the outlet beside a test or a demo, and pulls its strings."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from tests.media_app.expected import Expected
from tests.media_app.source import source_toml

ROOT = Path(__file__).resolve().parents[2]


class MediaApp:
    """The outlet as a subprocess on a free port of 127.0.0.1, for a ``with`` block.

    Raises RuntimeError when it does not start, or refuses an order.
    """

    def __init__(self, robots: str = "allow", seed_dir: Path | None = None, port: int = 0) -> None:
        self._options = ["--port", str(port), "--robots", robots]
        if seed_dir:
            self._options += ["--seed-dir", str(seed_dir)]
        self.url = ""

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "tests.media_app", "--die-with-parent", *self._options]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout
        self.url = self._process.stdout.readline().strip()
        if not self.url:
            self.close()
            raise RuntimeError("the media app did not start; its error is above")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stops the outlet and waits for its end."""
        self._process.terminate()
        with self._process:
            self._process.wait(timeout=10)

    @property
    def expected(self) -> list[Expected]:
        """What a crawler must make of the listings as they are now."""
        return [Expected.from_json(value) for value in self._call("GET", "expected")]

    def source_toml(self, **overrides: Any) -> str:
        """The source file of this outlet; see :func:`source.source_toml`."""
        return source_toml(self.url, **overrides)

    def set_clock(self, now: datetime) -> None:
        """Moves the outlet's clock; articles of a later minute are not there yet."""
        self._call("POST", "clock", {"now": now.isoformat()})

    def add(self, **story: Any) -> None:
        """Puts an article up: path, channel (yw, ms, xz, wl), template, title, at, text, …"""
        self._call("POST", "add", story)

    def edit(self, path: str, **changes: Any) -> None:
        """Changes fields of the article at ``path``."""
        self._call("POST", "edit", {"path": path, "changes": changes})

    def remove(self, path: str, how: str = "404", listed: bool = False) -> None:
        """Takes an article down: ``404``, ``410``, ``notice`` (200) or ``home`` (redirect)."""
        self._call("POST", "remove", {"path": path, "how": how, "listed": listed})

    def set_api(self, mood: str = "honest", since: int = 1) -> None:
        """Makes the bulk API ``lie`` or say ``404`` to who does not sign, from an article on."""
        self._call("POST", "api", {"mood": mood, "since": since})

    def reset(self) -> None:
        """Everything as on the first morning."""
        self._call("POST", "reset")

    def counts(self) -> dict[str, int]:
        """Requests by path with query, without the control calls."""
        found: dict[str, int] = self._call("GET", "hits")
        return found

    def agents(self) -> dict[str, int]:
        """Requests by User-Agent."""
        found: dict[str, int] = self._call("GET", "agents")
        return found

    def forget_counts(self) -> None:
        """Starts counting requests from zero."""
        self._call("POST", "forget")

    def hits(self, path: str) -> int:
        """Requests for ``path``, with any query unless ``path`` has one."""
        counts = self.counts().items()
        return sum(n for asked, n in counts if path in (asked, asked.partition("?")[0]))

    def _call(self, method: str, order: str, body: dict[str, Any] | None = None) -> Any:
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=10)
        try:
            text = json.dumps(body) if body is not None else None
            connection.request(method, f"/_control/{order}", text)
            answer = connection.getresponse()
            value = json.loads(answer.read())
        finally:
            connection.close()
        if answer.status != 200:
            raise RuntimeError(f"the media app refused {order}: {value['error']}")
        return value
