"""What is done to the source of a whole page: tags unclosed, in capitals, on one line."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count

_OPAQUE = re.compile(r"(<script\b.*?</script>|<style\b.*?</style>|<!--.*?-->)", re.S | re.I)
_BLOCK_TAG = re.compile(r"\s*(</?(?:p|div|h1|h2|section|article|header|footer|main)\b[^>]*>)\s*")


def _in_markup(change: Callable[[str], str]) -> Callable[[str], str]:
    """A change of everything but scripts, styles and comments."""

    def changed(source: str) -> str:
        pieces = enumerate(_OPAQUE.split(source))
        return "".join(piece if at % 2 else change(piece) for at, piece in pieces)

    return changed


def _unclosed(source: str) -> str:
    return re.sub(r"</(p|li|td|tr|dd|dt|body|html|head)>", "", source)


def _every_third_div_unclosed(source: str) -> str:
    closers = count(1)
    change = _in_markup(
        lambda piece: re.sub("</div>", lambda m: m[0] if next(closers) % 3 else "", piece)
    )
    return change(source)


def _stray_closers(source: str) -> str:
    """Closing tags of what nothing opened."""
    paragraphs = count(1)
    stray = ("</font></i>", "</span>")
    change = _in_markup(
        lambda piece: re.sub("</p>", lambda m: m[0] + stray[next(paragraphs) % 2], piece)
    )
    return change(source)


def _capitals(source: str) -> str:
    return re.sub(r"<(/?)([a-z][\w-]*)", lambda m: f"<{m[1]}{m[2].upper()}", source)


def _capital_attributes(source: str) -> str:
    known = r' (class|style|src|id|href|align|alt|data-src)="'
    return _capitals(re.sub(known, lambda m: f' {m[1].upper()}="', source))


def _no_quotes(source: str) -> str:
    return re.sub(r"<[^<>]*>", lambda m: re.sub(r'="([\w./:-]+)"', r"=\1", m[0]), source)


def _pretty(source: str) -> str:
    return _BLOCK_TAG.sub(r"\n            \1\n            ", source)


def _no_head(source: str) -> str:
    return re.sub(r"</?(html|head|body)\b[^>]*>\n?", "", source)


def _two_bodies(source: str) -> str:
    """As where an include brings a body of its own."""
    return source.replace("</body>", "</body><body class='inc'><div></div></body>", 1)


SYNTAX: dict[str, Callable[[str], str]] = {
    "none": lambda source: source,
    "unclosed": _in_markup(_unclosed),
    "unclosed_divs": _every_third_div_unclosed,
    "stray_closers": _stray_closers,
    "capitals": _in_markup(_capitals),
    "capital_attributes": _in_markup(_capital_attributes),
    "no_quotes": _in_markup(_no_quotes),
    "one_line": _in_markup(lambda piece: piece.replace("\n", "")),
    "pretty": _in_markup(_pretty),
    "crlf_bom": lambda source: "\ufeff" + source.replace("\n", "\r\n"),
    "no_head": _no_head,
    "two_bodies": _two_bodies,
}
