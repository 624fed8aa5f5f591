"""Standard output takes every text, whatever the encoding of the terminal or the file behind it."""

from __future__ import annotations

import codecs
import sys

_NAME = "crawler.escapes"


def _escaped(error: UnicodeError) -> tuple[str, int]:
    """What an encoding lacks, escaped as in JSON, so that a line of JSON stays one."""
    assert isinstance(error, UnicodeEncodeError)
    wide = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    units = (wide[at : at + 2].hex() for at in range(0, len(wide), 2))
    return "".join(f"\\u{unit}" for unit in units), error.end


def take_every_text() -> None:
    """Let both standard streams escape what their encoding lacks instead of raising."""
    codecs.register_error(_NAME, _escaped)
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors=_NAME)
