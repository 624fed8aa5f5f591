"""Where the terminal takes ASCII alone, every command says what it has to say."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from crawler.util.console import clean_output
from tests.crawling import Crawls, toml
from tests.site import Site, article
from tests.test_due import pages

_ASCII = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}


def test_what_an_encoding_lacks_is_escaped_and_json_stays_json(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", out)
    clean_output()
    texts = ["清川县 é 😀", "plain", "\udcff"]
    out.write(json.dumps(texts, ensure_ascii=False))
    out.flush()
    assert json.loads(out.buffer.getvalue()) == texts  # type: ignore[attr-defined]


def test_folders_may_have_any_name(database: str, tmp_path: Path) -> None:
    odd = tmp_path / "news 'of' \"数据\" $HOME"
    crawls = Crawls(database, odd / "my sources")
    crawls.env |= {"DATA_DIR": str(odd / "data"), "LOG_DIR": str(odd / "logs")}
    with Site(pages()) as site:
        crawls.add("qc", toml(site.url, render="never"))
        ended = crawls.command("due", "--run")
    assert ended.returncode == 0, ended.stderr
    assert "qc: all well" in (odd / "logs" / "qc.log").read_text("utf-8")


def test_every_command_writes_to_a_terminal_of_ascii(crawls: Crawls, tmp_path: Path) -> None:
    crawls.env |= _ASCII | {"DATA_DIR": str(tmp_path / "数据"), "LOG_DIR": str(tmp_path / "日志")}
    with Site(pages() | {"/p/1.html": "<h1>清川县</h1>"}) as site:
        crawls.add("qc", toml(site.url, render="never"))
        ran = crawls.run("qc")
        assert "\\u9891\\u9053" in ran.stdout  # the channel's name
        assert "UnicodeEncodeError" not in ran.stderr
        saved = tmp_path / "文章.html"
        saved.write_text(article("清川县渡口修缮完工", "施工队昨天撤场。"), "utf-8")
        commands = [
            ("due",), ("due", "--json"), ("due", "--help"), ("runs", "qc"), ("report", "qc"),
            ("quarantine",), ("check-sources",), ("extract", str(saved)),
        ]  # fmt: skip
        for command in commands:
            ended = crawls.command(*command)
            said = f"{command}: {ended.stdout}{ended.stderr}"
            assert "UnicodeEncodeError" not in said
            assert "Traceback" not in said
            assert ended.stdout.isascii(), said
