"""The README and the reference are true, and both languages of the README have the same parts."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from pydantic import BaseModel

from crawler.exit_codes import DESCRIPTIONS, SEVERITY_ORDER
from crawler.platforms.registry import PLATFORM_NAMES
from crawler.source_config.schema import (
    ChannelConfig,
    LearnedRequestConfig,
    PatchConfig,
    RequestConfig,
    Source,
)

ROOT = Path(__file__).parent.parent
ENGLISH = (ROOT / "README.md").read_text("utf-8")
CHINESE = (ROOT / "README.zh-CN.md").read_text("utf-8")
REFERENCE = {
    file.stem: file.read_text("utf-8") for file in (ROOT / "docs" / "reference").glob("*.md")
}
SETTINGS = (ROOT / "crawler" / "settings.py").read_text("utf-8")
SCHEMA = (ROOT / "crawler" / "database" / "sql" / "schema.sql").read_text("utf-8")
#: What a newcomer reads in a few minutes.
MOST_WORDS = 900
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
    ["crawl", "extract", "probe", "check-sources", "migrate", "due", "runs", "report"],
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


def first_words(reference: str, number: int) -> list[str]:
    """The words in the first column of a table of a reference page."""
    return [word for cell in tables(REFERENCE[reference])[number] for word in words(cell)]


@pytest.mark.parametrize(
    ("number", "model", "not_in_files"),
    [
        (0, Source, {"key"}),
        (1, ChannelConfig, set()),
        (2, LearnedRequestConfig, set()),
        (3, RequestConfig, set()),
        (4, PatchConfig, set()),
    ],
)
def test_the_keys_of_a_source_are_all_explained(
    number: int, model: type[BaseModel], not_in_files: set[str]
) -> None:
    explained = first_words("source-file", number)
    assert sorted(explained) == sorted(set(model.model_fields) - not_in_files)


def test_the_source_files_of_the_reference_are_fine(scrapy: Run, tmp_path: Path) -> None:
    smallest, learned = re.findall(r"```toml\n(.*?)```", REFERENCE["source-file"], re.S)
    for number, text in enumerate([smallest, smallest + learned]):
        (tmp_path / f"source{number}.toml").write_text(text, "utf-8")
    ended = scrapy("check-sources", *map(str, sorted(tmp_path.iterdir())))
    assert ended.returncode == 0, ended.stdout


def test_the_columns_of_articles_are_all_explained(database: str) -> None:
    with psycopg.connect(database) as connection:
        columns = {
            row[0]
            for row in connection.execute(
                "select column_name from information_schema.columns where table_name = 'articles'"
            )
        }
    assert sorted(first_words("database", 1)) == sorted(columns)


def test_every_table_is_explained() -> None:
    created = re.findall(r"^CREATE TABLE public\.(\w+)", SCHEMA, re.M)
    assert sorted(first_words("database", 0)) == sorted(created)


def test_every_state_of_an_entry_is_explained() -> None:
    allowed = re.findall(r"entries_state_check CHECK .*ARRAY\[(.*?)\]", SCHEMA)[0]
    assert first_words("database", 2) == re.findall(r"'(\w+)'::text", allowed)


def test_every_exit_status_is_in_the_table() -> None:
    listed = [int(cell) for cell in tables(REFERENCE["exit-codes"])[0]]
    assert listed == sorted([2, *map(int, DESCRIPTIONS)])


def test_the_order_of_exit_statuses_is_that_of_the_code() -> None:
    order = ", ".join(str(int(status)) for status in SEVERITY_ORDER)
    assert f"in this order: {order}." in REFERENCE["exit-codes"].replace("\n", " ")


def test_every_environment_variable_is_explained() -> None:
    read = re.findall(r"os\.environ(?:\.get\(|\[)\s*\"(\w+)\"", SETTINGS)
    assert "DATABASE_URL" in read
    assert sorted(first_words("settings", 0)) == sorted(read)


def test_the_settings_of_the_reference_exist() -> None:
    launch = (ROOT / "crawler" / "rendering" / "launch_options.py").read_text("utf-8")
    known = set(re.findall(r"^([A-Z_]+) =", SETTINGS, re.M))
    known |= set(re.findall(r'^ +"([A-Z_]+)":', launch, re.M))
    tabled = range(1, len(tables(REFERENCE["settings"])))
    named = {word for number in tabled for word in first_words("settings", number)}
    assert len(named) > 20
    assert named <= known


def test_every_command_is_explained() -> None:
    files = {file.stem for file in (ROOT / "crawler" / "commands").glob("*.py")} - {"__init__"}
    explained = [word.split()[1] for word in first_words("commands", 0)]
    assert sorted(explained) == sorted(files | {"list"})
    sections = set(re.findall(r"^## ([\w-]+)$", REFERENCE["commands"], re.M))
    assert sections == set(explained)


def test_every_option_of_the_reference_exists() -> None:
    shared = (ROOT / "crawler" / "fetch_command.py").read_text("utf-8")
    sections = re.split(r"^## ", REFERENCE["commands"], flags=re.M)[1:]
    options = [
        (section.split("\n", 1)[0], option)
        for section in sections
        for option in re.findall(r"^\| `(-[\w-]+)", section, re.M)
    ]
    assert len(options) > 20
    for command, option in options:
        file = ROOT / "crawler" / "commands" / f"{command}.py"
        assert f'"{option}"' in file.read_text("utf-8") + shared, f"{command} {option}"


@READMES
def test_every_family_is_named(text: str) -> None:
    assert not [name for name in PLATFORM_NAMES if f"`{name}`" not in text]


def test_the_meaning_of_each_exit_status_is_that_of_the_code() -> None:
    for status, meaning in DESCRIPTIONS.items():
        assert f"| {int(status)} | {meaning} |" in REFERENCE["exit-codes"]


def test_the_readme_is_short() -> None:
    assert len(ENGLISH.split()) <= MOST_WORDS


def _pages() -> list[Path]:
    pages = [*ROOT.glob("README*.md"), ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    return sorted(pages)


@pytest.mark.parametrize("page", _pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file(page: Path) -> None:
    text = re.sub(r"^```.*?^```|`[^`\n]*`", "", page.read_text("utf-8"), flags=re.M | re.S)
    for link in re.findall(r"\]\(<?([^)\s>]+)>?[^)]*\)", text):
        if not re.match(r"[a-z][a-z0-9+.-]*:|#", link):
            assert (page.parent / link.partition("#")[0]).exists(), link


@READMES
def test_where_is_points_to_places_that_exist(text: str) -> None:
    heading = "## Where is what\n" if text is ENGLISH else "## 什么在哪里\n"
    _, rows = text.split(heading)
    assert len(tables(rows)) == 1
    for place in re.findall(r"`([\w./-]+/[\w./-]*)`", rows):
        path = ROOT / place.replace("NAME.toml", "").replace("NAME.py", "")
        assert path.exists(), place


def test_the_picture_asks_no_other_server() -> None:
    picture = (ROOT / "docs" / "demo.svg").read_text("utf-8")
    assert not re.findall(r"(?:href|src|url\()\W*https?:", picture)
