"""What is the operator's own, or one outlet's, is told to nobody else: keys in addresses, the
database's password, and where a request comes from."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from psycopg.conninfo import make_conninfo

from crawler.commands.psql import without_password
from crawler.errors import CrawlerError
from crawler.source_config.loader import load_sources
from crawler.util.printable import hidden, is_secret, keep_secret, printable
from tests.crawling import Crawls, toml
from tests.site import Answer, Site, article, listing, redirect

_KEY = "k3y-of-The-0perator"
_LINES = (
    "渡口新船昨天下水，可载客六十人。",
    "船上装了雨棚和栏杆，班次由每天四趟加到八趟。",
    "老船下月退役，停在码头作展览。",
)
_TITLE = "渡口新船下水 班次加密"
Run = Callable[..., "subprocess.CompletedProcess[str]"]


# --- addresses -------------------------------------------------------------------------------


def outlet() -> dict[str, Answer | str | bytes]:
    """A listing that wants a key and links with it, one that fails, and one that leads away."""
    links = [("/p/1.html", _TITLE), (f"/p/2.html?token={_KEY}", f"{_TITLE}二")]
    etag = {"Content-Type": "text/html", "ETag": '"1"'}
    return {
        "/list.html": Answer(listing(*links), headers=etag),
        "/broken.html": Answer(f"no entry for {_KEY}", 500),
        "/away.html": redirect(f"http://127.0.0.2:9/?token={_KEY}"),
        "/p/1.html": article(_TITLE, *_LINES),
        "/p/2.html": "<html></html>",
    }


def test_a_key_of_a_source_file_is_sent_and_nowhere_written_down(
    crawls: Crawls, tmp_path: Any
) -> None:
    channels = [f"/{name}.html?token={_KEY}&n=1" for name in ("list", "broken", "away")]
    logs = [tmp_path / "1.log", tmp_path / "2.log"]
    said = ""
    with Site(outlet()) as site:
        crawls.add("dk", toml(site.url, *channels, render="never"))
        for log in logs:
            ended = crawls.run("dk", "-L", "DEBUG", "-s", "RETRY_TIMES=0", "--logfile", str(log))
            said += ended.stdout + ended.stderr + log.read_text("utf-8")
        assert site.hits[channels[0]] == 2
        assert site.unmodified[channels[0]] == 1  # what is kept of its address still fits
    assert "token=***" in said
    for command in (["runs", "--id", "1"], ["quarantine"], ["report", "dk"], ["due"]):
        ended = crawls.command(*command)
        said += ended.stdout + ended.stderr
    assert _KEY not in said
    for table in ("runs", "channels", "quarantine", "polls"):
        rows = crawls.rows(f"select (to_jsonb(t) - 'raw')::text as t from {table} t")
        assert rows
        assert not [row for row in rows if _KEY in row["t"]], table
    [row] = crawls.rows("select title from articles")
    assert row["title"] == _TITLE


@pytest.mark.parametrize(
    "facts",
    [
        'platform = "hoge"\n[platform_options]\nappid = "4711abc"\nappkey = "k3y-secret"',
        'platform = "cmstop_b"\n[platform_options]\nsign = "4711abc"',
    ],
)
def test_a_fact_that_gives_access_is_hidden(tmp_path: Any, facts: str) -> None:
    source = f'name = "甲"\nbase_url = "https://m.example.cn"\n{facts}\n[[channels]]\nid = "1"\n'
    (tmp_path / "jia.toml").write_text(source, "utf-8")
    catalog = load_sources([tmp_path], shipped=False)
    assert catalog.errors == []
    assert "4711abc" not in hidden("http://m.example.cn/a?appid=4711abc&sign=4711abc&x=1")
    assert hidden("a4711abcd") == "a4711abcd"


def test_a_key_is_found_in_each_of_its_forms() -> None:
    keep_secret(["a b/c+d-e", "abc", "46810"])
    assert hidden('{"bytes": 46810} appid=46810') == '{"bytes": 46810} appid=***'
    assert hidden("x=a%20b%2Fc%2Bd-e&y=a b/c+d-e&z=a+b%2Fc%2Bd-e") == "x=***&y=***&z=***"
    assert hidden("abc") == "abc"  # too short to be looked for
    assert printable("\x1b[1m a b/c+d-e") == "?[1m ***"
    assert hidden("postgresql://u:p@h/d http://u@h/ a@b.cn") == (
        "postgresql://***@h/d http://***@h/ a@b.cn"
    )
    assert [n for n in ("appKey", "token", "api_sign", "passwd", "page", "keyword", "id")
            if is_secret(n)] == ["appKey", "token", "api_sign", "passwd"]  # fmt: skip


def test_no_source_has_a_password_in_its_address(scrapy: Run, tmp_path: Any) -> None:
    source = toml("http://me:s3cret@127.0.0.1:9", "http://me:s3cret@127.0.0.1:9/list.html")
    (tmp_path / "a.toml").write_text(source, "utf-8")
    ended = scrapy("check-sources", str(tmp_path / "a.toml"))
    assert ended.returncode == 1
    assert ended.stdout.count("without name@") == 1
    assert "s3cret" not in ended.stdout + ended.stderr
    ended = scrapy("probe", "http://me:s3cret@127.0.0.1:9/")
    assert ended.returncode == 1
    assert "s3cret" not in ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr


# --- the database's password -----------------------------------------------------------------


def test_psql_is_given_the_password_where_nobody_reads_it(crawls: Crawls) -> None:
    crawls.dsn = make_conninfo(crawls.dsn, password="s3cret 'of' mine")
    ended = crawls.command("psql", r"\! tr '\0' '\n' </proc/$PPID/cmdline")
    assert "dbname" in ended.stdout, ended.stderr
    assert "s3cret" not in ended.stdout
    ended = crawls.command("psql", r"\! tr '\0' '\n' </proc/$PPID/environ | grep ^PGPASSWORD=")
    assert ended.stdout == "PGPASSWORD=s3cret 'of' mine\n"


@pytest.mark.parametrize(
    ("dsn", "password"),
    [
        ("postgresql://me:s3cret@db.example.cn/news", "s3cret"),
        ("host=db.example.cn user=me password='s3 cret'", "s3 cret"),
        ("postgresql://me@db.example.cn/news?password=s3cret", "s3cret"),
        ("dbname=news", None),
    ],
)
def test_a_password_is_taken_out_of_every_form_of_an_address(
    dsn: str, password: str | None
) -> None:
    address, found = without_password(dsn)
    assert found == password
    assert "cret" not in address


def test_a_secret_that_psql_takes_on_its_line_alone_is_refused() -> None:
    with pytest.raises(CrawlerError, match="service file"):
        without_password("host=db.example.cn sslpassword=s3cret")


# --- where a request comes from --------------------------------------------------------------


def test_no_path_of_an_outlet_is_told_to_another(crawls: Crawls) -> None:
    """By plain HTTP; what the browser says is in test_commands.py."""
    there = article(f"{_TITLE}九", *(f"{line[:-1]}，别处所见。" for line in _LINES))
    with Site({"/p/9.html": there}) as other:
        links = [("/p/1.html", _TITLE), (f"{other.url}/p/9.html", f"{_TITLE}九")]
        pages = {"/list.html": listing(*links), "/p/1.html": article(_TITLE, *_LINES)}
        with Site(pages) as site:
            source = toml(site.url, render="never") + 'entry_css = "ul.news li a"\n'
            crawls.add("dk", source)
            crawls.run("dk")
    assert site.referers["/p/1.html"] == f"{site.url}/list.html"
    assert other.referers["/p/9.html"] == ""
