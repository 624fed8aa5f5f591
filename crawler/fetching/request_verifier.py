"""Renders held against what their page's own request gives."""

from __future__ import annotations

from collections.abc import Sequence

from crawler.fetching.fetch_state import Case
from crawler.fetching.render_stats import Evidence
from crawler.fetching.request_learning import Heard, Lesson, fits, lesson_from, same_reading
from crawler.gates.completeness import read
from crawler.gates.rules.side_effects import repeats
from crawler.models.article import Article
from crawler.parsing.page import Page


class Learner:
    """Learns from the renders of one source, whose pages ``platform`` reads."""

    def __init__(self, platform: str | None) -> None:
        self._platform = platform

    def believes(self, case: Case, known: Evidence) -> bool:
        """Make the article of the answers to the learned request, ``case.direct``; whether it may
        be kept without a render."""
        lesson = known.lesson
        if lesson is None:  # it was found out while these answers came
            case.asks, case.answers = [], []
            return False
        case.shape = lesson.shape(case.answers)
        if case.shape not in lesson.odd:
            case.direct = self._made(lesson, case, case.answers)
        believed = known.trusts and case.shape in lesson.shapes and not known.check_due()
        return believed and case.direct is not None

    def learn(
        self, case: Case, known: Evidence, article: Article, page: Page, heard: Sequence[Heard]
    ) -> bool:
        """Hold a whole render against the lesson, or take one from it; whether the learned
        request gave the same article."""
        if case.page is None:
            return False
        if case.direct is not None:
            same = same_reading(case.direct, article)
            if known.lesson is not None and not self._is_read(case, known.lesson, heard):
                known.unfit()
            elif known.lesson is not None:
                known.confirm(case.shape) if same else known.deny(case.shape)
            return same
        if case.asks:
            self._was_no_article(case, known)
        elif known.learns:
            known.taught_by(self._lesson(case, article, page, heard))
        return False

    def _is_read(self, case: Case, lesson: Lesson, heard: Sequence[Heard]) -> bool:
        """Whether the learned request may be sent: a POST where the page, which sent it once more,
        was told the same."""
        if not lesson.posts:
            return True
        again = fits(lesson, case.entry.url, heard)
        return again is not None and repeats(case.answers, again)

    def _was_no_article(self, case: Case, known: Evidence) -> None:
        """The learned request brought nothing to read, though there is an article."""
        if case.answers and len(case.answers) == len(case.asks):
            known.deny(case.shape)
        elif known.lesson is not None and not case.excused:
            known.miss()

    def _lesson(
        self, case: Case, article: Article, page: Page, heard: Sequence[Heard]
    ) -> Lesson | None:
        """The lesson of a render, if it makes of the same answers what the render showed."""
        assert case.page is not None
        url = case.entry.url
        lesson = lesson_from(url, case.page, page, heard)
        answers = fits(lesson, url, heard) if lesson else None
        if lesson is None or answers is None:
            return None
        made = self._made(lesson, case, answers)
        holds = made is not None and same_reading(made, article)
        return lesson.seen(lesson.shape(answers), same=True) if holds else None

    def _made(self, lesson: Lesson, case: Case, answers: list[Page]) -> Article | None:
        """The whole article that a lesson makes of answers; None where it does not."""
        assert case.page is not None
        made = lesson.page(case.page, answers)
        if made is None:
            return None
        article, _ = read(made, case.entry, self._platform)
        return article if article.whole else None
