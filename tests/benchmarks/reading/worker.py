"""One reader over saved pages, in a process of its own: ``python -m … READER PAGES``.

PAGES is a file of JSON lines (``html``, ``url``). What comes out, as JSON lines: the reader's
``title`` first, then one line a page with ``read``, ``seconds`` (of CPU) and ``fault`` ('' where
there was none).
"""

from __future__ import annotations

import json
import logging
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from tests.benchmarks.reading.readers import READERS, Read, written

#: So many pages are read once before, so that what a library loads late is loaded.
_WARMING = 5


def work(reader: str, pages: list[dict[str, str]]) -> Iterator[dict[str, Any]]:
    chosen = READERS[reader]
    read = chosen.make()
    for page in pages[:_WARMING]:
        _timed(read, page)
    yield {"title": chosen.title}
    for page in pages:
        yield _timed(read, page)


def _timed(read: Read, page: dict[str, str]) -> dict[str, Any]:
    fault, found = "", {}
    began = time.process_time()
    try:
        found = read(page["html"], page["url"])
    except Exception as error:  # noqa: BLE001 - a library may raise anything at a page
        fault = f"{type(error).__name__}: {error}"[:200]
    seconds = time.process_time() - began
    if "published" in found:
        found["published"] = written(found["published"])
    return {"read": found, "seconds": seconds, "fault": fault}


def main() -> None:
    reader, file = sys.argv[1:]
    warnings.simplefilter("ignore")
    logging.disable()
    pages = [json.loads(line) for line in Path(file).read_text("utf-8").splitlines()]
    out = sys.stdout
    with redirect_stdout(sys.stderr):  # a library that prints must not talk into the answer
        for line in work(reader, pages):
            out.write(json.dumps(line, default=str) + "\n")
            out.flush()


if __name__ == "__main__":
    main()
