"""The commands that this project adds to ``scrapy``."""

# Scrapy's TLS calls inspect.stack() as it is imported, which searches every module loaded so far
# for each frame: a fifth of a crawl's start where it is imported last. Here few are loaded.
import scrapy.core.downloader.contextfactory  # noqa: F401
