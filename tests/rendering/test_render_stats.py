"""What was seen of a source's pages decides how the next is fetched."""

from __future__ import annotations

import lxml.html
import pytest

from crawler.fetching.render_stats import ANY_TEMPLATE, RenderStats, RenderStatsTable, page_template
from crawler.models.learned_request import LearnedRequest, RequestTemplate

URL = "https://m.example.cn/p/4711.html"
PATTERN = "m.example.cn/p/{n}.html"
LESSON = LearnedRequest((RequestTemplate("https://m.example.cn/api/{1}"),), (), ("shape",))


def book(**counts: int) -> RenderStatsTable:
    evidence = RenderStats(PATTERN, "aa", **counts)
    return RenderStatsTable.of_rows([evidence])


@pytest.mark.parametrize(
    ("known", "render", "way", "words"),
    [
        (RenderStatsTable(), "auto", "plain", "nothing is known"),
        (RenderStatsTable(), "never", "plain", 'render = "never"'),
        (book(http_complete=900), "always", "browser", 'render = "always"'),
        (book(http_complete=3, browser_needed=40, learn_attempts=6), "auto", "plain", "3 of 43"),
        (book(browser_needed=12), "auto", "plain", "0 of 12"),
        (book(browser_needed=12, learn_attempts=6), "auto", "browser", "the last 12"),
        (book(browser_needed=19, learn_attempts=6), "auto", "plain", "1 in 20 is checked"),
    ],
)
def test_the_way_to_an_address_is_explained(
    known: RenderStatsTable, render: str, way: str, words: str
) -> None:
    decision = known.choose_method(URL, render)
    assert decision.method == way
    assert words in decision.reason


def test_a_learned_request_goes_before_the_browser_once_it_is_trusted() -> None:
    known = book(browser_needed=12, learn_attempts=1)
    [evidence] = known.for_url(URL)
    evidence.record_attempt(LESSON)
    assert known.choose_method(URL, "auto").method == "plain"
    evidence.record_match("shape")
    assert not evidence.is_trusted
    evidence.record_match("other")
    assert evidence.is_trusted
    assert evidence.learned_request is not None
    assert evidence.learned_request.known_shapes == ("shape", "other")
    decision = known.choose_method(URL, "auto")
    assert decision.method == "learned"
    assert "https://m.example.cn/api/{1}" in decision.reason


def trusted(**counts: int) -> RenderStats:
    return RenderStats(PATTERN, "aa", learned_request=LESSON, confirmations=3, **counts)


def test_one_article_in_twenty_is_rendered_in_all() -> None:
    evidence = trusted(browser_needed=1, learned_complete=2, renders=3)
    checks = 0
    for entry_id in range(500 - 3):
        if evidence.check_due():
            checks += 1
            evidence.renders += 1
            evidence.learned_complete += 1
        else:
            evidence.record_unverified(entry_id)
    assert evidence.articles == 500
    assert evidence.renders == checks + 3 == 25


def test_one_mismatch_ends_a_lesson_and_learning_begins_again() -> None:
    evidence = trusted(learn_attempts=1)
    evidence.record_mismatch("shape")
    assert evidence.learned_request is None
    assert (evidence.revocations, evidence.is_learning) == (1, True)


def test_a_shape_that_was_never_believed_ends_nothing() -> None:
    evidence = trusted()
    evidence.record_mismatch("strange")
    assert evidence.is_trusted
    assert evidence.learned_request is not None
    assert evidence.learned_request.rejected_shapes == ("strange",)


def test_learning_ends_where_it_never_holds() -> None:
    evidence = RenderStats(PATTERN, "aa")
    for _ in range(6):
        assert evidence.is_learning
        evidence.record_attempt(None)
    assert not evidence.is_learning
    for _ in range(3):
        lying = trusted(revocations=evidence.revocations)
        lying.revoke()
        evidence.revocations = lying.revocations
    assert not RenderStats(PATTERN, "aa", revocations=3).is_learning


def test_a_doubt_is_looked_into_until_it_has_proved_needless() -> None:
    assert RenderStats(PATTERN, "aa").should_recheck()
    assert not RenderStats(PATTERN, "aa", useless_renders=3, http_complete=3).should_recheck()
    assert RenderStats(PATTERN, "aa", useless_renders=3, http_complete=19).should_recheck()
    assert RenderStats(PATTERN, "aa", useless_renders=9, browser_needed=1).should_recheck()


def test_what_the_source_file_says_holds_for_whatever_scripts_a_page_runs() -> None:
    said = RenderStats(PATTERN, ANY_TEMPLATE, learned_request=LESSON, confirmations=3)
    known = RenderStatsTable.of_rows([], [said])
    assert known.get_or_create(URL, "bb").is_trusted
    assert not known.get_or_create("https://m.example.cn/v/1.html", "bb").is_trusted


def template(markup: str) -> str:
    return page_template(lxml.html.document_fromstring(f"<html><body>{markup}</body></html>"))


def test_a_template_is_told_by_the_scripts_and_not_by_their_data() -> None:
    own = "<script>var t='{1}';fetch('/a/{0}').then(put)</script>"
    page = "<script src='/js/app.js?v={0}'></script>" + own
    one, two = page.format(7, "甲"), page.format(8, "乙")
    assert template(one) == template(two) != ""
    assert template(one) != template(two.replace("put", "append"))
    assert template("<p>没有脚本</p><script type='application/ld+json'>{}</script>") == ""
