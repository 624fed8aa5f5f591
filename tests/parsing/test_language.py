"""The language of an article is told by its letters; a declaration that agrees is kept."""

from __future__ import annotations

import pytest

from crawler.parsing.language import detect_language


@pytest.mark.parametrize(
    ("text", "declared", "tag"),
    [
        ("县里今天召开会议，部署春耕。", "zh-CN", "zh-CN"),
        ("县里今天召开会议，部署春耕。", "en-US", "zh"),
        ("县里用 APP 和 GPS 管春耕，部署无人机三十架。", "", "zh"),
        ("The county opened a new bridge on Monday.", "", "en"),
        ("The county opened a new bridge on Monday.", "zh-CN", "en"),
        ("Le pont est ouvert depuis lundi matin.", "fr", "fr"),
        ("新しい橋が月曜日に開通しました。", "zh", "ja"),
        ("새 다리가 월요일에 개통됐다.", "", "ko"),
        ("بۈگۈن ناھىيەدە يېڭى كۆۋرۈك ئېچىلدى", "zh-CN", "ug"),
        ("بۇگىن اۋداندا جاڭا كوپىر اشىلدى", "ug", "kk-Arab"),
        ("དེ་རིང་རྫོང་དུ་ཟམ་པ་གསར་པ་ཞིག་སྒོ་ཕྱེས།", "", "bo"),
        ("ᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ", "zh", "mn-Mong"),
        ("2024-05-06 08:30", "zh-CN", "zh-CN"),
        ("", "", ""),
    ],
)
def test_a_language_is_told_by_its_letters(text: str, declared: str, tag: str) -> None:
    assert detect_language(text, declared) == tag
