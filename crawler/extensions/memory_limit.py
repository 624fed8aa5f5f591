"""End a crawl that takes too much memory (MEMUSAGE_LIMIT_MB)."""

from __future__ import annotations

import psutil
from scrapy.extensions.memusage import MemoryUsage


class ResidentMemoryUsage(MemoryUsage):
    """Scrapy's, which asks for the peak: on Linux that begins with what the process had which
    started the crawl, and a crawl would be ended for the size of its parent."""

    def get_virtual_size(self) -> int:
        """What is in use now (bytes)."""
        return int(psutil.Process().memory_info().rss)
