"""Parse the Retry-After header."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

#: The most that a server may make us wait (s).
MAX_RETRY_AFTER = 7 * 86400.0


def parse_retry_after(value: bytes) -> float | None:
    """Retry-After in seconds, whichever of its two forms it has; at most a week, None for none."""
    if value.isdigit():
        return min(float(value), MAX_RETRY_AFTER)
    try:
        at = parsedate_to_datetime(value.decode("latin-1"))
    except (ValueError, OverflowError):  # the latter at a zone of many digits
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max(0.0, (at - datetime.now(UTC)).total_seconds()), MAX_RETRY_AFTER)
