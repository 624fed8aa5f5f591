"""Every error that this project raises by name. Each message is one sentence for a person."""


class CrawlerError(Exception):
    """Base of all errors below; a command prints it as one sentence and exits 1."""


class SourceFault(CrawlerError):
    """A source file is wrong; raised by the catalog with all faults of all files."""


class DatabaseUnavailable(CrawlerError):
    """The database did not answer in time; raised when the pool opens."""


class SchemaOutdated(CrawlerError):
    """The database holds another schema than the code expects; raised when the pool opens."""


class BrowserMissing(CrawlerError):
    """No Chromium was found on this machine; raised before a source that needs one starts."""
