"""Detect the language of a text by its letters; the declared one is often the template's."""

from __future__ import annotations

import re

#: Letters of a script -> the language (BCP 47) that regional media in China print in it.
_SCRIPTS = (
    (re.compile("[\u3040-\u30ff]"), "ja"),
    (re.compile("[\uac00-\ud7af]"), "ko"),
    (re.compile("[\u3400-\u9fff]"), "zh"),
    (re.compile("[\u0f00-\u0fff]"), "bo"),
    (re.compile("[\u1800-\u18af]"), "mn-Mong"),
    (re.compile("[\u0600-\u06ff\ufb50-\ufdff]"), "ug"),
    (re.compile("[\u0400-\u04ff]"), "ru"),
    (re.compile("[A-Za-z]"), "en"),
)
#: Kazakh in Arabic letters has none of these vowels of Uyghur.
_UYGHUR = re.compile("[\u06d0\u06d5\u06c6\u06c8]")
_SAMPLE, _KANA = 2000, 0.1


def detect_language(text: str, declared: str) -> str:
    """The BCP 47 tag of a text: the declared one where its letters agree, '' for no letters."""
    sample = text[:_SAMPLE]
    counts = {tag: len(letters.findall(sample)) for letters, tag in _SCRIPTS}
    total = sum(counts.values())
    if not total:
        return declared
    if counts["ja"] < _KANA * total:
        counts["ja"] = 0
    else:
        counts["ja"] += counts["zh"]
    found = max(counts, key=counts.__getitem__)
    if found == "ug" and not _UYGHUR.search(sample):
        found = "kk-Arab"
    written = declared.lower()
    latin = found == "en" and written and not written.startswith("zh")
    return declared if latin or written.startswith(found.split("-")[0]) else found
