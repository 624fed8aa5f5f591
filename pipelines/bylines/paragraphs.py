"""Credits within paragraphs: in a dateline, in the brackets that open or end one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.models.article import Credit
from pipelines.bylines.grammar import parse_byline
from pipelines.bylines.lines import Place, names_only, with_place
from pipelines.bylines.person_names import is_name

_OPEN, _CLOSE, _NO_BRACKET = "[（(【\\[]", "[)）】\\]]", r"[^（()）】【\[\]]"
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
#: 中国网 记者 张三 …: the names run straight into the text.
_STRAIGHT_IN = re.compile(
    r"^(?P<line>(?:[^\s，。]{2,12} )?[^\s，。]{0,12}记者"
    r"(?P<names>(?: [\u3400-\u9fff·]{1,12}){1,5}))"
)
#: The brackets that end a paragraph.
TAIL = re.compile(rf"{_OPEN}({_NO_BRACKET}{{2,100}}){_CLOSE}\s*[。.]?$")
#: So many first paragraphs may open with a byline; so long are brackets and names at an end.
_HEAD, BRACKETED, _ENDS = 3, 110, 60


def credits_in_paragraphs(texts: list[str]) -> Iterator[Credit]:
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
    names = names_only(bare["names"]) if bare else []
    if names:
        return [Credit("", name, "", "reporter", "head") for name in names]
    if not first or "记者" not in head[:30]:
        return []
    opening = _OPENING.match(head)
    if opening:
        byline = parse_byline(opening["line"])
        return with_place(byline, "head") if byline.only_credits else []
    straight = _STRAIGHT_IN.match(head)
    return _straight(straight) if straight else []


def _straight(match: re.Match[str]) -> list[Credit]:
    """The names right after 记者, as far as each is surely one."""
    role, words = match["line"][: -len(match["names"])], []
    for word in match["names"].split():
        if len(word) > 1 and not is_name(word):
            break
        words.append(word)
    return with_place(parse_byline(f"{role} {' '.join(words)}"), "head") if words else []


def _in_tail(text: str, last: bool) -> list[Credit]:
    ending = _ENDING.search(text[-_ENDS:]) if last else None
    if ending:
        return with_place(parse_byline(ending["line"]), "tail")
    if not text.rstrip("。. ").endswith((")", "）", "】", "]")):
        return []
    tail = TAIL.search(text[-BRACKETED:])
    return _in_brackets(tail.group(1), "tail", bare=last) if tail else []


def _in_brackets(inside: str, place: Place, bare: bool) -> list[Credit]:
    """The credits in brackets; ``bare``: names without a role are the writers'."""
    byline = parse_byline(inside, bracketed=True)
    if byline.only_credits or byline.credits:
        return with_place(byline, place)
    return [Credit("", n, "", "reporter", place) for n in names_only(inside)] if bare else []
