"""Each source is a spider of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from scrapy import Request
from scrapy.settings import Settings

from crawler.errors import SourceConfigError
from crawler.spiderloader import SourceSpiderLoader
from crawler.spiders.source import SourceSpider
from tests.test_source_config import LEAST, write


class TestLoader:
    @pytest.fixture
    def loader(self, tmp_path: Path) -> SourceSpiderLoader:
        write(tmp_path, LEAST)
        write(tmp_path, "enabled = false\n" + LEAST.replace("m.example", "m.other"), "asleep")
        write(tmp_path, "min_entries = -1\n" + LEAST, "broken")
        return SourceSpiderLoader.from_settings(Settings({"SOURCES_DIRS": [str(tmp_path)]}))

    def test_lists_the_enabled_and_warns_of_the_broken(
        self, loader: SourceSpiderLoader, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert "river" in loader.list()
        assert not {"asleep", "broken"} & set(loader.list())
        out, err = capsys.readouterr()
        assert not out
        assert "broken.toml: min_entries: found -1, expected a whole number" in err

    @pytest.mark.parametrize("name", ["river", "asleep"])
    def test_makes_a_spider_of_a_source(self, loader: SourceSpiderLoader, name: str) -> None:

        spider = loader.load(name)
        assert issubclass(spider, SourceSpider)
        assert (spider.name, spider.source.key, spider.__name__) == (name, name, name)

    def test_an_unknown_name(self, loader: SourceSpiderLoader) -> None:
        with pytest.raises(KeyError, match="Spider not found: nowhere"):
            loader.load("nowhere")

    def test_a_broken_file(self, loader: SourceSpiderLoader) -> None:
        with pytest.raises(
            SourceConfigError, match="min_entries: found -1, expected a whole number"
        ):
            loader.load("broken")

    def test_finds_the_source_of_an_address(self, loader: SourceSpiderLoader) -> None:
        assert "river" in loader.find_by_request(Request("https://www.example.cn/p/1.html"))
        assert "asleep" not in loader.find_by_request(Request("https://m.other.cn/p/1.html"))
