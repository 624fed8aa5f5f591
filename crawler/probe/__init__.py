"""``scrapy probe``: from one address to a source file, with the evidence."""
