"""Whatever goes wrong: every article that was shown is stored once, or owed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.__main__ import suffer
from tests.faults.rows import FAULTS, Fault


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_nothing_is_lost_nor_doubled(embedded_server: str, tmp_path: Path, fault: Fault) -> None:
    for account in suffer(embedded_server, tmp_path, fault, fault.short):
        assert (account.lost, account.doubled, account.unbalanced) == (0, 0, 0)
        assert account.amiss == []
