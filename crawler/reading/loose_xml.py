"""XML as servers write it: mended, with the entities of HTML, and nothing that grows or fetches."""

from __future__ import annotations

import re
from html import unescape
from html.entities import html5

from lxml import etree

from crawler.reading.page import Page

_FIRST_ELEMENT = re.compile(r"<([A-Za-z][\w:]*)")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
#: A reference to half of a surrogate pair: the parser lets it pass, and lxml breaks at it.
_HALF = re.compile(
    "&#(?:[xX]0*[dD][89a-fA-F][0-9a-fA-F]{2}"
    r"|0*5(?:529[6-9]|5[3-9]\d\d|6\d{3}|7[0-2]\d\d|73[0-3]\d|734[0-3]))(?![0-9a-fA-F]);?"
)
#: A section that is text as it stands, a reference, or a mere ampersand.
_REFERENCE = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?:(#\w{1,8}|\w{1,32});)?", re.S)


def first_element(page: Page) -> str:
    """The name of the first element of an answer, in lower case; '' where there is none."""
    found = _FIRST_ELEMENT.search(page.text[:4096])
    return found[1].lower() if found else ""


def tree_of(page: Page) -> etree._Element | None:
    """The root of an XML answer, mended where it is broken; None where there is no element."""
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, huge_tree=True,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    text = _HALF.sub("\ufffd", _DECLARATION.sub("", page.text))
    source = _REFERENCE.sub(_numeric, text)
    try:
        return etree.fromstring(source.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None


def name_of(element: etree._Element) -> str:
    """The name of an element without its name space or prefix, in lower case."""
    return re.split("[}:]", str(element.tag))[-1].lower()


def _numeric(found: re.Match[str]) -> str:
    """A reference by number: behind a fault the parser drops those by name, even ``&amp;``."""
    written, name = found[0], found[1] or ""
    if name.startswith("#"):
        return "\ufffd" if unescape(written) == "\ufffd" else written
    if written.startswith("<"):
        return written
    meant = html5.get(f"{name};", "")
    return "".join(f"&#{ord(c)};" for c in meant) if meant else f"&#38;{written[1:]}"
