"""An item pipeline that never comes back, nor lets another thread run."""

from __future__ import annotations

import re
from typing import Any

_ENDLESS = re.compile("(a+)+b")


class Stuck:
    def process_item(self, item: Any) -> Any:
        _ENDLESS.fullmatch("a" * 64)
        return item
