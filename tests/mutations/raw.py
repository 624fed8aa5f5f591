"""What happens to the bytes of a page, and to the marks that make them markup."""

from __future__ import annotations

import re

from crawler.parsing.page import decode_body
from tests.mutations.dice import MIB, WIDE, Dice, encoded, into, mutation, torn

_CODECS = (
    "base64", "hex", "rot13", "zlib", "bz2", "idna", "punycode", "undefined", "unicode_escape",
    "raw_unicode_escape", "utf-7", "utf-16", "utf-32", "charmap", "big5", "x-none",
)  # fmt: skip
_ENTITIES = (
    "&#0;", "&#xD800;", "&#xDFFF;", "&#x110000;", "&#99999999999999999999;", "&#x;", "&#", "&",
    "&nbsp", "&amp;amp;", "&unknown;", "&#128;", "&#xFEFF;", "&#x202E;", "&lt;p&gt;", "&#13;",
)  # fmt: skip
_MARKUP = (
    "<!--", "-->", "<![CDATA[", "]]>", "<!DOCTYPE", "<?php", "?>", "<", ">", "</", "<p", "'", '"',
    "<div class='", "<script", "</body>", "<body>", "<html>", "<head>", "</html>", "<!", "<title>",
)  # fmt: skip
_OPEN = (
    "script", "style", "textarea", "title", "noscript", "svg", "template", "xmp", "plaintext",
    "select", "iframe",
)  # fmt: skip


@mutation
def cut(page: bytes, dice: Dice) -> bytes:
    return page[: dice.randrange(len(page))]


@mutation
def beheaded(page: bytes, dice: Dice) -> bytes:
    return page[dice.randrange(len(page)) :]


@mutation
def flipped(page: bytes, dice: Dice) -> bytes:
    changed = bytearray(page)
    for _ in range(dice.size(2000)):
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return bytes(changed)


@mutation
def inserted(page: bytes, dice: Dice) -> bytes:
    parts = torn(page, dice, dice.size(1000))
    return b"".join(part + dice.randbytes(dice.randrange(4)) for part in parts)


@mutation
def deleted(page: bytes, dice: Dice) -> bytes:
    return b"".join(part[: -dice.randrange(1, 9)] for part in torn(page, dice, dice.size(500)))


@mutation
def shuffled(page: bytes, dice: Dice) -> bytes:
    parts = torn(page, dice, dice.size(200))
    dice.shuffle(parts)
    return b"".join(parts)


@mutation
def controls(page: bytes, dice: Dice) -> bytes:
    parts = torn(page, dice, dice.size(3000))
    return b"".join(part + bytes([dice.choice((0, 1, 8, 11, 12, 27, 127))]) for part in parts)


@mutation
def mixed_encodings(page: bytes, dice: Dice) -> bytes:
    both = [decode_body(page).encode(name, "replace") for name in ("utf-8", "gb18030")]
    lines = zip(*(text.split(b"\n") for text in both), strict=False)
    return b"\n".join(dice.choice(pair) for pair in lines)


@mutation
def half_utf16(page: bytes, dice: Dice) -> bytes:
    text = decode_body(page).encode(dice.choice(("utf-16", "utf-16-le", "utf-16-be")), "replace")
    return text[dice.randrange(3) : len(text) - dice.randrange(3)]


@mutation
def declared_codec(page: bytes, dice: Dice) -> bytes:
    """A charset that is no character set, over bytes that are no UTF-8."""
    head = f'<meta http-equiv=Content-Type content="text/html; charset={dice.choice(_CODECS)}">'
    text = re.sub("charset", "set", decode_body(page), flags=re.I)
    return head.encode() + text.encode("gb18030", "replace")


@mutation
def entities(page: bytes, dice: Dice) -> bytes:
    return into(page, dice, "".join(dice.choices(_ENTITIES, k=dice.size(WIDE))))


@mutation
def entity_bomb(page: bytes, dice: Dice) -> bytes:
    lines = [f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12)]
    doctype = f'<!DOCTYPE html [<!ENTITY e0 "字">{"".join(lines)}]>'
    nested = f"&{'amp;' * dice.size(MIB // 4)}lt;"
    return encoded(doctype) + into(page, dice, f"<p>&e11;</p><p>{nested}</p>")


@mutation
def unseen(page: bytes, dice: Dice) -> bytes:
    some = "\u200b\u200e\u202e\u2066\ufeff\u0301\u0327\xad\u3000\u2028\x85"
    return into(page, dice, f"<p>{''.join(dice.choices(some, k=dice.size(MIB // 4)))}字</p>")


@mutation
def accents(page: bytes, dice: Dice) -> bytes:
    """One letter under thousands of accents, in an order that normal forms must sort."""
    above, below = ("\u0301" * dice.size(WIDE), "\u0327" * dice.size(WIDE))
    return into(page, dice, f"<p>江e{above}{below}</p>")


@mutation
def broken_markup(page: bytes, dice: Dice) -> bytes:
    parts = torn(page, dice, dice.size(300))
    return b"".join(part + dice.choice(_MARKUP).encode() for part in parts)


@mutation
def never_closed(page: bytes, dice: Dice) -> bytes:
    return into(page, dice, f"<{dice.choice(_OPEN)}>" * dice.size(1000))


@mutation
def many_comments(page: bytes, dice: Dice) -> bytes:
    some = ("<!---->字", "<!-->", "<!--<", "<?a?>字", "<![endif]>")
    return into(page, dice, dice.choice(some) * dice.size(WIDE))
