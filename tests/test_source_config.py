"""Source files: what they may say, what is said of wrong ones, and the spiders they become."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from crawler.models.listing import Channel
from crawler.source_config.loader import Catalog, load_sources, select_sources
from crawler.source_config.schema import Source

ROOT = Path(__file__).parent.parent
LEAST = 'name = "江城融媒"\nbase_url = "https://m.example.cn"\n[[channels]]\nurl = "/list.html"\n'


def write(folder: Path, text: str | bytes, name: str = "river") -> Path:
    folder.mkdir(exist_ok=True, parents=True)
    file = folder / f"{name}.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def load(*folders: Path) -> Catalog:
    return load_sources(folders, shipped=False)


def source(folder: Path, text: str) -> Source:
    write(folder, text)
    catalog = load(folder)
    assert not catalog.errors, catalog.errors
    return catalog.sources["river"]


def faults(folder: Path, text: str | bytes, name: str = "river") -> list[str]:
    """What is wrong with a file: the lines, without the file's own name."""
    file = write(folder, text, name)
    catalog = load(folder)
    assert name not in catalog.sources
    assert all(str(fault).startswith(f"{file}: ") for fault in catalog.errors)
    return [str(fault).removeprefix(f"{file}: ") for fault in catalog.errors]


class TestSource:
    @pytest.mark.parametrize("around", ["\ufeff", " ", "\u3000"])
    def test_an_address_stands_without_what_surrounds_it(self, tmp_path: Path, around: str) -> None:
        text = LEAST.replace("https://m.example.cn", f"{around}https://m.example.cn{around}")
        assert source(tmp_path, text).base_url == "https://m.example.cn"

    def test_three_facts_are_enough(self, tmp_path: Path) -> None:
        found = source(tmp_path, LEAST)
        assert (found.key, found.name, found.base_url) == (
            "river",
            "江城融媒",
            "https://m.example.cn",
        )
        assert (found.region, found.platform, found.render, found.enabled) == (
            "",
            None,
            "auto",
            True,
        )
        assert (found.min_entries, found.max_pages, found.concurrency, found.delay) == (
            1,
            5,
            1,
            2.0,
        )
        assert (found.every, found.allow_private) == (timedelta(minutes=15), False)
        assert (found.timezone, found.zone) == ("Asia/Shanghai", ZoneInfo("Asia/Shanghai"))

    def test_every_fact_can_be_said(self, tmp_path: Path) -> None:
        found = source(
            tmp_path,
            """name = "江城融媒"
            region = "某省某市江城区"
            base_url = "http://127.0.0.1:8000"
            platform = "mobile_v5"
            every = "2h"
            min_entries = 0
            render = "never"
            timezone = "Asia/Urumqi"
            delay = 0
            concurrency = 2
            allow_private = true
            max_pages = 9
            enabled = false
            [[channels]]
            name = "要闻"
            url = "/list_{page}.html"
            entry_css = "ul.news li a"
            next_css = "a.next"
            [[channels]]
            url = "https://api.example.cn/list"
            """,
        )
        assert found.every == timedelta(hours=2)
        base = "http://127.0.0.1:8000"
        first, second = found.platform_channels()
        assert first == Channel(
            "要闻", "/list_{page}.html", base, "ul.news li a", "a.next", "mobile_v5"
        )
        assert first.address(2) == f"{base}/list_2.html"
        assert second.name == second.address() == "https://api.example.cn/list"

    def test_a_source_does_not_change(self, tmp_path: Path) -> None:
        with pytest.raises(ValidationError):
            source(tmp_path, LEAST).name = "另一个"  # type: ignore[misc]

    @pytest.mark.parametrize(
        ("written", "seconds"),
        [("60s", 60), ("1m", 60), ("1.5h", 5400), ("2 h", 7200), ("1d", 86400), ("365d", 31536000)],
    )
    def test_intervals(self, tmp_path: Path, written: str, seconds: int) -> None:
        found = source(tmp_path, f'every = "{written}"\n{LEAST}')
        assert found.every == timedelta(seconds=seconds)

    def test_a_file_from_notepad(self, tmp_path: Path) -> None:
        text = "\ufeff" + LEAST.replace("\n", "\r\n")
        assert source(tmp_path, text).name == "江城融媒"

    def test_the_shipped_sources_are_fine(self) -> None:
        assert load_sources([]).errors == []


class TestFaults:
    """A fault is one line: the file, the key, what was found and what was expected."""

    @pytest.mark.parametrize(
        ("line", "fault"),
        [
            (
                "min_entires = 1",
                'min_entires: found a key that is not known, expected "min_entries"',
            ),
            ('key = "x"', "key: found a key that is not known, expected one of name, base_url, "),
            ('every = "15"', 'every: found "15", expected a time from "1m" to "365d"'),
            ('every = "59s"', 'every: found "59s", expected a time'),
            ('every = "9999d"', 'every: found "9999d", expected a time'),
            ("every = 15", "every: found 15, expected a time"),
            ("min_entries = -1", "min_entries: found -1, expected a whole number, 0 or more"),
            ("min_entries = 1.0", "min_entries: found 1.0, expected a whole number, 0 or more"),
            ("min_entries = true", "min_entries: found true, expected a whole number, 0 or more"),
            ('min_entries = "1"', 'min_entries: found "1", expected a whole number, 0 or more'),
            ("delay = -0.1", "delay: found -0.1, expected a number of seconds, 0 or more"),
            ("delay = nan", "delay: found NaN, expected a number of seconds, 0 or more"),
            ("concurrency = 0", "concurrency: found 0, expected a whole number, 1 or more"),
            ("max_pages = 0", "max_pages: found 0, expected a whole number, 1 or more"),
            ('render = "yes"', 'render: found "yes", expected "auto", "never" or "always"'),
            ('timezone = "Asia/Beijing"', 'timezone: found "Asia/Beijing", expected a time zone'),
            ('timezone = "../etc"', 'timezone: found "../etc", expected a time zone'),
            ('timezone = "Asia"', 'timezone: found "Asia", expected a time zone'),
            ('platform = "wordpress"', 'platform: found "wordpress", expected one of '),
            ('enabled = "no"', 'enabled: found "no", expected true or false'),
            ("region = 5", "region: found 5, expected a line of text"),
            ("region = 2024-05-13", 'region: found "2024-05-13", expected a line of text'),
            ("region = {a = 1}", "region: found a table, expected a line of text"),
        ],
    )
    def test_a_wrong_fact(self, tmp_path: Path, line: str, fault: str) -> None:
        found = faults(tmp_path, f"{line}\n{LEAST}")
        assert len(found) == 1
        assert found[0].startswith(fault)

    @pytest.mark.parametrize(
        ("old", "new", "fault"),
        [
            ('name = "江城融媒"', "", "name: found nothing, expected the outlet's name"),
            ("江城融媒", " ", 'name: found " ", expected the outlet\'s name'),
            ("https://m", "ftp://m", 'base_url: found "ftp://m.example.cn", expected an http(s)'),
            ("https://m", "m", 'base_url: found "m.example.cn", expected an http(s) address'),
            ("m.example.cn", "[", 'base_url: found "https://[", expected an http(s) address'),
            ("m.example.cn", "10.0.0.1", 'base_url: found "https://10.0.0.1", expected a public'),
            ("m.example.cn", "localhost:8", 'base_url: found "https://localhost:8", expected a'),
            ("[[channels]]", "[channels]", "channels: found a table, expected one [[channels]]"),
            ('[[channels]]\nurl = "/list.html"', "channels = []", "channels: found [], expected"),
            (
                '[[channels]]\nurl = "/list.html"',
                "channels = [1]",
                "channels[1]: found 1, expected",
            ),
            ('url = "/list.html"', "", "channels[1].url: found nothing, expected an address"),
            ("/list.html", "/list_{n}.html", 'channels[1].url: found "/list_{n}.html", expected'),
            ("/list.html", "javascript:go()", 'channels[1].url: found "javascript:go()", expected'),
        ],
    )
    def test_a_wrong_mandatory_fact(self, tmp_path: Path, old: str, new: str, fault: str) -> None:
        assert old in LEAST
        found = faults(tmp_path, LEAST.replace(old, new))
        assert len(found) == 1
        assert found[0].startswith(fault)

    @pytest.mark.parametrize("css", ["a[", "", "li >> a", "a::text", "1", ":nth-child(x)"])
    def test_a_wrong_selector(self, tmp_path: Path, css: str) -> None:
        (found,) = faults(tmp_path, f'{LEAST}entry_css = "{css}"')
        assert found.startswith(f'channels[1].entry_css: found "{css}", expected a CSS selector')

    def test_channels_are_told_apart(self, tmp_path: Path) -> None:
        more = '[[channels]]\nname = "a"\nurl = "/a"\n' * 2 + '[[channels]]\nurl = "/list.html"'
        assert faults(tmp_path, LEAST + more) == [
            'channels[3].name: found "a" again, expected a name of its own',
            'channels[3].url: found "/a" again, expected a url of its own',
            'channels[4].url: found "/list.html" again, expected a url of its own',
        ]

    @pytest.mark.parametrize(
        ("content", "fault"),
        [
            (b"", "file: found nothing, expected name, base_url and a [[channels]] table"),
            (b"# later\n", "file: found nothing, expected name, base_url"),
            (b"name = = 1", "file: found broken TOML: Invalid value (at line 1, column 8)"),
            ('name = "江城"'.encode("gbk"), "file: found byte 0xbd at position 8, expected text"),
            (b"\x00\xff", "file: found byte 0xff at position 1, expected text in UTF-8"),
            (b"a = " + b"[" * 5000, "file: found broken TOML: "),
            (b"a = " + b"9" * 5000, "file: found broken TOML: Exceeds the limit"),
            (b"a = 0x" + b"f" * 5000, "file: found a number of more than 64 bits"),
        ],
    )
    def test_a_file_that_is_none(self, tmp_path: Path, content: bytes, fault: str) -> None:
        (found,) = faults(tmp_path, content)
        assert found.startswith(fault)
        assert "\n" not in found

    def test_a_long_value_is_cut(self, tmp_path: Path) -> None:
        (found,) = faults(tmp_path, f'render = "{"长" * 500}"\n{LEAST}')
        assert len(found) < 160

    def test_one_of_several_values_is_named_by_its_number(self, tmp_path: Path) -> None:
        way = '[[learned_requests]]\npattern = "a.cn/{n}"\nknown_shapes = ["00000000", 1]\n'
        asks = '[[learned_requests.requests]]\nurl = "https://a.cn/{1}"\n'
        asks += '[[learned_requests.patches]]\nxpath = "//p"\nmarkup = ""\n'
        (found,) = faults(tmp_path, LEAST + way + asks)
        assert found == "learned_requests[1].known_shapes[2]: found 1, expected a list of texts"

    @pytest.mark.parametrize(
        ("text", "fault"),
        [
            ("floor = 3\n" + LEAST, 'floor: found an old name of the key, expected "min_entries"'),
            (
                "external = false\n" + LEAST,
                'external: found an old name of the key, expected "follow_external"',
            ),
            (
                LEAST + 'entries = "ul li"\n',
                'channels[1].entries: found an old name of the key, expected "entry_css"',
            ),
            (
                LEAST + '[tenant]\nsite = "1"\n',
                'tenant: found an old name of the key, expected "platform_options"',
            ),
            (
                LEAST + '[[ways]]\npattern = "a.cn/{n}"\n',
                'ways: found an old name of the key, expected "learned_requests"',
            ),
        ],
    )
    def test_an_old_key_is_one_line_that_names_the_new_one(
        self, tmp_path: Path, text: str, fault: str
    ) -> None:
        assert faults(tmp_path, text) == [fault]

    def test_a_name_that_no_spider_can_have(self, tmp_path: Path) -> None:
        (found,) = faults(tmp_path, LEAST, "江城 1")
        assert found.startswith('file name: found "江城 1", expected a name of ASCII letters')

    def test_all_faults_of_all_files_at_once(self, tmp_path: Path) -> None:
        write(tmp_path, LEAST, "good")
        write(tmp_path, "min_entries = -1\ndelay = -1\nallow_private = 1\n", "one")
        write(tmp_path, f"flor = 1\n{LEAST}entries = 'a['", "two")
        catalog = load(tmp_path, tmp_path / "missing")
        assert list(catalog.sources) == ["good"]
        assert sorted((fault.source, fault.key) for fault in catalog.errors) == [
            ("missing", "directory"),
            ("one", "allow_private"),
            ("one", "base_url"),
            ("one", "channels"),
            ("one", "delay"),
            ("one", "min_entries"),
            ("one", "name"),
            ("two", "channels[1].entries"),
            ("two", "flor"),
        ]

    def test_of_two_files_of_one_name_none_is_taken(self, tmp_path: Path) -> None:
        first, second = write(tmp_path / "a", LEAST), write(tmp_path / "b", LEAST)
        catalog = load(tmp_path / "a", tmp_path / "b")
        assert not catalog.sources
        assert [str(fault) for fault in catalog.errors] == [
            f"{second}: file name: found the name of {first} too, expected one file of this name"
        ]

    def test_one_directory_given_twice_is_one(self, tmp_path: Path) -> None:
        write(tmp_path, LEAST)
        assert load(tmp_path, tmp_path).errors == []

    def test_what_is_no_source_file_is_passed_over(self, tmp_path: Path) -> None:
        write(tmp_path, LEAST, ".#river")
        (tmp_path / "notes.txt").write_text("x")
        assert load(tmp_path) == Catalog()


class TestPlatformFacts:
    """What a family wants to be told, and what it does not know."""

    @pytest.mark.parametrize(
        ("text", "fault"),
        [
            (
                'platform = "cmstop_a"\n{}[[channels]]\nurl = "/list"',
                "channels[1].id: found nothing",
            ),
            ('{}[[channels]]\nid = "3"', "channels[1].url: found nothing"),
            (
                'platform = "cmstop_a"\n{}[[channels]]\nid = "3"\n[platform_options]\nsite = "9"',
                "platform_options.site: found a key that is not known, "
                "expected no [platform_options] for cmstop_a",
            ),
            (
                'platform = "cmstop_a"\n{}[[channels]]\nid = "3"\n[[channels]]\nid = "3"',
                'channels[2].id: found "3" again',
            ),
            (
                '{}[[channels]]\nurl = "/"\n[platform_options]\nsite = 9',
                "platform_options.site: found 9",
            ),
        ],
    )
    def test_a_fault(self, tmp_path: Path, text: str, fault: str) -> None:
        head = 'name = "江城融媒"\nbase_url = "https://m.example.cn"\n'
        found = faults(tmp_path, text.format(head))
        assert fault in found[0]

    def test_a_channel_is_called_by_its_id(self, tmp_path: Path) -> None:
        head = 'name = "江城融媒"\nbase_url = "https://m.example.cn"\nplatform = "cmstop_a"\n'
        found = source(tmp_path, f'{head}[[channels]]\nid = "3"')
        assert [(c.name, c.id) for c in found.platform_channels()] == [("3", "3")]


class TestCheck:
    def test_by_name_by_file_or_all(self, tmp_path: Path) -> None:
        write(tmp_path, LEAST)
        broken = write(tmp_path, "min_entries = -1\n" + LEAST, "broken")
        assert "river" in select_sources([], [tmp_path]).sources
        assert list(select_sources(["river"], [tmp_path]).sources) == ["river"]
        assert select_sources(["river"], [tmp_path]).errors == []
        assert len(select_sources(["broken", "broken", str(broken)], [tmp_path]).errors) == 1
        assert str(select_sources(["nowhere"], [tmp_path]).errors[0]) == (
            "nowhere: name: found no such source, expected one that scrapy list shows"
        )

    @pytest.mark.parametrize(
        ("text", "status", "said"),
        [
            (LEAST, 0, "1 source is fine\n"),
            ("min_entries = -1\n" + LEAST, 1, "min_entries: found -1"),
        ],
    )
    def test_the_command(self, tmp_path: Path, text: str, status: int, said: str) -> None:
        file = write(tmp_path, text)
        command = [sys.executable, "-m", "scrapy", "check-sources", str(file)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == status, done.stderr
        assert said in done.stdout


def test_sources_are_read_from_a_zip(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "crawler", tmp_path / "crawler")
    write(tmp_path / "crawler" / "sources", LEAST)
    with zipfile.ZipFile(tmp_path / "egg.zip", "w") as egg:
        for file in sorted((tmp_path / "crawler").rglob("*.*")):
            egg.write(file, file.relative_to(tmp_path))
    code = (
        "from crawler.source_config.loader import load_sources as f;"
        "c = f([]); print(c.errors, *c.sources)"
    )
    command = [sys.executable, "-P", "-c", code]
    done = subprocess.run(
        command,
        cwd=tmp_path / "crawler",
        env={"PYTHONPATH": str(tmp_path / "egg.zip")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.startswith("[] "), done.stderr
    assert "river" in done.stdout.split()


def test_the_sources_folder_is_a_package() -> None:
    assert files("crawler.sources").is_dir()
