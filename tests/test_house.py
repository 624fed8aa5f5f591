"""The house: imports point one way, files stay small, and parsing stays pure."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = [
    path
    for folder in ("crawler", "pipelines", "tests")
    for path in sorted((ROOT / folder).rglob("*.py"))
]


def imported(path: Path) -> set[str]:
    """Dotted names that a module imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def starts(name: str, *packages: str) -> bool:
    return any(name == p or name.startswith(f"{p}.") for p in packages)


@pytest.mark.parametrize(
    "path", [p for p in MODULES if p.is_relative_to(ROOT / "crawler")], ids=str
)
def test_the_crawler_never_imports_the_pipelines(path: Path) -> None:
    assert not [name for name in imported(path) if starts(name, "pipelines")]


@pytest.mark.parametrize("folder", ["platforms", "parsing"])
def test_parsing_sees_neither_the_engine_nor_the_clock_nor_the_database(folder: str) -> None:
    forbidden = ("scrapy", "twisted", "asyncio", "time", "psycopg", "crawler.database", "random")
    for path in (ROOT / "crawler" / folder).rglob("*.py"):
        found = [name for name in imported(path) if starts(name, *forbidden)]
        assert not found, f"{path}: {found}"
        text = path.read_text("utf-8")
        assert "datetime.now(" not in text, path


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_no_file_is_over_400_lines(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 400


def test_only_the_settings_read_the_environment() -> None:
    reads = re.compile(r"os\.getenv|os\.environ(?!\.(?:clear|update)\()")
    readers = [
        path.relative_to(ROOT)
        for path in MODULES
        if not path.is_relative_to(ROOT / "tests") and reads.search(path.read_text("utf-8"))
    ]
    assert readers == [Path("crawler/settings.py")]
