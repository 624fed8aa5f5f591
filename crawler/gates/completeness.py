"""Is the article whole, and what stands before it? Decided from what the page holds."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from crawler.gates.page_signals import (
    Marks,
    covered,
    folded,
    longer_in_script,
    read_marks,
)
from crawler.gates.rules.labels import says
from crawler.gates.rules.notices import LONGEST, is_all_notice, notice_of
from crawler.gates.script_content import may_bring_more
from crawler.models.article import Article, Block, Gate, GateState
from crawler.parsing.article.listing_match import Agreement, agreement_of, is_like_an_article
from crawler.parsing.json_record import error_of, message_of
from crawler.parsing.page import Page
from crawler.platforms.core.platform import Entry
from crawler.platforms.registry import reader_of

#: Characters of a body: enough for one that nobody cut, what a whole rendered page may have at
#: least, and what no preview has.
_BODY, _RENDERED_BODY, _LONG = 40, 10, 800
#: Up to here a body may be a notice ("the article is gone") instead of an article.
_NOTICE = 120
_DOTS = re.compile(r"(?:…|\.{3}|。{2}|・{3}|·{3})[”’」』)）】\s]*+$")
_ENDED = re.compile("[。！？!?.…；;：:][”’\"'」』）)】\\]]*$|[）)】》]$")
_GOES_ON = ("，", "、", ",", "；", "：")
#: A last line shorter than this is a signature or a heading, and needs no full stop.
_SIGNATURE = 20
#: A last line of so many characters that ends in dots is a preview's, and no sigh.
_PREVIEW = 12
#: Words and signs after which a sentence must go on. Of 3,219 texts of Chinese news none ends so.
#: What is no sentence at all (a counter below the text) may.
_DANGLING = re.compile(
    r"[，、（(《「]$|\A[^，。；]*+[，。；].*(?:[的了和在是把被对为将从向于及或]|(?<![参赠给])与)$",
    re.S,
)
_OPENED = re.compile(r"<(?:html|body)\b", re.I)
_UNLISTED = Agreement()
_NOSCRIPT = re.compile(r"<(/?)noscript\b", re.I)


@dataclass(frozen=True, slots=True)
class Verdict:
    """``gate`` is ``blocks`` only where a browser may bring what lacks.

    ``seen`` are the page's own words and signs that showed a gate; ``reason`` says in one
    sentence what lacks, or of a whole article what is odd about it ("no time"), or nothing.
    ``doubt`` says why a script may yet bring more to what looks whole by plain HTTP; ``cut`` that
    the text does not come to an end; ``foreign`` that the answer is another thing than the article
    (an error page, another article); ``broken`` that it is the beginning of an answer; ``brief``
    that nothing lacks but that plain HTTP brought little text.
    """

    whole: bool
    gate: GateState
    seen: list[str]
    reason: str
    doubt: str = ""
    cut: bool = False
    foreign: bool = False
    broken: bool = False
    brief: bool = False


def read(
    page: Page, entry: Entry, family: str | None = None, further: bool = False
) -> tuple[Article, Verdict]:
    """The article on a page and the verdict on it, which the article carries too.

    It is read by the platform ``family``, or by the one that recognises the page. A ``further``
    page of an article need not repeat its title or time.
    """
    article, verdict = _read(page, entry, family, further)
    if (
        not verdict.whole
        and not verdict.foreign
        and not page.rendered
        and _NOSCRIPT.search(page.text)
    ):
        # What the page shows to readers without scripts, of whom we are one.
        shown = _NOSCRIPT.sub(r"<\1div", page.text).encode("utf-8", "replace")
        again = _read(replace(page, body=shown, content_type="text/html"), entry, family, further)
        return again if again[1].whole else (article, verdict)
    return article, verdict


def _read(page: Page, entry: Entry, family: str | None, further: bool) -> tuple[Article, Verdict]:
    article = reader_of(page, family).read_article(page, entry)
    listed = _UNLISTED if further else agreement_of(article, page, entry)
    verdict = judge(article, page, listed)
    article.gate = Gate(verdict.gate, list(verdict.seen))
    article.unconfirmed = not listed.confirmed
    article.contrary = listed.contrary if verdict.whole else ""
    article.whole = verdict.whole
    return article, verdict


def judge(article: Article, page: Page, listed: Agreement = _UNLISTED) -> Verdict:
    """The verdict on what was read from one page; ``listed`` is how that stands to its listing.
    Never raises on bad input."""
    lines = [b for b in article.blocks if not _is_notice(b.text)]
    foreign = _foreign(article, page, listed)
    if page.json is not None:
        lack = _refusal(article) or foreign or _lack_of_parts(article, lines, _RENDERED_BODY)
        return Verdict(not lack, "none", [], lack or _oddity(article), foreign=bool(foreign))
    marks = read_marks(page)
    broken = _breaks_off(lines, page)
    lack = _lack(article, lines, marks, page, listed) or foreign or broken
    brief = not (foreign or broken) and lack == _lack_of_parts(article, lines, _BODY) != ""
    brief = brief and not _lack_of_parts(article, lines, _RENDERED_BODY)
    gate = _gate_of_part(marks, page) if lack else _gate_of_whole(lines, marks, page)
    cut = _is_cut(lines)
    doubt = "" if lack or page.rendered else _doubt(lines, marks, cut, page)
    return Verdict(
        not lack,
        gate,
        marks.seen(),
        lack or _oddity(article),
        doubt,
        cut,
        foreign=bool(foreign),
        broken=bool(broken),
        brief=brief,
    )


def _doubt(lines: list[Block], marks: Marks, cut: bool, page: Page) -> str:
    if cut and marks.scripted:
        return "the body does not come to an end"
    body = "".join(line.text for line in lines)
    return may_bring_more(page, body) if len(body) < _LONG else ""


def _is_cut(lines: list[Block]) -> bool:
    """Whether a body ends in dots or in mid-sentence; not where it ends in a picture."""
    if not lines or not lines[-1].text:
        return False
    return _DOTS.search(lines[-1].text) is not None or not _has_ended(lines[-1])


def _is_notice(text: str) -> bool:
    return any(says(kind, text) for kind in ("open_app", "read_on", "more", "loading"))


def _oddity(article: Article) -> str:
    return "" if article.published_at else "no time"


# --- another thing than the article ------------------------------------------------------------


def _foreign(article: Article, page: Page, listed: Agreement) -> str:
    """Why an answer is not the article that was asked for, in a sentence; ''."""
    if page.json is not None and article.platform == "generic":
        said = error_of(page.json) or message_of(page.json)
        return f"data, and no article: {said}".removesuffix(": ")
    text = "\n".join(block.text for block in article.blocks if block.text)
    kind = "" if any(block.video for block in article.blocks) else is_all_notice(text)
    if kind and notice_of(listed.title) != kind:
        return f"{kind} in the article's place: {text[:60]}"
    # A text with a time of its own may be news of maintenance or of logins.
    own = listed.named or (article.page_time is not None and not listed.telling)
    kind = "" if own else _kind_of_page(article, page, text)
    if kind:
        return f"{kind} in the article's place: {(text or article.title)[:60]}"
    return "" if is_like_an_article(article, text, listed) else listed.contrary


def _kind_of_page(article: Article, page: Page, text: str) -> str:
    """What kind of notice a page is by its text or, where that is short, by its title."""
    title = str(page.tree.findtext(".//title") or "") if page.json is None else article.title
    short = len(text) <= LONGEST
    return notice_of(text) or (is_all_notice(title) or notice_of(title) if short else "")


# --- what lacks ------------------------------------------------------------------------------


def _lack(article: Article, lines: list[Block], marks: Marks, page: Page, listed: Agreement) -> str:
    """One sentence that says what lacks, or ''."""
    length = sum(len(line.text) for line in lines)
    about = listed.titled and notice_of(listed.title)
    if length < _NOTICE and not about and (notice := _notice(article, marks)):
        return notice
    lack = _lack_of_parts(article, lines, _RENDERED_BODY if page.rendered else _BODY)
    if lack:
        return lack
    if marks.loading and length < _NOTICE and not page.rendered:
        return f"the page is still loading: {marks.loading[0]}"
    return _cut(lines, length, marks, page)


def _refusal(article: Article) -> str:
    """What an interface answers in an article's place, or ''."""
    said = article.doubts.get("answer", "")
    if says("gone", said):
        return f"the interface says that it is gone: {said}"
    return f"the interface gives no article: {said}" if said else ""


def _notice(article: Article, marks: Marks) -> str:
    if marks.gone or says("gone", article.title):
        return f"the page says that it is gone: {(*marks.gone, article.title)[0]}"
    if marks.refused or says("refused", article.title):
        return f"the page asks for a check: {(*marks.refused, article.title)[0]}"
    return ""


def _lack_of_parts(article: Article, lines: list[Block], least: int) -> str:
    if not article.title.strip():
        return "no title"
    length = sum(len(line.text) for line in lines)
    if length >= least or any(line.image or line.video for line in lines):
        return ""
    return f"a body of {length} characters" if length else "no body"


def _cut(lines: list[Block], length: int, marks: Marks, page: Page) -> str:
    """Why the body is a preview, or ''."""
    texts = [line.text for line in lines if line.text]
    if not texts:
        return ""
    if not page.rendered and longer_in_script(page, marks.scripts, "".join(texts)):
        return "a longer body waits in a script"
    share = marks.missing_share()
    if share and not folded(page, texts[-1]):
        return f"the page says how much is missing: {share}"
    if _DOTS.search(texts[-1]) or texts[-1].endswith(_GOES_ON):
        if marks.for_more():
            return "the body ends in dots above a label that promises more"
        if marks.open_app or marks.signs:
            return "the body breaks off on a page that leads to an app"
    if not marks.for_more():
        return ""
    if not _has_ended(lines[-1]):
        return "the body ends in mid-sentence above a label that promises more"
    if page.rendered or not marks.read_on or not marks.scripted:
        return ""
    return _kept_away(texts, length, marks, page)


def _kept_away(texts: list[str], length: int, marks: Marks, page: Page) -> str:
    """Whether the button of a body that seems to end brings more, when nothing here is folded."""
    if length >= _LONG or any(says("end", text) for text in texts[-2:]):
        return ""
    if folded(page, texts[-1]) or (marks.toggles() and not marks.fetches()):
        return ""
    return f"the button {marks.read_on[0]} may bring more"


def _breaks_off(lines: list[Block], page: Page) -> str:
    """Why a body is only the beginning of one, or ''.

    An answer whose page is never closed was cut off where its text stops in mid-sentence, where
    not even the element of its last line is closed, or where its length was not told.
    """
    texts = [line.text for line in lines if line.text]
    last = texts[-1] if texts else ""
    if len(last) >= _SIGNATURE and lines[-1].text and _DANGLING.search(last):
        return "the body ends in mid-sentence"
    if len(last) >= _PREVIEW and lines[-1].text and _DOTS.search(last):
        return "the body ends in dots"
    if page.rendered or not _is_unclosed(page.text):
        return ""
    if page.unbounded:
        return "the answer ends before its page does, and its length was not told"
    if not lines or not _has_ended(lines[-1]):
        return "the answer ends before its page does, in mid-sentence"
    after = page.text.rpartition(last[-8:] or "<img")[2]  # a body may be pictures alone
    return "" if "</" in after.replace("</p>", "") else "the answer ends before its page does"


def _is_unclosed(text: str) -> bool:
    """Whether a document that opens its body, or its root, closes neither."""
    tail = text[-4096:].lower()
    opened = _OPENED.search(text[:100_000]) is not None
    return opened and "</body" not in tail and "</html" not in tail and "</body" not in text


def _has_ended(last: Block) -> bool:
    text = last.text.strip()
    if last.kind not in ("paragraph", "quotation") or len(text) < _SIGNATURE or says("end", text):
        return True
    return _ENDED.search(text) is not None


# --- the gate --------------------------------------------------------------------------------


def _gate_of_part(marks: Marks, page: Page) -> GateState:
    if page.rendered:
        return "blocks" if marks.for_more() or marks.open_app or marks.refused else "none"
    if marks.gone or marks.refused or not marks.scripted:
        return "inert" if marks.seen() else "none"
    return "blocks"


def _gate_of_whole(lines: list[Block], marks: Marks, page: Page) -> GateState:
    if not marks.seen():
        return "none"
    texts = [line.text for line in lines if line.text]
    labelled = marks.for_more() or marks.open_app
    under_fold = bool(labelled and texts) and folded(page, texts[-1])
    return "covers" if under_fold or covered(page) else "inert"
