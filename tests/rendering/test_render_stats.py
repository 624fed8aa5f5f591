"""What was seen of a source's pages decides how the next is fetched."""

from __future__ import annotations

import lxml.html
import pytest

from crawler.fetching.render_stats import ANY, Book, Evidence, template_of
from crawler.fetching.request_learning import AskFor, Lesson

URL = "https://m.example.cn/p/4711.html"
PATTERN = "m.example.cn/p/{n}.html"
LESSON = Lesson((AskFor("https://m.example.cn/api/{1}"),), (), ("shape",))


def book(**counts: int) -> Book:
    evidence = Evidence(PATTERN, "aa", **counts)
    return Book.of_rows([evidence])


@pytest.mark.parametrize(
    ("known", "render", "way", "words"),
    [
        (Book(), "auto", "plain", "nothing is known"),
        (Book(), "never", "plain", 'render = "never"'),
        (book(whole=900), "always", "browser", 'render = "always"'),
        (book(whole=3, needed=40, taught=6), "auto", "plain", "3 of 43"),
        (book(needed=12), "auto", "plain", "0 of 12"),
        (book(needed=12, taught=6), "auto", "browser", "the last 12"),
        (book(needed=19, taught=6), "auto", "plain", "1 in 20 is checked"),
    ],
)
def test_the_way_to_an_address_is_explained(known: Book, render: str, way: str, words: str) -> None:
    decision = known.decide(URL, render)
    assert decision.way == way
    assert words in decision.why


def test_a_learned_request_goes_before_the_browser_once_it_is_trusted() -> None:
    known = book(needed=12, taught=1)
    [evidence] = known.about(URL)
    evidence.taught_by(LESSON)
    assert known.decide(URL, "auto").way == "plain"
    evidence.confirm("shape")
    assert not evidence.trusts
    evidence.confirm("other")
    assert evidence.trusts
    assert evidence.lesson is not None
    assert evidence.lesson.shapes == ("shape", "other")
    decision = known.decide(URL, "auto")
    assert decision.way == "learned"
    assert "https://m.example.cn/api/{1}" in decision.why


def trusted(**counts: int) -> Evidence:
    return Evidence(PATTERN, "aa", lesson=LESSON, confirmed=3, **counts)


def test_one_article_in_twenty_is_rendered_in_all() -> None:
    evidence = trusted(needed=1, direct=2, renders=3)
    checks = 0
    for entry_id in range(500 - 3):
        if evidence.check_due():
            checks += 1
            evidence.renders += 1
            evidence.direct += 1
        else:
            evidence.serve(entry_id)
    assert evidence.articles == 500
    assert evidence.renders == checks + 3 == 25


def test_one_mismatch_ends_a_lesson_and_learning_begins_again() -> None:
    evidence = trusted(taught=1)
    evidence.deny("shape")
    assert evidence.lesson is None
    assert (evidence.misses, evidence.learns) == (1, True)


def test_a_shape_that_was_never_believed_ends_nothing() -> None:
    evidence = trusted()
    evidence.deny("strange")
    assert evidence.trusts
    assert evidence.lesson is not None
    assert evidence.lesson.odd == ("strange",)


def test_learning_ends_where_it_never_holds() -> None:
    evidence = Evidence(PATTERN, "aa")
    for _ in range(6):
        assert evidence.learns
        evidence.taught_by(None)
    assert not evidence.learns
    for _ in range(3):
        lying = trusted(misses=evidence.misses)
        lying.miss()
        evidence.misses = lying.misses
    assert not Evidence(PATTERN, "aa", misses=3).learns


def test_a_doubt_is_looked_into_until_it_has_proved_needless() -> None:
    assert Evidence(PATTERN, "aa").suspects()
    assert not Evidence(PATTERN, "aa", vain=3, whole=3).suspects()
    assert Evidence(PATTERN, "aa", vain=3, whole=19).suspects()
    assert Evidence(PATTERN, "aa", vain=9, needed=1).suspects()


def test_what_the_source_file_says_holds_for_whatever_scripts_a_page_runs() -> None:
    said = Evidence(PATTERN, ANY, lesson=LESSON, confirmed=3)
    known = Book.of_rows([], [said])
    assert known.of(URL, "bb").trusts
    assert not known.of("https://m.example.cn/v/1.html", "bb").trusts


def template(markup: str) -> str:
    return template_of(lxml.html.document_fromstring(f"<html><body>{markup}</body></html>"))


def test_a_template_is_told_by_the_scripts_and_not_by_their_data() -> None:
    own = "<script>var t='{1}';fetch('/a/{0}').then(put)</script>"
    page = "<script src='/js/app.js?v={0}'></script>" + own
    one, two = page.format(7, "甲"), page.format(8, "乙")
    assert template(one) == template(two) != ""
    assert template(one) != template(two.replace("put", "append"))
    assert template("<p>没有脚本</p><script type='application/ld+json'>{}</script>") == ""
