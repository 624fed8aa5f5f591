"""The list of licences names what is installed, and nothing that an MIT project could not use."""

from __future__ import annotations

import re
from importlib.metadata import distributions

from tests.crawling import ROOT

_ROWS = re.findall(
    r"^\| (\S+) +\| (\S+) +\| (.+?) +\|$", (ROOT / "docs" / "licences.md").read_text("utf-8"), re.M
)
LISTED = {re.sub("[._]", "-", name.lower()): version for name, version, _ in _ROWS[1:]}


def test_every_locked_package_that_is_installed_is_listed() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    locked = set(re.findall(r"^([\w.-]+)==", lock, re.M))
    installed = {re.sub("[._]", "-", d.name.lower()): d.version for d in distributions()}
    wanted = {name: installed[name] for name in locked if name in installed}
    assert len(wanted) > 40
    assert {name: LISTED.get(name) for name in wanted} == wanted, "write it anew: make licences"


def test_each_has_a_licence_that_lets_us_use_it() -> None:
    kinds = r"MIT|BSD|Apache|LGPL|MPL|ISC|PSF|Python Software|ZPL|Zope|Unlicense|PostgreSQL"
    assert [row for row in _ROWS[1:] if not re.search(kinds, row[2])] == []
