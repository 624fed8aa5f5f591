"""TRS: static files, and the interface in capital letters."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.platforms.registry import detect_platform
from crawler.platforms.trs import Trs
from crawler.platforms.trs_wcm import TrsWcm
from tests.platforms.answers import (
    HOSTILE,
    LINE,
    TEXT,
    answer,
    article,
    channel,
    films,
    images,
    lines,
    listed,
    reads_nothing,
)

BASE = "https://app.example.cn/rmt"
LIST, FILE = f"{BASE}/yw/documents.json", f"{BASE}/yw/501.json"
FILES, WCM = Trs(), TrsWcm()
CHANNEL = channel(BASE, "", LIST)
ITEM: dict[str, Any] = {
    "docid": 501,
    "title": "清川河滨步道开放",
    "url": "501.json",
    "sharelink": "https://m.example.cn/t20261119_501.html",
    "updatedate": "2026-11-19 18:30",
}
DATAS = {**ITEM, "body": TEXT, "source": "清川台", "images": [{"src": "/u/1.jpg"}]}


def test_the_top_of_a_list_and_its_rows() -> None:
    row = {
        **ITEM,
        "docid": "502",
        "title": "清川图书馆夜间开放",
        "url": "502.json",
        "sharelink": "",
    }
    page = answer(LIST, {"top_datas": [ITEM], "list_datas": [ITEM, row]})
    found = listed(FILES, page, CHANNEL)
    assert [entry.url for entry in found.entries] == [ITEM["sharelink"], f"{BASE}/yw/502.json"]
    assert [e.request.url for e in found.entries if e.request] == [FILE, f"{BASE}/yw/502.json"]
    assert found.next is None


def test_an_item_that_is_a_page_has_no_file() -> None:
    page = answer(
        LIST, {"list_datas": [{**ITEM, "sharelink": "", "url": "/yw/t20261119_501.html"}]}
    )
    (entry,) = listed(FILES, page, CHANNEL).entries
    assert (entry.url, entry.request) == ("https://app.example.cn/yw/t20261119_501.html", None)


def test_pictures_and_a_film_beside_the_text() -> None:
    read = article(FILES, answer(FILE, {"datas": {**DATAS, "videourl": "/v/1.mp4"}}))
    assert (read.title, read.source_name) == ("清川河滨步道开放", "清川台")
    assert lines(read) == [LINE]
    assert images(read) == [("https://app.example.cn/u/1.jpg", "")]
    assert films(read) == ["https://app.example.cn/v/1.mp4"]


def test_the_channels_are_files() -> None:
    menu = {"gd": [{"cname": "要闻", "documents": "yw/documents.json"}], "more": [{"cname": "x"}]}
    assert list(FILES.parse_channels(answer(f"{BASE}/channels.json", menu))) == [(LIST, "要闻")]


UPPER: dict[str, Any] = {
    "DOCID": "501",
    "CHANNELID": 7,
    "DOCTITLE": "清川河滨步道开放",
    "DOCRELTIME": "2026-11-19 18:30:00",
    "LIKECOUNT": "3",
}
CALLS = f"{BASE}/api/wcm/document"


def test_capital_letters() -> None:
    subject = {"CHANNELID": 9, "CHNLDESC": "文旅专题"}
    page = answer(f"{CALLS}/getByChnlId.do?chnlId=7", {"DOCUMENTS": [UPPER], "SUBJECTS": [subject]})
    found = listed(WCM, page, channel(BASE, "7"))
    assert [(e.title, e.kind) for e in found.entries] == [
        ("清川河滨步道开放", "article"), ("文旅专题", "topic"),
    ]  # fmt: skip
    assert found.entries[0].counts == {"likes": 3}
    assert found.next is not None
    assert "pageIndex=2" in found.next.url
    read = article(WCM, answer(f"{CALLS}/getByDocId.do?docId=501", {**UPPER, "DOCHTMLCON": TEXT}))
    assert lines(read) == [LINE]
    menu = answer(f"{BASE}/api/wcm/channel/nav.do", [{"CHANNELID": 7, "CHNLDESC": "要闻"}])
    assert list(WCM.parse_channels(menu)) == [("7", "要闻")]


@pytest.mark.parametrize(
    ("url", "value", "name"),
    [
        (LIST, {"list_datas": [ITEM]}, "trs"),
        (FILE, {"datas": DATAS}, "trs"),
        (LIST, {"list_datas": [{"id": 1, "title": "题"}]}, "generic"),
        (f"{BASE}/list?page=1", {"list_datas": [ITEM]}, "generic"),
        (f"{CALLS}/getByChnlId.do?chnlId=7", {"DOCUMENTS": [UPPER]}, "trs_wcm"),
        (f"{CALLS}/getByDocId.do?docId=501", UPPER, "trs_wcm"),
        (f"{BASE}/getByDocId.do?docId=501", UPPER, "generic"),
    ],
)
def test_what_is_recognised(url: str, value: Any, name: str) -> None:
    assert detect_platform(answer(url, value))[0].name == name


@pytest.mark.parametrize("body", HOSTILE)
def test_hostile_answers(body: str) -> None:
    reads_nothing(FILES, answer(LIST, body), CHANNEL)
    reads_nothing(WCM, answer(f"{CALLS}/getByChnlId.do?chnlId=7", body), channel(BASE, "7"))
