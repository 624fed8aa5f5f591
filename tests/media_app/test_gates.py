"""The gates are what they say: articles of their own, listed, served, and short of traps."""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations

import pytest

from tests.media_app import MediaApp
from tests.media_app.gates import GATES, STORE, TEXTS, TRAPS, name_of, path_of
from tests.media_app.gates.texts import Text, sentences
from tests.media_app.reader import get

#: Letters in a row by which two texts are compared, and the share that near-duplicates have.
_SHINGLE, _NEAR = 6, 0.5
#: Gates of which plain HTTP has everything at its first asking.
OPEN = [n for n, g in GATES.items() if g.browser is False and g.guard is None]
#: Gates of which it has not.
SHUT = [n for n, g in GATES.items() if g.browser and "#" not in path_of(n)]
_PLACE = re.compile("@[A-Z0-9_]+@")


def shingles(text: Text) -> set[str]:
    body = "".join(text.paragraphs)
    return {body[at : at + _SHINGLE] for at in range(len(body) - _SHINGLE + 1)}


def test_there_are_gates_of_every_kind() -> None:
    kinds = Counter(gate.kind for gate in GATES.values())
    assert sum(kinds.values()) >= 55
    assert kinds["static"] >= 10
    assert {gate.state for gate in GATES.values()} == {"harmless", "overlay", "blocking", None}
    assert all(name_of(TEXTS[name].number) == name for name in GATES)


def test_every_article_has_a_title_a_minute_and_five_paragraphs() -> None:
    texts = list(TEXTS.values())
    assert all(len(text.paragraphs) >= 5 for text in texts)
    assert all(len(set(text.marks)) == 3 for text in texts)
    assert all(sum(map(len, text.paragraphs)) >= 280 for text in texts)
    for facts in (lambda t: t.title, lambda t: t.at, lambda t: t.number):
        assert len(set(map(facts, texts))) == len(texts)


def test_no_two_articles_share_a_sentence() -> None:
    told = Counter(s for text in TEXTS.values() for p in text.paragraphs for s in sentences(p))
    assert told.most_common(1)[0][1] == 1


def test_no_two_articles_are_nearly_the_same() -> None:
    known = {name: shingles(text) for name, text in TEXTS.items()}
    for one, other in combinations(known, 2):
        smaller = min(len(known[one]), len(known[other]))
        assert len(known[one] & known[other]) < _NEAR * smaller, (one, other)


def test_no_article_speaks_of_its_gate() -> None:
    words = ("APP", "下载", "展开", "全文", "继续阅读", "客户端", "加载", STORE)
    bodies = ["".join(text.paragraphs) for text in TEXTS.values()]
    assert not [(word, body) for body in bodies for word in words if word in body]


def test_the_listing_links_to_all_and_may_be_restricted(app: MediaApp) -> None:
    assert get(app, "/gates/").links == [path_of(n) for n, g in GATES.items() if g.listed]
    wanted = [path_of("xhr-json"), path_of("crash")]
    assert get(app, "/gates/?only=xhr-json,crash,unheard-of").links == wanted
    static = [path_of(name) for name, gate in GATES.items() if gate.kind == "static"]
    assert get(app, "/gates/?kind=static").links == static


def test_no_gate_is_itself_a_trap() -> None:
    assert not [name for name in GATES if path_of(name).startswith(TRAPS)]


@pytest.mark.parametrize("trap", ["download?x", "store?x=1", "store", "app.apk", "h5/guide"])
def test_a_trap_answers_and_is_counted(app: MediaApp, trap: str) -> None:
    assert get(app, f"/gates/{trap}").status == 200
    assert app.hits(f"/gates/{trap}") == 1
    assert f"/gates/{trap}".startswith(TRAPS)


def test_a_page_has_no_place_left_open(app: MediaApp) -> None:
    for name in GATES:
        answer = get(app, path_of(name).partition("#")[0])
        assert not _PLACE.findall(answer.text), name


def test_plain_http_has_the_articles_of_open_gates(app: MediaApp) -> None:
    for name in OPEN:
        text = get(app, path_of(name)).text
        assert all(f"<p>{line}</p>" in text for line in TEXTS[name].paragraphs), name


def test_plain_http_lacks_the_articles_of_shut_gates(app: MediaApp) -> None:
    for name in SHUT:
        text = get(app, path_of(name)).text
        missing = [line for line in TEXTS[name].paragraphs if line not in text]
        assert missing, name


@pytest.mark.parametrize("name", ["pages-links", "pages-numbers", "pages-query"])
def test_a_parted_article_is_whole_over_its_links(app: MediaApp, name: str) -> None:
    first = get(app, path_of(name))
    todo, seen, read = list(first.links), {path_of(name)}, first.text
    while todo:
        link = todo.pop()
        if link not in seen:
            seen.add(link)
            answer = get(app, link)
            todo += answer.links
            read += answer.text
    assert len(seen) == 3
    assert [read.count(line) for line in TEXTS[name].paragraphs] == [1] * len(
        TEXTS[name].paragraphs
    )


@pytest.mark.parametrize("name", ["all-address", "all-query"])
def test_the_link_to_the_full_page_leads_there(app: MediaApp, name: str) -> None:
    (link,) = get(app, path_of(name)).links
    address = f"{path_of(name)}{link}" if link.startswith("?") else link
    assert all(line in get(app, address).text for line in TEXTS[name].paragraphs)
