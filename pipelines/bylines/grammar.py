"""The grammar of a byline: roles, marks, units and names in one line.

    (全媒体记者 李明明  通讯员 刘晓明)      来源:X 作者:Y 编辑:Z 2022-02-16 22:49
    本报记者张三 李四 文/图                 采写:南都见习记者 林子沛

A line is cut at its roles. What follows a role are its names, except where the next role has
none of its own and only follows names (``摄``), or where the last word is the next one's unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from crawler.models.article import Credit
from crawler.parsing.text import normalize_text
from pipelines.bylines.person_names import (
    NameContext,
    is_institution,
    is_name,
    is_person,
    join_spaced_names,
)
from pipelines.bylines.roles import ROLE_PATTERN, SUFFIX_ROLES, CreditKind, role_kind

#: A byline is short; longer lines are prose and are not read as a whole.
LONGEST = 160
_MARKS = str.maketrans(
    "：（）［］【】〔〕「」『』〈〉<>／｜丨︱∣，；＆＿•‧・∙﹒．　",
    ":()()()()()()()()/||||,;&_·····. ",
)
_OUTER = re.compile(r"^[\s()\[\]◎□■★●▲■◆▼>*_□○—-]+|[\s()\[\]★●▲■◆▼_—-]+$")
_DAY = (
    r"(?:19|20)\d\d[-年/.]\d{1,2}[-月/.]\d{1,2}日?T?|\d{1,2}月\d{1,2}日|\d{1,2}-\d{1,2}(?= \d\d:)"
)
_HOUR = r"\d{1,2}:\d\d(?::\d\d)?"
_WHEN = re.compile(
    r"(?:(?:(?:发布|发表|发稿|更新)(?:日期|时间|于)?|日期|时间)\s*+:?+\s*+)?"
    rf"(?:(?:{_DAY})(?:\s*星期.)?(?:\s*{_HOUR})?|(?<!\d){_HOUR}(?!\d))"
    r"|(?:阅读|浏览|点击|评论|点赞|播放|访问)[量数]?\s*+:?+\s*+[\d.]+万?\+?次?"
)
#: Two-character labels that typesetters spread: 编 辑：, 记 者.
#: What else may stand in the line of a byline: tags, the first print's headline, a nationality.
_ASIDE = re.compile(
    r"原标题\s*+:?+\s*+《[^《》]{2,90}》\s*,?|(?:标签|关键[词字]|原标题)\s*:\s*(?:(?!责任?编|编辑|作者|记者|来源|审核)[^:])*(?::(?:(?!责任?编|编辑)[^:])*(?=责任?编|编辑))?"
    r"|[(\[](?:美|英|法|德|日|俄|加|澳|意|韩|印|西|以|苏|荷|奥)国?[)\]]|(?<!\s)\s++发自[^\s,;]{1,10}(?=[\s;)]|$)"
)
_SPREAD = re.compile("编 +辑|责 +编|记 +者|作 +者|来 +源|通 *讯 +员|摄 +影|校 +对|审 +核|监 +制")
_STAFF_CODE = re.compile(r"\(?[_ ]?(?<![A-Za-z])[A-Z]{1,4}\d{2,6}(?![A-Za-z\d])\)?")
_TRAINEE = re.compile(r"\((?:实习生?|见习生?|实习(?:记者|编辑))\)")
#: A button that stands before the editor's name.
_BUTTON = re.compile(
    r"^\s*\(?纠错\)?(?=\W)|(?:(?<!\s)\s++)?(?:我要)?(?:纠错|报错|举报|分享|评论|打印)\s*+$"
)
_LABEL = re.compile(r"\s*[:/|]*\s*")
_LAST_WORD = re.compile(r"[^\s;,、()/|&]+$")
#: What offices send in.
_GIVEN = frozenset(("供稿", "来稿", "投稿", "供图", "报送"))
#: Two clauses, or what a report goes on with.
_CLAUSES = re.compile(r"[^,]{6},[^,]{6}|报道:.")
_NO_SOURCE = frozenset(("无", "未知", "不详", "暂无", "null", "-", "--"))
_SENTENCE = re.compile(r"[。！？；!?“”\"…]")
_BETWEEN = re.compile(r"[、,;/&|]|(?<=[\u3400-\u9fff]{2})[和与](?=[\u3400-\u9fff]{2})")
_INSIDE = re.compile(r"\(([^()]*)\)")
#: Brackets with a name on either side part the two: 张三（新华社）李四.
_BETWEEN_TWO = re.compile(r"(?<=\S)\([^()]*\)(?=\S)")
_FILLER = re.compile(r"^(?:等|日?电|讯|消息|联合|综合|联合报道|\W*)$")
_CUT_SOURCE = re.compile(
    r"(?<!\s)\s*(?:[;|]|\(|\s(?:阅读|浏览|点击|评论|打印|字号|字体|分享|责任|原标题|版权|关注|举报))(?s:.*)"
)
_ABOUT = re.compile(r"([\u3400-\u9fff]{2,4}?),?\s*(?:系|为|是|现任|任)(?=.{4})")
#: A name of one Latin word, but for what systems call those who have none.
_PEN_NAME, _USUAL_NAME = re.compile(r"[A-Z][a-z]{2,11}"), 3
_ACCOUNTS = frozenset(
    ("Admin", "Administrator", "Editor", "News", "Test", "System", "User", "Null")
)
_HAN_PAIR = re.compile("[\u3400-\u9fff]{2,3}")
_LOGIN = re.compile(r"[A-Za-z][\w.-]{1,15}|\d{1,6}")
_TALKS = re.compile("(?:记者|评论员|主持人)$")
#: Words of a sentence, which the name of an office does not hold.
_CLAUSE = re.compile("[的了是从据向让给被把也过]|在(?!线)")
_NOT_UNIT = re.compile(rf"{_CLAUSE.pattern}|有(?!限)|[对访致悼寻话问答女男位]|告诉|表示")


@dataclass(slots=True)
class Byline:
    """What a line says: credits, a source if it names one, and whether it says nothing else."""

    credits: list[Credit] = field(default_factory=list)
    source: str | None = None
    only_credits: bool = False


@dataclass(slots=True)
class _Part:
    """A role and what stands between it and the next."""

    role: str
    kind: CreditKind
    #: The marks and spaces between the role and its names.
    gap: str = ""
    #: It stands behind the names it belongs to: 张三 摄, 李明 本报记者.
    behind: bool = False
    #: A source's label, or that of pictures, which name no person.
    label: str = ""
    unit: str = ""
    tail: str = ""
    names: list[str] = field(default_factory=list)
    has_other_text: bool = False
    offices: bool = False

    @property
    def labelled(self) -> bool:
        return bool(self.gap.strip())


def normalize_line(line: str) -> str:
    """A line with ASCII marks, without dates, staff codes and the brackets around it."""
    text = _BUTTON.sub("", normalize_text(line).translate(_MARKS))
    text = _ASIDE.sub(";", _SPREAD.sub(lambda label: label[0].replace(" ", ""), text))
    text = _TRAINEE.sub("", _STAFF_CODE.sub("", _WHEN.sub(";", text)))
    if text.count("(") == text.count(")") and "(" in text[1:-1].strip("()"):
        return text.strip(" ;_—-★●▲■◆▼>*") if not _wrapped(text) else text[1:-1].strip()
    return _OUTER.sub("", text).strip(" ;")


def _wrapped(text: str) -> bool:
    """Whether one pair of brackets holds the whole text."""
    depth = 0
    for at, mark in enumerate(text):
        depth += (mark == "(") - (mark == ")")
        if depth == 0:
            return mark == ")" and at == len(text) - 1
    return False


def parse_byline(line: str, bracketed: bool = False, strict: bool = False) -> Byline:
    """Read one line as a byline; an empty ``Byline`` where it is too long or holds no role.

    ``bracketed``: it stood in brackets inside a paragraph, so a run-together name needs no
    surname. ``strict``: chrome may stand in the same line, so a second name does need one.
    """
    if len(line) > LONGEST:
        return Byline()
    text = normalize_line(line)
    marks = list(ROLE_PATTERN.finditer(text))
    if not marks:
        return Byline()
    parts = _cut(text, marks)
    before = text[: marks[0].start()]
    lead = _Part("", "other", gap=" ", tail=_hand_over(before, parts[0]))
    source = None
    for part in [lead, *parts]:
        if part.label:
            source = source or (_source_name(part) if part.label == "source" else None)
        else:
            _read_names(part, bracketed, strict)
    _settle(lead, parts, before, bracketed)
    told = _SENTENCE.search(text.rstrip("。")) or (text.endswith("。") and _CLAUSES.search(text))
    whole = not any(p.has_other_text for p in [lead, *parts]) and not told
    return Byline(_assign([lead, *parts]), source, whole and _says_something([lead, *parts]))


def _settle(lead: _Part, parts: list[_Part], before: str, bracketed: bool) -> None:
    """What only shows once all names are read: roles behind names, units, interviews."""
    for part in parts:
        nameless = not (
            part.names or part.label or part.labelled or part.has_other_text or part.offices
        )
        part.behind = part.behind or nameless
    if lead.names and not parts[0].behind:
        _make_unit(lead, before, parts[0])
    if _may_be_talk(parts) and not bracketed:
        parts[0].names = [n for n in parts[0].names if is_name(n)]
        parts[0].has_other_text = parts[0].has_other_text or not parts[0].names


def _make_unit(lead: _Part, before: str, first: _Part) -> None:
    """江城记者 王小二: what is run together with a role that has names is its unit."""
    if before[-1:].isspace() or len(lead.names) > 1 or not _may_be_unit(before):
        lead.has_other_text = True
    else:
        first.unit, lead.names = first.unit or before, []


def _may_be_talk(parts: list[_Part]) -> bool:
    """Whether the line may be a question of an interview: 记者：您好。"""
    first = parts[0]
    alone = len(parts) == 1 and first.labelled and (first.has_other_text or len(first.names) < 2)
    return alone and _TALKS.search(first.role) is not None


def _says_something(parts: list[_Part]) -> bool:
    """Whether a line of nothing but credits names anybody, or any office in a writer's role."""
    writes = ("reporter", "correspondent", "editor")
    named = any(p.names or (p.labelled and (p.kind in writes or p.offices)) for p in parts)
    spaced = any(p.offices and p.gap and p.role and p.kind in writes for p in parts)
    return named or spaced or (parts[0].offices and parts[1].role in _GIVEN)


def _cut(text: str, marks: list[re.Match[str]]) -> list[_Part]:
    parts = []
    for mark in marks:
        group = str(mark.lastgroup)
        label = group if group in ("source", "pictures") else ""
        parts.append(_Part(mark.group(), role_kind(mark.group(), group), label=label))
    ends = [m.start() for m in marks[1:]] + [len(text)]
    for part, mark, end in zip(parts, marks, ends, strict=True):
        after = _LABEL.match(text, mark.end(), end)
        part.gap = after.group() if after else ""
        part.tail = text[mark.end() + len(part.gap) : end]
        part.behind = not part.labelled and (part.role in SUFFIX_ROLES or mark.lastgroup == "short")
    for part, following in pairwise(parts):
        part.tail = _hand_over(part.tail, following)
    return parts


def _hand_over(tail: str, following: _Part) -> str:
    """Give the word before a role to it as its unit, where it is one; returns the rest."""
    bare = tail.rstrip()
    word = _LAST_WORD.search(bare)
    glued = bare == tail
    if word and glued and following.role in SUFFIX_ROLES and _is_place(word.group(), bare):
        return bare[: word.start()]
    if following.behind or (following.labelled and not following.role.endswith("记者")):
        return tail
    if word is None or (following.labelled and not glued):
        return tail
    found = word.group()
    if is_name(found) or not (is_institution(found) or (glued and _may_be_unit(found))):
        return tail
    following.unit = found
    return bare[: word.start()]


def _is_place(word: str, tail: str) -> bool:
    """Whether the word right before 报道 says from where: 记者 张三 北京报道."""
    return word != tail.strip() and _HAN_PAIR.fullmatch(word) is not None and not is_name(word)


def _may_be_unit(word: str) -> bool:
    return len(word) <= 16 and not _NOT_UNIT.search(word)


def _read_names(part: _Part, bracketed: bool, strict: bool) -> None:
    """Fill names, unit and odd of a part from its tail."""
    tail = part.tail
    about = _ABOUT.match(tail) if part.role.endswith("作者") else None
    if about and is_name(about.group(1)):
        part.names, part.has_other_text = [about.group(1)], True
        return
    for inside in _INSIDE.findall(tail):
        part.has_other_text = part.has_other_text or not (
            is_institution(inside) or _may_be_unit(inside)
        )
        part.unit = part.unit or ("" if part.has_other_text else inside)
    tail = _INSIDE.sub(" ", _BETWEEN_TWO.sub("、", tail))
    groups = [join_spaced_names(_latin_words(piece)) for piece in _BETWEEN.split(tail)]
    _take_unit(part, groups)
    trust: NameContext = "labelled" if part.labelled else "spaced" if part.gap else "glued"
    if not part.role:
        trust = "glued"
    if trust == "glued" and bracketed and part.kind != "other":
        trust = "spaced" if part.role.endswith(("记者", "通讯员", "编辑", "编")) else "glued"
    for group in groups:
        for at, word in enumerate(group):
            careful = strict and bool(part.names) and at > 0
            _take(part, word.strip(".。()_-—·"), "glued" if careful else trust)
        if not part.labelled:
            trust = "spaced"


def _latin_words(piece: str) -> list[str]:
    """The words of a piece; Latin words that follow each other are one (Li Ming)."""
    words: list[str] = []
    for word in piece.split():
        if words and word[0].isascii() and word[0].isalpha() and words[-1].isascii():
            words[-1] += f" {word}"
        else:
            words.append(word)
    return words


def _take_unit(part: _Part, groups: list[list[str]]) -> None:
    """文｜财新 余聪: a first word that is no name, before one that is, is the unit."""
    first = groups[0] if groups else []
    if not (part.role and part.gap and len(first) > 1):
        return
    unit, name = first[:2]
    may_be = len(unit) != _USUAL_NAME or is_institution(unit)
    if may_be and is_name(name) and not is_name(unit, by_sound=True) and _may_be_unit(unit):
        part.unit = part.unit or first[0]
        del first[0]


def _take(part: _Part, word: str, trust: NameContext) -> None:
    """Put one word where it belongs; a word after one that fits nowhere is not read."""
    word = word[:-1] if word.endswith("等") and len(word) > 2 else word
    if part.has_other_text or _FILLER.match(word):
        return
    desk = part.kind == "editor" or part.role.endswith(("审", "校", "校对", "审核"))
    if is_person(word, trust, desk):
        part.names.append(word)
    elif (part.gap or not part.role) and _is_office(word):
        part.offices = True
        part.unit = part.unit or word
    elif part.labelled and _PEN_NAME.fullmatch(word) and word not in _ACCOUNTS:
        part.names.append(word)
    elif part.labelled and _LOGIN.fullmatch(word):
        part.offices = True
        part.unit = part.unit or word
    else:
        part.has_other_text = True


def _is_office(word: str) -> bool:
    return len(word) <= 24 and is_institution(word) and not _CLAUSE.search(word) and ")" not in word


def _source_name(part: _Part) -> str | None:
    """The source that a label claims, without what stands after it; a name after it is kept."""
    inside = _INSIDE.search(part.tail)
    tail = part.tail[: inside.start()] if inside else part.tail
    tail = _CUT_SOURCE.sub("", f"{tail} ").strip(" ,、/()")
    words = tail.split()
    if len(words) > 1 and not tail.isascii():
        part.names = [w for w in words[1:] if is_name(w)]
        part.has_other_text = len(part.names) < len(words) - 1
        tail = words[0]
    if tail in _NO_SOURCE:
        return None
    if not tail or len(tail) > 40 or _SENTENCE.search(tail):
        part.has_other_text = part.has_other_text or bool(tail)
        return None
    return tail


def _assign(parts: list[_Part]) -> list[Credit]:
    """Pair names with roles, in page order, each person once per kind; the first has no role."""
    found: dict[tuple[CreditKind, str], Credit] = {}
    for at, part in enumerate(parts):
        for role in _roles_of(parts, at) if part.names else ():
            for name in part.names:
                credit = Credit(role.role, name, role.unit or part.unit, role.kind)
                found.setdefault((credit.kind, name), credit)
    return list(found.values())


def _roles_of(parts: list[_Part], at: int) -> list[_Part]:
    """The roles that the names of one part belong to: its own, or the one that follows them.

    A photographer's mark wins over 记者 before the name; 文/图 behind a reporter does not.
    """
    part = parts[at]
    following = parts[at + 1] if at + 1 < len(parts) else None
    roleless = not part.role or bool(part.label) or (at > 0 and _claimed(parts, at))
    if following is not None and following.behind and (roleless or following.kind == "other"):
        return [following]
    if part.label:
        return [_Part("", "reporter")]
    return [part, *_sharing(parts, at)] if part.role else []


def _narrowed(role: _Part, part: _Part) -> bool:
    """Whether a role says who wrote more narrowly than one before it: 文/通讯员, 撰文 通讯员."""
    return part.kind == "correspondent" and role.kind == "reporter" and "记者" not in role.role


def _claimed(parts: list[_Part], at: int) -> bool:
    """Whether a role already belongs to the names before it."""
    return parts[at].behind and bool(parts[at - 1].names or parts[at - 1].offices)


def _sharing(parts: list[_Part], at: int) -> Iterator[_Part]:
    """The roles right before one that share its names: 文/摄影 张三, 编辑、校对：李四."""
    for before in range(at - 1, 0, -1):
        part = parts[before]
        alone = not (part.names or part.label or part.offices or part.has_other_text)
        if not alone or ":" in part.gap or _claimed(parts, before):
            return
        if not _narrowed(part, parts[at]):
            yield part
