"""No text that an outlet sends makes a regular expression take the square of its length."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from re import _constants as codes  # type: ignore[attr-defined]
from re._parser import SubPattern, parse  # type: ignore[import-not-found]
from typing import Any

import pytest

from crawler.gates.rules.page_source import rules_for_javascript
from tests.crawling import ROOT
from tests.security.worst_input import Found, fault_of, patterns

#: What takes one character.
_SINGLE = (codes.LITERAL, codes.NOT_LITERAL, codes.ANY, codes.IN)
#: Seconds of CPU for all patterns; a pattern that never ends is found out by it.
_LIMIT = 240


@pytest.mark.attack
def test_every_pattern_of_the_shipped_code_is_linear_in_its_worst_input() -> None:
    command = [sys.executable, "-m", "tests.security.worst_input", str(_LIMIT)]
    ended = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=False)
    lines = ended.stdout.splitlines()
    assert ended.returncode == 0, f"it did not end at {lines[-1:]}\n{ended.stderr[-2000:]}"
    faults = dict(line.split("\t", 1) for line in lines)
    assert {place: fault for place, fault in faults.items() if fault} == {}
    assert len(faults) == len(patterns()) > 400


def _possessive_groups(parts: Any) -> Iterator[Any]:
    """The possessive repeats of more than one character, anywhere in a pattern."""
    for op, value in parts:
        if op is codes.POSSESSIVE_REPEAT and (len(value[2]) != 1 or value[2][0][0] not in _SINGLE):
            yield value
        nested = [value] if isinstance(value, SubPattern) else value
        for inner in nested if isinstance(nested, tuple | list) else ():
            inside = inner if isinstance(inner, list) else [inner]
            for part in inside:
                if isinstance(part, SubPattern):
                    yield from _possessive_groups(part)


def test_no_pattern_has_a_possessive_group() -> None:
    """Python before 3.11.5 matches `(?:…)*+` wrongly (gh-106052); `(?>(?:…)*)` is right."""
    assert list(_possessive_groups(parse(r"<a(?:[^<]|<b)*+>")))
    assert not list(_possessive_groups(parse(r"<a(?>(?:[^<]|<b)*)[^>]*+>")))
    found = [
        found.place
        for found in patterns()
        if list(_possessive_groups(parse(found.pattern.pattern, found.pattern.flags & ~re.DEBUG)))
    ]
    assert found == []


def test_patterns_that_a_browser_reads_too_are_written_as_it_reads_them() -> None:
    """JavaScript has neither possessive nor atomic groups: its guard would not start."""
    written = [
        part
        for rows in rules_for_javascript().values()
        for part in (rows if isinstance(rows, list) else [rows])
    ]
    python_alone = re.compile(r"[*+?}]\+|\(\?>|\(\?[a-z]+[:)]|\\[AZ]|\(\?P")
    assert len(written) > 10
    assert [part for part in written if isinstance(part, str) and python_alone.search(part)] == []


def test_the_patterns_that_were_not_are_found_out() -> None:
    for source, use in (
        (r"<a\s[^>]*href\s*=", "search"),
        (r"\s*[-_|]\s*", "split"),
        (r"(?:\.{2,}|…+)\s*$", "search"),
        (r"\[[\d:.]+\](.*?)\s*(?:,|$)", "sub"),
        (r"[^\w+]*(\d{1,9})\s*([万k]?)\W*", "fullmatch"),
        (r'"(?:[^"\\]|\\.)*"', "finditer"),
    ):
        assert fault_of(Found(re.compile(source), source, {use})), source
    for source, use in (
        (r"<a\s(?:[^<>]|<(?!a\s))*?href\s*=", "search"),
        (r"(?:(?<!\s)\s++)?[-_|]\s*+", "split"),
        (r"\s*+x", "match"),
    ):
        assert not fault_of(Found(re.compile(source), source, {use})), source
