"""The pipelines take any text: they never raise, lose nothing unseen, and end where they end."""

from __future__ import annotations

import copy
from collections import Counter
from html.parser import HTMLParser
from urllib.parse import urlsplit

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.models.article import Article, Block, Image, Video
from pipelines.body_html import body_html
from pipelines.boilerplate.remove import match_rule, remove_boilerplate
from pipelines.boilerplate.rules import RULES, fold_line
from pipelines.bylines.grammar import normalize_line, parse_byline
from pipelines.bylines.lines import credits_of_line, is_byline, source_of_line
from pipelines.bylines.person_names import is_institution, is_name
from pipelines.clean import clean
from tests import words

_ANY = st.one_of(words.lines, words.bylines)
_PLACES = st.sampled_from(("meta", "head", "tail", "body"))


def _bare(text: str) -> str:
    return "".join(text.split())


# --- bylines -----------------------------------------------------------------------------
@given(_ANY, st.booleans(), st.booleans())
def test_names_and_sources_stand_in_the_line(line: str, bracketed: bool, strict: bool) -> None:
    byline = parse_byline(line, bracketed, strict)
    said = _bare(normalize_line(line))
    for credit in byline.credits:
        assert credit.name
        assert _bare(credit.name) in said
        assert _bare(credit.role) in said
    assert byline.source is None or _bare(byline.source) in said


@given(_ANY, _PLACES)
def test_each_person_of_a_line_is_named_once_per_kind(line: str, place: str) -> None:
    found = credits_of_line(line, place)  # type: ignore[arg-type]
    assert len({(credit.kind, credit.name) for credit in found}) == len(found)
    assert all(credit.place == place for credit in found)


@given(_ANY)
def test_what_is_a_byline_is_short(line: str) -> None:
    source_of_line(line)
    assert not is_byline(line) or len(line) <= 160


@given(_ANY)
def test_no_word_is_a_name_and_an_office(word: str) -> None:
    assert not (is_name(word) and is_institution(word))


# --- rules -------------------------------------------------------------------------------
@given(_ANY)
def test_every_rule_takes_every_line(line: str) -> None:
    for rule in RULES:
        rule.matches(fold_line(line))
    for where in ("anywhere", "head", "tail", "rest"):
        match_rule(line, where)  # type: ignore[arg-type]


_IMAGES = st.builds(Image, st.sampled_from(("https://a.cn/1.jpg", "javascript:x", "")), _ANY)
_TEXTS = st.builds(
    Block, st.sampled_from(("paragraph", "heading", "quotation", "list", "table")), _ANY
)
_BLOCKS = st.lists(st.one_of(_TEXTS, _TEXTS, st.builds(Block, st.just("image"), image=_IMAGES)))


def _said(block: Block) -> str:
    if block.image:
        return block.image.caption or block.image.url
    return block.text


@given(_BLOCKS)
def test_what_is_swept_out_and_what_is_kept_is_all_there_was(blocks: list[Block]) -> None:
    article = Article("u", blocks=list(blocks))
    remove_boilerplate(article)
    left = iter(blocks)
    assert all(block in left for block in article.blocks)
    told = [_said(block) for block in article.blocks] + [r.text for r in article.removed]
    assert Counter(told) == Counter(map(_said, blocks))


@given(_BLOCKS)
def test_sweeping_ends(blocks: list[Block]) -> None:
    article = Article("u", blocks=list(blocks))
    for _ in range(len(blocks) + 1):
        remove_boilerplate(article)
    kept = list(article.blocks)
    remove_boilerplate(article)
    assert article.blocks == kept


# --- the whole ---------------------------------------------------------------------------
@settings(deadline=None)
@given(_ANY, _BLOCKS, st.lists(_ANY, max_size=5))
def test_cleaning_a_clean_article_changes_nothing(
    title: str, blocks: list[Block], meta: list[str]
) -> None:
    article = Article("u", title, blocks=blocks, meta_lines=meta)
    clean(article)
    again = copy.deepcopy(article)
    clean(again)
    assert again == article


class _Checker(HTMLParser):
    """Reads HTML, and fails where it is not well formed or could run anything."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ("script", "style", "iframe", "object", "a", "svg", "form")
        for name, value in attrs:
            assert name in ("src", "alt", "poster", "controls")
            if name in ("src", "poster"):
                assert urlsplit(value or "").scheme in ("http", "https", "")
        if tag != "img":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


_EVIL = st.sampled_from(
    ("<script>", "</script>", "<img src=x onerror=y>", "javascript:1", "&lt;", "&#60;", '"', "'",
     "<!--", "-->", "<a href=javascript:1>", "]]>", "<svg/onload=1>", "&", "<", ">", "</p>", "\t")
)  # fmt: skip
_HOSTILE = st.lists(st.one_of(_EVIL, _EVIL, words.lines), max_size=6).map("".join)
_URLS = st.one_of(
    _HOSTILE,
    st.sampled_from(("https://a.cn/1.jpg", " javascript:1", "java\tscript:1", "data:x", "//b")),
)
_MEDIA = st.one_of(
    st.builds(lambda u, c: Block("image", image=Image(u, c)), _URLS, _HOSTILE),
    st.builds(lambda u, p: Block("video", video=Video(u, p)), _URLS, _URLS),
)
_KINDS = st.sampled_from(("paragraph", "heading", "quotation", "list", "table"))
_WRITTEN = st.builds(Block, _KINDS, _HOSTILE, st.integers(0, 9))


@given(st.lists(st.one_of(_WRITTEN, _MEDIA), max_size=6))
def test_html_is_well_formed_and_runs_nothing(blocks: list[Block]) -> None:
    _Checker(body_html(blocks))


@given(st.lists(_WRITTEN, max_size=4))
def test_html_says_what_the_blocks_say(blocks: list[Block]) -> None:
    said = "".join(block.text for block in blocks).replace("\x00", "")
    assert _bare(_Checker(body_html(blocks)).text) == _bare(said)
