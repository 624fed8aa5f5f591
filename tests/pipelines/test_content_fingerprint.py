"""Exact and near copies: what counts as the same text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipelines.content_fingerprint import MOST, content_hash, sentence_pair_hashes

TEXT = "。".join(f"第{n}户村民在合作社领到了新的种苗，技术员当场讲解栽种要点" for n in range(1, 11))


def test_the_content_hash_is_sha256_of_title_and_body_without_white_space() -> None:
    assert len(content_hash("标题", "正文")) == 32
    assert content_hash("标题", "第一段\n第二段") == content_hash("标 题", "第一段 第二段\n")
    assert content_hash("标题", "正文") != content_hash("标", "题正文")
    assert content_hash("标题", "增长15%") != content_hash("标题", "增长1.5%")


def test_pictures_tell_articles_apart_only_where_there_is_no_text() -> None:
    assert content_hash("早安", "", ["a"]) != content_hash("早安", "", ["b"])
    assert content_hash("早安", "正文", ["a"]) == content_hash("早安", "正文", ["b"])


def test_of_a_pictures_address_its_last_part_counts() -> None:
    here = content_hash("早安", "", ["http://img.a.example/t1/早安.jpg?token=1"])
    there = content_hash("早安", "", ["https://cdn.b.example/早安.JPG#x"])
    assert here == there != content_hash("早安", "", ["http://img.a.example/t1/晚安.jpg"])


def test_ten_sentences_have_nine_passages() -> None:
    assert len(sentence_pair_hashes(TEXT)) == 9


def test_a_reprint_that_changes_one_sentence_keeps_the_other_passages() -> None:
    changed = TEXT.replace("第5户村民", "第五户人家")
    assert len(set(sentence_pair_hashes(TEXT)) & set(sentence_pair_hashes(changed))) == 7


def test_a_reprint_that_cuts_the_end_keeps_the_rest() -> None:
    cut = TEXT.split("。第8户")[0]
    assert set(sentence_pair_hashes(cut)) < set(sentence_pair_hashes(TEXT))


def test_the_same_sentences_in_another_company_are_no_passage() -> None:
    backwards = "。".join(reversed(TEXT.split("。")))
    assert not set(sentence_pair_hashes(TEXT)) & set(sentence_pair_hashes(backwards))


def test_spaces_punctuation_width_and_case_do_not_count() -> None:
    other = TEXT.replace("，", " ").replace("1", "１").replace("。", "！\n")
    assert sentence_pair_hashes(other) == sentence_pair_hashes(TEXT)


def test_a_short_text_compares_with_none_and_a_long_one_is_bounded() -> None:
    assert sentence_pair_hashes("") == sentence_pair_hashes("只有一句话的短消息。") == []
    assert (
        len(sentence_pair_hashes("。".join(f"这是很长的报告的第{n}句话" for n in range(999))))
        == MOST
    )


def test_the_numbers_of_a_text_never_change() -> None:
    assert sentence_pair_hashes("江水穿城而过。两岸的老码头陆续改成了步道。") == PINNED


PINNED = [-2095199126]


@given(st.text(max_size=300))
def test_any_text_has_numbers_that_fit_an_integer(text: str) -> None:
    assert all(-(2**31) <= number < 2**31 for number in sentence_pair_hashes(text))
    assert len(content_hash(text, text)) == 32
