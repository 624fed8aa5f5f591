"""A feed or a sitemap is known by its first element, whatever its dialect, prefix or head."""

from __future__ import annotations

from time import process_time

import pytest

from tests.parsing.reader import HOME, NOW, paths, read, times

ATOM, ATOM_03 = "http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
TWO = ["/p/1.html", "/p/2.html"]


def items(tag: str = "item", link: str = "<link>/p/{}.html</link>") -> str:
    return "".join(f"<{tag}><title>镇里修路{n}</title>{link.format(n)}</{tag}>" for n in (1, 2))


def rss(inside: str, version: str = "2.0") -> str:
    return f'<rss version="{version}"><channel><title>江城</title>{inside}</channel></rss>'


def atom(link: str, space: str = f' xmlns="{ATOM}"') -> str:
    return f"<feed{space}>{items('entry', link)}</feed>"


HEADS = {
    "nothing": "",
    "a declaration": '<?xml version="1.0" encoding="utf-8"?>',
    "blank lines": '\n\n  <?xml version="1.0"?>\n',
    "a mark": '\ufeff<?xml version="1.0"?>',
    "a comment with a tag": '<?xml version="1.0"?><!-- made by <html> a@b.cn <div> -->',
    "many comments": "<!-- <a> -->\n" * 300,
    "a long comment": f"<!-- {'x <b> ' * 20_000} -->",
    "instructions": '<?xml version="1.0"?><?xml-stylesheet href="<a>.xsl"?><?php echo "<x>" ?>',
    "a doctype": '<!DOCTYPE rss PUBLIC "-//N//DTD RSS 0.91//EN" "http://e.cn/rss-0.91.dtd">',
    "an internal subset": """<!DOCTYPE rss [<!-- it's <a> ] --><!ELEMENT rss ANY>
        <!ENTITY nbsp "&#160;"><!ENTITY gt2 '>]'><?x <y> ]?>]>""",
    "a long subset": "<!DOCTYPE rss [" + '<!ENTITY a "b">' * 1000 + "]>",
    "a notice of PHP": "<br />\n<b>Warning</b>: date() in <b>/f.php</b> on line <b>3</b><br />\n"
    '<?xml version="1.0"?>',
    "a notice in plain": '\nNotice: Undefined index: x in /f.php on line 3\n<?xml version="1.0"?>',
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS.keys())
@pytest.mark.parametrize(
    "body",
    [rss(items()), f"<urlset>{items('url', '<loc>/p/{}.html</loc>')}</urlset>"],
    ids=["a feed", "a sitemap"],
)
def test_whatever_stands_before_the_first_element(head: str, body: str) -> None:
    assert paths(read(head + body)) == TWO


FORMS = {
    "RSS 0.91": rss(items(), "0.91"),
    "RSS 0.92": rss(items(), "0.92"),
    "RSS in capitals": rss(items()).replace("rss", "RSS"),
    "RSS with a channel alone": f"<channel><title>江城</title>{items()}</channel>",
    "items outside the channel": f"<rss><channel><title>江城</title></channel>{items()}</rss>",
    "RSS in a name space": rss(items()).replace("<rss", '<rss xmlns="http://backend.e.cn/rss2"'),
    "RSS with a prefix": f'<r:rss xmlns:r="http://e.cn/r"><r:channel>{items("r:item")}'
    "</r:channel></r:rss>",
    "RSS 0.90": f'<rdf:RDF xmlns:rdf="{RDF}" xmlns="http://my.netscape.com/rdf/simple/0.9/">'
    f"<channel/>{items()}</rdf:RDF>",
    "RSS 1.0 with another prefix": f'<r:RDF xmlns:r="{RDF}" xmlns="http://purl.org/rss/1.0/">'
    f"<channel/>{items()}</r:RDF>",
    "RDF without a prefix": f'<RDF xmlns="{RDF}">{items()}</RDF>',
    "RDF by what it is about": f'<rdf:RDF xmlns:rdf="{RDF}">'
    + "".join(f'<item rdf:about="/p/{n}.html"><title>题{n}</title></item>' for n in (1, 2))
    + "</rdf:RDF>",
    "Atom": atom("<link href='/p/{}.html'/>"),
    "Atom 0.3": atom(
        "<link rel='alternate' type='text/html' href='/p/{}.html'/>",
        f' version="0.3" xmlns="{ATOM_03}"',
    ),
    "Atom without a name space": atom("<link href='/p/{}.html'/>", ""),
    "Atom with a prefix": f'<atom:feed xmlns:atom="{ATOM}">'
    + "".join(
        f'<atom:entry><atom:title>题</atom:title><atom:link href="/p/{n}.html"/></atom:entry>'
        for n in (1, 2)
    )
    + "</atom:feed>",
    "a prefix that nobody declares": "<ns0:feed><ns0:entry><ns0:link href='/p/1.html'/></ns0:entry>"
    "<ns0:entry><ns0:link href='/p/2.html'/></ns0:entry></ns0:feed>",
    "an Atom link in RSS": rss(
        items(link=f"<a:link xmlns:a='{ATOM}' rel='self' href='/api'/><link>/p/{{}}.html</link>")
    ),
    "only an Atom link in RSS": rss(items(link=f"<a:link xmlns:a='{ATOM}' href='/p/{{}}.html'/>")),
    "an id that is an address": rss(items(link=f"<guid>{HOME}/p/{{}}.html</guid>")),
    "an id that is said to be one": rss(
        items(link="<guid isPermaLink='true'>/p/{}.html</guid><link/>")
    ),
    "an id of Atom": atom(f"<id>{HOME}/p/{{}}.html</id>"),
    "only an enclosure": rss(items(link="<enclosure url='/p/{}.html' type='text/html'/>")),
    "only a related link": atom("<link rel='related' href='/p/{}.html'/>"),
    "a base": atom("<link href='{}.html'/>", f' xmlns="{ATOM}" xml:base="/p/"'),
    "sections": rss(items(link="<link><![CDATA[ /p/{}.html ]]></link>")),
    "lines around": rss(items(link="<link>\n  /p/{}.html\n</link>")),
    "links of other things first": atom(
        "<link rel='edit' href='/e/{0}'/><link href='/p/{0}.html'/>"
    ),
    "a source's and an author's address": rss(
        items(
            link="<source><link>/s</link></source><author><link>/a</link></author>"
            "<link>/p/{}.html</link>"
        )
    ),
    "texts with links": atom(
        "<content type='xhtml'><div><link href='/no'/><a href='/no'>x</a></div></content>"
        "<link href='/p/{}.html'/>"
    ),
    "an item that nests in the fault of another": "<rss><channel><item><title>甲<b></title>"
    "<link>/p/1.html</link></item><item><link>/p/2.html</link></item></channel></rss>",
    "what follows the end": rss(items()) + "<!-- 0.02 s --><script>x</script>\n<p>",
    "entities that nobody declared": rss(items(link="<description>&hearts;&nosuch;</description>"
    "<link>/p/{}.html</link>")),
    "entities that it declares": '<!DOCTYPE rss [<!ENTITY here "/p">]>'
    + rss(items(link="<link>&here;/{}.html</link>")),
    "no end": rss(items()).removesuffix("</channel></rss>"),
    "a prefixed sitemap": '<x:urlset xmlns:x="http://www.sitemaps.org/schemas/sitemap/0.9">'
    "<x:url><x:loc>/p/1.html</x:loc></x:url><x:url><x:loc>/p/2.html</x:loc></x:url></x:urlset>",
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_a_form_gives_its_entries(form: str) -> None:
    listing = read(form, content_type="text/xml")
    assert (paths(listing), listing.error) == (TWO, "")


@pytest.mark.parametrize(
    ("encoding", "title"),
    [
        ("big5", "縣圖書館延長開放時間"),
        ("shift_jis", "図書館の開館時間を延長します"),
        ("euc-jp", "図書館の開館時間を延長します"),
        ("euc-kr", "도서관 개관 시간 연장"),
        ("windows-1251", "Библиотека продлевает часы работы"),
        ("gbk", "县图书馆延长开放时间"),
        ("gb18030", "县图书馆延长开放时间"),
        ("iso-2022-jp", "図書館の開館時間を延長します"),
        ("utf-16", "县图书馆延长开放时间"),
        ("utf-16-le", "县图书馆延长开放时间"),
        ("utf-16-be", "县图书馆延长开放时间"),
        ("utf-32", "县图书馆延长开放时间"),
        ("utf-8", "县图书馆延长开放时间"),
    ],
)
@pytest.mark.parametrize("charset", ["", "; charset=utf-8", "; charset=iso-8859-1"])
def test_the_declaration_names_the_encoding(encoding: str, title: str, charset: str) -> None:
    item = f"<item><title>{title}</title><link>/p/1.html</link></item>"
    feed = f"<?xml version='1.0' encoding=\"{encoding}\"?><rss><channel>{item}</channel></rss>"
    listing = read(feed.encode(encoding), content_type=f"text/xml{charset}")
    assert [entry.title for entry in listing.entries] == [title]


def test_a_declared_encoding_that_is_not_the_bytes_own() -> None:
    feed = f"<?xml version='1.0' encoding='utf-16'?>{rss(items())}"
    assert read(feed).entries[0].title == "镇里修路1"


@pytest.mark.parametrize(
    "title",
    [
        "<title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>镇里<b>修路</b></div></title>",
        "<title type='html'>&lt;b&gt;镇里&lt;/b&gt;修路</title>",
        "<title>&amp;lt;镇里修路&amp;gt;</title>",
        "<title><![CDATA[镇里<i>修路</i>]]></title>",
        "<media:title xmlns:media='http://m'>另一个</media:title><title>镇里修路</title>",
        "<dc:title xmlns:dc='http://purl.org/dc/elements/1.1/'>镇里修路</dc:title>",
        "<title></title><dc:title>镇里修路</dc:title>",
    ],
)
def test_a_title_in_the_forms_that_feeds_give_it(title: str) -> None:
    entry = f"<entry>{title}<link href='/p/1.html'/></entry>"
    written = read(f"<feed xmlns='{ATOM}'>{entry}</feed>").entries[0].title
    assert written.strip("<>") == "镇里修路"


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("Mon, 13 May 2024 10:30:00 CST", "2024-05-13 10:30"),
        ("Mon, 13 May 2024 10:30 CST", "2024-05-13 10:30"),
        ("Mon May 13 10:30:00 CST 2024", "2024-05-13 10:30"),
        ("Mon, 13 May 2024 11:30:00 JST", "2024-05-13 10:30"),
        ("Mon, 13 May 24 02:30:00 GMT", "2024-05-13 10:30"),
        ("20240513T023000Z", "2024-05-13 10:30"),
        ("Mon, 13 May 2024 10:30:00 +1600", ""),
        ("Mon, 13 May 2024 10:61:00 +0800", ""),
        ("今日要闻", ""),
    ],
)
def test_a_time_in_the_zone_that_it_names(written: str, at: str) -> None:
    item = f"<item><link>/p/1.html</link><pubDate>{written}</pubDate></item>"
    assert times(read(rss(item))) == [at]


@pytest.mark.parametrize(
    "head",
    ["<!DOCTYPE a [", "<!DOCTYPE a ['", "<!--", "<?x", "<!", "<![CDATA[", "<! [", "<!DOCTYPE ]"],
)
def test_a_head_without_an_end_takes_no_longer_than_its_length(head: str) -> None:
    begun = process_time()
    read(head * 40_000)
    assert process_time() - begun < 5


def test_relative_times_count_from_the_fetch() -> None:
    item = "<item><link>/p/1.html</link><pubDate>剛剛</pubDate></item>"
    assert read(rss(item)).entries[0].published_at == NOW
