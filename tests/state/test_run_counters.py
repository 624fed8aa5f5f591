"""A run's books: found is the sum of the outcomes, and the exit status says the worst."""

from __future__ import annotations

import pytest

from crawler.exit_codes import MEANING, WORST_FIRST, ExitCode
from crawler.models.article import Gate, Settlement
from crawler.state.run_counters import Books, ListingRead


def books(*outcomes: str) -> Books:
    kept = Books()
    for number, outcome in enumerate(outcomes, 1):
        kept.meet(number, "要闻")
        kept.settle(Settlement(number, outcome))  # type: ignore[arg-type]
    return kept


def test_an_entry_is_met_once_and_settled_once() -> None:
    kept = Books()
    assert kept.meet(1, "要闻")
    assert not kept.meet(1, "民生")
    kept.settle(Settlement(1, "stored"))
    assert kept.balanced()
    assert kept.total("found") == kept.total("stored") == 1


def test_a_second_outcome_is_a_fault() -> None:
    kept = books("stored")
    kept.settle(Settlement(1, "stored"))
    assert kept.exit_status("finished", floor=1) is ExitCode.FAULT


def test_an_entry_without_an_outcome_unbalances_the_books_until_they_are_closed() -> None:
    kept = Books()
    kept.meet(1, "要闻")
    assert not kept.balanced()
    kept.close()
    assert kept.balanced()
    assert kept.total("failed") == 1


@pytest.mark.parametrize(
    ("reason", "floor", "status"),
    [
        ("finished", 2, ExitCode.OK),
        ("finished", 3, ExitCode.BELOW_FLOOR),
        ("shutdown", 2, ExitCode.STOPPED),
        ("closespider_timeout", 2, ExitCode.TIME_LIMIT),
        ("database_lost", 2, ExitCode.DATABASE_LOST),
        ("already_running", 1, ExitCode.ALREADY_RUNNING),
        ("something_new", 2, ExitCode.FAULT),
    ],
)
def test_exit_status_by_reason(reason: str, floor: int, status: ExitCode) -> None:
    assert books("stored", "gone").exit_status(reason, floor) is status


def test_a_listing_that_failed_and_a_closed_gate_are_seen_in_the_status() -> None:
    kept = books("stored")
    kept.meet(9, "要闻")
    kept.settle(Settlement(9, "gated", "gate not opened: …", gate=Gate("blocks")))
    assert kept.balanced()
    assert (kept.total("failed"), kept.total("gated")) == (1, 1)
    assert kept.exit_status("finished", 1) is ExitCode.GATE_CLOSED
    kept.listings.append(ListingRead("要闻", "http://a.example/", fault="HTTP 500"))
    assert kept.exit_status("finished", 1) is ExitCode.LISTING_FAILED


def test_what_is_owed_is_seen_in_the_status() -> None:
    assert books("stored", "stored", "failed").exit_status("finished", 1) is ExitCode.OWED
    waiting = books("stored", "stored")
    waiting.meet(9, "要闻")
    waiting.settle(Settlement(9, "failed", "waits for its next try"), fetched=False)
    assert waiting.exit_status("finished", 1) is ExitCode.OWED


@pytest.mark.parametrize("outcomes", [["failed"] * 3, ["rejected"] * 3, ["failed", *["gone"] * 3]])
def test_a_run_of_which_no_answer_was_an_article_says_so(outcomes: list[str]) -> None:
    assert books(*outcomes).exit_status("finished", 1) is ExitCode.NOTHING_STORED
    assert books(*outcomes, "duplicate").exit_status("finished", 1) is not ExitCode.NOTHING_STORED


def test_what_stood_before_does_not_count_as_asked_for() -> None:
    kept = Books()
    for number in range(5):
        kept.meet(number, "要闻")
        kept.settle(Settlement(number, "rejected", "rejected earlier"), fetched=False)
    assert kept.exit_status("finished", 1) is ExitCode.OK


def test_an_outlet_that_nobody_answers_for_is_not_one_with_few_entries() -> None:
    kept = Books()
    kept.listings.append(
        ListingRead("要闻", "http://a.example/l", fault="could not be reached: connection refused")
    )
    assert kept.exit_status("finished", 5, reached=False) is ExitCode.UNREACHABLE
    assert kept.exit_status("finished", 5, reached=True) is ExitCode.BELOW_FLOOR


def test_every_status_has_a_meaning_and_a_rank() -> None:
    assert set(MEANING) == set(WORST_FIRST) == set(ExitCode)


def test_the_summary_names_channels_faults_and_reasons() -> None:
    kept = books("stored", "gone")
    kept.meet(9, "要闻")
    kept.settle(Settlement(9, "stored", gate=Gate("covers")))
    kept.listings.append(ListingRead("要闻", "http://a.example/l", fault="HTTP 500"))
    text = kept.summary()
    assert "要闻" in text
    assert "gates: 1 covers" in text
    assert "http://a.example/l: HTTP 500" in text
