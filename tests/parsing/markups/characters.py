"""The ways in which editors and systems write the characters of a line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from random import Random

Encoding = Callable[[str, Random], str]

_ENTITIES = {
    "“": "&ldquo;", "”": "&rdquo;", "‘": "&lsquo;", "’": "&rsquo;", "—": "&mdash;",
    "…": "&hellip;", "•": "&bull;", "\xa0": "&nbsp;", "+": "&plus;", "%": "&percnt;",
}  # fmt: skip
_SOURCE_LINE = 38


def _plain(line: str, dice: Random) -> str:
    return escape(line, quote=False)


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _each(write: Callable[[str], str]) -> Encoding:
    """Each character written alone."""
    return lambda line, dice: "".join(map(write, line))


def _named(character: str) -> str:
    return _ENTITIES.get(character, escape(character, quote=False))


def _decimal(character: str) -> str:
    foreign = ord(character) > 127 and not _is_han(character)
    return (
        f"&#{ord(character)};"
        if foreign or character in ",:();?+"
        else escape(character, quote=False)
    )


def _hexadecimal(character: str) -> str:
    return f"&#x{ord(character):X};" if ord(character) > 127 else escape(character, quote=False)


def _spaces(entity: str) -> Encoding:
    return _each(lambda c: entity if c in " \xa0" else escape(c, quote=False))


def _no_semicolon(line: str, dice: Random) -> str:
    """References of old editors, without a semicolon before a Chinese character."""
    written = []
    for character, following in zip(line, [*line[1:], ""], strict=True):
        if character in "“”‘’—":
            end = "" if following and _is_han(following) else ";"
            written.append(f"&#{ord(character)}{end}")
        else:
            written.append(escape(character, quote=False))
    return "".join(written)


def _strewn(often: float, things: Sequence[str]) -> Encoding:
    """Something invisible behind one character in so many."""

    def write(line: str, dice: Random) -> str:
        return "".join(
            escape(c, quote=False) + (dice.choice(things) if dice.random() < often else "")
            for c in line
        )

    return write


_MARKS = _strewn(0.06, ["\u200e", "\u200f", "&lrm;", "&rlm;"])


def _embedded(line: str, dice: Random) -> str:
    return f"\u202a{_MARKS(line, dice)}\u202c"


def _hard_wrapped(line: str, dice: Random) -> str:
    """Source lines of one length, as old systems write them: a newline within a sentence."""
    starts = range(0, len(line), _SOURCE_LINE)
    return "\n".join(escape(line[at : at + _SOURCE_LINE], quote=False) for at in starts)


ENCODINGS: dict[str, Encoding] = {
    "plain": _plain,
    "named": _each(_named),
    "decimal": _each(_decimal),
    "hexadecimal": _each(_hexadecimal),
    "no_semicolon": _no_semicolon,
    "nbsp": _spaces("&nbsp;"),
    "emsp": _spaces("&emsp;"),
    "zero_width": _strewn(0.12, ["\u200b", "\u200c", "\u200d", "\ufeff", "\u2060"]),
    "zero_width_entities": _strewn(0.12, ["&#8203;", "&ZeroWidthSpace;", "&zwnj;", "&zwj;"]),
    "soft_hyphens": _strewn(0.1, ["\u00ad", "&shy;"]),
    "wbr": _strewn(0.1, ["<wbr>"]),
    "comments": _strewn(0.06, ["<!---->", "<!-- -->", "<!--7-->", "<!-- 编辑:王某 -->"]),
    "direction": _embedded,
    "hard_wrapped": _hard_wrapped,
}
