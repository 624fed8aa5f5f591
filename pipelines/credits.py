"""Bylines into people and roles: from meta lines, from lines of the body that hold nothing
else, and from the brackets at the head and the tail of a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Literal

from crawler.items import Article, Block, Credit, Removed
from pipelines.bylines import LONGEST, Byline, parse, plain_line
from pipelines.people import is_institution, is_name, join_spaced
from pipelines.roles import ROLE

Place = Literal["meta", "head", "tail", "body"]

_OPEN, _CLOSE, _NO_BRACKET = "[（(【\\[]", "[)）】\\]]", r"[^（()）【】\[\]]"
#: 新华社北京5月1日电（…）, 本报讯（…）, or brackets that open the paragraph.
_DATELINE = re.compile(
    r"^(?P<lead>[^（()）。！？]{0,40}?(?:讯|电|消息|报道|特稿|专稿)[】\]]?)?\s*"
    rf"{_OPEN}(?P<inside>{_NO_BRACKET}{{2,100}}){_CLOSE}"
)
#: 本报讯 记者张三 通讯员李四报道：…
_OPENING = re.compile(
    r"^(?P<line>[^。，,；！？（(“”\"]{0,16}?(?:记者|通讯员)[^。，,；！？（(“”\"]{1,50}?"
    r"(?:摄影|图文|综合|联合)?报道)(?:[。：:\s]|$)"
)
#: 本报讯 张三 李四报道：…
_OPENING_BARE = re.compile(
    r"^[^\s，。]{0,8}讯\s+(?P<names>[\u3400-\u9fff·]{2,8}(?:[\s、][\u3400-\u9fff·]{2,8}){0,3}?)\s*(?:摄影|图文)?报道[：:]"
)
#: …八百万元。记者 张三: the writers right behind the last sentence.
_ENDING = re.compile(
    r"[。！？”]\s*(?P<line>[^\s，。！？“”（）]{0,12}(?:记者|通讯员)[\s：:]+[\u3400-\u9fff·]{2,8}"
    r"(?:[\s、][\u3400-\u9fff·]{2,8}){0,4})\s*$"
)
#: …。责任编辑：李四: the editor right behind the last sentence.
_EDITED = re.compile(
    r"(?<=[。！？”）)])\s*(?P<line>[（(【\[]?(?:责任编辑|责编|编辑)\s*[:：]\s*[^\s，。：:]{0,10}[）)】\]]?)\s*$"
)
_EDITION = re.compile(
    r"\s*《(?P<paper>[^《》]{2,16})》\s*[（(][^（()）]{4,24}版[^（()）]{0,8}[)）]\s*"
)
#: 中国网 记者 张三 …: the names run straight into the text.
_STRAIGHT_IN = re.compile(
    r"^(?P<line>(?:[^\s，。]{2,12} )?[^\s，。]{0,12}记者"
    r"(?P<names>(?: [\u3400-\u9fff·]{1,12}){1,5}))"
)
_TAIL = re.compile(rf"{_OPEN}({_NO_BRACKET}{{2,100}}){_CLOSE}\s*[。.]?$")
_SIGNATURE = re.compile(rf"\s*{_OPEN}({_NO_BRACKET}{{2,100}}){_CLOSE}\s*[。.]?\s*")
_SOURCE_LINE = re.compile(
    r"(?:本文|文章|稿件|信息|内容|新闻)?(?:来源|转载?自|稿源|摘自)\s*(?:于?\s*(?P<mark>[:|])|于)\s*(?P<name>[^()。！？,]{2,40}?)"
)
_SOURCE_LABEL = re.compile("来源|转载?自|稿源|摘自")
_SIGNED = re.compile(r"(?P<name>[^/／\s]{2,12})\s*[/／]\s*(?P<unit>[^/／\s]{2,20})")
#: A full stop within the line, or too many commas for a list of names.
_PROSE = re.compile("[。！？](?=.)|，.*，.*，")
#: What only sounds like a role: prizes and renown.
_PRAISE = re.compile(
    r"[^：:]{0,8}(?:优秀|最美|十佳|金牌|先进|知名|著名|名)(?:新闻)?(?:记者|编辑|作者|通讯员)"
)
_WAITS = re.compile(r"[:：|｜丨]\s*$")
#: A heading may sound like a byline (对话作者 王小波): it is one only with a mark.
_LABELLED = re.compile("[:：|｜丨/／]")
#: Words in brackets at the very end that begin with a surname.
_NOT_SIGNED = frozenset(("上海", "广东", "广西", "山东", "山西", "陕西", "高清", "组图"))
#: Roles that say only that somebody wrote it.
_ANY_WRITER = frozenset(("作者", "本文作者", "文", "文字", "撰文", "撰稿", ""))
#: Before a name these may be the rest of an address.
_REGIONS = ("省", "市", "县", "区", "乡")
_BARE_LONGEST, _SOURCE_LONGEST, _BRACKETED = 40, 60, 110
_HEAD, _FOLLOWING, _ENDS = 3, 30, 60
#: When so many bylines were taken out, no more brackets are: nobody signs so often.
_MOST_SIGNED = 100


def credits_of_line(line: str, place: Place) -> list[Credit]:
    """The people that one byline-like line names, in page order; none for prose."""
    return _credits(_byline(line, place), place)


@lru_cache(maxsize=4096)
def is_byline(line: str) -> bool:
    """Whether a line holds nothing but credits, so that it is not text of the article."""
    if len(line) > LONGEST or _PROSE.search(line) or _PRAISE.match(line):
        return False
    byline = parse(line)
    if byline.whole:
        return not byline.source or bool(byline.credits)
    return bool(_signature(line))


def source_of_line(line: str) -> str | None:
    """The source that a line claims: 来源：X, （本文来源于X）, 张三/X; None if it claims none."""
    return _byline(line, "meta").source or _lone_source(line)


def is_source_line(line: str) -> bool:
    """Whether a line says where the article comes from, and nothing else."""
    return _lone_source(line) is not None


def _lone_source(line: str) -> str | None:
    if len(line) > _SOURCE_LONGEST or not _SOURCE_LABEL.search(line):
        return None
    found = _SOURCE_LINE.fullmatch(plain_line(line))
    if found is None or not (found["mark"] or is_institution(found["name"])):
        return None
    return None if ROLE.search(found["name"]) else found["name"]


def read_credits(article: Article) -> None:
    """Fill ``credits`` and a missing ``source_name``; take byline and source lines out of the body.

    What is taken out is recorded in ``removed``; of brackets inside a paragraph only those that
    end the text and hold nothing but credits.
    """
    read_meta(article)
    take_bylines(article)
    read_paragraphs(article)
    read_signature(article)


def read_meta(article: Article) -> None:
    """Credits and source of the lines beside the title and behind the body."""
    found: list[Credit] = []
    for line in whole_lines(article.meta_lines):
        found += _read_line(article, line, "meta")
    _add(article, found)


def read_paragraphs(article: Article) -> None:
    """Credits in brackets at the head and the tail of paragraphs, which stay where they are."""
    texts = [b.text for b in article.blocks if b.kind in ("paragraph", "quotation")]
    _add(article, _in_paragraphs(texts))
    tail = _TAIL.search(texts[-1][-_BRACKETED:]) if texts else None
    if tail and "来源" in tail.group(1):
        _read_line(article, tail.group(1), "tail")


def read_signature(article: Article) -> None:
    """Who signs beside the time: a person is its writer, anyone else its source, where the page
    claims no other."""
    if is_name(article.signature):
        _add(article, [Credit("", article.signature, "", "reporter", "meta")])
    elif article.source_name is None and article.signature:
        article.source_name = article.signature
    if article.source_name is None:
        article.source_name = _printed_by(article)
    if not article.names("editor"):
        _add(article, _declared(article))


def _printed_by(article: Article) -> str | None:
    """The paper in which the text was printed: 《江城日报》（05月10日 04版）."""
    texts = [block.text for block in article.blocks if block.text][-2:]
    found = filter(None, map(_EDITION.fullmatch, [*texts, *article.meta_lines]))
    return next((edition["paper"].strip() for edition in found), None)


def _declared(article: Article) -> list[Credit]:
    """Whom a meta element names as author, and nothing else does: who put the page online."""
    known = {credit.name for credit in article.credits}
    names = [name for name in article.declared_authors if is_name(name) and name not in known]
    return [Credit("author", name, "", "editor", "meta") for name in names]


def whole_lines(lines: Iterable[str]) -> Iterator[str]:
    """The lines, with a label and the names on the line after it put together."""
    waiting = ""
    for line in lines:
        if waiting and len(line) <= _FOLLOWING and not _WAITS.search(line):
            yield f"{waiting} {line}"
            waiting = ""
            continue
        if waiting:
            yield waiting
        waiting = line if _WAITS.search(line) and len(line) <= LONGEST and ROLE.search(line) else ""
        if not waiting:
            yield line
    if waiting:
        yield waiting


def take_bylines(article: Article) -> None:
    """Take what is nothing but credits or a source out of ``blocks``, and read it: lines, and the
    brackets that end the text."""
    _take_lines(article)
    _take_last_label(article)
    _take_lone_names(article)
    while _take_last_bracket(article):
        _take_lines(article)


def _take_lone_names(article: Article) -> None:
    """Take out the last line where it is nothing but its writers in brackets: （张三 李四）."""
    texts = [at for at, block in enumerate(article.blocks) if block.text]
    alone = _SIGNATURE.fullmatch(article.blocks[texts[-1]].text) if len(texts) > 1 else None
    names = _bare_names(alone[1]) if alone else []
    if alone and names:
        _add(article, [Credit("", name, "", "reporter", "tail") for name in names])
        article.removed.append(Removed("byline", alone.group()))
        del article.blocks[texts[-1]]


def _take_last_label(article: Article) -> bool:
    """Whether the last paragraph ended with its editor (…。责任编辑：李四), now taken off."""
    texts = [at for at, block in enumerate(article.blocks) if block.text]
    block = article.blocks[texts[-1]] if texts else None
    found = _EDITED.search(block.text[-_ENDS:]) if block and block.kind == "paragraph" else None
    if block is None or found is None:
        return False
    _add(article, _read_line(article, found["line"], "tail"))
    article.removed.append(Removed("byline", found["line"]))
    text = block.text[: -len(found.group())].rstrip()
    article.blocks[texts[-1]] = replace(block, text=text)
    return bool(text)


def _take_last_bracket(article: Article) -> bool:
    """Whether the last paragraph ended with its writers in brackets, which are now taken off."""
    if sum(removed.rule == "byline" for removed in article.removed) >= _MOST_SIGNED:
        return False
    texts = [at for at, block in enumerate(article.blocks) if block.text]
    block = article.blocks[texts[-1]] if texts else None
    tail = _TAIL.search(block.text) if block and block.kind == "paragraph" else None
    if block is None or tail is None or not block.text[: tail.start()].strip():
        return False
    inside = tail.group(1)
    byline = parse(inside, bracketed=True)
    found = _credits(byline, "tail") if byline.whole else _signature(tail.group())
    if not found:
        return False
    _read_line(article, inside, "tail")
    _add(article, found)
    article.removed.append(Removed("byline", tail.group()))
    article.blocks[texts[-1]] = replace(block, text=block.text[: tail.start()].rstrip())
    return True


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
        for row in rows_of(block) if block.kind in ("table", "list") else [line]:
            found += _read_line(article, row, "head" if at < middle else "tail")
        article.removed.append(Removed(rule, block.text))
        label = line if _WAITS.search(line) and short else ""
    _add(article, found)
    article.blocks = kept


def _rule(block: Block, line: str) -> str:
    """Which rule takes a block out whose line is read as ``line``: byline, source or ''."""
    if block.kind in ("table", "list"):
        return "byline" if all(map(is_byline, rows_of(block))) else ""
    if block.kind not in ("paragraph", "heading", "quotation") or not 1 < len(line) <= LONGEST:
        return ""
    if is_byline(line) and (block.kind != "heading" or _LABELLED.search(line)):
        return "byline"
    return "source" if is_source_line(line) else ""


def rows_of(block: Block) -> list[str]:
    """The lines of a list or a table; of two cells the first is a label."""
    rows = block.text.split("\n")
    return [row.replace("\t", "：", 1) if row.count("\t") == 1 else row for row in rows]


def _in_paragraphs(texts: list[str]) -> Iterator[Credit]:
    last = len(texts) - 1
    for at, text in enumerate(texts):
        yield from _in_head(text, first=at < _HEAD)
        yield from _in_tail(text, last=at == last)


def _in_head(text: str, first: bool) -> list[Credit]:
    """新华社北京5月1日电（记者张三）…; 本报讯 记者张三 报道：…; 中国网 记者 张三 …"""
    head = text[:140]
    dateline = _DATELINE.match(head)
    if dateline:
        return _in_brackets(dateline["inside"], "head", bare=bool(dateline["lead"]))
    bare = _OPENING_BARE.match(head) if first else None
    names = _bare_names(bare["names"]) if bare else []
    if names:
        return [Credit("", name, "", "reporter", "head") for name in names]
    if not first or "记者" not in head[:30]:
        return []
    opening = _OPENING.match(head)
    if opening:
        byline = parse(opening["line"])
        return _credits(byline, "head") if byline.whole else []
    straight = _STRAIGHT_IN.match(head)
    return _straight(straight) if straight else []


def _straight(match: re.Match[str]) -> list[Credit]:
    """The names right after 记者, as far as each is surely one."""
    role, words = match["line"][: -len(match["names"])], []
    for word in match["names"].split():
        if len(word) > 1 and not is_name(word):
            break
        words.append(word)
    return _credits(parse(f"{role} {' '.join(words)}"), "head") if words else []


def _in_tail(text: str, last: bool) -> list[Credit]:
    ending = _ENDING.search(text[-_ENDS:]) if last else None
    if ending:
        return _credits(parse(ending["line"]), "tail")
    if not text.rstrip("。. ").endswith((")", "）", "】", "]")):
        return []
    tail = _TAIL.search(text[-_BRACKETED:])
    return _in_brackets(tail.group(1), "tail", bare=last) if tail else []


def _in_brackets(inside: str, place: Place, bare: bool) -> list[Credit]:
    """The credits in brackets; ``bare``: names without a role are the writers'."""
    byline = parse(inside, bracketed=True)
    if byline.whole or byline.credits:
        return _credits(byline, place)
    return [Credit("", n, "", "reporter", place) for n in _bare_names(inside)] if bare else []


def _bare_names(text: str) -> list[str]:
    """The names in a text that holds nothing else but the outlet before them; else none."""
    if len(text) > _BARE_LONGEST:
        return []
    groups = re.split(r"[、,，;/]+", text)
    names = [name for group in groups for name in join_spaced(group.split())]
    if len(names) > 1 and is_institution(names[0]):
        del names[0]
    return names if all(is_name(n) and n not in _NOT_SIGNED for n in names) else []


def _signature(line: str) -> list[Credit]:
    """（清河融媒 王小明 李华）: an outlet or office and its people, alone in brackets."""
    signed = _SIGNATURE.fullmatch(line)
    words = re.split(r"[\s、,，;/]+", signed[1].strip()) if signed else []
    if len(words) < 2 or not is_institution(words[0]) or words[0].endswith(_REGIONS):
        return []
    if not _bare_names(" ".join(words)):
        return []
    return [Credit("", name, words[0], "reporter", "tail") for name in words[1:]]


def _byline(line: str, place: Place) -> Byline:
    byline = parse(line, strict=place == "meta")
    if not byline.credits and not byline.source:
        byline.credits = _signature(line)
        byline.whole = byline.whole or bool(byline.credits)
    if place == "meta" and not byline.credits:
        return _signed(line) or byline
    if not byline.whole:
        byline.credits = [c for c in byline.credits if _sure(c, line)]
    return byline


def _signed(line: str) -> Byline | None:
    """张三/某某日报: a name and its outlet, without a role; the outlet is the source."""
    signed = _SIGNED.fullmatch(line.strip())
    if signed is None or not (is_name(signed["name"]) and is_institution(signed["unit"])):
        return None
    return Byline([Credit("", signed["name"], signed["unit"], "reporter")], signed["unit"], True)


def _sure(credit: Credit, line: str) -> bool:
    """Whether a credit can be believed though its line holds other text too."""
    mark = rf"{re.escape(credit.role)}\s*[:：/／|｜丨︱]"
    marked = bool(credit.role) and re.search(mark, line) is not None
    return marked or (bool(credit.role) and is_name(credit.name) and not _PROSE.search(line))


def _credits(byline: Byline, place: Place) -> list[Credit]:
    return [replace(credit, place=place) for credit in byline.credits]


def _read_line(article: Article, line: str, place: Place) -> list[Credit]:
    """The credits of a line; a source that it claims goes to the article, where that has none
    or has it with more words behind it."""
    byline = _byline(line, place)
    claimed = byline.source or _lone_source(line)
    known = article.source_name
    if claimed and (known is None or known.startswith(f"{claimed} ")):
        article.source_name = claimed
    return _credits(byline, place)


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
