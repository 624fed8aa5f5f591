"""While the database is away, what was fetched is on disk; the next run takes it in unfetched."""

from __future__ import annotations

import os
import signal
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.models.article import Article, Block, Credit, Gate, Image, RawResponse, RemovedText
from crawler.models.outcome import EntryOutcome
from crawler.state.spool import Spool
from tests.crawling import Crawls, balanced, toml
from tests.site import Site
from tests.test_due import pages, until

ARTICLES = 30


def article(**facts: object) -> Article:
    return Article(
        url="http://news.example/p/1.html",
        published_at=datetime(2026, 3, 4, 5, 6, tzinfo=UTC),
        blocks=[Block("paragraph", "水位回落。"), Block("image", image=Image("http://x/1.jpg"))],
        credits=[Credit("记者", "钱一", kind="reporter")],
        gate=Gate("overlay", signals=["打开App"]),
        removed=[RemovedText("byline", "（记者 钱一）")],
        content_hash=bytes(range(32)),
        passages=[-(2**63), 2**63 - 1],
        **facts,  # type: ignore[arg-type]
    )


def test_a_batch_comes_back_as_it_was(tmp_path: Path) -> None:
    items = [
        article(title="水位"),
        EntryOutcome(7, "rejected", "why", response=RawResponse(bytes(range(256)), "http://x/")),
    ]
    spool = Spool(tmp_path, 10_000)
    file = spool.save("qc", 1, items)
    assert file
    assert not list(tmp_path.glob("*.half"))
    [batch] = spool.load("qc")
    assert batch.items == items
    assert batch.file == file
    assert list(spool.load("another")) == []


def test_it_holds_no_more_than_its_limit(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    spool = Spool(tmp_path, 40_000)
    for source in ("qc", "dh", "xj"):  # one that takes what it can leaves the rest its share
        while spool.save(source, 1, [article(body=os.urandom(1000).hex())]):
            pass
        assert 8_000 < spool.size(f"{source}.*") <= 10_000
        assert f"{source} has taken its share" in caplog.text
    while spool.save("nj", 1, [article(body=os.urandom(1000).hex())]):
        pass
    assert 38_000 < spool.size() <= 40_000
    assert "is full" in caplog.text


@pytest.mark.parametrize("broken", [b"", b"\x1f\x8b", b"no gzip", b'{"articles": 3}'])
def test_what_cannot_be_read_is_put_aside(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, broken: bytes
) -> None:
    spool = Spool(tmp_path, 10_000)
    (tmp_path / "qc.1.0.json.gz").write_bytes(broken)
    spool.save("qc", 2, [article()])
    assert len(list(spool.load("qc"))) == 1
    assert "cannot be read; its entries are pending" in caplog.text
    assert [file.name for file in tmp_path.glob("*.unreadable")] == ["qc.1.0.json.unreadable"]


def test_what_json_cannot_hold_or_the_disk_does_not_take_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert Spool(tmp_path, 10_000).save("qc", 1, [article(title="\ud800")]) is None
    (tmp_path / "file").write_text("")
    assert Spool(tmp_path / "file", 10_000).save("qc", 1, [article()]) is None
    assert caplog.text.count("1 items could not be spooled") == 2


def begun(crawls: Crawls, site: Site, *options: str) -> subprocess.Popen[str]:
    """A crawl that has written ten articles and has some more at hand."""
    crawls.add("qc", toml(site.url, delay=0.1, concurrency=1))
    batches = ("-s", "STORE_BATCH_ITEMS=10", "-s", "STORE_BATCH_SECONDS=3")
    process = crawls.start("crawl", "qc", *batches, *options)
    until(lambda: crawls.rows("select 1 from articles"))
    stored = crawls.rows("select count(*) as n from articles")[0]["n"]
    until(lambda: site.hits.total() >= stored + 2 + 5)
    return process


@pytest.mark.parametrize("end", ["patience", "kill -9"])
def test_the_next_run_takes_in_what_this_one_could_not_write(
    crawls: Crawls, tmp_path: Path, end: str
) -> None:
    crawls.env |= {"DATA_DIR": str(tmp_path)}
    spool = tmp_path / "spool"
    with Site(pages(ARTICLES)) as site:
        patience = 3 if end == "patience" else 60
        process = begun(crawls, site, "-s", f"DATABASE_RETRY_SECONDS={patience}")
        with crawls.database_away():
            if end == "kill -9":
                until(lambda: list(spool.glob("*.gz")))
                process.send_signal(signal.SIGKILL)
            process.communicate(timeout=60)
        assert process.returncode == (4 if end == "patience" else -9)
        kept = [item for batch in Spool(spool, 0).load("qc") for item in batch.items]
        fetched = [x.url.removeprefix(site.url) for x in kept if isinstance(x, Article)]
        assert len(fetched) >= 4
        assert crawls.run("qc").returncode == 0
        assert {site.hits[path] for path in fetched} == {1}
    assert crawls.rows("select count(*) as n from articles") == [{"n": ARTICLES}]
    assert crawls.rows("select 1 from entries where state <> 'stored'") == []
    assert list(spool.iterdir()) == []
    assert balanced(crawls.books("qc"))


def test_what_another_run_has_stored_meanwhile_is_not_written_over(
    crawls: Crawls, tmp_path: Path
) -> None:
    crawls.env |= {"DATA_DIR": str(tmp_path)}
    with Site(pages(1)) as site:
        crawls.add("qc", toml(site.url))
        crawls.run("qc")
        [entry] = crawls.rows("select id, url from entries")
        older = article(title="旧", body="旧", source="qc", entry_id=entry["id"])
        older.url = entry["url"]
        Spool(tmp_path / "spool", 10**6).save("qc", 1, [older])
        assert crawls.run("qc").returncode == 0
    assert crawls.rows("select 1 from articles where title = '旧'") == []
    assert crawls.rows("select 1 from revisions") == []
    assert list((tmp_path / "spool").iterdir()) == []


def test_a_short_absence_leaves_nothing_behind(crawls: Crawls, tmp_path: Path) -> None:
    crawls.env |= {"DATA_DIR": str(tmp_path)}
    spool = tmp_path / "spool"
    with Site(pages(ARTICLES)) as site:
        process = begun(crawls, site)
        with crawls.database_away():
            until(lambda: list(spool.glob("*.gz")))
        _, err = process.communicate(timeout=60)
        assert process.returncode == 0, err[-2000:]
    assert crawls.rows("select count(*) as n from articles") == [{"n": ARTICLES}]
    assert list(spool.iterdir()) == []
    assert balanced(crawls.books("qc"))
