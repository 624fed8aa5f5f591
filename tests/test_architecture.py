"""The documents on the architecture match the code, and names are used once and consistently."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text("utf-8")
SCHEMA = (ROOT / "crawler" / "database" / "sql" / "schema.sql").read_text("utf-8")
_DOTTED = re.compile(r"`((?:crawler|pipelines)(?:\.\w+)+)`")

#: Names of earlier versions that must not come back.
OLD_NAMES = (
    "Ask",
    "Books",
    "BudgetMiddleware",
    "Evidence",
    "Experience",
    "Gatekeeper",
    "GuardResolving",
    "GuardedResolver",
    "HOST_PATIENCE",
    "Ledger",
    "OWED_LIMIT",
    "Reach",
    "ReachMiddleware",
    "Settlement",
    "SourceFault",
    "Told",
    "Unanswered",
    "WAKE_MEMORY",
    "WakeDownloadHandler",
    "Wording",
    "crawler.reading",
    "crawler.wake",
    "for_script",
    "lesson_from",
    "note_entries",
    "owe_again",
    "owed_entries",
    "pieces_before",
    "read_marks",
    "rhythms",
    "scrapy evidence",
    "set_aside",
    "settle_entries",
    "settlement",
    "settlements",
    "sightings",
    "still_owed",
    "told_around",
    "[[ways]]",
    "[tenant]",
)


def resolve(name: str) -> Any:
    """The module or attribute of a dotted name; a field counts as an attribute of its class."""
    parts = name.split(".")
    size = next(n for n in range(len(parts), 0, -1) if _is_module(".".join(parts[:n])))
    if size == len(parts):
        return name
    value = importlib.import_module(".".join(parts[:size]))
    for part in parts[size:]:
        value = _attribute(value, part)
    return value


@cache
def _is_module(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def _attribute(owner: Any, name: str) -> Any:
    if name in getattr(owner, "__annotations__", {}) and not hasattr(owner, name):
        return owner.__annotations__[name]
    return getattr(owner, name)


def named(text: str) -> list[str]:
    return sorted(set(_DOTTED.findall(text)))


@pytest.mark.parametrize("name", sorted({*named(ARCHITECTURE), *named(GLOSSARY)}))
def test_every_name_in_the_documents_exists(name: str) -> None:
    assert resolve(name) is not None


def glossary_rows() -> list[list[str]]:
    rows = [line for line in GLOSSARY.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[1:]]


def test_every_term_has_a_sentence_and_a_name_in_the_code() -> None:
    terms = [row[0] for row in glossary_rows()]
    assert terms == sorted(set(terms), key=str.lower)
    for _, meaning, _, code in glossary_rows():
        assert meaning.endswith(".")
        assert _DOTTED.fullmatch(code)


@cache
def tables() -> dict[str, set[str]]:
    """The columns of each table of the schema."""
    found = re.findall(r"^CREATE TABLE public\.(\w+) \(\n(.*?)^\);", SCHEMA, re.S | re.M)
    return {name: set(re.findall(r"^    (\w+) ", body, re.M)) for name, body in found}


@pytest.mark.parametrize(
    "place", sorted({p for row in glossary_rows() for p in re.findall(r"`([^`]+)`", row[2])})
)
def test_every_table_and_column_of_the_glossary_exists(place: str) -> None:
    table, _, column = place.partition(".")
    assert table in tables()
    assert not column or column in tables()[table]


def test_every_layer_is_explained() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    layers = next(c["layers"] for c in contracts["contracts"] if c["name"] == "layers")
    packages = [package.strip() for layer in layers for package in re.split(r"[|:]", layer)]
    explained = ARCHITECTURE.partition("## Layers")[2].partition("\n## ")[0]
    assert re.findall(r"`((?:crawler|pipelines)[\w.]*)`", explained) == packages


def code() -> Iterator[Path]:
    for package in ("crawler", "pipelines"):
        yield from sorted((ROOT / package).rglob("*.py"))


def public_names(path: Path) -> Iterator[str]:
    """The public names that a module defines at its top level."""
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            names = [node.name]
        elif isinstance(node, ast.Assign):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names = [node.target.id]
        else:
            names = []
        yield from (n for n in names if not n.startswith("_") and n not in ("logger", "Command"))


def test_a_public_name_is_defined_in_one_module() -> None:
    places: defaultdict[str, set[str]] = defaultdict(set)
    for path in code():
        for name in public_names(path):
            places[name].add(path.relative_to(ROOT).as_posix())
    twice = {name: sorted(where) for name, where in places.items() if len(where) > 1}
    assert twice == {}


def texts() -> Iterator[Path]:
    """Code and documents, without the records of past decisions and changes."""
    yield from code()
    yield from sorted((ROOT / "crawler" / "rendering" / "js").glob("*.js"))
    yield ROOT / "crawler" / "database" / "sql" / "queries.sql"
    yield from sorted(ROOT.glob("README*.md"))
    decisions = ROOT / "docs" / "decisions"
    documents = sorted((ROOT / "docs").rglob("*.md"))
    yield from (path for path in documents if not path.is_relative_to(decisions))


def leftovers() -> Iterator[str]:
    words = "|".join(map(re.escape, OLD_NAMES))
    old = re.compile(rf"(?<!\w)(?:{words})(?!\w)")
    for path in texts():
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            for found in old.findall(line):
                yield f"{path.relative_to(ROOT)}:{number}: {found}"


def test_no_old_name_is_left() -> None:
    assert list(leftovers()) == []
