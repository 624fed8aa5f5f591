"""Which links of one listing are one article, and the forms in which an address is known."""

from __future__ import annotations

import json

import pytest

from crawler.models.listing import Channel, Entry
from crawler.parsing.link_identity import merge_same_links, titles_agree, url_variants
from crawler.parsing.listing.extract import extract_listing
from crawler.parsing.page import FetchedPage

HOME = "https://m.x.cn"
ONE, TWO = "城西供水管网今起分段检修", "学子返乡开展非遗课堂活动"
Link = tuple[str, str]


def html(*links: Link) -> bytes:
    rows = "".join(f'<li><a href="{url}">{title}</a></li>' for url, title in links)
    return f"<ul>{rows}</ul>".encode()


def named(*links: Link) -> bytes:
    return html(*links)


def data(*links: Link) -> bytes:
    return json.dumps([{"title": title, "url": url} for url, title in links]).encode()


def rss(*links: Link) -> bytes:
    items = "".join(f"<item><title>{t}</title><link>{u}</link></item>" for u, t in links)
    return f"<rss><channel>{items}</channel></rss>".encode()


def atom(*links: Link) -> bytes:
    items = "".join(f'<entry><title>{t}</title><link href="{u}"/></entry>' for u, t in links)
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{items}</feed>'.encode()


READERS = [html, named, data, rss, atom]


def keys(reader: object, *links: Link) -> list[str]:
    selector = "li a" if reader is named else None
    page = FetchedPage(f"{HOME}/list", reader(*links))  # type: ignore[operator]
    listing = extract_listing(page, Channel("要闻", "/list", HOME, entry_css=selector), 1)
    return [entry.key.removeprefix(HOME) for entry in listing.entries]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("mark", ["n7", "k-one", "2", "楼"])
def test_anchors_with_titles_of_their_own_stay_apart(reader: object, mark: str) -> None:
    page = "/2026/1103/77001.html"
    found = keys(reader, (f"{page}#{mark}", ONE), (f"{page}#{mark}b", TWO))
    assert len(found) == 2
    assert all(key.startswith(f"{page}#") for key in found)


@pytest.mark.parametrize("reader", READERS)
def test_links_to_one_page_are_one(reader: object) -> None:
    page, other = "/2026/1103/77001.html", "/2026/1103/77002.html"
    comments = (f"{page}#comment-5", "三百二十条网友热评")
    links = ((page, ONE), comments, (f"{page}#n7", ONE), (other, TWO))
    assert keys(reader, *links) == [page, other]


def test_a_button_or_a_short_label_names_no_article() -> None:
    page, other = "/2026/1103/77001.html", "/2026/1103/77002.html"
    links = ((page, ONE), (f"{page}#tab1", "要闻"), (f"{page}#tab2", "查看全文"), (other, TWO))
    assert keys(html, *links) == [page, other]


def test_anchors_of_one_title_are_one_article() -> None:
    links = (("a", ONE), ("b", TWO), ("c", ONE))
    entries = [Entry(f"{HOME}/d#{mark}", title) for mark, title in links]
    assert [entry.key for entry in merge_same_links(entries)] == [f"{HOME}/d#a", f"{HOME}/d#b"]


@pytest.mark.parametrize(
    "form", ["#{}0000", "#/n/aB{}c", "#!/x{}", "#?id={}", "#id=a{}", "#article-{}"]
)
def test_a_fragment_that_is_the_article_needs_no_title(form: str) -> None:
    entries = [Entry(f"{HOME}/d{form.format(n)}") for n in (1, 2)]
    assert len(merge_same_links(entries)) == 2


@pytest.mark.parametrize(
    ("url", "other"),
    [
        ("http://m.x.cn/a/1.html", "https://m.x.cn/a/1.html"),
        ("https://m.x.cn/a/1", "https://m.x.cn/a/1/"),
        ("https://m.x.cn/a/1/", "http://m.x.cn/a/1/index.html"),
        ("https://m.x.cn/a/1/index.shtml?b=2", "https://m.x.cn/a/1?b=2"),
        ("https://m.x.cn/index.html#/d/1", "https://m.x.cn/#/d/1"),
        ("http://m.x.cn/", "https://m.x.cn/"),
    ],
)
def test_other_forms_of_an_address(url: str, other: str) -> None:
    assert other in url_variants(url, url)
    assert url in url_variants(other, other)


def test_another_host_or_port_is_no_other_form() -> None:
    assert all("//m.x.cn/" in form for form in url_variants("http://m.x.cn/a", "http://m.x.cn/a"))
    assert all(f.startswith("http://m.x.cn:81/") for f in url_variants("http://m.x.cn:81/a", ""))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [(ONE, ONE, True), (ONE, "", True), (f"{ONE[:8]}…", ONE, True), (ONE[:8], ONE, False),
     (ONE, TWO, False)],
)  # fmt: skip
def test_titles_that_do_not_name_two_articles(one: str, other: str, same: bool) -> None:
    assert titles_agree(one, other) is titles_agree(other, one) is same
