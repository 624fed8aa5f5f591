"""URLs: canonical form, same site, and whether one looks like an article's."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import SplitResult, quote, unquote, unquote_plus, urljoin, urlsplit, urlunsplit

import tldextract
from w3lib.url import canonicalize_url, safe_url_string

from crawler.util.ip_networks import is_public

_DEFAULT_PORTS = {"http": 80, "https": 443}
#: White space that browsers drop from inside an address, and what stands at its ends.
_INSIDE = re.compile(r"[\t\r\n]")
_ENDS = "".join(map(chr, range(33))) + "\u3000\ufeff\u200b"
_TAIL, _WEB = re.compile(r"[?#]"), re.compile(r"https?:", re.I)
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*|[0-9a-f:.]+", re.ASCII)
#: No address is longer (characters): servers take some 8,000 bytes, sitemaps 2,048.
_LONGEST = 4096
#: What no address holds and no database keeps.
_UNFIT = re.compile("[\x00\ud800-\udfff]")
#: An address of these characters is written in one way only: no need to quote anything.
_SIMPLE = re.compile(
    r"https?://[\w.:-]++(?:/(?>(?:[\w/-]|\.(?=\w))*))?(?:\?(?>(?:\w+=[\w.-]*+(?:&(?=\w)|(?=#|$)))+))?(?:#[\w/!?&=-]*+)?",
    re.ASCII,
)
_ANY = ".*"
_CLOCK = r"\d{10}|\d{13}"
_APPS = "weixin|wechat|wx|wxapp|qq|qzone|weibo|sina|app|share|timeline|groupmessage|singlemessage"


class TrackingParam(NamedTuple):
    """A query parameter that does not say which article: its name, its values, the reason."""

    name: str
    values: str
    why: str


#: A name ending in ``*`` is a prefix. Names and values are compared in lower case.
TRACKING_PARAMS = (
    TrackingParam("utm_*", _ANY, "campaign tracking"),
    TrackingParam("spm*", _ANY, "click tracking"),
    TrackingParam("scm", _ANY, "click tracking"),
    TrackingParam("hmsr", _ANY, "campaign tracking"),
    TrackingParam("hmpl", _ANY, "campaign tracking"),
    TrackingParam("hmcu", _ANY, "campaign tracking"),
    TrackingParam("hmkw", _ANY, "campaign tracking"),
    TrackingParam("hmci", _ANY, "campaign tracking"),
    TrackingParam("bd_vid", _ANY, "advertisement tracking"),
    TrackingParam("gclid", _ANY, "advertisement tracking"),
    TrackingParam("fbclid", _ANY, "advertisement tracking"),
    TrackingParam("from", _ANY, "where the link was pressed"),
    TrackingParam("log_from", _ANY, "where the link was pressed"),
    TrackingParam("source", _APPS, "where the link was pressed"),
    TrackingParam("channel", _APPS, "where the link was pressed"),
    TrackingParam("isappinstalled", _ANY, "what a chat app adds to a shared link"),
    TrackingParam("nsukey", _ANY, "what a chat app adds to a shared link"),
    TrackingParam("wxfrom", _ANY, "what a chat app adds to a shared link"),
    TrackingParam("wxshare_count", _ANY, "what a chat app adds to a shared link"),
    TrackingParam("sharer_*", _ANY, "what a chat app adds to a shared link"),
    TrackingParam("scene", _ANY, "what a chat app adds to a shared link"),
    TrackingParam("clicktime", _ANY, "what a chat app adds to a shared link"),
    TrackingParam("enterid", _ANY, "what a chat app adds to a shared link"),
    TrackingParam("share_token", _ANY, "who shared it"),
    TrackingParam("share_from", _ANY, "who shared it"),
    TrackingParam("share_source", _ANY, "who shared it"),
    TrackingParam("share_medium", _ANY, "who shared it"),
    TrackingParam("share_plat*", _ANY, "who shared it"),
    TrackingParam("share_tag", _ANY, "who shared it"),
    TrackingParam("share_time*", _ANY, "when it was shared"),
    TrackingParam("sharetime", _ANY, "when it was shared"),
    TrackingParam("shareuid", _ANY, "who shared it"),
    TrackingParam("share_uid", _ANY, "who shared it"),
    TrackingParam("share_user*", _ANY, "who shared it"),
    TrackingParam("share_session*", _ANY, "who shared it"),
    TrackingParam("isshare", _ANY, "how the page is dressed"),
    TrackingParam("isview", _ANY, "how the page is dressed"),
    TrackingParam("isopenapp", _ANY, "how the page is dressed"),
    TrackingParam("_", _ANY, "a clock against caches"),
    TrackingParam("_t", _ANY, "a clock against caches"),
    TrackingParam("t", _CLOCK, "a clock against caches"),
    TrackingParam("ts", _CLOCK, "a clock against caches"),
    TrackingParam("tm", _CLOCK, "a clock against caches"),
    TrackingParam("time", _CLOCK, "a clock against caches"),
    TrackingParam("timestamp", _ANY, "a clock against caches"),
    TrackingParam("rnd", _ANY, "dice against caches"),
    TrackingParam("rand", _ANY, "dice against caches"),
    TrackingParam("random", _ANY, "dice against caches"),
    TrackingParam("r", r"0?\.\d+", "dice against caches"),
    TrackingParam("jsessionid", _ANY, "a visit"),
    TrackingParam("phpsessid", _ANY, "a visit"),
)
_EXACT = {n.name: re.compile(n.values, re.S) for n in TRACKING_PARAMS if not n.name.endswith("*")}
_PREFIXES = tuple(n.name[:-1] for n in TRACKING_PARAMS if n.name.endswith("*"))

#: A fragment that is the page: a route of a script (``#/detail/7906``, ``#!n``), a query, a named
#: id, a long number, an article's name.
_ROUTE = re.compile(
    r"!?/(?=[^?])|!?/?\?(?=[^=]+=.)|!(?=[^/?])|(?:\w*id|docno)=(?=.)|\d{5,}$"
    r"|(?:article|news|detail|story|doc|nid|aid|id)[-_/]?\d+$",
    re.I | re.S,
)
#: A fragment that is a place in a page, or what was added on the way to it.
_PLACE = re.compile(
    r"$|:~:|!?/?$|(?:utm_|xtor|spm|from|wechat_|weixin)\w*|rd$"
    r"|(?:comments?|comms?|pinglun|pl|repl(?:y|ies)|respond|disqus\w*|discuss|top|bottom|up|down|end|head(?:er)?"
    r"|foot(?:er)?|nav|menu|main|share|more|content|container|page|p|none|null|void|this|wrapper)(?:[-_=]?\d*)$",
    re.I,
)
_VISIT = re.compile(r";jsessionid=[^/?#]*", re.I)


@lru_cache(maxsize=8192)
def canonical_url(url: str, anchored: bool = False) -> str:
    """The one form of an article's address, by which entries are told apart.

    Only for keeping books: the parameters that go may matter to the server. What is no
    http(s) address comes back stripped, and otherwise as it was. With ``anchored`` the fragment
    stays although its form does not say that it is the page.
    """
    text = _INSIDE.sub("", url.strip(_ENDS))
    text = _slashes(text) if "\\" in text else text
    try:
        parts = urlsplit(text)
        if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
            return text
        tidy = urlunsplit(
            (
                parts.scheme,
                _netloc(parts),
                _VISIT.sub("", parts.path) or "/",
                _without_noise(parts.query),
                parts.fragment if anchored else _fragment(parts.fragment),
            )
        )
        return tidy if _SIMPLE.fullmatch(tidy) else canonicalize_url(tidy, keep_fragments=True)
    except ValueError:  # a bad port or bracket, a host or text that cannot be encoded
        return text


def escape_url(url: str) -> str:
    """An address as its request carries it; as it was where no request can."""
    try:
        return safe_url_string(url)
    except ValueError:
        return url


def _netloc(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    if not host.isascii():
        host = host.encode("idna").decode()
    if not _HOST.fullmatch(host):
        raise ValueError(f"not a host: {host!r}")
    host = f"[{host}]" if ":" in host else host
    login, at, _ = parts.netloc.rpartition("@")
    port = parts.port
    shown = "" if port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{port}"
    return f"{login}{at}{host}{shown}"


def _without_noise(query: str) -> str:
    """The parameters that may say which article, sorted."""
    if not query:
        return ""
    kept = [pair for pair in query.split("&") if pair and not _is_noise(pair)]
    return "&".join(sorted(kept, key=lambda pair: pair.partition("=")))


def _is_noise(pair: str) -> bool:
    name, _, value = pair.partition("=")
    name = unquote_plus(name).lower()
    values = _EXACT.get(name)
    if values is None:
        return name.startswith(_PREFIXES)
    return values.fullmatch(unquote_plus(value).lower()) is not None


def is_fragment_route(fragment: str) -> bool:
    """Whether a fragment says which page it is, and is no mere anchor in one."""
    return _ROUTE.match(fragment) is not None


def anchor_of(url: str) -> str:
    """The fragment where its form does not say whether it names an article or a place in a page;
    '' where it does, and where there is none."""
    _, _, fragment = url.strip(_ENDS).partition("#")
    return "" if _PLACE.match(fragment) or is_fragment_route(fragment) else fragment


def _fragment(fragment: str) -> str:
    """The fragment if it is a page's id, without its own tracking; '' for a mere anchor."""
    if not is_fragment_route(fragment):
        return ""
    route, asked, query = fragment.partition("?")
    query = _without_noise(query)
    if asked and query:
        return f"{route}?{query}"
    return route if is_fragment_route(route) else ""


def absolute_url(base: str, href: str, encoding: str = "utf-8") -> str:
    """``href`` as a browser resolves it from ``base``, if that is an http(s) address that can be
    asked for; '' otherwise. ``encoding`` is that of the page, in which its queries are sent."""
    if len(href) > _LONGEST or _UNFIT.search(href):
        return ""
    written = _slashes(_INSIDE.sub("", href.strip(_ENDS)), base)
    if encoding != "utf-8" and not written.isascii():
        written = _encoded_query(written, encoding)
    try:
        address = urljoin(base, written)
        parts = urlsplit(address)
        whole = parts.scheme in _DEFAULT_PORTS and parts.hostname and parts.port != 0
        return address if whole else ""
    except ValueError:  # a bad bracket, a port that is none
        return ""


def _slashes(address: str, base: str = "") -> str:
    """An address with its slashes as browsers read them (WHATWG URL): ``\\`` before the query is
    ``/``, and any number of them stands before a host."""
    end = _TAIL.search(address)
    head, tail = (address[: end.start()], address[end.start() :]) if end else (address, "")
    head = head.replace("\\", "/")
    scheme = _WEB.match(head)
    if scheme:
        rest = head[scheme.end() :]
        if not rest.startswith("//") and base.lower().startswith(scheme[0].lower()):
            return rest + tail  # relative, although it names the scheme
        return f"{scheme[0].lower()}//{rest.lstrip('/')}{tail}"
    return (f"//{head.lstrip('/')}" if head.startswith("//") else head) + tail


def _encoded_query(address: str, encoding: str) -> str:
    """An address with what its query holds beyond ASCII in the bytes of ``encoding``; characters
    that it lacks as references (``&#9733;``), as browsers send them."""
    address, mark, fragment = address.partition("#")
    path, asked, query = address.partition("?")
    query = _BEYOND_ASCII.sub(
        lambda found: quote(found[0].encode(encoding, "xmlcharrefreplace"), safe="@[]"), query
    )
    return path + asked + query + mark + fragment


def _host_and_port(url: str) -> tuple[str, str]:
    """The host in lower case and ``:port`` where that is not the scheme's own; '' for rubbish."""
    try:
        parts = urlsplit(url.strip(_ENDS))
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return "", ""
    return host, "" if port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f":{port}"


def host_with_port(url: str) -> str:
    """Host and, where it is not the scheme's own, port, in lower case; '' for rubbish."""
    host, port = _host_and_port(url)
    return f"[{host}]{port}" if ":" in host else f"{host}{port}"


@lru_cache(maxsize=1)
def _suffixes() -> tldextract.TLDExtract:
    """The public suffix list that comes with tldextract: no download, no cache in a home."""
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


@lru_cache(maxsize=8192)
def _site(host: str) -> str:
    """The registrable domain of ``host[:port]``; the whole of it for an IP or a bare name."""
    return _suffixes().extract_str(host).top_domain_under_public_suffix or host


def registrable_domain(url: str) -> str:
    """The registrable domain (``example.com.cn``), else host:port; '' for rubbish."""
    return _site(host_with_port(url))


def same_site(a: str, b: str) -> bool:
    """Whether two addresses belong to one registrable domain, or to one host:port without one."""
    site = registrable_domain(a)
    return bool(site) and site == registrable_domain(b)


def is_private_host(url: str) -> bool:
    """Whether the host is by its very name this machine or its own network."""
    name, _ = _host_and_port(url)
    try:
        return not is_public(name)
    except ValueError:
        return name == "localhost" or name.endswith((".localhost", ".local", ".internal"))


# --- the look of an article's address --------------------------------------------------------

_NOT_A_PAGE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|bmp|ico|mp[34]|m3u8|flv|avi|mov|wmv|css|js|apk|ipa|exe|dmg"
    r"|pdf|docx?|xlsx?|pptx?|zip|rar|7z|gz)$",
    re.I,
)
_DATE = re.compile(
    r"(?:^|[/_tT-])(?:19|20)\d{2}[-/_]?(?:0[1-9]|1[0-2])(?:[-/_]?(?:0[1-9]|[12]\d|3[01]))?(?=[/_.-])"
    r"|/[12]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])/"
)
_LONG_ID = re.compile(
    r"(?:^|[_\-/a-zA-Z])\d{5,}(?:[_-]\d{1,3})?(?=$|[._])|(?<![0-9a-zA-Z])(?=[a-zA-Z]*\d)[0-9a-zA-Z]{8,}+(?=$|[._=])"
)
_SHORT_ID = re.compile(r"(?:^|[_-])\d{1,4}(?=$|[._])")
_WORD = re.compile(
    r"(?:^|[/._-])(?:p|a|c|n|s|article|articles|detail|details|content|contents|show|view|story|share"
    r"|news_?detail|newsinfo|news_?show|info|doc|post)(?=[/._-]|$)",
    re.I,
)
#: The script of a whole site: its query says what it shows.
_FRONT = re.compile(r"(?:index|default|home|main)(?:\.\w{1,6})?", re.I)
_LIST_NAME = re.compile(
    r"(?:index|list|default|home|main|node|channel|channels|column|columns|col|category|cat|tag|tags"
    r"|topic|topics|special|subject|search|login|register|about|contact|sitemap|more)"
    r"(?:[_-]?\w{0,40})?(?:\.\w{1,6})?",
    re.I,
)
_LISTED = re.compile(
    r"/(?:list|channels?|columns?|cols?|category|categories|cat|tags?|topics?|special|author|user"
    r"|page|pages)/\w+(?:\.\w{1,6})?/?$",
    re.I,
)
_ID_PARAMETER = re.compile(
    r"(?:^|&)(?:id|aid|nid|newsid|news_id|articleid|article_id|contentid|content_id|docid|infoid"
    r"|fileid|itemid|item_id|contid|pubid|mid)=[\w%-]*\d",
    re.I,
)


@lru_cache(maxsize=8192)
def is_file_url(url: str) -> bool:
    """Whether a URL names a file that is no page: a picture, a film, a document, an archive."""
    return _NOT_A_PAGE.search(urlsplit(url).path) is not None


def article_url_score(url: str) -> int:
    """Signs that an address is an article's (an id, a date, a word) less that it is a list's.

    2 and more speaks for an article, 0 for nothing, below 0 for a listing or a file.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return -3
    path, query = unquote(parts.path), parts.query
    if _ROUTE.match(parts.fragment):
        path, _, query = parts.fragment.partition("?")
    if _NOT_A_PAGE.search(path):
        return -3
    last = path.rstrip("/").rpartition("/")[2]
    score = 2 * bool(_DATE.search(path)) + bool(_WORD.search(path)) + _id_score(last)
    named = _ID_PARAMETER.search(query) is not None
    if _FRONT.fullmatch(last):
        return score + 2 if named else score - 3
    if _LIST_NAME.fullmatch(last) or _LISTED.search(path):
        score -= 3
    return score + 2 * named


def _id_score(last: str) -> int:
    if _LONG_ID.search(last):
        return 2
    return 1 if _SHORT_ID.search(last) else 0


def looks_like_article(url: str) -> bool:
    """Whether the address alone says that it is an article's: it holds an id or a date."""
    return article_url_score(url) >= 2
