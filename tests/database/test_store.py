"""The store: batches, outcomes, and bad rows, on both PostgreSQL versions."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import psycopg
import pytest
import pytest_asyncio
from psycopg.rows import dict_row

from crawler.database.pool import Connection
from crawler.database.queries import query
from crawler.models.article import Article, Credit, Gate, Image, RawResponse
from crawler.models.outcome import EntryOutcome
from pipelines.content_fingerprint import sentence_pair_hashes
from pipelines.store import quarantined_outcome, write_batch

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def db(each_database: str) -> AsyncIterator[Connection]:
    connection = await psycopg.AsyncConnection.connect(
        each_database, autocommit=True, row_factory=dict_row
    )
    async with connection:
        await connection.execute(
            "insert into sources (key, name, base_url) values ('qc', '清川', 'http://a.example'),"
            " ('lh', '临河', 'http://b.example')"
        )
        yield connection


async def entry(db: Connection, number: int, source: str = "qc") -> int:
    cursor = await db.execute(
        "insert into entries (source, url, channel) values (%s, %s, '要闻') returning id",
        (source, f"http://a.example/{number}"),
    )
    row = await cursor.fetchone()
    assert row is not None
    return int(row["id"])


async def article(db: Connection, number: int, body: str = "", source: str = "qc") -> Article:
    body = body or f"第{number}篇的正文。"
    return Article(
        url=f"http://a.example/{number}",
        fetched_url=f"http://a.example/{number}?from=app",
        title=f"标题{number}",
        platform="generic",
        source=source,
        body=body,
        body_html=f"<p>{body}</p>",
        published_at=datetime(2026, 11, 3, 8, 5, tzinfo=UTC),
        images=[Image("http://a.example/1.jpg", "图说", "县融媒体中心")],
        credits=[Credit("记者", "李明", kind="reporter")],
        counts={"views": 7},
        gate=Gate("harmless", ["打开APP"]),
        content_hash=hashlib.sha256(body.encode()).digest(),
        passages=sentence_pair_hashes(body),
        entry_id=await entry(db, number, source),
        channel="要闻",
    )


async def one(db: Connection, statement: str) -> dict[str, object]:
    row = await (await db.execute(statement)).fetchone()  # type: ignore[arg-type]
    assert row is not None
    return row


async def write(db: Connection, *items: Article | EntryOutcome) -> list[str]:
    async with db.transaction():
        return [end.outcome for end in await write_batch(db, items, max_tries=3)]


async def test_an_article_becomes_a_row_and_its_entry_is_settled(db: Connection) -> None:
    assert await write(db, await article(db, 1)) == ["stored"]
    row = await one(db, "select * from articles")
    assert (row["title"], row["body"], row["reporters"]) == ("标题1", "第1篇的正文。", ["李明"])
    assert row["published_at"] == datetime(2026, 11, 3, 8, 5, tzinfo=UTC)
    assert row["images"] == [
        {"url": "http://a.example/1.jpg", "caption": "图说", "credit": "县融媒体中心"}
    ]
    assert (row["gate"], row["gate_detail"]) == ("harmless", {"signals": ["打开APP"]})
    settled = await one(db, "select state, article_id from entries")
    assert settled == {"state": "stored", "article_id": row["id"]}
    assert await one(db, "select name, value from counters") == {"name": "views", "value": 7}


async def test_the_same_page_again_is_unchanged_and_an_edit_is_a_revision(db: Connection) -> None:
    first = await article(db, 1)
    await write(db, first)
    assert await write(db, first) == ["unchanged"]
    first.body, first.content_hash = "改过的正文。", b"x" * 32
    assert await write(db, first) == ["stored"]
    assert (await one(db, "select body from articles"))["body"] == "改过的正文。"
    assert (await one(db, "select body from revisions"))["body"] == "第1篇的正文。"


async def test_the_same_text_under_another_address_is_a_duplicate(db: Connection) -> None:
    items = [await article(db, 1, "同一段正文。"), await article(db, 2, "同一段正文。")]
    assert await write(db, *items) == ["stored", "duplicate"]
    assert await write(db, await article(db, 3, "同一段正文。")) == ["duplicate"]
    row = await one(db, "select count(distinct article_id) as articles from entries")
    assert row == {"articles": 1}


async def test_a_reprint_by_another_outlet_is_stored_and_joins_the_story(db: Connection) -> None:
    text = (
        "转载的正文有好几句话。第二句话说了时间。第三句话说了地点。第四句话说了人物。最后还有结尾。"
    )
    cut = text.removesuffix("最后还有结尾。")
    await write(db, await article(db, 1, text))
    assert await write(db, await article(db, 2, cut, source="lh")) == ["stored"]
    row = await one(
        db, "select count(*) as copies, count(distinct story_id) as stories from articles"
    )
    assert row == {"copies": 2, "stories": 1}


async def test_a_failed_entry_is_owed_later_each_time_and_given_up_at_last(db: Connection) -> None:
    entry_id = await entry(db, 1)
    waits = []
    for _ in range(2):
        await write(db, EntryOutcome(entry_id, "failed", "HTTP 500"))
        row = await one(
            db, "select state, extract(epoch from next_try_at - now()) as wait from entries"
        )
        assert row["state"] == "pending"
        waits.append(float(str(row["wait"])))
    assert waits[1] > waits[0] > 30
    await write(db, EntryOutcome(entry_id, "failed", "HTTP 500"))
    row = await one(db, "select state, reason from entries")
    assert row == {"state": "rejected", "reason": "given up after 3 tries: HTTP 500"}


async def test_retry_after_is_honoured(db: Connection) -> None:
    await write(db, EntryOutcome(await entry(db, 1), "failed", "HTTP 429", retry_after=7200))
    row = await one(db, "select extract(epoch from next_try_at - now()) as wait from entries")
    assert float(str(row["wait"])) > 7000


async def test_what_is_rejected_keeps_its_reason_and_its_bytes(db: Connection) -> None:
    entry_id = await entry(db, 1)
    answered = RawResponse(b"<p>", "http://a.example/1?x", "text/html", rendered=True)
    end = EntryOutcome(
        entry_id, "rejected", "no body", "qc", "要闻", "http://a.example/1", answered
    )
    await write(db, end)
    row = await one(db, "select q.*, e.state from quarantine q join entries e on e.id = entry_id")
    assert (row["reason"], row["state"]) == ("no body", "rejected")
    assert gzip.decompress(row["raw"]) == b"<p>"  # type: ignore[arg-type]
    kept = (row["fetched_url"], row["content_type"], row["rendered"])
    assert kept == ("http://a.example/1?x", "text/html", True)


@pytest.mark.parametrize("bad", ["NUL \x00 inside", "lone \ud800 surrogate"])
async def test_a_row_that_the_database_refuses_can_still_be_set_aside(
    db: Connection, bad: str
) -> None:
    item = await article(db, 1)
    item.body = bad
    with pytest.raises((psycopg.DataError, ValueError)) as caught:
        await write(db, item)
    assert (await one(db, "select count(*) as n from articles"))["n"] == 0
    assert await write(db, quarantined_outcome(item, caught.value)) == ["rejected"]
    assert (await one(db, "select state from entries"))["state"] == "rejected"


async def test_another_article_at_an_old_address_is_a_new_row_and_the_old_one_stays(
    db: Connection,
) -> None:
    first = await article(db, 1, "码头的吊机今早恢复作业。积压的货柜三天内运完。夜班重新排了。")
    await write(db, first)
    second = replace(first, title="茶园今天开采", body="山上的茶园开采了。茶农说早了五天。")
    second.content_hash, second.passages = b"y" * 32, sentence_pair_hashes(second.body)
    assert await write(db, second) == ["stored"]
    rows = await (await db.execute(_TEXTS)).fetchall()
    assert [(row["body"], row["superseded"]) for row in rows] == [
        (first.body, True),
        (second.body, False),
    ]
    settled = await one(db, "select article_id from entries")
    assert settled["article_id"] == rows[1]["id"]
    assert await write(db, second) == ["unchanged"]
    assert (await one(db, "select count(*) as n from revisions"))["n"] == 0


_TEXTS = "select id, body, superseded_at is not null as superseded from articles order by id"


async def test_a_notice_that_was_stored_is_taken_back_when_another_address_shows_it(
    db: Connection,
) -> None:
    texts = "平台今晚调整内容分级，相关稿件暂不提供。"
    notices = [replace(await article(db, n, texts), unconfirmed=True) for n in (1, 2)]
    assert await write(db, notices[0]) == ["stored"]
    assert await write(db, notices[1]) == ["failed"]
    assert (await one(db, "select count(*) as n from articles"))["n"] == 0
    rows = await (await db.execute("select state, article_id, reason from entries")).fetchall()
    assert {(row["state"], row["article_id"]) for row in rows} == {("pending", None)}
    assert all("other addresses" in row["reason"] for row in rows)


async def test_an_answer_under_another_title_is_believed_when_it_comes_again_hours_later(
    db: Connection,
) -> None:
    answered = RawResponse(b"<p>", "http://a.example/1")
    found = replace(await article(db, 1), contrary="another title", response=answered)
    later = "update entries set heard_since = heard_since - interval '3 hours'"
    assert await write(db, found) == ["failed"]
    assert await write(db, found) == ["failed"]  # at once: the same moment may last
    await db.execute(later)
    other = replace(found, content_hash=b"z" * 32)
    assert await write(db, other) == ["failed"]
    await db.execute(later)
    await db.execute("update entries set tries = 0")
    assert await write(db, other) == ["stored"]
    kept = await one(db, "select count(*) as n, max(reason) as reason from quarantine")
    assert kept == {"n": 1, "reason": "another title"}


async def test_what_is_stored_stays_so_when_its_tries_are_used_up(db: Connection) -> None:
    item = await article(db, 1)
    await write(db, item)
    await db.execute("update entries set state = 'pending', tries = 0")
    for _ in range(3):
        await write(db, EntryOutcome(item.entry_id, "failed", "HTTP 404", final="gone"))
    assert (await one(db, "select state from entries"))["state"] == "stored"
    other = await entry(db, 2)
    for _ in range(3):
        await write(db, EntryOutcome(other, "failed", "HTTP 404", final="gone"))
    gone = await one(db, f"select state, reason from entries where id = {other}")
    assert gone == {"state": "gone", "reason": "given up after 3 tries: HTTP 404"}


async def test_an_outlet_that_floods_a_phrase_hides_no_reprint_of_others(db: Connection) -> None:
    """Articles that share a few passages with those of others are compared with them; of each
    source the newest alone, so that the work for one article is bounded."""
    await db.execute(
        "insert into articles (source, url, fetched_url, platform, title, body, body_html, gate,"
        " fetched_by, content_hash, passages)"
        " select source, 'u' || i, '', 'g', 't', 'b', '', 'none', 'http', '', passages"
        " from (values ('lh', 1, 1, '{1, 2, 3, 4}'::int[]), ('qc', 2, 3000, '{1, 2, 3, 9}'),"
        "     ('lh', 3001, 3001, '{1, 2, 3, 4}'))"
        " as r (source, first, last, passages), generate_series(first, last) i order by i"
    )
    cursor = await db.execute("select max(id) as id, min(id) as first from articles")
    [ends] = await cursor.fetchall()
    cursor = await db.execute(query("similar_articles"), {"ids": [ends["id"]], "most": 50})
    found = [row["other"] for row in await cursor.fetchall()]
    assert ends["first"] in found
    assert len(found) == 1 + 50
    assert max(found) == ends["id"] - 1
