"""Migration 0016 renames tables, columns and values, and keeps the data."""

from __future__ import annotations

import psycopg
import pytest
from psycopg.rows import dict_row

from crawler.database.migrate import migrate, migrations

_BEFORE = """
insert into sources (key, name, base_url) values ('qc', '清川融媒', 'https://m.example.cn');
insert into channels (source, name) values ('qc', '要闻');
insert into articles (source, url, fetched_url, platform, title, body, body_html, gate,
    gate_detail, fetched_by, content_hash, doubts)
values ('qc', 'https://m.example.cn/1', '', 'generic', '题', '文', '<p>文</p>', 'covers',
    '{"seen": ["打开APP"], "pressed": ["展开"], "blocked": ["b"]}', 'http', '\\x00',
    '{"published_at": "in the future"}');
insert into entries (source, url, channel, state, kind, ask, gate) values
    ('qc', 'https://m.example.cn/2', '要闻', 'owed', 'article', '{"url": "u"}',
        '{"state": "blocks", "lost": ["一行"]}'),
    ('qc', 'https://m.example.cn/3', '要闻', 'opened', 'container', null, null);
insert into sightings (entry_id, channel) select id, channel from entries;
insert into evidence (source, pattern, template, whole, needed, lesson, served) values
    ('qc', 'm.example.cn/{n}', 'aa', 3, 4, '{"asks": [{"url": "u", "method": "GET", "body": ""}],
        "grafts": [{"at": "//p", "start": 0, "end": -1, "markup": "m"}], "shapes": ["s"],
        "odd": ["o"]}', '{7}');
insert into runs (source, owed_before, gates, listings) values ('qc', 2, '{"inert": 5}',
    '[{"channel": "要闻", "fault": "HTTP 500", "unmodified": true}]');
insert into receipts (host, day, refused, forbidden, pauses) values ('h', '2026-11-30', 1, 2, 3);
insert into noise (source, name, example) values ('qc', 't', 'u');
insert into rhythms (source, channel, since, hours, days) values ('qc', '', now(), '{1}', '{2}');
"""


Connection = psycopg.Connection[dict[str, object]]


@pytest.fixture
def migrated(empty_database: str) -> Connection:
    """A database of the schema before, with data, after the migration."""
    with psycopg.connect(empty_database, autocommit=True) as connection:
        connection.execute(
            "create table migrations (name text primary key, applied_at timestamptz)"
        )
        for name, sql in migrations().items():
            if name < "0016":
                connection.execute(sql)  # type: ignore[arg-type]
                connection.execute("insert into migrations values (%s, now())", (name,))
        connection.execute(_BEFORE)  # type: ignore[arg-type]
        assert migrate(connection)[0] == "0016_names"
    return psycopg.connect(empty_database, row_factory=dict_row)


def test_values_and_keys_have_their_new_names(
    migrated: psycopg.Connection[dict[str, object]],
) -> None:
    def rows(statement: str) -> list[dict[str, object]]:
        return migrated.execute(statement).fetchall()  # type: ignore[arg-type]

    with migrated:
        assert rows("select gate, gate_detail, rejected_values from articles") == [
            {
                "gate": "overlay",
                "gate_detail": {"signals": ["打开APP"], "clicked": ["展开"], "blocked": ["b"]},
                "rejected_values": {"published_at": "in the future"},
            }
        ]
        assert rows("select state, kind, request, gate from entries order by id") == [
            {
                "state": "pending",
                "kind": "article",
                "request": {"url": "u"},
                "gate": {"state": "blocking", "lost_lines": ["一行"]},
            },
            {"state": "expanded", "kind": "topic", "request": None, "gate": None},
        ]
        assert rows(
            "select learned_request, http_complete, unverified_entries from render_stats"
        ) == [
            {
                "learned_request": {
                    "requests": [{"url": "u", "method": "GET", "body": ""}],
                    "patches": [{"xpath": "//p", "start": 0, "end": -1, "markup": "m"}],
                    "known_shapes": ["s"],
                    "rejected_shapes": ["o"],
                },
                "http_complete": 3,
                "unverified_entries": [7],
            }
        ]
        assert rows("select pending_before, gates, listings from runs") == [
            {
                "pending_before": 2,
                "gates": {"harmless": 5},
                "listings": [{"channel": "要闻", "error": "HTTP 500", "not_modified": True}],
            }
        ]
        assert rows("select throttled, robots_denied, skipped from host_usage") == [
            {"throttled": 1, "robots_denied": 2, "skipped": 3}
        ]
        for table in ("channel_entries", "volatile_parameters", "arrival_rates"):
            assert rows(f"select 1 as found from {table} limit 1") == [{"found": 1}]
