"""The gates: what share pages do to push a reader into an app, each around an article of its own.

``/gates/`` lists them (``?only=a,b``, ``?kind=static``). A new gate is a row in the module of its
kind; nothing else need be told of it.
"""

from __future__ import annotations

from tests.media_app.gates import (
    brought,
    framed,
    guarded,
    late,
    lost,
    noisy,
    paged,
    pressed,
    pushy,
    scrolled,
    static,
)
from tests.media_app.gates.rows import Gate
from tests.media_app.gates.texts import STORE, Text, text

_PARTS = (static, pushy, noisy, late, brought, pressed, paged, scrolled, framed, guarded, lost)
#: Name → gate, of all kinds.
GATES: dict[str, Gate] = {gate.name: gate for part in _PARTS for gate in part.ROWS}
#: Name → article.
TEXTS: dict[str, Text] = {name: text(index) for index, name in enumerate(GATES)}
_BY_NUMBER = {article.number: name for name, article in TEXTS.items()}
#: The beginnings of addresses that nobody may ever ask for.
TRAPS = ("/gates/download", "/gates/store", "/gates/app.apk", "/gates/other", "/gates/h5/")


def name_of(number: int) -> str | None:
    """The gate of an article's number."""
    return _BY_NUMBER.get(number)


def path_of(name: str) -> str:
    """The address under which the listing links to a gate."""
    return GATES[name].path(TEXTS[name].number)


__all__ = ["GATES", "STORE", "TEXTS", "TRAPS", "Gate", "Text", "name_of", "path_of"]
