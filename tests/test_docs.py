"""What the README says is true, and it says the same in both languages."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from crawler.exit_codes import MEANING
from crawler.platforms.registry import NAMES
from crawler.source_config.schema import ChannelFacts, Source

ROOT = Path(__file__).parent.parent
ENGLISH = (ROOT / "README.md").read_text("utf-8")
CHINESE = (ROOT / "README.zh-CN.md").read_text("utf-8")
READMES = pytest.mark.parametrize("text", [ENGLISH, CHINESE], ids=["en", "zh"])
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def code(text: str, language: str) -> list[str]:
    """The code blocks of a language, without comments."""
    blocks = re.findall(rf"```{language}\n(.*?)```", text, re.S)
    return [re.sub(r"\s*#.*", "", block) for block in blocks]


def tables(text: str) -> list[list[str]]:
    """The first cell of each row, for each table."""
    found = re.findall(r"(?:^\|.*\|\n)+", text, re.M)
    return [[row.split("|")[1].strip() for row in table.splitlines()[2:]] for table in found]


def words(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_both_readmes_have_the_same_parts() -> None:
    for pattern in (r"^#+ ", r"^```", r"^\|", r"!\["):
        found = [len(re.findall(pattern, text, re.M)) for text in (ENGLISH, CHINESE)]
        assert found[0] == found[1], pattern
    assert code(ENGLISH, "sh") == code(CHINESE, "sh")
    english = [[words(cell) for cell in table] for table in tables(ENGLISH)]
    chinese = [[words(cell) for cell in table] for table in tables(CHINESE)]
    assert english == chinese


@READMES
def test_every_command_of_the_readme_exists(text: str, scrapy: Run) -> None:
    named = set(re.findall(r"^scrapy ([\w-]+)", "\n".join(code(text, "sh")), re.M))
    assert {"crawl", "list", "extract", "migrate", "check-sources", "psql"} <= named
    known = scrapy("-h").stdout
    assert not [name for name in named if not re.search(rf"^  {name} ", known, re.M)]


@pytest.mark.parametrize(
    "command",
    ["crawl", "extract", "probe", "check-sources", "migrate", "demo", "due", "runs", "report"],
)
def test_every_command_explains_itself(command: str, scrapy: Run) -> None:
    ended = scrapy(command, "--help")
    assert ended.returncode == 0, ended.stderr
    assert len(ended.stdout) > 200


def test_the_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"^make (\w+)", "\n".join(code(ENGLISH, "sh")), re.M):
        assert re.search(rf"^{target}:", makefile, re.M), target


@READMES
def test_the_source_file_of_the_readme_is_fine(text: str, scrapy: Run, tmp_path: Path) -> None:
    file = tmp_path / "qingchuan.toml"
    file.write_text(re.findall(r"```toml\n(.*?)```", text, re.S)[0], "utf-8")
    ended = scrapy("check-sources", str(file))
    assert ended.returncode == 0, ended.stdout
    assert "qingchuan" in scrapy("list", SOURCES_DIR=str(tmp_path)).stdout.split()


@READMES
def test_the_keys_of_a_source_are_all_explained(text: str) -> None:
    explained = {word for cell in tables(text)[0] for word in words(cell)}
    optional = set(Source.model_fields) - {"key", "name", "base_url", "channels"}
    optional |= set(ChannelFacts.model_fields) - {"name", "url"}
    assert explained == optional


@READMES
def test_the_columns_of_articles_are_all_explained(text: str, database: str) -> None:
    explained = {word for cell in tables(text)[1] for word in words(cell)}
    with psycopg.connect(database) as connection:
        columns = {
            row[0]
            for row in connection.execute(
                "select column_name from information_schema.columns where table_name = 'articles'"
            )
        }
    assert explained == columns - {"id"}


@READMES
def test_every_exit_status_is_in_the_table(text: str) -> None:
    assert [int(cell) for cell in tables(text)[2]] == sorted([2, *map(int, MEANING)])


@READMES
def test_every_family_is_named(text: str) -> None:
    assert not [name for name in NAMES if f"`{name}`" not in text]


def test_the_english_table_says_what_the_code_says() -> None:
    for status, meaning in MEANING.items():
        assert f"| {int(status)} | {meaning} |" in ENGLISH


@READMES
def test_where_is_points_to_places_that_exist(text: str) -> None:
    rows = text.split("Where is")[-1] if "Where is" in text else text.split("……在哪里")[-1]
    for place in re.findall(r"`([\w./-]+/[\w./-]*)`", rows):
        path = ROOT / place.replace("NAME.toml", "").replace("NAME.py", "")
        assert path.exists(), place


def test_the_picture_asks_no_other_server() -> None:
    picture = (ROOT / "docs" / "demo.svg").read_text("utf-8")
    assert not re.findall(r"(?:href|src|url\()\W*https?:", picture)
