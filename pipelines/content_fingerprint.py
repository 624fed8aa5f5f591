"""By what an article is known again: the same text, and the passages that a reprint keeps."""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zlib
from collections.abc import Iterable
from itertools import islice, pairwise

from crawler.models.article import Article

#: Letters and digits of a sentence that counts, and how many passages of a text are kept.
SHORTEST, MOST = 6, 64

_SENTENCE_ENDS = re.compile(r"[。！？!?；;…\n]+")
_NO_LETTER = re.compile(r"[\W_]+")


def content_hash(title: str, body: str, media: Iterable[str] = ()) -> bytes:
    """SHA-256 (32 bytes) of title and body; Unicode form and white space do not count.

    ``media`` (addresses of pictures and videos) counts only where there is no body: two
    photo stories under one standing title are not one article. Of an address its last part
    counts: hosts move, and tokens change.
    """
    parts = [_folded(title), _folded(body)]
    if not parts[1]:
        parts += map(media_name, media)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).digest()


def media_name(url: str) -> str:
    """The last part of a media file's address, without its query."""
    return url.partition("#")[0].partition("?")[0].rstrip("/").rpartition("/")[2].lower()


def media_names(article: Article) -> frozenset[str]:
    """The names of an article's pictures and videos."""
    urls = (*(image.url for image in article.images), *(video.url for video in article.videos))
    return frozenset(map(media_name, urls))


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split())


def sentence_pair_hashes(text: str) -> list[int]:
    """A number (PostgreSQL's integer) for each two neighbouring sentences of ``text``, ascending.

    A reprint that cuts, adds or changes sentences keeps most of them; two articles that share
    a stock phrase share none. Case, width, spaces and punctuation do not count.
    """
    sentences = [_letters(s) for s in _SENTENCE_ENDS.split(text)]
    kept = [s.encode("utf-8", "replace") for s in sentences if len(s) >= SHORTEST]
    numbers = (zlib.crc32(second, zlib.crc32(first)) - 2**31 for first, second in pairwise(kept))
    return sorted(set(islice(numbers, MOST)))


def _letters(sentence: str) -> str:
    """Letters and digits alone, of one width and case."""
    bare = _NO_LETTER.sub("", sentence)
    if not unicodedata.is_normalized("NFKC", bare):  # the test is cheaper than the work
        bare = unicodedata.normalize("NFKC", bare)
    return bare.lower()
