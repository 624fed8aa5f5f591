"""``scrapy probe``: propose a source file from one URL."""
