"""By what an article is known again: the same text, and nearly the same text."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

#: Characters in one gram, and the least number of characters worth comparing.
GRAM = 4
SHORTEST = 40

_WORD = re.compile(r"[^\W_]+")
#: What may have another form: all but ASCII and Chinese characters.
_UNCOMMON = re.compile("[^0-9A-Za-z\u3400-\u9fff]+")
_BASE = np.uint64(0x100000001B3)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX = (
    (np.uint64(30), np.uint64(0xBF58476D1CE4E5B9)),
    (np.uint64(27), np.uint64(0x94D049BB133111EB)),
)
_LAST_SHIFT = np.uint64(31)


def content_hash(title: str, body: str, media: Iterable[str] = ()) -> bytes:
    """SHA-256 (32 bytes) of title and body; Unicode form and white space do not count.

    ``media`` (addresses of pictures and videos) counts only where there is no body: two
    photo stories under one standing title are not one article.
    """
    parts = [_folded(title), _folded(body)]
    if not parts[1]:
        parts += media
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).digest()


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split())


def _letters(text: str) -> str:
    """Letters and digits alone, of one width and case."""
    letters = "".join(_WORD.findall(text))
    return _UNCOMMON.sub(lambda found: unicodedata.normalize("NFKC", found[0]), letters).lower()


def similarity_hash(text: str) -> int:
    """64-bit SimHash over the 4-grams of ``text``, as PostgreSQL's signed bigint.

    Case, width, spaces and punctuation do not count. Two reprints differ in a few bits;
    0 for a text of under ``SHORTEST`` counted characters, which compares with none.
    """
    folded = _letters(text)
    if len(folded) < SHORTEST:
        return 0
    encoded = folded.encode("utf-32-le", "replace")
    codes = np.frombuffer(encoded, dtype=np.uint32).astype(np.uint64)
    bits = np.unpackbits(_mixed(_grams(codes)).view(np.uint8))
    votes = np.add.reduce(bits.reshape(-1, 64), axis=0, dtype=np.uint32)
    majority = votes * 2 > len(codes) - GRAM + 1
    return int(np.packbits(majority).view(np.int64)[0])


def _grams(codes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The polynomial of each run of ``GRAM`` code points, modulo 2**64."""
    count = len(codes) - GRAM + 1
    grams = codes[:count].copy()
    for offset in range(1, GRAM):
        grams *= _BASE
        grams += codes[offset : offset + count]
    return grams


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """SplitMix64 of each value: every bit of the result hangs on every bit of the value."""
    values = values + _GOLDEN
    for shift, factor in _MIX:
        values ^= values >> shift
        values *= factor
    return values ^ (values >> _LAST_SHIFT)
