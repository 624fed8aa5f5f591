"""Real pages, served as one outlet and crawled by the ordinary command into PostgreSQL."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.crawling import Crawls, balanced, toml
from tests.site import Answer, Site, listing

_SETS = ("zh_gne", "zh_misc", "zh_magic", "zh_xmu")
_A_PAGE = 40


def load_score(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", shared / "corpus" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def outlet(corpus: Path) -> dict[str, Answer | str | bytes]:
    """Address -> page: every article, and listings of forty with a link to the next."""
    files = sorted(f for s in _SETS for f in (corpus / s).glob("*.html"))
    pages: dict[str, Answer | str | bytes] = {
        f"/{f.parent.name}/{f.stem}.html": Answer(f.read_bytes()) for f in files
    }
    links = [
        (path, str(json.loads(f.with_suffix(".json").read_text("utf-8"))["title"]))
        for path, f in zip(list(pages), files, strict=True)
    ]
    chunks = [links[i : i + _A_PAGE] for i in range(0, len(links), _A_PAGE)]
    for number, chunk in enumerate(chunks, 1):
        more = f"/list_{number + 1}.html" if number < len(chunks) else ""
        pages[f"/list_{number}.html"] = listing(*chunk, more=more)
    return pages


def as_scored(row: dict[str, Any]) -> dict[str, Any]:
    """A stored article in the scorer's words; captions go back into the text."""
    captions = [i["caption"] for i in row["images"] if i["caption"]]
    return {
        "title": row["title"],
        "published": row["published_at"],
        "authors": row["reporters"] + row["correspondents"],
        "editor": row["editors"],
        "source": row["source_name"],
        "text": "\n".join([row["body"], *captions]),
        "images": [i["url"] for i in row["images"]],
    }


# The scorer, which is not ours, leaves the files that it reads to the garbage collector.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_162_real_pages_end_to_end(crawls: Crawls, shared: Path) -> None:
    corpus = shared / "corpus"
    pages = outlet(corpus)
    with Site(pages) as site:
        crawls.add("corpus", toml(site.url, "/list_1.html", max_pages=9))
        ended = crawls.run("corpus", timeout=400)
    run = crawls.books("corpus")
    assert run["found"] == 162
    assert balanced(run)
    assert "Traceback" not in ended.stderr
    rows = crawls.rows("select * from articles where title <> '' and body <> ''")
    assert len(rows) >= 158

    score = load_score(shared)
    stored = {Path(row["fetched_url"]).stem: as_scored(row) for row in rows}
    by_html: dict[str, dict[str, Any]] = {}
    for _, path in score.load(list(_SETS)):
        by_html[score.decode(Path(path).read_bytes())] = stored.get(Path(path).stem, {})
    detail = score.run(lambda html, url: by_html[html], list(_SETS))
    reached = score.tally(detail)["ALL_ZH"]
    assert reached["body_f1"] >= 0.95
    assert reached["title"] >= 0.95


@pytest.mark.parametrize("name", _SETS)
def test_no_page_of_the_corpus_is_in_the_project(shared: Path, name: str) -> None:
    ours = {p.name for p in Path(__file__).parent.rglob("*.html")}
    assert not ours & {p.name for p in (shared / "corpus" / name).glob("*.html")}
