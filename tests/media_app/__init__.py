"""清川融媒: a regional media app that we run ourselves, for the demo and the tests."""

from tests.media_app.expected import Expected
from tests.media_app.launcher import MediaApp
from tests.media_app.source import source_toml

__all__ = ["Expected", "MediaApp", "source_toml"]
