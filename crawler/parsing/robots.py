"""Which groups of a robots.txt are addressed to us (RFC 9309, 2.2.1)."""

from __future__ import annotations

import re

#: A line that names whom a group is for, in the spellings that Protego takes too.
_AGENT = re.compile(r"\s*user[- ]?agent\s*(?::|\s)(?P<value>[^#]*)", re.I)
#: The name that other crawlers get: no product token contains it.
_ANOTHER = "?"


def matching_groups(text: str, token: str) -> str:
    """A robots.txt whose groups name ``token``, ``*`` or somebody else, and nobody in between.

    Protego takes a group that names a beginning of our token for ours, and one that names our
    version for another's. What follows the token (a version, a comment) is left aside.
    """
    ours = re.compile(rf"{re.escape(token)}(?![\w-])", re.I)
    return "\n".join(_addressed(line, token, ours) for line in text.splitlines())


def _addressed(line: str, token: str, ours: re.Pattern[str]) -> str:
    found = _AGENT.match(line)
    if found is None or not (value := found["value"].strip()):
        return line
    if ours.match(value):
        return f"User-agent: {token}"
    return "User-agent: *" if value.split()[0] == "*" else f"User-agent: {_ANOTHER}"
