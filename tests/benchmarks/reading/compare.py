"""Reading accuracy and CPU time beside the best-known extractors, on the same pages in one run."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from tests.benchmarks.measure import progress, report
from tests.benchmarks.reading.pages import BY_HAND, CORPUS, OWN, Page, corpus_pages, own_pages
from tests.benchmarks.reading.peers import peers_python
from tests.benchmarks.reading.readers import OURS, READERS
from tests.benchmarks.reading.readings import Readings, read
from tests.benchmarks.reading.shared import shared_tables
from tests.benchmarks.reading.table import Section, as_markdown, meanings, section, show

#: The title of a table and the groups of pages that it counts.
_TABLES = (
    ("Real pages, labelled by hand", BY_HAND),
    ("Real pages, all", CORPUS),
    ("Pages of our own writing", (OWN,)),
)
#: What keeps our figures from being more than they are.
_CAUTION = (
    "Our rules were made with these pages in sight, the others' were not: "
    "expect less of ours where it has never been."
)


def measure(*, alone: bool, markdown: Path | None = None) -> None:
    """Our reader and, unless it is measured ``alone``, the others, which are installed first."""
    real = corpus_pages()
    if not real:
        report("The shared corpus of real pages is not here: the pages of our own writing alone.")
    readers = _read([*real, *own_pages()], alone=alone)
    sections = tables(readers)
    for made in sections:
        show(made)
    theirs = shared_tables(readers) if real else ""
    told = f"{meanings()} Python {platform.python_version()}."
    notes = [*_faults(readers), told, _CAUTION]
    report("\n".join([theirs, *notes]))
    if markdown:
        _save(markdown, sections, theirs, notes)


def tables(readers: Sequence[Readings]) -> list[Section]:
    made = (section(title, groups, readers) for title, groups in _TABLES)
    return [one for one in made if one]


def _read(pages: Sequence[Page], *, alone: bool) -> list[Readings]:
    """One reader after the other, so that none takes the other's processor."""
    names = [OURS] if alone else list(READERS)
    if not alone:
        peers_python()
    made = []
    with progress() as bar:
        for name in names:
            task = bar.add_task(name, total=len(pages))
            made.append(read(name, pages, partial(bar.advance, task)))
    return made


def _faults(readers: Sequence[Readings]) -> Iterator[str]:
    """Which readers raised on how many pages; such a page counts as read empty."""
    for reader in readers:
        faults = [reading.fault for reading in reader.each if reading.fault]
        if faults:
            count = f"{len(faults)} of {len(reader.each)} pages"
            yield f"{reader.title} raised on {count}, the first time {faults[0]}."


def _save(file: Path, sections: Sequence[Section], theirs: str, notes: Sequence[str]) -> None:
    parts = [*map(as_markdown, sections), theirs, "\n\n".join(notes) + "\n"]
    file.write_text("\n".join(part for part in parts if part), "utf-8")
    report(f"Saved as {file}")
