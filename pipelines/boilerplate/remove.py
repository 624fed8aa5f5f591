"""The cleaning rules applied to the blocks of an article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from crawler.models.article import Article, Block, RemovedText
from pipelines.boilerplate.rules import RULES, Rule, Where, fold_line, strip_trailing_button

#: A text this long, with a full stop, is prose: a list of other articles does not hold it.
_PROSE = 60
#: A line up to this length is looked at whatever its punctuation.
_SHORT = 30
_WITHIN = ("anywhere", "rest")
_FORMS = frozenset(rule.name for rule in RULES if rule.ends_page)
_CLOSING = frozenset(rule.name for rule in RULES if rule.ends_article)


def _rules_of(*scopes: Where) -> tuple[tuple[Rule, ...], int]:
    """The rules that hold in these scopes, and the longest line that any of them is true of."""
    rules = tuple(r for r in RULES if r.scope in scopes)
    return rules, max(r.max_length for r in rules)


_BY_WHERE: dict[Where, tuple[tuple[Rule, ...], int]] = {
    "anywhere": _rules_of("anywhere"),
    "head": _rules_of("head", "edges"),
    "tail": _rules_of("tail", "edges"),
    "rest": _rules_of("rest"),
}


def match_rule(line: str, where: Where, picture: bool = False) -> str:
    """The name of the first rule of a scope that a line falls under; '' if it falls under none.

    ``picture``: it is the caption of one.
    """
    longest = _BY_WHERE[where][1]
    if len(line) > longest or (len(line) > _SHORT and _reads_on(line) and where in _WITHIN):
        return ""
    found = _rule_for_line(line, where, picture)
    return found.name if found else ""


def _reads_on(line: str) -> bool:
    """Whether a line is more than one sentence, or one of many clauses."""
    return line.find("。", 0, -2) >= 0 or line.count("，") > 3


@lru_cache(maxsize=8192)
def _rule_for_line(line: str, where: Where, picture: bool) -> Rule | None:
    folded, length = fold_line(line), len(line)
    rules = (r for r in _BY_WHERE[where][0] if length <= r.max_length and r.matches(folded))
    return next((r for r in rules if r.removes_image or not picture), None)


def remove_boilerplate(article: Article) -> None:
    """Take out of ``blocks`` what a rule says is chrome, and record it in ``removed``."""
    blocks = _without_rest(article.blocks, article.removed)
    blocks = _without_anywhere(blocks, article.removed)
    blocks = _without_edge(blocks, "head", article.removed)
    blocks = _without_ending(blocks, article.removed)
    before, over = blocks, len(article.removed)
    blocks = _without_edge(blocks[::-1], "tail", article.removed)[::-1]
    if any(removed.rule in _CLOSING for removed in article.removed[over:]):
        blocks = _without_pictures_behind(blocks, before, article.removed)
    article.blocks = blocks


def _without_pictures_behind(
    blocks: list[Block], before: list[Block], removed: list[RemovedText]
) -> list[Block]:
    """The blocks without the pictures that stood behind the first line that closes the article.

    ``before`` are the blocks as they were with those lines.
    """
    kept_text = {id(block) for block in blocks if block.text}
    last = max((i for i, block in enumerate(before) if id(block) in kept_text), default=-1)
    closing = (i for i in range(last + 1, len(before)) if _rule_for(before[i], "tail") in _CLOSING)
    behind = {id(block) for block in before[next(closing, len(before)) :]}
    kept = []
    for block in blocks:
        if block.image and id(block) in behind:
            _note(removed, "behind", block)
        else:
            kept.append(block)
    return kept


def _without_ending(blocks: list[Block], removed: list[RemovedText]) -> list[Block]:
    """The blocks with the button taken off that stands in the last paragraph's last line."""
    last = next((i for i in reversed(range(len(blocks))) if blocks[i].text), None)
    if last is None or blocks[last].kind != "paragraph":
        return blocks
    text = blocks[last].text
    kept = strip_trailing_button(text)
    if kept == text or not kept:
        return blocks
    removed.append(RemovedText("ending", text[len(kept) :].strip()))
    return [*blocks[:last], replace(blocks[last], text=kept), *blocks[last + 1 :]]


def _rule_for(block: Block, where: Where) -> str:
    """The rule for a whole block: each line of a list has to fall under one."""
    if block.image is not None:
        return match_rule(block.image.caption, where, picture=True) if block.image.caption else ""
    text = block.text
    if not text or block.kind == "table":
        return ""
    if "\n" not in text:
        return match_rule(text, where)
    name = ""
    for line in text.split("\n"):
        name = match_rule(line, where)
        if not name:
            return ""
    return name


def _note(removed: list[RemovedText], rule: str, block: Block) -> None:
    media = block.image or block.video
    text = (
        block.text or (block.image.caption if block.image else "") or (media.url if media else "")
    )
    removed.append(RemovedText(rule, text))


def _without_anywhere(blocks: Iterable[Block], removed: list[RemovedText]) -> list[Block]:
    kept = []
    for block in blocks:
        name = _rule_for(block, "anywhere")
        if name:
            _note(removed, name, block)
        else:
            kept.append(block)
    return kept


def _without_rest(blocks: list[Block], removed: list[RemovedText]) -> list[Block]:
    """The blocks up to the first line behind which nothing of the article follows."""
    last_prose = max((at for at, block in enumerate(blocks) if _is_prose(block)), default=-1)
    for at, block in enumerate(blocks):
        name = _rule_for(block, "rest") if len(block.text) <= _PROSE else ""
        if not name or at == 0:
            continue
        if at > last_prose or _is_form(blocks[at : at + 4]):
            for other in blocks[at:]:
                _note(removed, name, other)
            return blocks[:at]
    return blocks


def _is_form(blocks: list[Block]) -> bool:
    """Whether a form that ends the page begins with these: two of its lines are among them."""
    return sum(_rule_for(block, "rest") in _FORMS for block in blocks) > 1


def _is_prose(block: Block) -> bool:
    return len(block.text) >= _PROSE and "。" in block.text and block.kind != "list"


def _without_edge(blocks: list[Block], where: Where, removed: list[RemovedText]) -> list[Block]:
    """The blocks without the chrome before the first line of text; pictures do not end it."""
    kept: list[Block] = []
    remaining: Iterator[Block] = iter(blocks)
    for block in remaining:
        name = _rule_for(block, where)
        if name:
            _note(removed, name, block)
            continue
        kept.append(block)
        if block.text:
            break
    return [*kept, *remaining]
