"""The outlet keeps its promises to those who test against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import urljoin

import pytest

from tests.media_app import Expected, MediaApp
from tests.media_app.reader import Answer, get, squeeze

NEVER = ("/download", "/appstore")


def news_pages(app: MediaApp) -> Iterator[Answer]:
    """The pages of 要闻, by their 下一页."""
    path = "/news/yw/"
    while path:
        page = get(app, path)
        yield page
        following = page.text.partition('">下一页')[0].rpartition('href="')[2]
        path = urljoin(path, following) if "下一页" in page.text else ""


def listed(app: MediaApp, channel: str) -> list[str]:
    """The article addresses that a channel shows, read as a crawler reads them."""
    paths = {entry.path for entry in app.expected}
    if channel == "乡镇":
        return [row["url"] for row in _town_rows(app)]
    if channel == "文旅":
        first = [link for link in get(app, "/wl/").links if link in paths]
        return first + [item["href"] for item in _scrolled(app)]
    if channel == "要闻":
        pages = [page.text.partition("热点排行")[0] for page in news_pages(app)]
    else:
        pages = [get(app, f"/list/ms?page={n}").text for n in (1, 2, 3, 4)]
    links = [link for text in pages for link in Answer(200, {}, text.encode()).links]
    return list(dict.fromkeys(link for link in links if link in paths))


def _town_rows(app: MediaApp) -> Iterator[dict[str, str]]:
    more, page = True, 1
    while more:
        answer = get(app, f"/api/list?channel=xz&page={page}").json
        yield from answer["data"]["list"]
        more, page = answer["data"]["more"], page + 1


def _scrolled(app: MediaApp) -> Iterator[dict[str, str]]:
    cursor = "3"
    while cursor:
        answer = get(app, f"/api/scroll?cursor={cursor}").json
        yield from answer["items"]
        cursor = answer["cursor"]


def test_the_outlet_has_four_channels_of_at_least_sixteen_articles(app: MediaApp) -> None:
    whole = Counter(entry.channel for entry in app.expected if not entry.same_as)
    assert set(whole) == {"要闻", "民生", "乡镇", "文旅"}
    assert min(whole.values()) >= 16


@pytest.mark.parametrize("channel", ["要闻", "民生", "乡镇", "文旅"])
def test_a_channel_lists_exactly_its_articles(app: MediaApp, channel: str) -> None:
    expected = [entry.path for entry in app.expected if entry.channel == channel]
    assert listed(app, channel) == expected


def test_each_article_is_reached_at_its_address_with_its_title(app: MediaApp) -> None:
    for entry in app.expected:
        answer = get(app, entry.path)
        assert answer.status == 200, entry.path
        text = answer.body.decode("gb18030" if entry.template == "gbk" else "utf-8")
        assert squeeze(entry.title) in squeeze(text), entry.path


def test_plain_http_holds_the_body_exactly_where_no_browser_is_needed(app: MediaApp) -> None:
    for entry in app.expected:
        body = get(app, entry.path).body
        words = squeeze(body.decode("gb18030" if entry.template == "gbk" else "utf-8"))
        pieces = [squeeze(line) for _, text in entry.blocks for line in text.split("\n")]
        there = [piece in words for piece in pieces if piece]
        assert all(there) != entry.needs_browser, entry.path


def test_what_the_script_fetches_completes_the_pages_that_need_a_browser(app: MediaApp) -> None:
    for entry in (entry for entry in app.expected if entry.needs_browser):
        words = squeeze(get(app, entry.path).text + script_html(app, entry))
        assert all(words.count(squeeze(text)) == 1 for text in entry.paragraphs), entry.path


def script_html(app: MediaApp, entry: Expected) -> str:
    number = "".join(c for c in entry.path.rpartition("/")[2] if c.isdigit())
    if entry.template == "preview":
        return str(get(app, f"/api/rest/{number}").json["html"])
    return str(get(app, f"/api/article/{number}").json["data"]["content"])


def test_a_preview_shows_two_paragraphs(app: MediaApp) -> None:
    for entry in (entry for entry in app.expected if entry.template == "preview"):
        words = get(app, entry.path).words
        there = [squeeze(text) in words for text in entry.paragraphs]
        assert there == [True] * 2 + [False] * (len(there) - 2), entry.path


def test_a_twin_body_stands_whole_and_once_more_whole_or_cut(app: MediaApp) -> None:
    counts = set()
    for entry in (entry for entry in app.expected if entry.template == "wake_h5"):
        words = get(app, entry.path).words
        first, *_, last = (words.count(squeeze(text)) for text in entry.paragraphs)
        assert first == 2, entry.path
        counts.add(last)
    assert counts == {1, 2}


def test_no_two_articles_share_a_paragraph_but_declared_twins_and_reprints(app: MediaApp) -> None:
    own = [entry for entry in app.expected if not entry.same_as and not entry.reprint_of]
    counts = Counter(text for entry in own for text in entry.paragraphs)
    assert counts.most_common(1)[0][1] == 1


def test_a_reprint_shares_most_but_not_all_of_its_original(app: MediaApp) -> None:
    by_path = {entry.path: entry for entry in app.expected}
    reprints = [entry for entry in by_path.values() if entry.reprint_of]
    assert len(reprints) >= 2
    for entry in reprints:
        original = set(by_path[entry.reprint_of].paragraphs)
        shared = original & set(entry.paragraphs)
        assert len(original) / 2 <= len(shared) < len(original)


def test_a_second_address_shows_the_same_article_and_names_the_first(app: MediaApp) -> None:
    twins = [entry for entry in app.expected if entry.same_as]
    assert len(twins) >= 3
    for entry in twins:
        assert get(app, entry.path).body == get(app, entry.same_as).body
        assert f'rel="canonical" href="{entry.same_as}"' in get(app, entry.path).text


def test_people_are_printed_as_the_credits_say(app: MediaApp) -> None:
    assert all(entry.credits for entry in app.expected if not entry.reprint_of)
    for entry in app.expected:
        if entry.template not in ("gbk", "xhr", "preview"):
            words = get(app, entry.path).words
            assert all(role in words and name in words for role, name in entry.credits)


def test_the_mix_holds_every_template_pictures_videos_tables_and_a_dozen_gates(
    app: MediaApp,
) -> None:
    entries = app.expected
    kinds = Counter(kind for entry in entries for kind, _ in entry.blocks)
    assert {"heading", "quotation", "list", "table", "image", "video"} <= set(kinds)
    assert 10 <= sum(entry.needs_browser for entry in entries) <= 14
    assert len({entry.template for entry in entries}) == 8
    assert {entry.gate for entry in entries} == {"none", "harmless", "overlay", "blocking"}
    assert all(5 <= len(entry.paragraphs) <= 12 for entry in entries)


def test_pictures_and_videos_are_served(app: MediaApp) -> None:
    starts = {"jpg": b"\xff\xd8", "png": b"\x89PNG", "mp4": b"\x00\x00\x00\x18ftyp"}
    for entry in app.expected:
        for path in (*entry.images, *entry.videos):
            assert get(app, path).body.startswith(starts[path[-3:]])


def test_listings_are_newest_first(app: MediaApp) -> None:
    entries = [entry for entry in app.expected if not entry.same_as]
    for one, other in pairwise(entries):
        assert one.channel != other.channel or one.published_at >= other.published_at


def test_no_reader_above_has_been_sent_to_the_app_store(app: MediaApp) -> None:
    for entry in app.expected:
        get(app, entry.path)
    assert [app.hits(path) for path in NEVER] == [0, 0]
    assert get(app, "/download").status == 200
    assert app.hits("/download") == 1
