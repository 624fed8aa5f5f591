"""One spider class per source: Scrapy's SPIDER_LOADER_CLASS."""

from __future__ import annotations

import sys
from typing import Self

from scrapy import Request, Spider
from scrapy.settings import BaseSettings

from crawler.errors import SourceConfigError
from crawler.source_config.loader import Catalog, load_sources


class SourceSpiderLoader:
    """Scrapy's SPIDER_LOADER_CLASS: each source is a spider of the source's key."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """Reads the files of ``SOURCES_DIRS``, a list of directories."""
        return cls(load_sources(settings.getlist("SOURCES_DIRS")))

    def load(self, spider_name: str) -> type[Spider]:
        """The spider class of a source, enabled or not.

        KeyError when no file has the name, SourceConfigError when its file is wrong.
        """
        source = self.catalog.sources.get(spider_name)
        if source is None:
            faults = self.catalog.errors_of(spider_name)
            if faults:
                raise SourceConfigError("\n".join(map(str, faults)))
            raise KeyError(f"Spider not found: {spider_name}")
        from crawler.spiders.source import SourceSpider  # it imports this module

        body = {"name": source.key, "source": source, "__module__": SourceSpider.__module__}
        return type(source.key, (SourceSpider,), body)

    def list(self) -> list[str]:
        """The keys of the enabled sources; what is wrong with other files goes to stderr."""
        for fault in self.catalog.errors:
            sys.stderr.write(f"warning: {fault}\n")
        return sorted(key for key, source in self.catalog.sources.items() if source.enabled)

    def find_by_request(self, request: Request) -> __builtins__.list[str]:
        """The enabled sources that own the site of a request."""
        return sorted(
            key
            for key, source in self.catalog.sources.items()
            if source.enabled and source.owns_url(request.url)
        )
