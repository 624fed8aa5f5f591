"""An outlet's bad moment costs no article, leaves no row that is none, and is said of its run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.faults.cells import VARIANTS, Databases, suffered
from tests.faults.notices import MOMENTS

_KINDS = ("led to the home page", "HTML cut, no length", "maintenance, dated, 300 characters")
_NEVER = VARIANTS[0]


@pytest.fixture(scope="module")
def databases(embedded_server: str) -> Databases:
    return Databases(embedded_server)


@pytest.mark.parametrize("kind", _KINDS)
def test_a_bad_moment_ends_no_article(databases: Databases, tmp_path: Path, kind: str) -> None:
    moment = next(moment for moment in MOMENTS if moment.name == kind)
    with databases.fresh() as dsn:
        cell = suffered(dsn, tmp_path, replace(moment, runs=1), _NEVER)
    assert not cell.hung
    assert (cell.right, cell.shown) == (8, 8), cell.reasons
    assert cell.rows == set(), "what is no article was stored as one"
    assert cell.silent == 0, f"the runs ended with {cell.statuses}"
    assert cell.unbalanced == 0
