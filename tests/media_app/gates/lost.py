"""Pages that lose whoever visits them, at least once; listed only where they are asked for."""

from __future__ import annotations

from tests.media_app.gates.pages import GET_BODY, full, shell
from tests.media_app.gates.rows import Gate

ROWS = [
    Gate(
        "crash",
        "lost",
        shell(f"fetch('/gates/api/kill/@ID@').then(()=>{GET_BODY})"),
        "blocking",
        True,
        listed=False,
    ),
    Gate(
        "private",
        "lost",
        full("location.href='http://localhost:@PORT@/gates/api/inside'"),
        None,
        False,
        listed=False,
    ),
]
