"""``scrapy genplatform NAME``: create a platform's module, saved responses and tests."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Template

from scrapy.exceptions import UsageError
from scrapy.utils.conf import closest_scrapy_cfg

from crawler import platforms
from crawler.cli import BaseCommand, echo
from crawler.errors import CrawlerError

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_TEMPLATE = Path(platforms.__file__).parent / "template"
_CASES = (
    "listing/listing.json",
    "listing/entries.json",
    "article/page.json",
    "article/expected.json",
)


class Command(BaseCommand):
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012

    def syntax(self) -> str:
        return "[options] NAME"

    def short_desc(self) -> str:
        return (
            "Begin a platform: its module, saved answers, and tests that fail until it reads them"
        )

    def long_desc(self) -> str:
        return (
            "Write crawler/platforms/NAME.py, its line in the registry, and tests/pages/NAME with "
            "an answer of the listing and one of an article, each beside what it must become. "
            "docs/add-a-platform.md goes on from there. Works in a checkout of the project."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--title", help="what people call the family (default: NAME)")
        parser.add_argument("--listing", metavar="FILE", help="a saved answer of the listing")
        parser.add_argument("--article", metavar="FILE", help="a saved answer of an article")

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("name the platform")
        name = args[0]
        if not _NAME.fullmatch(name):
            raise CrawlerError(
                f"A platform's name is a Python module's, such as riverside, not {name}."
            )
        root = Path(closest_scrapy_cfg() or "scrapy.cfg").parent
        registry = root / "crawler" / "platforms" / "registry.py"
        if not (root / "tests" / "pages").is_dir() or not registry.is_file():
            raise CrawlerError("This works in a checkout of the project, with its tests.")
        module = registry.with_name(f"{name}.py")
        if module.exists():
            raise CrawlerError(f"There is a platform {name} already: {module.relative_to(root)}.")
        sources = _sources(opts)
        facts = {"name": name, "title": opts.title or name, "class_name": _class_of(name)}
        template = Template((_TEMPLATE / "platform.py.txt").read_text("utf-8"))
        module.write_text(template.substitute(facts), "utf-8")
        registry.write_text(_registered(registry.read_text("utf-8"), name), "utf-8")
        written = [module, registry, *_copied(sources, root / "tests" / "pages" / name)]
        for path in written:
            echo(f"  {path.relative_to(root)}")
        echo(f"Now `pytest tests/test_pages.py -k {name}` says what it does not read yet.")


def _class_of(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def _registered(registry: str, name: str) -> str:
    """The text of the registry with the platform's import, and its line before all others."""
    line = f"from crawler.platforms.{name} import {_class_of(name)}\n"
    imports = [
        x for x in registry.splitlines(keepends=True) if x.startswith("from crawler.platforms.")
    ]
    after = max((x for x in imports if x < line), default=imports[0])
    registry = registry.replace(after, after + line if after < line else line + after, 1)
    return re.sub(
        r"(PLATFORMS: [^=]{0,80}= \(\n)", rf"\1    {_class_of(name)}(),\n", registry, count=1
    )


def _sources(opts: argparse.Namespace) -> dict[str, Path]:
    """Case → the file it is copied from: the person's own answer, or an example to write over."""
    own = {"listing/listing.json": opts.listing, "article/page.json": opts.article}
    sources = {case: Path(own.get(case) or _TEMPLATE / case) for case in _CASES}
    for source in sources.values():
        if not source.is_file():
            raise CrawlerError(f"No such file: {source}")
    return sources


def _copied(sources: Mapping[str, Path], folder: Path) -> Iterator[Path]:
    for case, source in sources.items():
        path = (folder / case).with_suffix(source.suffix)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(source.read_bytes())
        yield path
