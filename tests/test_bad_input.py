"""Bad input is normal input: each kind comes to a counted outcome, and the others stay."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass

import pytest

from crawler.exit_codes import ExitCode
from tests.crawling import Crawls, balanced, toml
from tests.faults.network import pouring_server
from tests.site import Answer, Site, article, listing, redirect

_TITLE = "青石村乡村图书室开放 三百名学生办理借书证"
_BODY = (
    "位于青石村小学旁的乡村图书室昨天正式向村民开放，首日共有三百名学生办理了借书证。",
    "图书室藏书八千余册，由县图书馆按季度轮换，周末还安排了志愿者陪伴阅读。",
    "村党支部书记说，下一步将把图书室的开放时间延长到晚上九点，方便务工归来的村民。",
)
_GOOD = article(_TITLE, *_BODY)


def good(case: str) -> str:
    """An article that differs from those of the other cases, so that none is a duplicate."""
    return article(_TITLE, f"本报{case}版消息。", *_BODY)


@dataclass(frozen=True)
class Bad:
    """An answer to an article request, and what has to become of its entry."""

    answer: Answer | str | bytes
    outcome: str
    reason: str = ""
    body: str = ""


_LONG = "\n".join(
    f"<p>第{n}户村民领到了图书室送来的新书，家里的孩子当晚就读了起来，家长在一旁听得入神。</p>"
    for n in range(40_000)
)
BAD = {
    "nul-bytes": Bad(good("一").replace("图书室", "图\x00书室").encode(), "stored", body="图书室"),
    "surrogates": Bad(
        good("二").replace("开放", "开放&#xD800;").encode(), "stored", body="首日共有三百名学生"
    ),
    "undeclared-gbk": Bad(
        Answer(
            good("三").replace('<meta charset="utf-8">', "").encode("gb18030"),
            headers={"Content-Type": "text/html"},
        ),
        "stored",
        body="县图书馆按季度轮换",
    ),
    "no-title": Bad(
        "<html><body><div>" + "".join(f"<p>{p}</p>" for p in _BODY) + "</div></body></html>",
        "failed",
        "neither the title nor the time",
    ),
    "no-time": Bad(article(_TITLE, *_BODY, time=""), "stored", body="晚上九点"),
    "no-body": Bad(article(_TITLE), "failed", "body"),
    "five-megabytes": Bad(
        article(_TITLE).replace('class="content">', f'class="content">{_LONG}'), "stored", body="户"
    ),
    "redirect-loop": Bad(redirect("/p/redirect-loop.html?again"), "failed", "redirect"),
    "twenty-redirects": Bad(redirect("/r/1"), "failed", "redirect"),
    "another-site": Bad(redirect("http://127.0.0.2:9/elsewhere"), "failed", "another site"),
    "download-page": Bad(redirect("/download"), "failed", "a download page"),
    "front-page": Bad(redirect("/"), "failed", "front page"),
    "app-scheme": Bad(redirect("qcapp://open?id=1"), "failed", "led to qcapp:"),
    "gone": Bad(Answer(status=410), "failed", "410"),
    "missing": Bad(Answer(status=404), "failed", "404"),
    "error": Bad(Answer(status=500), "failed", "500"),
    "forbidden": Bad(Answer(status=403), "failed", "403"),
    "stalled": Bad(Answer(stalls=True, body=b"never sent"), "failed", "imeout"),
    "empty": Bad(b"", "failed", "empty answer"),
    "json-false": Bad(Answer("false", headers={"Content-Type": "application/json"}), "failed"),
    "broken-html": Bad("<div><p><<<</b><table><tr><p></div" * 50, "failed"),
    "a-picture": Bad(
        Answer(b"\x89PNG\r\n\x1a\n" + bytes(4000), headers={"Content-Type": "image/png"}),
        "rejected",
        "image/png",
    ),
}


@pytest.fixture(scope="module")
def ended(
    embedded_server: str, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, object]]:
    """One crawl over all of them; entry rows and article rows by case."""
    from tests.conftest import fresh_database

    crawls = Crawls(fresh_database(embedded_server), tmp_path_factory.mktemp("bad") / "sources")
    pages: dict[str, Answer | str | bytes] = {f"/p/{n}.html": b.answer for n, b in BAD.items()}
    pages |= {f"/r/{n}": redirect(f"/r/{n + 1}") for n in range(1, 20)} | {"/r/20": good("四")}
    pages["/p/good.html"] = _GOOD.replace("三百", "五百")
    pages["/download"] = article("下载客户端", *_BODY)
    pages["/"] = listing(("/p/good.html", _TITLE))
    links = [(url, f"{_TITLE}（{n}）") for n, url in enumerate(pages) if url.startswith("/p/")]
    pages["/list.html"] = listing(*links)
    with Site(pages) as site:
        crawls.add("bad", toml(site.url, "/list.html"))
        ran = crawls.run("bad", "-s", "DOWNLOAD_TIMEOUT=2", "-s", "RETRY_TIMES=1")
    run = crawls.books("bad")
    assert run["found"] == len(BAD) + 1
    assert balanced(run)
    assert ran.returncode in (ExitCode.PENDING, ExitCode.GATE_CLOSED), ran.stderr[-2000:]
    assert "Traceback" not in ran.stderr
    rows = crawls.rows(
        "select e.url, e.state, e.reason, a.title, a.body from entries e"
        " left join articles a on a.id = e.article_id"
    )
    return {str(row["url"]).rsplit("/", 1)[1].removesuffix(".html"): row for row in rows}


@pytest.mark.parametrize("name", BAD)
def test_each_bad_answer_comes_to_its_outcome(
    ended: dict[str, dict[str, object]], name: str
) -> None:
    bad, row = BAD[name], ended[name]
    state = {"failed": "pending", "stored": "stored"}.get(bad.outcome, bad.outcome)
    assert row["state"] == state, row
    assert bad.reason in str(row["reason"])
    assert bad.body in str(row["body"] or "")


def test_the_good_article_beside_them_is_stored(ended: dict[str, dict[str, object]]) -> None:
    assert ended["good"]["state"] == "stored"


LISTINGS = {
    "empty": (Answer(b""), ExitCode.TOO_FEW_ENTRIES, "empty"),
    "missing": (Answer(status=404), ExitCode.TOO_FEW_ENTRIES, "404"),
    "error": (Answer(status=500), ExitCode.TOO_FEW_ENTRIES, "500"),
    "not-modified": (Answer(status=304), ExitCode.TOO_FEW_ENTRIES, "304"),
    "login": (
        "<html><title>用户登录</title><form><input name=u><input type=password></form></html>",
        ExitCode.TOO_FEW_ENTRIES,
        "login",
    ),
    "json": (
        Answer(
            json.dumps({"code": 1, "msg": "系统繁忙"}), headers={"Content-Type": "application/json"}
        ),
        ExitCode.TOO_FEW_ENTRIES,
        "系统繁忙",
    ),
    "nothing-in-it": ("<html><body><p>暂无内容</p></body></html>", ExitCode.TOO_FEW_ENTRIES, ""),
}


@pytest.mark.parametrize("name", LISTINGS)
def test_each_bad_listing_is_seen_in_the_status_and_in_the_run(crawls: Crawls, name: str) -> None:
    answer, status, fault = LISTINGS[name]
    with Site({"/list.html": answer}) as site:
        crawls.add("bad", toml(site.url, "/list.html"))
        ended = crawls.run("bad", "-s", "RETRY_TIMES=1")
    assert ended.returncode == status, ended.stderr
    assert "Traceback" not in ended.stderr
    run = crawls.books("bad")
    assert (run["exit_status"], run["found"]) == (status, 0)
    assert fault in run["listings"][0]["error"]


def test_headers_without_end_are_not_read_to_the_end(crawls: Crawls) -> None:
    line = b"X-Line: " + b"a" * 500 + b"\r\n"
    with pouring_server(b"HTTP/1.1 200 OK\r\n", line) as there:
        crawls.add("bad", toml(there))
        ended = crawls.run("bad", "-s", "RETRY_TIMES=0")
    assert ended.returncode == ExitCode.UNREACHABLE, ended.stderr
    assert "headers of more than 256 KiB" in ended.stderr


def test_a_crawl_that_takes_too_much_memory_is_ended_and_owes_the_rest(crawls: Crawls) -> None:
    with Site({"/list.html": listing(("/p/1.html", _TITLE)), "/p/1.html": _GOOD}) as site:
        crawls.add("greedy", toml(site.url))
        ended = crawls.run("greedy", "-s", "MEMUSAGE_LIMIT_MB=50")
        assert ended.returncode == ExitCode.ERROR, ended.stderr
        assert "Memory usage exceeded 50MiB" in ended.stderr
        assert crawls.books("greedy")["reason"] == "memusage_exceeded"
        assert crawls.run("greedy").returncode == ExitCode.OK
    assert crawls.books("greedy")["stored"] == 1


def test_a_crawl_is_not_ended_for_the_memory_of_what_started_it(crawls: Crawls) -> None:
    started = "import subprocess, sys; kept = bytearray(400 << 20);"
    crawls.within = (sys.executable, "-c", f"{started} sys.exit(subprocess.call(sys.argv[1:]))")
    with Site({"/list.html": listing(("/p/1.html", _TITLE)), "/p/1.html": _GOOD}) as site:
        crawls.add("modest", toml(site.url))
        ended = crawls.run("modest", "-s", "MEMUSAGE_LIMIT_MB=300")
    assert ended.returncode == ExitCode.OK, ended.stderr


def test_one_bad_channel_does_not_stop_the_other(crawls: Crawls) -> None:
    with Site({"/list.html": listing(("/p/1.html", _TITLE)), "/p/1.html": _GOOD}) as site:
        crawls.add("half", toml(site.url, "/list.html", "/missing.html"))
        assert crawls.run("half").returncode == ExitCode.LISTING_FAILED
    assert crawls.books("half")["stored"] == 1
