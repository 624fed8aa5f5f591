"""Answers to plain HTTP as servers really send them: what a browser reads is read, and half an
answer is none."""

from __future__ import annotations

import gzip
import sys
import zlib
from collections.abc import Callable
from typing import Any

import brotli

if sys.version_info < (3, 14):
    from backports import zstd
else:
    from compression import zstd


from tests.crawling import Crawls, balanced, toml
from tests.raw_site import RawSite, raw_site
from tests.site import article, listing

Make = Callable[[bytes], bytes]


def answer(*lines: bytes | str, status: bytes = b"HTTP/1.1 200 OK", end: bytes = b"\r\n") -> Make:
    """Makes an answer of a body: a status line, these lines, and the body's length at last."""
    given = [line.encode() if isinstance(line, str) else line for line in lines]

    def make(body: bytes) -> bytes:
        return _head(status, [*given, b"Content-Length: %d" % len(body)], end) + body

    return make


def unmeasured(*lines: bytes, status: bytes = b"HTTP/1.1 200 OK", body: Make = bytes) -> Make:
    """The same without a length that we write; ``body`` makes what is sent of the body."""
    return lambda text: _head(status, list(lines), b"\r\n") + body(text)


def _head(status: bytes, lines: list[bytes], end: bytes) -> bytes:
    return end.join(
        [status, b"Content-Type: text/html; charset=utf-8", *lines, b"Connection: close", b"", b""]
    )


def chunked(
    size: bytes = b"%x",
    after: bytes = b"\r\n",
    last: bytes = b"0\r\n\r\n",
    coding: bytes = b"chunked",
) -> Make:
    """Makes an answer in chunks, whose sizes, line ends and last chunk are as given."""

    def body(text: bytes) -> bytes:
        pieces = [text[at : at + 300] for at in range(0, len(text), 300)]
        return b"".join((size % len(p)) + after + p + after for p in pieces) + last

    return unmeasured(b"Transfer-Encoding: " + coding, body=body)


def packed(coding: bytes, pack: Make, *lines: bytes) -> Make:
    """Makes an answer whose body is packed, and has the packed length."""
    return lambda body: answer(b"Content-Encoding: " + coding, *lines)(pack(body))


def misjudged(coding: bytes, pack: Make) -> Make:
    """Makes a packed answer with the length that the body had before."""
    return lambda body: unmeasured(
        b"Content-Encoding: " + coding, b"Content-Length: %d" % len(body), body=pack
    )(body)


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


def members(pack: Make) -> Make:
    return lambda body: pack(body[:200]) + pack(body[200:])


#: Forms that are read, by what is odd in them; of those of a head, Chromium reads each.
READ: dict[str, Make] = {
    "nothing": answer(),
    "a space before the colon": answer("X-Frame-Options : DENY"),
    "a name of two words": answer("X Powered By: PHP"),
    "a name in quotation marks": answer('"X-Cache": "HIT"'),
    "a name of brackets": answer("X-(a)[b]{c}@,;=/?<>\\: 1"),
    "a Chinese name": answer("X-服务器: 一号"),
    "a Chinese value": answer("Server: 一号"),
    "control bytes in a name": answer(b"X-\x01\xff: a"),
    "no name": answer(": DENY"),
    "no colon": answer("Notice undefined index"),
    "no colon and an odd name": answer("Notice undefined index", "X Powered By: PHP"),
    "a folded header": answer("X-Note: a\r\n b\r\n\tc"),
    "a continuation of no header": answer(status=b"HTTP/1.1 200 OK\r\n folded: yes"),
    "LF alone": answer(end=b"\n"),
    "LF alone at times": answer("X-A: a\nX-B : b"),
    "a line of 20 KiB": answer(b"X-Line: " + b"a" * 20 * 1024),
    "a line of 70 KiB": answer(b"X-Line: " + b"a" * 70 * 1024),
    "a line of 250 KiB": answer(b"X-Line: " + b"a" * 250 * 1024),
    "200 KiB of cookies": answer(*(b"Set-Cookie: a%d=%s" % (n, b"b" * 1000) for n in range(200))),
    "5000 headers": answer(*(b"X-%d : a" % n for n in range(5000))),
    "padded chunk sizes": chunked(b"%x  "),
    "chunk sizes with zeros and extensions": chunked(b"00%X ;x"),
    "odd chunk extensions": chunked(b'%x;name="\x01\xff"'),
    "chunks that end in LF": chunked(after=b"\n", last=b"0\n\n"),
    "no line after the last chunk": chunked(last=b"0\r\n"),
    "no line end after the last chunk": chunked(last=b"0"),
    "trailers": chunked(last=b"0\r\nX-Sum : 1\r\n\r\n"),
    "chunked twice": chunked(coding=b"chunked, chunked"),
    "identity and chunked": chunked(coding=b"identity, Chunked"),
    "a length beside chunks": chunked(coding=b"chunked\r\nContent-Length: 17"),
    "transfer coding identity": answer("Transfer-Encoding: identity"),
    "transfer coding none": answer("Transfer-Encoding: none"),
    "transfer coding identity, no length": unmeasured(b"Transfer-Encoding: identity"),
    "content coding identity": answer("Content-Encoding: identity"),
    "content coding utf-8": answer("Content-Encoding: UTF-8"),
    "content coding empty": answer("Content-Encoding:"),
    "gzip said of text": answer("Content-Encoding: gzip"),
    "br said of text": answer("Content-Encoding: br"),
    "the length twice": lambda body: answer(b"Content-Length: %d" % len(body))(body),
    "a length that is none": unmeasured(b"Content-Length: unknown"),
    "an empty length": unmeasured(b"Content-Length:"),
    "a negative length": unmeasured(b"Content-Length: -1"),
    "HTTP/1.0 without length": unmeasured(status=b"HTTP/1.0 200 OK"),
    "no reason": answer(status=b"HTTP/1.1 200"),
    "a Chinese reason": answer(status="HTTP/1.1 200 成功".encode()),
    "no version": answer(status=b"HTTP 200 OK"),
    "half a version": answer(status=b"HTTP/1 200 OK"),
    "small letters": answer(status=b"http/1.1 200 ok"),
    "two spaces": answer(status=b"HTTP/1.1  200  OK"),
    "tabs": answer(status=b"HTTP/1.1\t200\tOK"),
    "a code and its reason in one": answer(status=b"HTTP/1.1 200OK"),
    "an empty line first": answer(status=b"\r\nHTTP/1.1 200 OK"),
    "100 first": answer(status=b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK"),
    "103 first": answer(status=b"HTTP/1.1 103 Early Hints\r\nLink : </a>\r\n\r\nHTTP/1.1 200 OK"),
    "gzip": packed(b"gzip", gzip.compress),
    "gzip and identity": packed(b"gzip", gzip.compress, b"Content-Encoding: identity"),
    "x-gzip": packed(b"x-gzip", gzip.compress),
    "gzip of several members": packed(b"gzip", members(gzip.compress)),
    "gzip and something after it": packed(b"gzip", lambda body: gzip.compress(body) + b"\0\0--"),
    "gzip twice": packed(b"gzip, gzip", lambda body: gzip.compress(gzip.compress(body))),
    "gzip without length": unmeasured(b"Content-Encoding: gzip", body=gzip.compress),
    "gzip with the length of the text": misjudged(b"gzip", gzip.compress),
    "deflate": packed(b"deflate", zlib.compress),
    "deflate without its head": packed(b"deflate", raw_deflate),
    "br": packed(b"br", brotli.compress),
    "br with the length of the text": misjudged(b"br", brotli.compress),
    "zstd": packed(b"zstd", zstd.compress),
    "zstd of several frames": packed(b"zstd", members(zstd.compress)),
}


def cut(pack: Make, less: int) -> Make:
    return lambda body: pack(body)[:-less]


def wrong_sum(body: bytes) -> bytes:
    whole = gzip.compress(body)
    return whole[:-8] + bytes(4) + whole[-4:]


#: Answers that are not whole, and what is said of them.
HALF: dict[str, tuple[Make, str]] = {
    "gzip": (packed(b"gzip", cut(gzip.compress, 60)), "its gzip stream has no end"),
    "gzip, its sum": (packed(b"gzip", cut(gzip.compress, 5)), "its gzip stream has no end"),
    "gzip, its second member": (
        packed(b"gzip", cut(members(gzip.compress), 30)),
        "its gzip stream has no end",
    ),
    "gzip, a wrong sum": (packed(b"gzip", wrong_sum), "its gzip stream is damaged"),
    "gzip, the inner one": (
        packed(b"gzip, gzip", lambda body: gzip.compress(gzip.compress(body)[:-9])),
        "its gzip stream has no end",
    ),
    "gzip without length": (
        unmeasured(b"Content-Encoding: gzip", body=cut(gzip.compress, 20)),
        "its gzip stream has no end",
    ),
    "gzip with the length of the text": (
        misjudged(b"gzip", cut(gzip.compress, 20)),
        "its gzip stream has no end",
    ),
    "gzip that is none": (packed(b"gzip", lambda _: bytes(range(9))), "gzip stream is damaged"),
    "deflate": (packed(b"deflate", cut(zlib.compress, 9)), "its deflate stream has no end"),
    "deflate without its head": (
        packed(b"deflate", cut(raw_deflate, 9)),
        "its deflate stream has no end",
    ),
    "br": (packed(b"br", cut(brotli.compress, 1)), "its br stream has no end"),
    "zstd": (packed(b"zstd", cut(zstd.compress, 1)), "its zstd stream has no end"),
    "a part": (answer(status=b"HTTP/1.1 206 Partial Content"), "a part that nobody asked for"),
    "its length": (cut(answer(), 40), "fewer bytes came"),
    "its chunks": (cut(chunked(), 40), "fewer bytes came"),
    "no last chunk": (chunked(last=b""), "fewer bytes came"),
    "a padded size that breaks off": (chunked(b"00%x", last=b"0"), "fewer bytes came"),
    "packed beyond reason": (
        answer(b"Content-Encoding: " + b",".join([b"gzip"] * 9)),
        "packed 9 times over",
    ),
}


def title(number: int) -> str:
    return f"清川县第{number}号河段的清淤工程通过验收"


def text(number: int) -> bytes:
    hundred = number * 37 + 11
    return article(
        title(number),
        f"第{number}号河段长{hundred}米，沿岸住着{hundred + 5}户人家，今年春天开始清淤。",
        f"施工队一共挖出淤泥{hundred * 3}方，运到{number + 2}公里外的苗圃，拌上秸秆做成了营养土。",
        f"验收组沿河走了{number + 1}个小时，在{number + 4}个点量了水深，都比去年这个时候深了一截。",
    ).encode()


def outlet(makes: list[Make], front: Make) -> dict[str, bytes]:
    """Answers of an outlet whose articles are sent as ``makes`` make them, one each."""
    links = [(f"/p/{number}.html", title(number)) for number in range(len(makes))]
    answers = {
        url: make(text(n)) for n, ((url, _), make) in enumerate(zip(links, makes, strict=True))
    }
    return answers | {
        "/list.html": front(listing(*links).encode()),
        "/robots.txt": front(b"User-agent: *\n" + b"Disallow: /private/\n" * 20),
    }


def crawl(crawls: Crawls, site: RawSite, *options: str) -> dict[str, Any]:
    crawls.add("raw", toml(site.url, render="never", concurrency=8))
    ended = crawls.run("raw", *options)
    assert "Traceback" not in ended.stderr, ended.stderr
    return crawls.books("raw")


def stored(crawls: Crawls) -> set[int]:
    rows = crawls.rows("select title, body from articles")
    return {
        n
        for row in rows
        for n in range(99)
        if row["title"] == title(n) and "深了一截" in row["body"]
    }


def test_what_a_browser_reads_is_read(crawls: Crawls) -> None:
    with raw_site(outlet(list(READ.values()), READ["padded chunk sizes"])) as site:
        run = crawl(crawls, site)
        missing = [name for n, name in enumerate(READ) if n not in stored(crawls)]
    assert missing == []
    assert run["exit_status"] == 0
    assert set(site.hits.values()) == {1}  # nothing is asked for twice
    [receipt] = crawls.rows("select requests from host_usage")
    assert receipt["requests"] == site.hits.total()


def test_listings_are_read_too(crawls: Crawls) -> None:
    forms = ["a space before the colon", "a name in quotation marks", "200 KiB of cookies"]
    forms += ["gzip with the length of the text", "no line after the last chunk"]
    with raw_site(outlet([answer()] * len(forms), READ["a Chinese name"])) as site:
        for number, form in enumerate(forms):
            page = listing((f"/p/{number}.html", title(number)), more="/list.html")
            site.answers[f"/{number}.html"] = READ[form](page.encode())
        channels = [f"/{number}.html" for number in range(len(forms))]
        crawls.add("raw", toml(site.url, *channels, render="never", max_pages=1))
        ended = crawls.run("raw")
        assert site.hits["/robots.txt"] == 1
    assert (ended.returncode, stored(crawls)) == (0, set(range(len(forms)))), ended.stderr


def test_half_an_answer_is_owed_and_the_article_comes_when_it_is_whole(crawls: Crawls) -> None:
    makes = [make for make, _ in HALF.values()]
    with raw_site(outlet(makes, answer())) as site:
        run = crawl(crawls, site, "-s", "RETRY_TIMES=0")
        assert (run["found"], run["failed"], run["stored"]) == (len(HALF), len(HALF), 0)
        assert balanced(run)
        ended = crawls.rows("select url, state, reason from entries")
        reasons = {row["url"]: row["reason"] for row in ended}
        assert {row["state"] for row in ended} == {"pending"}
        for number, (name, (_, said)) in enumerate(HALF.items()):
            assert said in reasons[f"{site.url}/p/{number}.html"], name
        site.answers |= outlet([answer()] * len(HALF), answer())
        crawls.execute("update entries set next_try_at = now()")
        assert crawl(crawls, site)["stored"] == len(HALF)


def test_half_a_listing_is_asked_for_again_as_lost_data_is_and_then_a_fault(
    crawls: Crawls,
) -> None:
    with raw_site(outlet([answer()], answer())) as site:
        site.answers["/list.html"] = HALF["gzip"][0](listing(("/p/0.html", title(0))).encode())
        run = crawl(crawls, site, "-s", "RETRY_TIMES=1")
        assert site.hits["/list.html"] == 2
    assert run["exit_status"] != 0
    assert "its gzip stream has no end" in run["listings"][0]["error"]
