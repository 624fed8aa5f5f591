"""Sources as data: one TOML file per outlet, checked, and made into a spider each.

A wrong file never stops another source. All faults of all files are found at once, each
one line for the person who wrote the file.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from crawler.errors import SourceConfigError
from crawler.source_config.errors import ConfigError
from crawler.source_config.parser import parse_source
from crawler.source_config.schema import KEY, Source
from crawler.util.printable import keep_secret, one_line

__all__ = [
    "Catalog",
    "ConfigError",
    "Source",
    "get_source",
    "load_source_file",
    "load_sources",
    "select_sources",
]


@dataclass(frozen=True)
class Catalog:
    """The sources by key, and what is wrong with the files that gave none."""

    sources: dict[str, Source] = field(default_factory=dict)
    errors: list[ConfigError] = field(default_factory=list)

    def errors_of(self, key: str) -> list[ConfigError]:
        """The faults of the files that would be the source ``key``."""
        return [fault for fault in self.errors if fault.source == key]


def load_sources(dirs: Iterable[str | Path], *, shipped: bool = True) -> Catalog:
    """Every ``*.toml`` of the directories, after those that come with the project.

    Sources are in order of their keys, faults in order of the files. Never raises.
    """
    folders: list[Traversable] = [files("crawler.sources")] if shipped else []
    folders += [Path(d) for d in dict.fromkeys(map(str, dirs))]
    found: defaultdict[str, list[tuple[str, Source | list[ConfigError]]]] = defaultdict(list)
    faults: list[ConfigError] = []
    for folder in folders:
        listed = _toml_files(folder)
        if isinstance(listed, ConfigError):
            faults.append(listed)
            continue
        for file in listed:
            found[_stem(file.name)].append((str(file), load_source_file(file)))
    sources = {}
    for key, versions in sorted(found.items()):
        faults += [f for _, read in versions if isinstance(read, list) for f in read]
        if len(versions) > 1:
            faults += _several([name for name, _ in versions])
        elif isinstance(source := versions[0][1], Source):
            sources[key] = source
    return Catalog(sources, faults)


def _several(names: list[str]) -> Iterator[ConfigError]:
    """The faults of files of one name: none of them is taken, for nobody said which."""
    for name in names[1:]:
        yield ConfigError(name, "file name", f"the name of {names[0]} too", "one file of this name")


def _toml_files(folder: Traversable) -> list[Traversable] | ConfigError:
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError as error:
        return ConfigError(
            str(folder), "directory", error.strerror or str(error), "a directory to read"
        )
    return [e for e in entries if e.name.endswith(".toml") and not e.name.startswith(".")]


def _stem(name: str) -> str:
    return name.removesuffix(".toml")


def load_source_file(file: Traversable) -> Source | list[ConfigError]:
    """The source that one file describes, or all that is wrong with it. Never raises."""
    key, name = _stem(file.name), str(file)
    try:
        data = tomllib.loads(file.read_bytes().removeprefix(b"\xef\xbb\xbf").decode("utf-8"))
        large = _holds_large_number(data)
    except OSError as error:
        return [ConfigError(name, "file", error.strerror or str(error), "a file to read")]
    except UnicodeDecodeError as error:
        found = f"byte 0x{error.object[error.start]:02x} at position {error.start}"
        return [ConfigError(name, "file", found, "text in UTF-8")]
    except (ValueError, RecursionError) as error:  # ValueError: a number of too many digits
        return [ConfigError(name, "file", f"broken TOML: {error}", "TOML 1.0")]
    if not KEY.fullmatch(key):
        expected = "a name of ASCII letters, digits, - and _, for it is the spider's"
        return [ConfigError(name, "file name", f'"{key}"', expected)]
    if large:
        return [ConfigError(name, "file", "a number of more than 64 bits", "TOML 1.0")]
    if not data:
        return [ConfigError(name, "file", "nothing", "name, base_url and a [[channels]] table")]
    read = parse_source(key, name, data)
    if isinstance(read, Source):
        keep_secret(read.secrets())
    return read


def _holds_large_number(value: Any) -> bool:
    """Whether a whole number in a value is larger than TOML has them (Python reads any)."""
    if isinstance(value, dict | list):
        below = value.values() if isinstance(value, dict) else value
        return any(map(_holds_large_number, below))
    return isinstance(value, int) and not -(2**63) <= value < 2**63


def get_source(name: str, dirs: Iterable[str | Path]) -> Source:
    """The source called ``name``. SourceConfigError when there is none."""
    sources = load_sources(dirs).sources
    if name not in sources:
        raise SourceConfigError(f"There is no source {one_line(name)}; `scrapy list` shows them.")
    return sources[name]


def select_sources(wanted: Sequence[str], dirs: Iterable[str | Path]) -> Catalog:
    """The part of the catalog that was asked for, by source key or by file; all of it for none."""
    everything = load_sources(dirs)
    sources: dict[str, Source] = {}
    faults: list[ConfigError] = []
    for name in wanted:
        picked = _picked(name, everything)
        sources |= picked.sources
        faults += [fault for fault in picked.errors if fault not in faults]
    return Catalog(sources, faults) if wanted else everything


def _picked(name: str, catalog: Catalog) -> Catalog:
    if name.endswith(".toml"):
        read = load_source_file(Path(name))
        return Catalog({read.key: read}) if isinstance(read, Source) else Catalog({}, read)
    if name in catalog.sources:
        return Catalog({name: catalog.sources[name]})
    faults = catalog.errors_of(name)
    return Catalog(
        {}, faults or [ConfigError(name, "name", "no such source", "one that scrapy list shows")]
    )
