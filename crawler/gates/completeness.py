"""Judge whether an article is complete and which gate stands before it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.gates.page_signals import (
    PageSignals,
    find_page_signals,
    has_overlay,
    is_folded,
    longer_body_in_script,
)
from crawler.gates.rules.labels import matches_label
from crawler.gates.rules.notices import MAX_NOTICE_LENGTH, find_notice, find_whole_notice
from crawler.gates.script_content import script_may_add_text
from crawler.models.article import Article, Block, GateState
from crawler.parsing.article.listing_match import ListingMatch, has_article_features
from crawler.parsing.json_record import error_message, error_of
from crawler.parsing.page import FetchedPage

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
#: Of an article that no listing showed.
UNLISTED = ListingMatch()


@dataclass(frozen=True, slots=True)
class Completeness:
    """``gate`` is ``blocks`` only where a browser may bring what lacks.

    ``signals`` are the page's own words and signs that showed a gate; ``reason`` says in one
    sentence what lacks, or of a whole article what is odd about it ("no time"), or nothing.
    ``suspicion`` says why a script may yet bring more to what looks whole by plain HTTP;
    ``truncated`` that the text does not come to an end; ``foreign`` that the answer is another
    thing than the article (an error page, another article); ``broken`` that it is the beginning of
    an answer; ``brief`` that nothing lacks but that plain HTTP brought little text.
    """

    complete: bool
    gate: GateState
    signals: list[str]
    reason: str
    suspicion: str = ""
    truncated: bool = False
    foreign: bool = False
    broken: bool = False
    brief: bool = False


def judge_completeness(
    article: Article, page: FetchedPage, listed: ListingMatch = UNLISTED
) -> Completeness:
    """The verdict on what was read from one page; ``listed`` is how that stands to its listing.
    Never raises on bad input."""
    lines = [b for b in article.blocks if not _is_notice(b.text)]
    foreign = _foreign(article, page, listed)
    if page.json is not None:
        lack = _refusal(article) or foreign or _lack_of_parts(article, lines, _RENDERED_BODY)
        return Completeness(not lack, "none", [], lack or _oddity(article), foreign=bool(foreign))
    marks = find_page_signals(page)
    broken = _breaks_off(lines, page)
    lack = _lack(article, lines, marks, page, listed) or foreign or broken
    brief = not (foreign or broken) and lack == _lack_of_parts(article, lines, _BODY) != ""
    brief = brief and not _lack_of_parts(article, lines, _RENDERED_BODY)
    gate = _gate_of_part(marks, page) if lack else _gate_of_whole(lines, marks, page)
    cut = _is_cut(lines)
    doubt = "" if lack or page.rendered else _doubt(lines, marks, cut, page)
    return Completeness(
        not lack,
        gate,
        marks.gate_labels(),
        lack or _oddity(article),
        doubt,
        cut,
        foreign=bool(foreign),
        broken=bool(broken),
        brief=brief,
    )


def _doubt(lines: list[Block], marks: PageSignals, cut: bool, page: FetchedPage) -> str:
    if cut and marks.scripted:
        return "the body does not come to an end"
    body = "".join(line.text for line in lines)
    return script_may_add_text(page, body) if len(body) < _LONG else ""


def _is_cut(lines: list[Block]) -> bool:
    """Whether a body ends in dots or in mid-sentence; not where it ends in a picture."""
    if not lines or not lines[-1].text:
        return False
    return _DOTS.search(lines[-1].text) is not None or not _has_ended(lines[-1])


def _is_notice(text: str) -> bool:
    return any(matches_label(kind, text) for kind in ("open_app", "read_on", "more", "loading"))


def _oddity(article: Article) -> str:
    return "" if article.published_at else "no time"


# --- another thing than the article ------------------------------------------------------------


def _foreign(article: Article, page: FetchedPage, listed: ListingMatch) -> str:
    """Why an answer is not the article that was asked for, in a sentence; ''."""
    if page.json is not None and article.platform == "generic":
        said = error_of(page.json) or error_message(page.json)
        return f"data, and no article: {said}".removesuffix(": ")
    text = "\n".join(block.text for block in article.blocks if block.text)
    kind = "" if any(block.video for block in article.blocks) else find_whole_notice(text)
    if kind and find_notice(listed.title) != kind:
        return f"{kind} in the article's place: {text[:60]}"
    # A text with a time of its own may be news of maintenance or of logins.
    own = listed.matches_title or (article.page_time is not None and not listed.has_distinct_title)
    kind = "" if own else _kind_of_page(article, page, text)
    if kind:
        return f"{kind} in the article's place: {(text or article.title)[:60]}"
    return "" if has_article_features(article, text, listed) else listed.conflict


def _kind_of_page(article: Article, page: FetchedPage, text: str) -> str:
    """What kind of notice a page is by its text or, where that is short, by its title."""
    title = str(page.tree.findtext(".//title") or "") if page.json is None else article.title
    short = len(text) <= MAX_NOTICE_LENGTH
    return find_notice(text) or (find_whole_notice(title) or find_notice(title) if short else "")


# --- what lacks ------------------------------------------------------------------------------


def _lack(
    article: Article,
    lines: list[Block],
    marks: PageSignals,
    page: FetchedPage,
    listed: ListingMatch,
) -> str:
    """One sentence that says what lacks, or ''."""
    length = sum(len(line.text) for line in lines)
    about = listed.shows_listed_title and find_notice(listed.title)
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
    said = article.rejected_values.get("answer", "")
    if matches_label("gone", said):
        return f"the interface says that it is gone: {said}"
    return f"the interface gives no article: {said}" if said else ""


def _notice(article: Article, marks: PageSignals) -> str:
    if marks.gone or matches_label("gone", article.title):
        return f"the page says that it is gone: {(*marks.gone, article.title)[0]}"
    if marks.refused or matches_label("refused", article.title):
        return f"the page asks for a check: {(*marks.refused, article.title)[0]}"
    return ""


def _lack_of_parts(article: Article, lines: list[Block], least: int) -> str:
    if not article.title.strip():
        return "no title"
    length = sum(len(line.text) for line in lines)
    if length >= least or any(line.image or line.video for line in lines):
        return ""
    return f"a body of {length} characters" if length else "no body"


def _cut(lines: list[Block], length: int, marks: PageSignals, page: FetchedPage) -> str:
    """Why the body is a preview, or ''."""
    texts = [line.text for line in lines if line.text]
    if not texts:
        return ""
    if not page.rendered and longer_body_in_script(page, marks.scripts, "".join(texts)):
        return "a longer body waits in a script"
    share = marks.missing_share_label()
    if share and not is_folded(page, texts[-1]):
        return f"the page says how much is missing: {share}"
    if _DOTS.search(texts[-1]) or texts[-1].endswith(_GOES_ON):
        if marks.promises_more():
            return "the body ends in dots above a label that promises more"
        if marks.open_app or marks.signs:
            return "the body breaks off on a page that leads to an app"
    if not marks.promises_more():
        return ""
    if not _has_ended(lines[-1]):
        return "the body ends in mid-sentence above a label that promises more"
    if page.rendered or not marks.read_on or not marks.scripted:
        return ""
    return _kept_away(texts, length, marks, page)


def _kept_away(texts: list[str], length: int, marks: PageSignals, page: FetchedPage) -> str:
    """Whether the button of a body that seems to end brings more, when nothing here is folded."""
    if length >= _LONG or any(matches_label("end", text) for text in texts[-2:]):
        return ""
    if is_folded(page, texts[-1]) or (
        marks.scripts_toggle_height() and not marks.scripts_use_network()
    ):
        return ""
    return f"the button {marks.read_on[0]} may bring more"


def _breaks_off(lines: list[Block], page: FetchedPage) -> str:
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
    if (
        last.kind not in ("paragraph", "quotation")
        or len(text) < _SIGNATURE
        or matches_label("end", text)
    ):
        return True
    return _ENDED.search(text) is not None


# --- the gate --------------------------------------------------------------------------------


def _gate_of_part(marks: PageSignals, page: FetchedPage) -> GateState:
    if page.rendered:
        return "blocking" if marks.promises_more() or marks.open_app or marks.refused else "none"
    if marks.gone or marks.refused or not marks.scripted:
        return "harmless" if marks.gate_labels() else "none"
    return "blocking"


def _gate_of_whole(lines: list[Block], marks: PageSignals, page: FetchedPage) -> GateState:
    if not marks.gate_labels():
        return "none"
    texts = [line.text for line in lines if line.text]
    labelled = marks.promises_more() or marks.open_app
    under_fold = bool(labelled and texts) and is_folded(page, texts[-1])
    return "overlay" if under_fold or has_overlay(page) else "harmless"
