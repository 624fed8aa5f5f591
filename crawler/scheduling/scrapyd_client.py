"""Handing a run to scrapyd, by its ``schedule.json``."""

from __future__ import annotations

import base64
import http.client
import json
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from crawler.errors import CrawlerError

PROJECT = "crawler"
_TIMEOUT = 60  # the first call of a project makes scrapyd list its spiders


class ScrapydError(CrawlerError):
    """scrapyd did not answer, or not as it should; raised when a run is handed to it."""


@dataclass(frozen=True)
class ScrapydClient:
    """A scrapyd at ``url``, with the name and password of its basic authentication."""

    url: str
    username: str = ""
    password: str = ""

    def schedule(self, key: str, job: str) -> str:
        """Queue a run of the source ``key`` under the id ``job``; returns the id."""
        facts = {"project": PROJECT, "spider": key, "jobid": job}
        answer = self._ask("schedule.json", urlencode(facts).encode())
        if answer.get("status") != "ok":
            said = str(answer.get("message", answer)).strip().splitlines()
            hint = " (it lists sources when it starts: restart it, or deploy again)"
            why = said[-1] + hint * ("not found" in said[-1]) if said else ""
            raise ScrapydError(f"scrapyd does not take {key}: {why}")
        return str(answer["jobid"])

    def _ask(self, name: str, body: bytes) -> dict[str, Any]:
        if urlsplit(self.url).scheme not in ("http", "https"):
            raise ScrapydError(f"{self.url} is no address of a scrapyd (http://…)")
        request = Request(f"{self.url.rstrip('/')}/{name}", data=body)
        if self.username:
            token = base64.b64encode(f"{self.username}:{self.password}".encode()).decode()
            request.add_header("Authorization", f"Basic {token}")
        try:
            with urlopen(request, timeout=_TIMEOUT) as response:
                found: dict[str, Any] = json.load(response)
        except HTTPError as error:
            wrong = " (SCRAPYD_USERNAME, SCRAPYD_PASSWORD)" if error.code == 401 else ""
            raise ScrapydError(f"scrapyd at {self.url}: HTTP {error.code}{wrong}") from error
        except (URLError, OSError, ValueError, http.client.HTTPException) as error:
            raise ScrapydError(f"scrapyd at {self.url} did not answer: {error}") from error
        return found
