"""Does a page need the browser? What its source has shown of such pages decides, in words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from lxml.html import HtmlElement

from crawler.fetching.request_learning import Lesson
from crawler.parsing.url_pattern import pattern_of

Way = Literal["plain", "learned", "browser"]

#: The template of what a source file says of a pattern whatever scripts its pages run.
ANY = "*"

#: So many articles in a row, and no other, needed the browser: then it is not asked first
#: whether they do.
SETTLED = 12
#: So many renders of a page that looked whole added nothing: then such pages are left alone.
NEEDLESS = 3
#: Of so many articles one is looked at in the other way too.
CHECKED = 20
#: A learned request is trusted when so many renders gave the same: the one that taught it, and
#: further ones for which it was really made.
CONFIRMED = 3
#: Trusted lessons that failed, and renders that taught nothing that holds, before learning ends.
MISSES, TAUGHT = 3, 6

_LITERAL = re.compile(
    r"(?<!\\)(?:'(?:[^'\\\n]|\\.)*+'|\"(?:[^\"\\\n]|\\.)*+\"|`(?:[^`\\]|\\.)*+`)", re.S
)
_WORD = re.compile(r"[A-Za-z_$][\w$]{2,}")
#: So much of a script is read (characters).
_LONGEST_SCRIPT = 200_000
_RUN_KINDS = ("", "text/javascript", "application/javascript", "module")


@dataclass
class Evidence:
    """What was seen of the pages of one pattern that run the same scripts.

    ``whole``: plain HTTP brought all of it; ``needed``: only the browser did, and ``added`` are
    the characters of body text that it added; ``vain``: it was asked and added nothing;
    ``direct``: the learned request brought all of it, ``served`` are the entries for which it did
    since a render last confirmed it; ``unchecked`` are those that plain HTTP seemed to bring whole
    since then, though a script might have added to them; ``renders``: pages shown in the browser.
    """

    pattern: str
    template: str
    whole: int = 0
    needed: int = 0
    added: int = 0
    vain: int = 0
    direct: int = 0
    renders: int = 0
    taught: int = 0
    misses: int = 0
    lesson: Lesson | None = None
    confirmed: int = 0
    served: list[int] = field(default_factory=list)
    unchecked: list[int] = field(default_factory=list)
    #: Entries of this run whose render is under way, and those whose render checks the lesson.
    under_way: set[int] = field(default_factory=set)
    checking: set[int] = field(default_factory=set)

    @property
    def articles(self) -> int:
        return self.whole + self.needed + self.direct

    @property
    def trusts(self) -> bool:
        """Whether the learned request is used by itself."""
        return self.lesson is not None and self.confirmed >= CONFIRMED

    @property
    def learns(self) -> bool:
        """Whether a render may still teach a request."""
        return self.lesson is None and self.misses < MISSES and self.taught < TAUGHT

    def check_due(self) -> bool:
        """Whether the next article is shown in the browser too, to check the learned request."""
        return (self.renders + len(self.checking)) * CHECKED < self.articles

    def suspects(self) -> bool:
        """Whether a page that looks whole, but whose script may bring more, is rendered."""
        if self.vain < NEEDLESS or self.needed:
            return True
        return (self.whole + 1) % CHECKED == 0

    # --- what happened -----------------------------------------------------------------------

    def plain(self, entry_id: int, doubtful: bool) -> None:
        """Plain HTTP brought a whole article; ``doubtful``: a script might have added to it."""
        self.whole += 1
        if doubtful:
            self.unchecked.append(entry_id)

    def was_vain(self) -> None:
        """A render added nothing: what plain HTTP brought until now was whole."""
        self.vain += 1
        self.unchecked.clear()

    def taught_by(self, lesson: Lesson | None) -> None:
        """A render gave a lesson, or none."""
        self.taught += 1
        if lesson is not None:
            self.lesson, self.confirmed = lesson, 1

    def serve(self, entry_id: int) -> None:
        """The learned request brought an article, and nobody looked whether it is the page's."""
        self.direct += 1
        self.served.append(entry_id)

    def confirm(self, shape: str) -> None:
        """The learned request gave the text of a render, by an answer of this ``shape``."""
        assert self.lesson is not None
        self.confirmed += 1
        self.served.clear()
        if shape not in self.lesson.shapes:
            self.lesson = self.lesson.seen(shape, same=True)

    def deny(self, shape: str) -> None:
        """It did not: one mismatch ends the lesson; only an answer of a shape that was never
        believed tells no more than that such articles are the browser's."""
        if self.lesson is None or shape in self.lesson.odd:
            return
        if shape in self.lesson.shapes:
            self.miss()
        else:
            self.lesson = self.lesson.seen(shape, same=False)

    def miss(self) -> None:
        """The lesson did not: back to the browser, and to learning."""
        if self.trusts:
            self.misses += 1
            self.taught = 0
        self.lesson, self.confirmed = None, 0

    def unfit(self) -> None:
        """The learned request is not proven to be a read: nothing is learned of such pages."""
        self.lesson, self.confirmed, self.taught = None, 0, TAUGHT


@dataclass(frozen=True, slots=True)
class Decision:
    """How an address is fetched first, and why, in words."""

    way: Way
    why: str


@dataclass
class Book:
    """All evidence of one source, by pattern and template."""

    pages: dict[tuple[str, str], Evidence] = field(default_factory=dict)

    @classmethod
    def of_rows(cls, rows: Iterable[Evidence], said: Iterable[Evidence] = ()) -> Book:
        """The evidence that was kept, and what the source file says, which stands."""
        book = cls({(row.pattern, row.template): row for row in rows})
        for one in said:
            known = book.pages.setdefault((one.pattern, one.template), one)
            known.lesson, known.confirmed = one.lesson, max(CONFIRMED, known.confirmed)
        return book

    def of(self, url: str, template: str) -> Evidence:
        """The evidence on a page; an empty one where nothing is known."""
        key = (pattern_of(url).text, template)
        if key not in self.pages:
            said = self.pages.get((key[0], ANY), Evidence(*key))
            self.pages[key] = Evidence(*key, lesson=said.lesson, confirmed=said.confirmed)
        return self.pages[key]

    def about(self, url: str) -> list[Evidence]:
        """What is known of the pages of an address's pattern, the commonest first."""
        pattern = pattern_of(url).text
        known = [e for e in self.pages.values() if e.pattern == pattern]
        return sorted(known, key=lambda e: e.articles, reverse=True)

    def decide(self, url: str, render: str) -> Decision:
        """How the article at an address is fetched first. ``render``: see the source file."""
        if render == "always":
            return Decision("browser", 'the source file says render = "always"')
        if render == "never":
            return Decision("plain", 'the source file says render = "never"')
        known = self.about(url)
        total = sum(e.articles for e in known)
        if not total:
            return Decision("plain", "nothing is known of such addresses: plain HTTP is tried")
        if any(e.trusts for e in known):
            return Decision("learned", _learned(next(e for e in known if e.trusts)))
        whole = sum(e.whole for e in known)
        needed = sum(e.needed for e in known)
        if not whole and needed >= SETTLED and not any(e.learns or e.lesson for e in known):
            if (needed + 1) % CHECKED == 0:
                return Decision("plain", f"1 in {CHECKED} is checked: is the browser still needed?")
            return Decision("browser", f"the last {needed} such articles needed the browser")
        return Decision("plain", f"{whole} of {total} such articles were whole by plain HTTP")


def _learned(evidence: Evidence) -> str:
    lesson = evidence.lesson
    assert lesson is not None
    asked = ", ".join(ask.url for ask in lesson.asks)
    return (
        f"the page's own request was learned ({asked}); it gave {evidence.direct} such articles, "
        f"{evidence.confirmed - 1} of them as the browser showed them"
    )


def describe(evidence: Evidence) -> dict[str, Any]:
    """The evidence as a row for people."""
    state = "learned" if evidence.trusts else "on trial" if evidence.lesson else ""
    return {
        "pattern": evidence.pattern,
        "template": evidence.template,
        "plain": evidence.whole,
        "learned": evidence.direct,
        "browser": evidence.needed,
        "in vain": evidence.vain,
        "added": round(evidence.added / evidence.needed) if evidence.needed else 0,
        "request": state,
    }


def template_of(tree: HtmlElement) -> str:
    """Eight characters for the scripts that a page runs, whatever data they carry; '' for none."""
    names: set[str] = set()
    for script in tree.iter("script"):
        if (script.get("type") or "").lower() not in _RUN_KINDS:
            continue
        source = script.get("src")
        if source:
            names.add(pattern_of(source).text)
        names |= _words_of((script.text or "")[:_LONGEST_SCRIPT])
    if not names:
        return ""
    return hashlib.sha256("\n".join(sorted(names)).encode()).hexdigest()[:8]


@lru_cache(32)
def _words_of(script: str) -> frozenset[str]:
    """The names in a script; the pages of an outlet share most of theirs."""
    return frozenset(_WORD.findall(_LITERAL.sub("", script)))
