"""Sources as data: one TOML file per outlet, checked, and made into a spider each.

A wrong file never stops another source. All faults of all files are found at once, each
one line for the person who wrote the file.
"""

from __future__ import annotations

import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.settings import BaseSettings

from crawler.errors import SourceFault
from crawler.source_config.schema import KEY, Fault, Source, read_source
from crawler.util.printable import keep_secret, one_line

__all__ = [
    "Catalog",
    "Fault",
    "Source",
    "SourceSpiderLoader",
    "check",
    "find_source",
    "load_file",
    "load_sources",
]


@dataclass(frozen=True)
class Catalog:
    """The sources by key, and what is wrong with the files that gave none."""

    sources: dict[str, Source] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def faults_of(self, key: str) -> list[Fault]:
        """The faults of the files that would be the source ``key``."""
        return [fault for fault in self.faults if fault.source == key]


def load_sources(dirs: Iterable[str | Path], *, shipped: bool = True) -> Catalog:
    """Every ``*.toml`` of the directories, after those that come with the project.

    Sources are in order of their keys, faults in order of the files. Never raises.
    """
    folders: list[Traversable] = [files("crawler.sources")] if shipped else []
    folders += [Path(d) for d in dict.fromkeys(map(str, dirs))]
    found: defaultdict[str, list[tuple[str, Source | list[Fault]]]] = defaultdict(list)
    faults: list[Fault] = []
    for folder in folders:
        listed = _toml_files(folder)
        if isinstance(listed, Fault):
            faults.append(listed)
            continue
        for file in listed:
            found[_stem(file.name)].append((str(file), load_file(file)))
    sources = {}
    for key, versions in sorted(found.items()):
        faults += [f for _, read in versions if isinstance(read, list) for f in read]
        if len(versions) > 1:
            faults += _several([name for name, _ in versions])
        elif isinstance(source := versions[0][1], Source):
            sources[key] = source
    return Catalog(sources, faults)


def _several(names: list[str]) -> Iterator[Fault]:
    """The faults of files of one name: none of them is taken, for nobody said which."""
    for name in names[1:]:
        yield Fault(name, "file name", f"the name of {names[0]} too", "one file of this name")


def _toml_files(folder: Traversable) -> list[Traversable] | Fault:
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError as error:
        return Fault(str(folder), "directory", error.strerror or str(error), "a directory to read")
    return [e for e in entries if e.name.endswith(".toml") and not e.name.startswith(".")]


def _stem(name: str) -> str:
    return name.removesuffix(".toml")


def load_file(file: Traversable) -> Source | list[Fault]:
    """The source that one file describes, or all that is wrong with it. Never raises."""
    key, name = _stem(file.name), str(file)
    try:
        data = tomllib.loads(file.read_bytes().removeprefix(b"\xef\xbb\xbf").decode("utf-8"))
        large = _holds_large_number(data)
    except OSError as error:
        return [Fault(name, "file", error.strerror or str(error), "a file to read")]
    except UnicodeDecodeError as error:
        found = f"byte 0x{error.object[error.start]:02x} at position {error.start}"
        return [Fault(name, "file", found, "text in UTF-8")]
    except (ValueError, RecursionError) as error:  # ValueError: a number of too many digits
        return [Fault(name, "file", f"broken TOML: {error}", "TOML 1.0")]
    if not KEY.fullmatch(key):
        expected = "a name of ASCII letters, digits, - and _, for it is the spider's"
        return [Fault(name, "file name", f'"{key}"', expected)]
    if large:
        return [Fault(name, "file", "a number of more than 64 bits", "TOML 1.0")]
    if not data:
        return [Fault(name, "file", "nothing", "name, base_url and a [[channels]] table")]
    read = read_source(key, name, data)
    if isinstance(read, Source):
        keep_secret(read.secrets())
    return read


def _holds_large_number(value: Any) -> bool:
    """Whether a whole number in a value is larger than TOML has them (Python reads any)."""
    if isinstance(value, dict | list):
        below = value.values() if isinstance(value, dict) else value
        return any(map(_holds_large_number, below))
    return isinstance(value, int) and not -(2**63) <= value < 2**63


def find_source(name: str, dirs: Iterable[str | Path]) -> Source:
    """The source called ``name``. SourceFault when there is none."""
    sources = load_sources(dirs).sources
    if name not in sources:
        raise SourceFault(f"There is no source {one_line(name)}; `scrapy list` shows them.")
    return sources[name]


def check(wanted: Sequence[str], dirs: Iterable[str | Path]) -> Catalog:
    """The part of the catalog that was asked for, by source key or by file; all of it for none."""
    everything = load_sources(dirs)
    sources: dict[str, Source] = {}
    faults: list[Fault] = []
    for name in wanted:
        picked = _picked(name, everything)
        sources |= picked.sources
        faults += [fault for fault in picked.faults if fault not in faults]
    return Catalog(sources, faults) if wanted else everything


def _picked(name: str, catalog: Catalog) -> Catalog:
    if name.endswith(".toml"):
        read = load_file(Path(name))
        return Catalog({read.key: read}) if isinstance(read, Source) else Catalog({}, read)
    if name in catalog.sources:
        return Catalog({name: catalog.sources[name]})
    faults = catalog.faults_of(name)
    return Catalog(
        {}, faults or [Fault(name, "name", "no such source", "one that scrapy list shows")]
    )


class SourceSpiderLoader:
    """Scrapy's SPIDER_LOADER_CLASS: each source is a spider of the source's key."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """Reads the files of ``SOURCES_DIRS``, a list of directories."""
        return cls(load_sources(settings.getlist("SOURCES_DIRS")))

    def load(self, spider_name: str) -> type[Spider]:
        """The spider class of a source, enabled or not.

        KeyError when no file has the name, SourceFault when its file is wrong.
        """
        source = self.catalog.sources.get(spider_name)
        if source is None:
            faults = self.catalog.faults_of(spider_name)
            if faults:
                raise SourceFault("\n".join(map(str, faults)))
            raise KeyError(f"Spider not found: {spider_name}")
        from crawler.spiders.source import SourceSpider  # it imports this module

        body = {"name": source.key, "source": source, "__module__": SourceSpider.__module__}
        return type(source.key, (SourceSpider,), body)

    def list(self) -> list[str]:
        """The keys of the enabled sources; what is wrong with other files goes to stderr."""
        for fault in self.catalog.faults:
            sys.stderr.write(f"warning: {fault}\n")
        return sorted(key for key, source in self.catalog.sources.items() if source.enabled)

    def find_by_request(self, request: Request) -> __builtins__.list[str]:
        """The enabled sources that own the site of a request."""
        return sorted(
            key
            for key, source in self.catalog.sources.items()
            if source.enabled and source.owns(request.url)
        )
