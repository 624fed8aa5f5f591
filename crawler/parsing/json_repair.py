"""JSON as servers send it: behind guards, calls and notices, with small slips, as a text in JSON.

Strict JSON is read first and costs nothing more. A slip is written anew token by token, which is
linear; what is cut off or broken beyond that stays unreadable, and is never completed.
"""

from __future__ import annotations

import json
import re
from typing import Any

_SPACE = " \t\r\n\x0b\x0c\ufeff\u200b\xa0"
#: What servers put before JSON against its use as a script, and comments.
_GUARD = re.compile(
    r"""\s*+(?:\)\]\}'?,?|while\s*\(\s*(?:1|true)\s*\)\s*;?|for\s*\(\s*;\s*;\s*\)\s*;?|\{\}\s*&&
    |\((?=\s*[{\["])|/\*(?>.*?\*/)|//[^\n]*+\n|&&&START&&&|throw\s++[^;\n]{0,80}[;\n]|<!--(?>.*?-->)(?=\s*[{\[])|;)""",
    re.S | re.X,
)
#: A call or an assignment around it.
_WRAPPED = re.compile(
    r"""\s*+(?:try\s*+\{\s*+|if\s*+\([^(){}]{0,80}\)\s*+\{?\s*+)?(?:(?:var|let|const)\s++)?
    (?:(?:typeof\s++)?[\w.$]++(?:\s*+={2,3}\s*+["']function["'])?\s*+&&\s*+)?
    [\w.$]++(?:\[["']?[\w.$-]++["']?\])?\s*+(?:=|\()\s*+\(?\s*+(?=[{\["])""",
    re.X,
)
#: How notices of PHP and their like begin, and that JSON follows within so many characters.
_NOTICE = re.compile(
    r"(?:\s|<br ?/?>|<b>|<p>|<pre>|PHP )*"
    r"(?:Notice|Warning|Deprecated|Strict Standards|Fatal error|Parse error)\b",
    re.I,
)
_PAGE = re.compile(r"<(?:!doctype|html|head|body|script|div|table)\b", re.I)
_LONGEST_NOTICE = 20_000
_BEHIND_NOTICE = re.compile(r"(?:[>\n]|\A)\s*(?=\{\s*[\"'}]|\[\s*[{\[\]\"])")
#: Keys whose text may be JSON once more, and how often.
_HOLDERS = frozenset((
    "data", "d", "result", "results", "response", "rows", "list", "info", "datas", "obj", "value",
    "json", "return", "ret", "msg", "message",
))  # fmt: skip
_NESTED = 2
#: Beyond so many characters no slip is mended.
_LARGEST = 20 * 2**20
_TOKEN = re.compile(
    r"""(?P<text>"(?>(?:[^"\\]|\\.)*)(?:"|\\?\Z))|(?P<single>'(?>(?:[^'\\]|\\.)*)(?:'|\\?\Z))
    |(?P<comment>/\*.*?(?:\*/|\Z)|//[^\n]*+)
    |(?P<commas>,(?>(?:\s|/\*.*?(?:\*/|\Z)|//[^\n]*+\n|,)*))(?P<last>(?=[}\]]))?
    |(?P<key>[A-Za-z_$][\w$]*+)(?=\s*:)|(?P<word>-?[A-Za-z_$][\w$]*+)
    |(?P<number>[+-]?(?:\d[\w.]*+(?:[+-]\d+)?|\.\d+))""",
    re.S | re.X,
)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|//[^\n]*+", re.S)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", re.S)
_WORDS = {
    "true": "true", "false": "false", "null": "null", "undefined": "null", "None": "null",
    "True": "true", "False": "false", "NaN": "null", "Infinity": "null", "-Infinity": "null",
    "-NaN": "null",
}  # fmt: skip
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
_DECODER = json.JSONDecoder(strict=False, parse_constant=lambda name: None)


def parse_loose_json(text: str) -> Any:
    """The JSON value of an answer; None where it holds none that can be read."""
    data = strip_json_wrapper(text)
    if not data.startswith(("{", "[", '"')):
        return None
    value = _decoded(data)
    if isinstance(value, str):
        inner = _inner(value)
        bare = text.lstrip(_SPACE).startswith('"')
        return inner if not bare or isinstance(inner, dict | list) else None
    return _without_texts(value, _NESTED)


def strip_json_wrapper(text: str) -> str:
    """The answer from where its data begin: behind guards, the opening of a call, a notice."""
    text = text.lstrip(_SPACE)
    if text.startswith(("{", "[", '"')) and not text.startswith("{}"):
        return text
    if _NOTICE.match(text):
        found = _BEHIND_NOTICE.search(text, 0, _LONGEST_NOTICE)
        return text[found.end() :] if found and not _PAGE.search(text, 0, found.end()) else text
    at = 0
    while found := _GUARD.match(text, at):
        at = found.end()
    found = _WRAPPED.match(text, at)
    at = found.end() if found else at
    return text[at:].lstrip(_SPACE) if at else text


def _decoded(data: str) -> Any:
    try:
        return _DECODER.raw_decode(data)[0]
    except RecursionError:
        return None
    except ValueError:
        return _mended(data)


def _mended(data: str) -> Any:
    """The value of JSON with slips: commas too many, comments, bare keys, single quotes, …"""
    if len(data) > _LARGEST:
        return None
    try:
        return _DECODER.raw_decode(_TOKEN.sub(_strict, data))[0]
    except (ValueError, RecursionError):
        return None


def _strict(found: re.Match[str]) -> str:
    """A token as strict JSON writes it."""
    written = found[0]
    if found["text"]:
        return _ESCAPE.sub(_escape, written) if "\\" in written else written
    if found["single"]:
        inner = written[1:-1].replace('"', '\\"').replace('\\\\"', '\\"')
        return f'"{_ESCAPE.sub(_escape, inner)}"'
    if found["comment"] or found["last"] is not None:
        return " "
    if found["commas"]:
        return _COMMENT.sub(" ", written)
    if found["key"]:
        return f'"{written}"'
    if found["word"]:
        return _WORDS.get(written, written)
    return _number(written)


def _escape(found: re.Match[str]) -> str:
    """An escape that JSON knows: ``\\'`` is an apostrophe there, and ``\\x41`` a letter."""
    said = found[1]
    if said[0] == "x" and len(said) == 3:
        return f"\\u00{said[1:]}"
    return found[0] if said[0] in '"\\/bfnrt' or len(said) == 5 else said.lstrip("\n")


def _number(written: str) -> str:
    """``+5``, ``.5`` and ``007`` as numbers; what is none stays, and breaks the whole."""
    if _NUMBER.fullmatch(written):
        return written
    plain = written.removeprefix("+")
    if plain.lstrip("-").isdigit():
        return str(int(plain[:400]))
    return f"0{plain}" if plain.startswith(".") else plain


def _inner(text: str) -> Any:
    """The object or list that a text of JSON is once more, or twice; a text that is none itself;
    None for one that is data cut off."""
    value: Any = text
    for _ in range(_NESTED):
        begin = value.lstrip(_SPACE)[:1]
        if begin not in ("{", "[", '"'):
            return value if value is text else None
        value = _decoded(value.lstrip(_SPACE))
        if not isinstance(value, str):
            break
    return value if isinstance(value, dict | list) else (text if value is None else None)


def _without_texts(value: Any, levels: int) -> Any:
    """The value with the objects and lists that its usual holders have as a text of JSON."""
    if not isinstance(value, dict) or not levels:
        return value
    changed = {}
    for key, held in value.items():
        if not isinstance(key, str) or key.lower() not in _HOLDERS:
            continue
        if isinstance(held, str) and held.lstrip(_SPACE)[:1] in ("{", "[", '"'):
            inner = _inner(held)
            held = inner if isinstance(inner, dict | list) else held
        held = _without_texts(held, levels - 1)
        if held is not value[key]:
            changed[key] = held
    return {**value, **changed} if changed else value
