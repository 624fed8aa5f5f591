"""A run's books: found is the sum of the outcomes, and the exit status says the worst."""

from __future__ import annotations

import pytest

from crawler.exit_codes import DESCRIPTIONS, SEVERITY_ORDER, ExitCode
from crawler.models.article import Gate
from crawler.models.outcome import EntryOutcome
from crawler.state.run_counters import ListingResult, RunCounters


def books(*outcomes: str) -> RunCounters:
    kept = RunCounters()
    for number, outcome in enumerate(outcomes, 1):
        kept.add_entry(number, "要闻")
        kept.add_outcome(EntryOutcome(number, outcome))  # type: ignore[arg-type]
    return kept


def test_an_entry_is_met_once_and_settled_once() -> None:
    kept = RunCounters()
    assert kept.add_entry(1, "要闻")
    assert not kept.add_entry(1, "民生")
    kept.add_outcome(EntryOutcome(1, "stored"))
    assert kept.is_balanced()
    assert kept.total("found") == kept.total("stored") == 1


def test_a_second_outcome_is_a_fault() -> None:
    kept = books("stored")
    kept.add_outcome(EntryOutcome(1, "stored"))
    assert kept.exit_status("finished", min_entries=1) is ExitCode.ERROR


def test_an_entry_without_an_outcome_unbalances_the_books_until_they_are_closed() -> None:
    kept = RunCounters()
    kept.add_entry(1, "要闻")
    assert not kept.is_balanced()
    kept.fail_unfinished()
    assert kept.is_balanced()
    assert kept.total("failed") == 1


@pytest.mark.parametrize(
    ("reason", "min_entries", "status"),
    [
        ("finished", 2, ExitCode.OK),
        ("finished", 3, ExitCode.TOO_FEW_ENTRIES),
        ("shutdown", 2, ExitCode.STOPPED),
        ("closespider_timeout", 2, ExitCode.TIME_LIMIT),
        ("database_lost", 2, ExitCode.DATABASE_LOST),
        ("already_running", 1, ExitCode.ALREADY_RUNNING),
        ("something_new", 2, ExitCode.ERROR),
    ],
)
def test_exit_status_by_reason(reason: str, min_entries: int, status: ExitCode) -> None:
    assert books("stored", "gone").exit_status(reason, min_entries) is status


def test_a_listing_that_failed_and_a_closed_gate_are_seen_in_the_status() -> None:
    kept = books("stored")
    kept.add_entry(9, "要闻")
    kept.add_outcome(EntryOutcome(9, "gated", "gate not opened: …", gate=Gate("blocking")))
    assert kept.is_balanced()
    assert (kept.total("failed"), kept.total("gated")) == (1, 1)
    assert kept.exit_status("finished", 1) is ExitCode.GATE_CLOSED
    kept.listings.append(ListingResult("要闻", "http://a.example/", error="HTTP 500"))
    assert kept.exit_status("finished", 1) is ExitCode.LISTING_FAILED


def test_what_is_owed_is_seen_in_the_status() -> None:
    assert books("stored", "stored", "failed").exit_status("finished", 1) is ExitCode.PENDING
    waiting = books("stored", "stored")
    waiting.add_entry(9, "要闻")
    waiting.add_outcome(EntryOutcome(9, "failed", "waits for its next try"), fetched=False)
    assert waiting.exit_status("finished", 1) is ExitCode.PENDING


@pytest.mark.parametrize("outcomes", [["failed"] * 3, ["rejected"] * 3, ["failed", *["gone"] * 3]])
def test_a_run_of_which_no_answer_was_an_article_says_so(outcomes: list[str]) -> None:
    assert books(*outcomes).exit_status("finished", 1) is ExitCode.NOTHING_STORED
    assert books(*outcomes, "duplicate").exit_status("finished", 1) is not ExitCode.NOTHING_STORED


def test_what_stood_before_does_not_count_as_asked_for() -> None:
    kept = RunCounters()
    for number in range(5):
        kept.add_entry(number, "要闻")
        kept.add_outcome(EntryOutcome(number, "rejected", "rejected earlier"), fetched=False)
    assert kept.exit_status("finished", 1) is ExitCode.OK


def test_an_outlet_that_nobody_answers_for_is_not_one_with_few_entries() -> None:
    kept = RunCounters()
    kept.listings.append(
        ListingResult(
            "要闻", "http://a.example/l", error="could not be reached: connection refused"
        )
    )
    assert kept.exit_status("finished", 5, reached=False) is ExitCode.UNREACHABLE
    assert kept.exit_status("finished", 5, reached=True) is ExitCode.TOO_FEW_ENTRIES


def test_every_status_has_a_meaning_and_a_rank() -> None:
    assert set(DESCRIPTIONS) == set(SEVERITY_ORDER) == set(ExitCode)


def test_the_summary_names_channels_faults_and_reasons() -> None:
    kept = books("stored", "gone")
    kept.add_entry(9, "要闻")
    kept.add_outcome(EntryOutcome(9, "stored", gate=Gate("overlay")))
    kept.listings.append(ListingResult("要闻", "http://a.example/l", error="HTTP 500"))
    text = kept.summary()
    assert "要闻" in text
    assert "gates: 1 overlay" in text
    assert "http://a.example/l: HTTP 500" in text
