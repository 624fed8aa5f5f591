"""Bylines into people and roles: from meta lines, from lines of the body that hold nothing
else, and from the brackets at the head and the tail of a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from crawler.models.article import Article, Block, Credit, RemovedText
from pipelines.bylines.grammar import LONGEST, parse_byline
from pipelines.bylines.lines import (
    ALONE,
    Place,
    bracketed_signature,
    is_byline,
    is_source_line,
    names_only,
    parse_line,
    source_only,
    with_place,
)
from pipelines.bylines.paragraphs import BRACKETED, TAIL, credits_in_paragraphs
from pipelines.bylines.person_names import is_name
from pipelines.bylines.roles import ROLE_PATTERN

#: …。责任编辑：李四: the editor right behind the last sentence.
_EDITED = re.compile(
    r"(?<=[。！？”）)])\s*(?P<line>[（(【\[]?(?:责任编辑|责编|编辑)\s*[:：]\s*[^\s，。：:]{0,10}[）)】\]]?)\s*$"
)
_EDITION = re.compile(
    r"\s*《(?P<paper>[^《》]{2,16})》\s*[（(][^（()）]{4,24}版[^（()）]{0,8}[)）]\s*"
)
_WAITS = re.compile(r"[:：|｜丨]\s*$")
#: A heading may sound like a byline (对话作者 王小波): it is one only with a mark.
_LABELLED = re.compile("[:：|｜丨/／]")
_FOLLOWING, _ENDS = 30, 60
#: When so many bylines were taken out, no more brackets are: nobody signs so often.
_MOST_SIGNED = 100
#: Roles that say only that somebody wrote it.
_ANY_WRITER = frozenset(("作者", "本文作者", "文", "文字", "撰文", "撰稿", ""))


def read_credits(article: Article) -> None:
    """Fill ``credits`` and a missing ``source_name``; take byline and source lines out of the body.

    What is taken out is recorded in ``removed``; of brackets inside a paragraph only those that
    end the text and hold nothing but credits.
    """
    read_meta_lines(article)
    remove_bylines(article)
    read_paragraphs(article)
    read_signature(article)


def read_meta_lines(article: Article) -> None:
    """Credits and source of the lines beside the title and behind the body."""
    found: list[Credit] = []
    for line in join_label_lines(article.meta_lines):
        found += _read_line(article, line, "meta")
    _add(article, found)


def read_paragraphs(article: Article) -> None:
    """Credits in brackets at the head and the tail of paragraphs, which stay where they are."""
    texts = [b.text for b in article.blocks if b.kind in ("paragraph", "quotation")]
    _add(article, credits_in_paragraphs(texts))
    tail = TAIL.search(texts[-1][-BRACKETED:]) if texts else None
    if tail and "来源" in tail.group(1):
        _read_line(article, tail.group(1), "tail")


def read_signature(article: Article) -> None:
    """Who signs beside the time: a person is its writer, anyone else its source, where the page
    claims no other."""
    if is_name(article.unlabelled_author):
        _add(article, [Credit("", article.unlabelled_author, "", "reporter", "meta")])
    elif article.source_name is None and article.unlabelled_author:
        article.source_name = article.unlabelled_author
    if article.source_name is None:
        article.source_name = _printed_by(article)
    if not article.credit_names("editor"):
        _add(article, _declared(article))


def _printed_by(article: Article) -> str | None:
    """The paper in which the text was printed: 《江城日报》（05月10日 04版）."""
    texts = [block.text for block in article.blocks if block.text][-2:]
    found = filter(None, map(_EDITION.fullmatch, [*texts, *article.meta_lines]))
    return next((edition["paper"].strip() for edition in found), None)


def _declared(article: Article) -> list[Credit]:
    """Whom a meta element names as author, and nothing else does: who put the page online."""
    known = {credit.name for credit in article.credits}
    names = [name for name in article.meta_authors if is_name(name) and name not in known]
    return [Credit("author", name, "", "editor", "meta") for name in names]


def join_label_lines(lines: Iterable[str]) -> Iterator[str]:
    """The lines, with a label and the names on the line after it put together."""
    waiting = ""
    for line in lines:
        if waiting and len(line) <= _FOLLOWING and not _WAITS.search(line):
            yield f"{waiting} {line}"
            waiting = ""
            continue
        if waiting:
            yield waiting
        waiting = (
            line
            if _WAITS.search(line) and len(line) <= LONGEST and ROLE_PATTERN.search(line)
            else ""
        )
        if not waiting:
            yield line
    if waiting:
        yield waiting


def remove_bylines(article: Article) -> None:
    """Take what is nothing but credits or a source out of ``blocks``, and read it: lines, and what
    ends the text."""
    _take_lines(article)
    if sum(removed.rule == "byline" for removed in article.removed) >= _MOST_SIGNED:
        return
    _take_last_label(article)
    _take_lone_names(article)
    for _ in range(_MOST_SIGNED):
        if not _take_last_bracket(article):
            break
        _take_lines(article)


def _last_text(article: Article) -> int | None:
    """The index of the last block that is a paragraph of text; None if the text ends otherwise."""
    blocks = article.blocks
    last = next((at for at in reversed(range(len(blocks))) if blocks[at].text), None)
    return last if last is not None and blocks[last].kind == "paragraph" else None


def _take_lone_names(article: Article) -> None:
    """Take out the last line where it is nothing but its writers in brackets: （张三 李四）."""
    last = _last_text(article)
    alone = ALONE.fullmatch(article.blocks[last].text) if last else None
    names = names_only(alone[1]) if alone else []
    if last and alone and names:
        _add(article, [Credit("", name, "", "reporter", "tail") for name in names])
        _take_off(article, last, alone.group())
        del article.blocks[last]


def _take_last_label(article: Article) -> None:
    """Take the editor off the end of the last paragraph: …。责任编辑：李四."""
    last = _last_text(article)
    found = _EDITED.search(article.blocks[last].text[-_ENDS:]) if last is not None else None
    if last is not None and found:
        _add(article, _read_line(article, found["line"], "tail"))
        _take_off(article, last, found.group())


def _take_last_bracket(article: Article) -> bool:
    """Whether the last paragraph ended with its writers in brackets, which are now taken off."""
    last = _last_text(article)
    text = article.blocks[last].text if last is not None else ""
    tail = TAIL.search(text[-BRACKETED:])
    if last is None or tail is None or len(tail.group()) == len(text.strip()):
        return False
    inside = tail.group(1)
    byline = parse_byline(inside, bracketed=True)
    found = with_place(byline, "tail") if byline.only_credits else bracketed_signature(tail.group())
    if not found:
        return False
    _read_line(article, inside, "tail")
    _add(article, found)
    _take_off(article, last, tail.group())
    return True


def _take_off(article: Article, at: int, end: str) -> None:
    """Take the end of a paragraph off it, and record it."""
    block = article.blocks[at]
    article.removed.append(RemovedText("byline", end.strip()))
    article.blocks[at] = replace(block, text=block.text[: len(block.text) - len(end)].rstrip())


def _take_lines(article: Article) -> None:
    kept: list[Block] = []
    found: list[Credit] = []
    middle = len(article.blocks) / 2
    label = ""
    for at, block in enumerate(article.blocks):
        short = len(block.text) <= _FOLLOWING
        line = f"{label} {block.text}" if label and short else block.text
        rule = _rule(block, line)
        if not rule and label:
            line, rule = block.text, _rule(block, block.text)
        if not rule:
            kept.append(block)
            label = ""
            continue
        for row in table_rows(block) if block.kind in ("table", "list") else [line]:
            found += _read_line(article, row, "head" if at < middle else "tail")
        article.removed.append(RemovedText(rule, block.text))
        label = line if _WAITS.search(line) and short else ""
    _add(article, found)
    article.blocks = kept


def _rule(block: Block, line: str) -> str:
    """Which rule takes a block out whose line is read as ``line``: byline, source or ''."""
    if block.kind in ("table", "list"):
        return "byline" if all(map(is_byline, table_rows(block))) else ""
    if block.kind not in ("paragraph", "heading", "quotation") or not 1 < len(line) <= LONGEST:
        return ""
    if is_byline(line) and (block.kind != "heading" or _LABELLED.search(line)):
        return "byline"
    return "source" if is_source_line(line) else ""


def table_rows(block: Block) -> list[str]:
    """The lines of a list or a table; of two cells the first is a label."""
    rows = block.text.split("\n")
    return [row.replace("\t", "：", 1) if row.count("\t") == 1 else row for row in rows]


def _read_line(article: Article, line: str, place: Place) -> list[Credit]:
    """The credits of a line; a source that it claims goes to the article, where that has none
    or has it with more words behind it."""
    byline = parse_line(line, place)
    claimed = byline.source or source_only(line)
    known = article.source_name
    if claimed and (known is None or known.startswith(f"{claimed} ")):
        article.source_name = claimed
    return with_place(byline, place)


def _add(article: Article, found: Iterable[Credit]) -> None:
    """Add credits, each person once per kind, the first mention first.

    作者 alone says less than 通讯员: who is told as one is not the reporter too.
    """
    each: dict[tuple[str, str], Credit] = {}
    for credit in (*article.credits, *found):
        each.setdefault((credit.kind, credit.name), credit)
    narrower = {name for kind, name in each if kind == "correspondent"}
    article.credits = [
        c for c in each.values() if not (c.role in _ANY_WRITER and c.name in narrower)
    ]
