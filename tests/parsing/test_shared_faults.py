"""Inputs that failed elsewhere and are not part of the project, read as they were answered."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from crawler.models.listing import Channel, ListingPage
from crawler.parsing.listing.extract import extract_listing
from crawler.parsing.page import FetchedPage

FAULTS = Path(__file__).parents[2].parent / "shared" / "faults"
HOME = "http://127.0.0.1:8097"
pytestmark = pytest.mark.skipif(
    not FAULTS.exists(), reason="needs the shared faults, which a clone does not hold"
)


def answer(path: str) -> FetchedPage:
    head, _, body = (FAULTS / path).read_bytes().partition(b"\r\n\r\n")
    fields = (line.partition(":") for line in head.decode("latin-1").splitlines())
    kind = next((v.strip() for name, _, v in fields if name.lower() == "content-type"), "")
    return FetchedPage(f"{HOME}/l", body, kind)


def read(path: str) -> ListingPage:
    return extract_listing(answer(path), Channel("c", "/l", HOME), 1)


@pytest.mark.parametrize(
    "path",
    ["18-feed-comment/raw/f", "19-feed-long-head/raw/f", "21-atom-prefix/raw/f", "28-cst/raw/f"]
    + [f"26-json-forms/raw/c{n}" for n in range(1, 8)],
)
def test_three_entries_at_eight(path: str) -> None:
    eight = datetime(2026, 11, 18, 8, tzinfo=timezone(timedelta(hours=8)))
    listing = read(path)
    assert [entry.published_at for entry in listing.entries] == [eight] * 3


def test_the_declared_encoding() -> None:
    assert "圖書館" in read("34-xml-encoding/raw/f").entries[0].title


@pytest.mark.parametrize("name", ["l", "m", "n"])
def test_what_is_no_listing(name: str) -> None:
    assert read(f"25-listing-waf/raw/{name}").error


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_picture(number: int) -> None:
    assert answer(f"11-picture-as-html/raw/a__{number}.html").binary_media_type == "image/png"
