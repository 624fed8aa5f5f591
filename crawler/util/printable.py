"""What may be printed, logged and kept as a line: no character that moves a terminal or hides, and
none of the operator's secrets."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

#: What moves a terminal's cursor, hides or turns round what follows, or is no character at all;
#: not what begins a new line or a column.
_HOSTILE = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f"
)
_UNPRINTABLE = re.compile(f"[{_HOSTILE}]")
_NOT_ON_A_LINE = re.compile(f"[\t\n{_HOSTILE}]")
#: The name and password in an address.
_LOGIN = re.compile(r"(?<=://)[^\s/?#@\"'<>]*@")
#: Names of parameters and facts that hold what gives access.
_SECRET_NAME = re.compile(r"pass|pwd|secret|token|sign|auth|credential|session|key(?!word)", re.I)
_PARAMETER = re.compile(r"[?&;#]([\w.-]+)=([^&;#\s]*)")
#: A secret of fewer characters is not looked for: it would be found everywhere.
_SHORTEST = 4
#: One of fewer characters is found as the value of a parameter alone.
_UNLIKELY = 8
HIDDEN = "***"

_secrets: set[str] = set()
_pattern: re.Pattern[str] | None = None


def escaped(text: str) -> str:
    r"""A text with ``\uXXXX``, as in JSON, for each character that could move a terminal or hide:
    a line of JSON stays one, and stays equal."""
    return _UNPRINTABLE.sub(lambda found: as_json(found[0]), text)


def one_line(text: str) -> str:
    r"""The same on one line: new lines and tabs are escaped too."""
    return _NOT_ON_A_LINE.sub(lambda found: as_json(found[0]), text)


def printable(text: str) -> str:
    """A text that can be kept as a line: ``?`` for each character that could break it, and without
    the operator's secrets."""
    return hidden(_NOT_ON_A_LINE.sub("?", text))


def as_json(text: str) -> str:
    """A text with every character escaped as in JSON."""
    wide = text.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{wide[at : at + 2].hex()}" for at in range(0, len(wide), 2))


# --- secrets ---------------------------------------------------------------------------------


def is_secret(name: str) -> bool:
    """Whether a parameter or a fact of this name gives access."""
    return _SECRET_NAME.search(name) is not None


def secrets_in(address: str) -> list[str]:
    """The values of an address's parameters that give access."""
    return [value for name, value in _PARAMETER.findall(address) if is_secret(name)]


def keep_secret(values: Iterable[str]) -> None:
    """From now on these values are in nothing that is printed, logged or kept as a line."""
    global _pattern
    found = {value for value in values if len(value) >= _SHORTEST}
    if not found <= _secrets:
        _secrets.update(found)
        _pattern = None


def _compiled() -> re.Pattern[str]:
    """What finds the secrets, once for all that were named: every source file may name some."""
    global _pattern
    if _pattern is None:
        forms = {form for value in _secrets for form in _forms(value)}
        longest_first = sorted(forms, key=len, reverse=True)
        found_by = "|".join(f"{_before(form)}{re.escape(form)}" for form in longest_first)
        _pattern = re.compile(f"(?:{found_by})(?![A-Za-z0-9])")
    return _pattern


def _before(value: str) -> str:
    """What stands before a secret: what might be any number or word is one as a parameter alone."""
    return "(?<==)" if value.isdigit() or len(value) < _UNLIKELY else "(?<![A-Za-z0-9])"


def _forms(value: str) -> tuple[str, ...]:
    return value, quote(value, ""), quote_plus(value)


def hidden(text: str) -> str:
    """A text without the operator's secrets, and without names and passwords in addresses."""
    if _secrets:
        text = _compiled().sub(HIDDEN, text)
    return _LOGIN.sub(f"{HIDDEN}@", text) if "@" in text else text
