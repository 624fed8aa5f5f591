"""What happens to the browser, or what its pages do to it."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

import psutil

from tests.faults.harness import ARTICLES, Pages, Round, outlet, text
from tests.site import Answer

_SCRIPT = {"Content-Type": "text/javascript"}


def by_script() -> Pages:
    """An outlet of which a quarter of the bodies come by script."""
    pages = outlet()
    for number in range(0, ARTICLES, 4):
        page = text(number)
        body = page[page.index('<div class="content">') :]
        shell = page.replace(body, f"<div id=b></div><script src='/b/{number}.js'></script>")
        pages[f"/p/{number}.html"] = shell + "</body></html>"
        inner = body.split("</div>")[0] + "</div>"
        script = f"document.getElementById('b').outerHTML = {inner!r}"
        pages[f"/b/{number}.js"] = Answer(script, headers=_SCRIPT)
    return pages


def killed_with_it(run: Round) -> None:
    """kill -9 of the crawler while its browser shows pages: the browser goes with it."""
    run.source(delay=0.1)
    process = run.start()
    run.expect(run.until(lambda: _in_browser(run), process), "no page was shown in the browser")
    process.kill()
    process.communicate()
    run.again()


def _in_browser(run: Round) -> bool:
    return any(path.startswith("/b/") for path in run.site.hits)


def to_browser(number: int, kind: str = "") -> Callable[[Round], None]:
    """A signal to the browser's processes, or to those of one kind."""

    def fault(run: Round) -> None:
        run.source(delay=0.1)
        process = run.start("-s", "DOWNLOAD_TIMEOUT=6")
        seen = run.until(lambda: _in_browser(run), process)
        hit = list(_browsers(process.pid, kind)) if seen else []
        run.expect(bool(hit), "no page was shown in the browser")
        for pid in hit:
            with suppress(ProcessLookupError):  # its parent was hit before it
                os.kill(pid, number)
        process.communicate(timeout=120)
        run.again()

    return fault


def _browsers(crawl: int, kind: str) -> Iterator[int]:
    """The processes of a crawl's browser, or those of one kind."""
    with suppress(psutil.NoSuchProcess):
        for child in psutil.Process(crawl).children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                if "chrom" in child.name() and kind in " ".join(child.cmdline()):
                    yield child.pid


#: What a page's script may do until no memory is left: on its heap, beside it, in its document.
_GREED = (
    "for (;;) kept.push(new Array(100000).fill({}))",
    "for (;;) kept.push(new Uint8Array(1 << 24).fill(7))",
    "for (;;) document.body.append('水'.repeat(1000) + Math.random())",
)


def greedy() -> Pages:
    """An outlet of which three pages' scripts take all the memory that they get."""
    pages = by_script()
    for number, greed in zip((0, 4, 8), _GREED, strict=True):
        pages[f"/b/{number}.js"] = Answer(f"const kept = []; {greed}", headers=_SCRIPT)
    return pages


def out_of_memory(run: Round) -> None:
    """Pages take memory without end, until they have none; by the next run that has been mended."""
    run.source()
    process = run.start("-s", "RETRY_TIMES=0", "-s", "RENDER_MEMORY_MB=512")
    crawl, most = psutil.Process(process.pid), 0
    while process.poll() is None:
        with suppress(psutil.NoSuchProcess):
            shown = [child.memory_info().rss >> 20 for child in crawl.children(recursive=True)]
            most = max(most, *shown, 0)
        threading.Event().wait(0.05)
    _, log = process.communicate()
    run.expect(300 < most < 900, f"a page had {most} MiB")
    run.expect("crashed its renderer" in log, "no page was out of memory")
    run.site.pages |= by_script()
    run.again()
