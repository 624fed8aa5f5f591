"""Where a crawl may go."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

import pytest

from crawler.network_policy import NetworkPolicy, is_loopback
from crawler.rendering.egress_proxy import TabProxy
from crawler.source_config.parser import parse_source
from crawler.source_config.schema import Source
from crawler.util.ip_networks import is_public


def source(base_url: str, allow_private: bool = False) -> Source:
    facts = {"name": "甲", "base_url": base_url, "channels": [{"url": "/"}]}
    read = parse_source("a", "a.toml", facts | {"allow_private": allow_private})
    assert isinstance(read, Source), read
    return read


def allows(reach: NetworkPolicy, url: str) -> bool:
    return asyncio.run(reach.allows_url(url))


#: The first and last address of each network that no outlet is served from, and those beside it.
RANGES = """
0.0.0.0 0.255.255.255 / 1.0.0.0
10.0.0.0 10.255.255.255 / 9.255.255.255 11.0.0.0
100.64.0.0 100.100.100.200 100.127.255.255 / 100.63.255.255 100.128.0.0
127.0.0.0 127.255.255.255 / 126.255.255.255 128.0.0.0
168.63.129.16 / 168.63.129.15 168.63.129.17
169.254.0.0 169.254.169.254 169.254.255.255 / 169.253.255.255 169.255.0.0
172.16.0.0 172.31.255.255 / 172.15.255.255 172.32.0.0
192.0.0.0 192.0.0.9 192.0.0.192 192.0.0.255 / 191.255.255.255 192.0.1.0
192.0.2.0 192.0.2.255 / 192.0.3.0
192.31.196.1 192.52.193.1 192.175.48.1 / 192.31.197.0 192.52.194.0 192.175.49.0
192.88.99.0 192.88.99.255 / 192.88.98.255 192.88.100.0
192.168.0.0 192.168.255.255 / 192.167.255.255 192.169.0.0
198.18.0.0 198.19.255.255 / 198.17.255.255 198.20.0.0
198.51.100.0 198.51.100.255 203.0.113.0 203.0.113.255 / 198.51.101.0 203.0.114.0
224.0.0.0 239.255.255.255 240.0.0.0 255.255.255.255 / 223.255.255.255
:: ::1 ::7f00:1 ::8.8.8.8 /
::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:168.63.129.16 ::ffff:100.100.100.200 / ::ffff:8.8.8.8
::ffff:0:127.0.0.1 ::ffff:0:8.8.8.8 /
64:ff9b::7f00:1 64:ff9b::a9fe:a9fe / 64:ff9b::808:808
64:ff9b:1:: 64:ff9b:1::808:808 64:ff9b:1:ffff:ffff:ffff:ffff:ffff /
100:: 100::ffff:ffff:ffff:ffff 100:0:0:1::1 /
2001:: 2001:0:808:808::1 2001:2::1 2001:3::1 2001:10::1 2001:20::1 2001:30::1 / 2001:200::
2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff /
2001:db8:: 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff / 2001:db7:: 2001:db9::
2002:: 2002:7f00:1:: 2002:808:808::1 2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff / 2003::
2620:4f:8000::1 / 2620:4f:8001::1
3fff:: 3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff / 3fff:1000:: 3ffe::1
4000:: 5f00:: 5f00:ffff::1 / 2606:4700::1111 240e:1::1
fc00:: fd00:ec2::254 fdff::1 fe80::1%eth0 febf::1 fec0::1 ff02::1 /
"""


@pytest.mark.parametrize("row", RANGES.strip().splitlines())
def test_public_and_other_addresses(row: str) -> None:
    inside, _, beside = row.partition("/")
    assert [address for address in inside.split() if is_public(address)] == []
    assert [address for address in beside.split() if not is_public(address)] == []


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://1.2.4.8/x.html", ""),
        ("https://1.2.4.8/x.html", ""),
        ("http://1.2.4.8:443/x.html", ""),
        ("http://1.2.4.8:8080/x.html", "port 8080 of 1.2.4.8 is out of reach"),
        ("http://1.2.4.8:22/", "port 22 of"),
        ("https://1.2.4.8:6379/", "port 6379 of"),
        ("http://[2606:4700::1111]:9200/", "port 9200 of 2606:4700::1111 is"),
        ("http://8.8.8.8:9999/x.html", ""),  # the outlet's own, as its file says
        ("http://8.8.8.8:8080/x.html", "port 8080 of"),
        ("http://8.8.4.4:9999/x.html", "port 9999 of"),
        ("http://1.2.4.8:99999/x.html", "http://1.2.4.8:99999/x.html has a port that is none"),
    ],
)
def test_a_port_is_one_of_the_web_or_of_the_outlet(url: str, why: str) -> None:
    refusal = asyncio.run(NetworkPolicy(source("http://8.8.8.8:9999/")).refusal(url))
    assert refusal.startswith(why)
    assert bool(refusal) == bool(why)


@pytest.mark.parametrize(
    "request_line", ["CONNECT 1.2.4.8:22 HTTP/1.1", "GET http://1.2.4.8:6379/ HTTP/1.1"]
)
def test_the_way_out_of_the_browser_keeps_to_the_same_ports(request_line: str) -> None:
    target = request_line.split()[1]

    async def answer() -> tuple[bytes, int]:
        gate = await TabProxy(NetworkPolicy(source("http://8.8.8.8:9999/"))).start()
        gate.allow("GET", target if "://" in target else f"https://{target}/")
        proxy = urlsplit(gate.url)
        reader, writer = await asyncio.open_connection(proxy.hostname, proxy.port)
        writer.write(f"{request_line}\r\n\r\n".encode())
        said = await reader.read()
        writer.close()
        await gate.close()
        return said, gate.out_of_reach

    said, refused = asyncio.run(answer())
    assert said.startswith(b"HTTP/1.1 403 ")
    assert refused == 1


def test_the_outlets_own_site_has_the_ports_that_browsers_take() -> None:
    reach = NetworkPolicy(source("http://www.example.cn/"))
    assert reach.opens("paper.example.cn", 8080)
    assert not reach.opens("paper.example.cn", 22)
    assert not reach.opens("example.org", 8080)


def test_a_public_outlet_reaches_no_private_address() -> None:
    reach = NetworkPolicy(source("https://news.example.cn"))
    assert not allows(reach, "http://127.0.0.1:8000/")
    assert not allows(reach, "http://localhost/")
    assert allows(reach, "http://8.8.8.8/")


def test_a_crawl_of_no_source_reaches_public_hosts_alone() -> None:
    assert allows(NetworkPolicy(None), "http://8.8.8.8/")
    assert not allows(NetworkPolicy(None), "http://10.0.0.7/")
    assert not NetworkPolicy(None).allows_address("127.0.0.1", "news.example.cn")


def test_what_a_person_has_typed_is_open_at_its_own_host_and_port() -> None:
    reach = NetworkPolicy(None, ["http://127.0.0.1:8001/a.html", "https://cms.example.cn/"])
    assert allows(reach, "http://127.0.0.1:8001/robots.txt")
    for other in ("http://127.0.0.1/", "http://127.0.0.2:8001/", "http://localhost:8001/"):
        assert not allows(reach, other)
    assert reach.allows_address("10.0.0.7", "cms.example.cn", 443)
    assert not reach.allows_address("10.0.0.7", "cms.example.cn", 80)
    assert not reach.allows_address("10.0.0.7", "www.example.cn", 443)
    assert reach.allows_address("8.8.8.8", "www.example.cn", 443)


def test_an_outlet_on_its_own_network_reaches_what_it_names() -> None:
    reach = NetworkPolicy(source("http://10.0.0.7/", allow_private=True))
    assert allows(reach, "http://10.0.0.8/a.js")
    assert not allows(reach, "http://10.0.0.8:6379/")


def test_an_outlet_on_this_machine_reaches_this_machine_alone() -> None:
    reach = NetworkPolicy(source("http://127.0.0.1:8000", allow_private=True))
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
    assert allows(NetworkPolicy(source("https://m.example.cn")), f"http://{host}/x.js")
