"""Where a crawl may go."""

from __future__ import annotations

import asyncio

import pytest

from crawler.middlewares.reach import Reach, is_loopback, is_public
from crawler.source_file import Source, read_source


def source(base_url: str, allow_private: bool = False) -> Source:
    facts = {"name": "甲", "base_url": base_url, "channels": [{"url": "/"}]}
    read = read_source("a", "a.toml", facts | {"allow_private": allow_private})
    assert isinstance(read, Source), read
    return read


def allows(reach: Reach, url: str) -> bool:
    return asyncio.run(reach.allows(url))


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("0.0.0.0", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("::ffff:127.0.0.1", False),
        ("2002:7f00:0001::", False),
        ("2606:4700::1111", True),
    ],
)
def test_public_and_private_addresses(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_a_public_outlet_reaches_no_private_address() -> None:
    reach = Reach(source("https://news.example.cn"))
    assert not allows(reach, "http://127.0.0.1:8000/")
    assert not allows(reach, "http://localhost/")
    assert allows(reach, "http://8.8.8.8/")


def test_a_crawl_of_no_source_reaches_public_hosts_alone() -> None:
    assert allows(Reach(None), "http://8.8.8.8/")
    assert not allows(Reach(None), "http://10.0.0.7/")
    assert not Reach(None).takes("127.0.0.1", "news.example.cn")


def test_what_a_person_has_typed_is_open_at_its_own_host_and_port() -> None:
    reach = Reach(None, ["http://127.0.0.1:8001/a.html", "https://cms.example.cn/"])
    assert allows(reach, "http://127.0.0.1:8001/robots.txt")
    for other in ("http://127.0.0.1/", "http://127.0.0.2:8001/", "http://localhost:8001/"):
        assert not allows(reach, other)
    assert reach.takes("10.0.0.7", "cms.example.cn", 443)
    assert not reach.takes("10.0.0.7", "cms.example.cn", 80)
    assert not reach.takes("10.0.0.7", "www.example.cn", 443)
    assert reach.takes("8.8.8.8", "www.example.cn", 443)


def test_an_outlet_on_its_own_network_reaches_what_it_names() -> None:
    reach = Reach(source("http://10.0.0.7/", allow_private=True))
    assert allows(reach, "http://10.0.0.8/a.js")


def test_an_outlet_on_this_machine_reaches_this_machine_alone() -> None:
    reach = Reach(source("http://127.0.0.1:8000", allow_private=True))
    assert allows(reach, "http://127.0.0.2:9000/")
    assert allows(reach, "http://localhost:1/")
    assert not allows(reach, "http://8.8.8.8/a.js")
    assert not allows(reach, "http://cdn.example.cn/a.js")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost", "a.localhost"])
def test_this_machine_by_any_name(host: str) -> None:
    assert is_loopback(host)
    assert not is_loopback(f"{host}.example.cn")


@pytest.mark.parametrize("host", ["a..b", ".b", "a" * 64, "xn--"])
def test_a_name_that_no_host_can_have_is_left_to_the_downloader(host: str) -> None:
    assert allows(Reach(source("https://m.example.cn")), f"http://{host}/x.js")
