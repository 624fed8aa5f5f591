"""The page that says how to add a source is followed by a machine, and shows what it says."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from tests.crawling import Crawls
from tests.media_app import MediaApp

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "docs" / "add-a-source.md").read_text("utf-8")
SHOWN_AT = "http://127.0.0.1:8765"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", GUIDE, re.S | re.M)


def commands() -> list[str]:
    return [line for block in blocks("sh") for line in block.splitlines()]


def told(text: str) -> set[str]:
    """The lines of an output, however its columns are set."""
    return {" ".join(line.split()) for line in text.splitlines() if line.strip()}


def test_the_guide_leads_to_articles(crawls: Crawls) -> None:
    outputs: list[str] = []
    with MediaApp() as app:
        for command in commands():
            name, *args = shlex.split(command.replace(SHOWN_AT, app.url))
            ended = subprocess.run(
                [sys.executable, "-m", name, *args],
                cwd=ROOT,
                env=os.environ | {"DATABASE_URL": crawls.dsn, "SOURCES_DIR": str(crawls.sources)},
                text=True,
                capture_output=True,
                check=False,
            )
            assert ended.returncode == 0, (command, ended.stdout[-2000:], ended.stderr[-2000:])
            outputs.append(
                ended.stdout.replace(app.url, SHOWN_AT).replace(app.url[7:], SHOWN_AT[7:])
            )
    pages, interface, _, checked, listed, _, stored, _ = outputs
    for shown, output in zip(blocks("text"), (pages, interface), strict=True):
        assert not told(shown) - told(output)
    assert not told(blocks("toml")[0]) - told(pages)
    assert re.fullmatch(r"\d+ sources are fine\n", checked)
    assert {"qingchuan", "qingchuan-app", "qingchuan-red"} <= set(listed.split())
    assert "(3 rows)" in stored


def test_the_outlet_s_own_command_is_right() -> None:
    (command,) = blocks("sh server")
    name, *args = shlex.split(command)[1:]
    assert (name, args[0]) == ("-m", "tests.media_app")
    helped = subprocess.run(
        [sys.executable, "-m", args[0], "--help"], cwd=ROOT, text=True, capture_output=True
    )
    assert args[1] in helped.stdout
