"""No text that an outlet sends makes a regular expression take the square of its length."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from crawler.gates.rules.page_source import rules_for_javascript
from tests.crawling import ROOT
from tests.security.worst_input import Found, fault_of, patterns

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
