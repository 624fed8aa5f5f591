"""Regular expressions of written times, with the named groups year, month, day, hour…."""

from __future__ import annotations

import re
from collections.abc import Callable

_HALF = "上午|下午|晚上|凌晨|淩晨|早上|早晨|中午|清晨|傍晚|夜间|夜間|晚间|晚間|今晚|晚|早"
#: A zone as figures or as GMT and what is added to it. Hours alone are one only behind seconds.
_ZONE = r"Z\b|(?:GMT|UTC)\s?[+-]\d{1,2}(?::?\d\d)?(?!\d)|[+-]\d\d:?\d\d(?!\d)|\+\d{5,}|GMT|UTC"
#: Figures that no clock shows are taken along: such a time is none, not a shorter one.
_CLOCK = rf"""(?:\s*+[T日号號]?+[\s|（(,，·_]{{0,6}}+(?:-(?=\d\d?:\d\d))?
    (?:[\[【]?(?:星期|周|週)[一二三四五六日天][\s)）\]】]*+)?
    (?:(?P<place>格林尼治标准时间|北京时间)\s*+)?(?P<half>{_HALF})?\s*+
    (?P<hour>[01]?\d|2[0-4]|\d\d(?=:\d\d))\s*+
    (?:[:：时時点點]\s*+(?P<minute>\d\d|\d(?!\d)|半)
    (?:\s*+[:：分]\s*+(?P<second>\d\d|\d(?!\d)))?(?:[.:]\d{{1,9}}|,\d{{3}}(?=Z|[+-]\d))?
    |[时時点點](?!\d)|(?=\s?[AaPp]\.?[Mm]\b))
    (?:\s*+(?P<noon>[AaPp])\.?[Mm]\b\.?)?
    \s*+(?:[(（]?(?P<zone>{_ZONE}|(?(second)[+-]\d\d(?![\d:])|(?!))))?
    |T(?P<hour2>\d\d)(?P<minute2>\d\d)(?P<second2>\d\d)?(?:[.,]\d{{1,9}})?(?!\d)
    (?P<zone2>{_ZONE}|[+-]\d\d(?![\d:]))?)?"""
_MONTH, _DATE = r"(?P<month>1[0-2]|0?[1-9])", r"(?P<day>3[01]|[12]\d|0?[1-9])"
_DATE_END = r"(?!\d(?!\d?[:：]))"
FULL = re.compile(
    rf"(?<!\d)(?P<year>(?:19|20)\d\d)\s*+[-年/.]\s*+{_MONTH}\s*+[-月/.]\s*+{_DATE}{_DATE_END}{_CLOCK}",
    re.X,
)
COMPACT = re.compile(
    rf"""(?<![\d-])(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])
    (?:(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?P<second>[0-5]\d)?(?!\d)
    |(?:T|\s+)(?P<hour2>\d\d?):(?P<minute2>\d\d)(?::(?P<second2>\d\d)(?:[.]\d{{1,9}})?)?(?P<zone2>{_ZONE})?
    |T(?P<hour3>\d\d)(?P<minute3>\d\d)(?P<second3>\d\d)?(?:[.,]\d{{1,9}})?(?!\d)
    (?P<zone3>{_ZONE}|[+-]\d\d(?![\d:]))?
    |(?!\d|T\d))""",
    re.X,
)
SHORT = re.compile(
    rf"(?<![\d.年-])(?P<year>\d\d)\s*+[-年/.]\s*+{_MONTH}\s*+[-月/.]\s*+{_DATE}{_DATE_END}{_CLOCK}",
    re.X,
)
NO_YEAR = re.compile(
    rf"(?<![\d.年/-]){_MONTH}\s*+[-月/]\s*+{_DATE}{_DATE_END}(?![-/.]\d){_CLOCK}", re.X
)
DAY = re.compile(rf"(?P<word>今天|今日|昨天|昨日|前天|今(?=晚))(?!是){_CLOCK}", re.X)
#: What a sentence has behind a word for a day, and before it: there the word is no time.
SAID_BEHIND = re.compile(r"[，,、]?(?!发[布表佈]|發[布表佈]|更新|编辑|編輯)[\u3400-\u9fff]")
SAID_BEFORE = re.compile(r"[\u3400-\u9fff](?<![于於在布佈表新辑輯期间間稿])$")
AGO = re.compile(
    r"(?P<count>\d{1,4}|[半一二两兩三四五六七八九十])\s*[个個]?"
    r"(?P<unit>秒|分|小时|小時|钟头|鐘頭|天|日|周|週|星期|月|年)[钟鐘]?\s*(?:之|以)?前(?![方往后进来去线夕景期台所卫端沿])"
    r"|(?P<count2>\d{1,4}|an?)\s+(?P<unit2>second|minute|hour|day|week|month|year)s?\s+ago",
    re.I,
)
NOW = re.compile(
    r"(?:[刚剛][刚剛]|[刚剛]才)(?![，,]?(?!发布|更新|發布|發佈)[\u3400-\u9fff])|just now", re.I
)

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = rf"(?P<name>{'|'.join(_NAMES)})[a-z]*\.?"
_TIME = (
    r"(?:\d{1,2}:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:\s?[ap]\.?m\b\.?)?|\d{1,2}\s?[ap]\.?m\b\.?)"
    rf"(?:\s*(?:{_ZONE}))?"
)
#: What may stand between a day and its clock.
_AT = r"(?:,?\s+|\s*[-–—|·•]\s*)(?:at\s+)?"
_NUMERAL = {n: str(i) for i, n in enumerate("〇一二三四五六七八九")} | {
    "○": "0",
    "零": "0",
    "Ｏ": "0",
}


def _english(found: re.Match[str]) -> str:
    month = _NAMES.index(found["name"].lower()) + 1
    return f"{found['year']}-{month}-{found['day']} {found['time'] or ''}"


def _chinese(found: re.Match[str]) -> str:
    year = "".join(_NUMERAL[n] for n in found["year"])
    return f"{year}-{_number(found['month'])}-{_number(found['day'])}{found['time']}"


def _number(written: str) -> int:
    """A Chinese numeral below one hundred: 三十一 is 31."""
    tens, ten, ones = written.rpartition("十")
    return (int(_NUMERAL.get(tens, "1")) * 10 if ten else 0) + int(_NUMERAL.get(ones, "0"))


def _reordered(found: re.Match[str]) -> str:
    return f"{found['year']}-{found['month']}-{found['day']} {found['time'] or ''}"


#: Forms that are first written anew in the form of ``FULL``.
REWRITTEN: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (
        re.compile(
            rf"\b{_NAME}\s+(?P<day>\d\d?)(?:st|nd|rd|th)?,?\s+(?P<year>20\d\d)"
            rf"(?:{_AT}(?P<time>{_TIME}))?",
            re.I,
        ),
        _english,
    ),
    (
        re.compile(
            rf"\b{_NAME}\s+(?P<day>\d\d?)\s+(?P<time>{_TIME})\s+(?:[A-Z]{{3,4}}\s+)?(?P<year>20\d\d)",
            re.I,
        ),
        _english,
    ),
    (
        re.compile(
            rf"(?<!\d)(?P<day>\d\d?)\s+{_NAME},?\s+(?P<year>20\d\d)(?:{_AT}(?P<time>{_TIME}))?",
            re.I,
        ),
        _english,
    ),
    (
        re.compile(
            r"(?P<year>[二一][一二三四五六七八九〇○零Ｏ]{3})年(?P<month>十?[一二三四五六七八九]|十)月"
            rf"(?P<day>[二三]?十?[一二三四五六七八九]|[二三]?十)日(?P<time>\s*(?:{_TIME})?)"
        ),
        _chinese,
    ),
    (
        re.compile(
            rf"(?<![\d/])(?P<month>1[0-2]|0?[1-9])/(?P<day>3[01]|[12]\d|0?[1-9])/(?P<year>20\d\d)"
            rf"(?:,?\s+(?P<time>{_TIME}))?",
            re.I,
        ),
        _reordered,
    ),
    (
        re.compile(
            r"(?<![\d:])(?P<day>3[01]|[12]\d|0[1-9])(?P<time>)[\s/日]+(?P<year>20\d\d)[-./年]"
            r"(?P<month>1[0-2]|0?[1-9])月?(?![-./\d])"
        ),
        _reordered,
    ),
)
