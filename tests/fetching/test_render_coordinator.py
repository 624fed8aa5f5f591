"""One render of a page pattern teaches a request; the others wait for it, however it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from crawler.fetching.render_coordinator import RenderCoordinator
from crawler.fetching.render_stats import TRUST_AFTER, RenderStats
from crawler.models.learned_request import LearnedRequest, RequestTemplate

LEARNED = LearnedRequest((RequestTemplate("https://m.example.cn/api/{1}"),), (), ("shape",))


def stats(**facts: object) -> RenderStats:
    return RenderStats("m.example.cn/p/{n}.html", "aa", **facts)  # type: ignore[arg-type]


@pytest.mark.asyncio
async def test_while_one_render_may_teach_the_others_wait() -> None:
    coordinator, known, order = RenderCoordinator(), stats(), []

    async def render(entry_id: int) -> None:
        async with coordinator.teaching(known, entry_id):
            order.append(("begins", entry_id))
            await asyncio.sleep(0)
            order.append(("ends", entry_id))

    await asyncio.gather(*(render(entry_id) for entry_id in (1, 2, 3)))
    assert order == [(what, entry_id) for entry_id in (1, 2, 3) for what in ("begins", "ends")]
    assert not known.renders_in_flight


@pytest.mark.asyncio
async def test_a_render_that_raises_lets_the_next_one_go_on_at_once() -> None:
    coordinator, known = RenderCoordinator(), stats()

    async def fails() -> None:
        async with coordinator.teaching(known, 1):
            raise RuntimeError("the callback raised")

    async def follows() -> None:
        async with coordinator.teaching(known, 2):
            assert known.renders_in_flight == {2}

    failed, followed = await asyncio.wait_for(
        asyncio.gather(fails(), follows(), return_exceptions=True), 5
    )
    assert isinstance(failed, RuntimeError)
    assert followed is None


@pytest.mark.asyncio
async def test_where_nothing_is_learned_any_more_renders_run_side_by_side() -> None:
    coordinator, known = RenderCoordinator(), stats(learned_request=LEARNED, confirmations=3)
    both = asyncio.Barrier(2)

    async def render(entry_id: int) -> None:
        async with coordinator.teaching(known, entry_id):
            await both.wait()

    await asyncio.wait_for(asyncio.gather(render(1), render(2)), 5)


@pytest.mark.asyncio
async def test_an_untrusted_request_waits_for_the_render_that_checks_it() -> None:
    coordinator = RenderCoordinator()
    known = stats(learned_request=LEARNED, confirmations=TRUST_AFTER - 1)
    waiting: asyncio.Task[None] | None = None
    async with coordinator.checking(known, 1):
        waiting = asyncio.create_task(coordinator.wait_for_check(known))
        for _ in range(5):
            await asyncio.sleep(0)  # it may run, and waits
        assert not waiting.done()
        known.record_match("shape")
    await asyncio.wait_for(waiting, 5)
    assert known.is_trusted


@pytest.mark.asyncio
async def test_changes_are_saved_now_and_then_and_at_the_end() -> None:
    saved: list[Sequence[RenderStats]] = []

    async def save(changed: Sequence[RenderStats]) -> None:
        saved.append(changed)

    coordinator, known = RenderCoordinator(save), stats()
    for _ in range(100):
        await coordinator.mark_dirty(known)
    assert saved == [[known]]
    await coordinator.flush()
    assert len(saved) == 1
    await coordinator.mark_dirty(known)
    await coordinator.flush()
    assert len(saved) == 2


def test_what_no_render_has_confirmed_is_fetched_again() -> None:
    known = stats(unverified_entries=[4, 5], unchecked_entries=[6])
    coordinator = RenderCoordinator()
    coordinator.requeue_unverified(known)
    assert coordinator.requeued == [4, 5, 6]
    assert (known.unverified_entries, known.unchecked_entries) == ([], [])
