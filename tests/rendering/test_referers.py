"""What the browser may say of a page to whom the page asks."""

from __future__ import annotations

import pytest

from crawler.rendering.referer import exposes_path, origin_referer, without_referer

_PAGE = "https://m.example.cn/p/1.html?id=7"


@pytest.mark.parametrize(
    ("url", "referer", "tells"),
    [
        ("https://m.example.cn/api", _PAGE, False),
        ("https://cdn.example.cn/lib.js", _PAGE, True),
        ("http://m.example.cn/api", _PAGE, True),
        ("https://m.example.cn:8443/api", _PAGE, True),
        ("https://cdn.example.cn/lib.js", "https://m.example.cn/", False),
        ("https://cdn.example.cn/lib.js", "", False),
    ],
)
def test_a_path_goes_to_its_own_origin_alone(url: str, referer: str, tells: bool) -> None:
    headers = {"Accept": "*/*", **({"referer": referer} if referer else {})}
    assert exposes_path({"url": url, "headers": headers}) is tells


def test_a_referer_is_emptied_and_all_else_kept() -> None:
    request = {"url": "https://cdn.example.cn/", "headers": {"Referer": _PAGE, "Accept": "*/*"}}
    assert without_referer(request) == [
        {"name": "Accept", "value": "*/*"},
        {"name": "Referer", "value": ""},
    ]
    assert origin_referer(_PAGE) == "https://m.example.cn/"
