"""What the addresses of a site's articles share, and what tells them apart."""

from __future__ import annotations

import pytest

from crawler.parsing.url_pattern import url_pattern

HOST = "https://m.example.cn"


@pytest.mark.parametrize(
    ("path", "text", "values"),
    [
        ("/p/464704.html", "/p/{n}.html", ("464704",)),
        ("/2024/0506/c12-7788.shtml", "/{n}/{n}/c{n}-{n}.shtml", ("2024", "0506", "12", "7788")),
        ("/news/show?id=77&siteid=10001", "/news/show?id={n}&siteid={n}", ("77", "10001")),
        ("/share/YS0yMS01MTY0MTE4.html", "/share/{id}.html", ("YS0yMS01MTY0MTE4",)),
        ("/a/new-cold-chain.html", "/a/{slug}.html", ("new-cold-chain",)),
        ("/p/harvest.html", "/p/{name}.html", ("harvest",)),
        ("/#/detail/7906", "/#/detail/{n}", ("7906",)),
        ("/p/7.html?from=app", "/p/{n}.html", ("7",)),
    ],
)
def test_tokens_are_named_and_kept_apart(path: str, text: str, values: tuple[str, ...]) -> None:
    found = url_pattern(HOST + path)
    assert (found.text, found.values) == ("m.example.cn" + text, values)


def test_articles_of_one_kind_share_a_pattern_and_others_do_not() -> None:
    assert url_pattern(f"{HOST}/p/1.html").text == url_pattern(f"{HOST}/p/99887.html").text
    assert url_pattern(f"{HOST}/p/1.html").text != url_pattern(f"{HOST}/v/1.html").text


@pytest.mark.parametrize("rubbish", ["", "http://[broken/1", "not an address 12", "file:///x/1"])
def test_rubbish_has_some_pattern_and_nothing_is_raised(rubbish: str) -> None:
    assert isinstance(url_pattern(rubbish).text, str)
