"""``scrapy extract``: one JSON object a line, no database, files and addresses alike."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.site import Site, article

_KEYS = [
    *("url", "platform", "title", "published_at", "source_name", "reporters", "correspondents"),
    *("editors", "credits", "body", "body_html", "images", "videos", "counts", "gate", "complete"),
    *("removed", "gate_detail", "fetched_by", "updated_at", "subtitle", "original_title"),
    *("summary", "editor_note", "section", "keywords", "language", "canonical_url"),
    *("original_url", "rejected_values"),
]
_BODY = (
    "入冬以来，白鹭滩湿地迎来今年第一批越冬候鸟，巡护员在晨雾里数到了三百多只。",
    "湿地保护站已经在核心区外围加设了提示牌，提醒摄影爱好者保持两百米以上的距离。",
)
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def extracted(run: Run, *args: str) -> list[dict[str, Any]]:
    ended = run("extract", *args, DATABASE_URL="postgresql://nobody@127.0.0.1:9/none")
    assert ended.returncode == 0, ended.stderr
    return [json.loads(line) for line in ended.stdout.splitlines()]


def page(tail: str = "") -> str:
    bylines = ("（记者 沈若川 通讯员 葛云舟）", "编辑：姜可颂")
    return article("三百只候鸟飞抵白鹭滩", *_BODY, *bylines, tail=tail)


def test_a_file_becomes_one_line_with_every_key(scrapy: Run, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(page(), "utf-8")
    [read] = extracted(scrapy, str(file), "--url", "https://m.example.cn/p/7.html?from=app")
    assert list(read) == _KEYS
    assert read["url"] == "https://m.example.cn/p/7.html"
    assert read["title"] == "三百只候鸟飞抵白鹭滩"
    assert read["published_at"] == "2026-11-03T08:05:00+08:00"
    assert read["body"].splitlines() == list(_BODY)
    assert (read["reporters"], read["correspondents"]) == (["沈若川"], ["葛云舟"])
    assert read["editors"] == ["姜可颂"]
    assert read["complete"] is True
    assert read["gate"] == "none"
    assert {removed["rule"] for removed in read["removed"]} == {"byline"}


def test_pictures_of_a_file_without_an_address_are_kept_as_written(
    scrapy: Run, tmp_path: Path
) -> None:
    file = tmp_path / "page.html"
    figure = '<p><img src="/i/1.jpg" width="600"></p><p>▲候鸟在浅滩觅食 沈若川 摄</p>'
    file.write_text(page().replace("</p>", "</p>" + figure, 2), "utf-8")
    [read] = extracted(scrapy, str(file))
    assert read["images"][0]["url"] == "/i/1.jpg"
    assert "浅滩觅食" not in read["body"]


def test_every_argument_has_its_line(scrapy: Run, tmp_path: Path) -> None:
    contents = {"good.html": page(), "empty.html": "", "false.html": "false"}
    for name, text in contents.items():
        (tmp_path / name).write_text(text, "utf-8")
    ended = scrapy("extract", *(str(tmp_path / name) for name in contents), "missing.html")
    read = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [r["complete"] for r in read] == [True, False, False]
    assert ended.returncode == 1
    assert "missing.html" in ended.stderr


def test_several_files_are_several_lines_in_order(scrapy: Run, tmp_path: Path) -> None:
    files = [tmp_path / f"{n}.html" for n in range(3)]
    for n, file in enumerate(files):
        file.write_text(page().replace("三百只", f"{n + 2}百只"), "utf-8")
    titles = [read["title"] for read in extracted(scrapy, *map(str, files))]
    assert titles == [f"{n + 2}百只候鸟飞抵白鹭滩" for n in range(3)]


def test_an_address_is_fetched_and_rendered_only_where_it_must_be(scrapy: Run) -> None:
    body = json.dumps("".join(f"<p>{p}</p>" for p in _BODY * 2), ensure_ascii=True)
    by_script = (
        "<html><head><title>候鸟</title></head><body><h1>三百只候鸟飞抵白鹭滩</h1>"
        "<p>2026-11-03 08:05</p><div id='text'></div><script>setTimeout(function () {"
        f"document.getElementById('text').innerHTML = {body}}}, 500)</script></body></html>"
    )
    with Site({"/p/1.html": page(), "/p/2.html": by_script}) as site:
        plain, rendered = extracted(scrapy, f"{site.url}/p/1.html", f"{site.url}/p/2.html")
        assert site.hits["/p/1.html"] == 1
        assert site.hits["/p/2.html"] == 2
    assert plain["body"].splitlines() == list(_BODY)
    assert rendered["complete"] is True
    assert all(sentence in rendered["body"] for sentence in _BODY)


def test_what_cannot_be_read_is_one_sentence_and_exit_1(scrapy: Run) -> None:
    for args in (["/no/such/file.html"], ["http://127.0.0.1:9/"], ["--source", "nobody", "x.html"]):
        ended = scrapy("extract", *args)
        assert ended.returncode == 1, args
        assert "Traceback" not in ended.stderr
        assert ended.stderr.strip()
