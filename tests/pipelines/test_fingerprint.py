"""Exact and near copies: what counts as the same text."""

from __future__ import annotations

import random
import time

from hypothesis import given
from hypothesis import strategies as st

from pipelines.fingerprint import SHORTEST, content_hash, similarity_hash


def distance(one: int, other: int) -> int:
    return ((one ^ other) & (2**64 - 1)).bit_count()


def chinese(seed: int, length: int) -> str:
    letters = random.Random(seed)
    marks = "，。、"
    return "".join(
        letters.choice(marks) if letters.random() < 0.1 else chr(letters.randint(0x4E00, 0x7FFF))
        for _ in range(length)
    )


def test_the_content_hash_is_sha256_of_title_and_body_without_white_space() -> None:
    assert len(content_hash("标题", "正文")) == 32
    assert content_hash("标题", "第一段\n第二段") == content_hash("标 题", "第一段 第二段\n")
    assert content_hash("标题", "正文") != content_hash("标", "题正文")
    assert content_hash("标题", "增长15%") != content_hash("标题", "增长1.5%")


def test_pictures_tell_articles_apart_only_where_there_is_no_text() -> None:
    assert content_hash("早安", "", ["a"]) != content_hash("早安", "", ["b"])
    assert content_hash("早安", "正文", ["a"]) == content_hash("早安", "正文", ["b"])


def test_a_small_change_moves_few_bits_and_another_text_moves_many() -> None:
    text = chinese(1, 2000)
    changed = text[:900] + "更正" + text[902:]
    assert distance(similarity_hash(text), similarity_hash(changed)) <= 3
    far = [distance(similarity_hash(text), similarity_hash(chinese(n, 2000))) for n in range(2, 22)]
    assert min(far) > 12


def test_spaces_punctuation_width_and_case_do_not_count() -> None:
    text = chinese(3, 400) + "ABC123"
    other = text.replace("，", " ").replace("ABC123", "ａｂｃ１２３")
    assert similarity_hash(text) == similarity_hash(other)


def test_a_short_text_compares_with_none() -> None:
    assert similarity_hash("") == 0
    assert similarity_hash("短" * (SHORTEST - 1)) == 0
    assert similarity_hash(chinese(4, 3 * SHORTEST)) != 0


def test_the_hash_of_a_text_never_changes() -> None:
    assert similarity_hash("江水穿城而过两岸的老码头陆续改成了步道" * 4) == PINNED


PINNED = 5209802819113228624


@given(st.text(max_size=300))
def test_any_text_has_a_hash_that_fits_a_bigint(text: str) -> None:
    assert -(2**63) <= similarity_hash(text) < 2**63
    assert len(content_hash(text, text)) == 32


def test_two_thousand_characters_take_under_a_millisecond() -> None:
    text = chinese(5, 2000)
    times = []
    for _ in range(20):
        start = time.process_time()
        similarity_hash(text)
        times.append(time.process_time() - start)
    assert min(times) < 0.001
