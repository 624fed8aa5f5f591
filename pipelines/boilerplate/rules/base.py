"""What a cleaning rule is, and the list of them all.

A rule is one small function of one line; its name counts it in the stats, its documentation is
its reason. It sees the line in plain form (see ``fold_line``) and says whether the whole line is
chrome: a sentence that mentions an app or a share button stays. No rule knows a site.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

#: anywhere: between the lines of the text too. head, tail, edges: only before its first line,
#: behind its last one, either. rest: at its end, with everything that follows.
Where = Literal["anywhere", "head", "tail", "edges", "rest"]
Test = Callable[[str], bool]


@dataclass(frozen=True)
class Rule:
    """A rule with the scope it holds in and the longest line (characters) it can be true of."""

    name: str
    reason: str
    scope: Where
    max_length: int
    matches: Test
    #: Whether a picture whose caption is such a line goes with it.
    removes_image: bool = False
    #: Whether the article is over where it stands: pictures behind it are not the article's.
    ends_article: bool = False
    #: Whether two such lines close together end the page, whatever follows.
    ends_page: bool = False


RULES: list[Rule] = []


def fold_line(line: str) -> str:
    """A line with ASCII marks, in lower case, without bullets and brackets around it."""
    folded = unicodedata.normalize("NFKC", line).lower()
    return folded.strip(" \t•·●▲▼■◆★>-—_~|【】[]※*") or folded.strip()


def rule(scope: Where, max_length: int = 40, **flags: bool) -> Callable[[Test], Test]:
    """Add a function to the rules under its own name; ``flags`` are those of a ``Rule``."""

    def add(matches: Test) -> Test:
        reason = (matches.__doc__ or "").strip()
        RULES.append(Rule(matches.__name__, reason, scope, max_length, matches, **flags))
        return matches

    return add


#: What may end the last paragraph without being a line: the button of a portal.
_ENDING = re.compile(
    r"(?:(?<!\s)\s++)?(?:返回[^，。\s]{1,8}[，,]\s*查看更多|[（(]?点击[^，。]{0,8}查看更多[）)]?|[【\[]阅读原文[】\]])\s*+$"
)


def strip_trailing_button(line: str) -> str:
    """A paragraph without a button that stands in its last line: 返回首页，查看更多."""
    return _ENDING.sub("", line)


def full_match(*forms: str) -> Test:
    """Whether a line as a whole has one of these forms."""
    match = re.compile("|".join(f"(?:{form})" for form in forms)).fullmatch
    return lambda line: match(line) is not None
