"""Scrapy's cookies, without downloading the public suffix list."""

from __future__ import annotations

import scrapy.downloadermiddlewares.cookies as scrapy_cookies
from scrapy.downloadermiddlewares.cookies import CookiesMiddleware
from tldextract import TLDExtract

#: The list of public suffixes that comes with tldextract. Scrapy's own fetches it from its makers
#: at the first cookie, past every middleware, and logs a traceback where it cannot.
scrapy_cookies._split_domain = TLDExtract(
    suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True
)


class OfflineCookiesMiddleware(CookiesMiddleware):
    """Scrapy's; its module must be this one, so that the list above is in use."""
