"""Compiled XPath and CSS."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, cast

from cssselect import SelectorError
from lxml.cssselect import CSSSelector
from lxml.etree import XPath, XPathSyntaxError
from lxml.html import HtmlElement


def compile_xpath(xpath: str) -> Callable[[Any], Any]:
    """What an XPath finds from an element: a list, in page order, a string, number or boolean."""
    return cast("Callable[[Any], Any]", XPath(xpath))


@lru_cache(maxsize=1024)
def compile_css(css: str) -> Callable[[HtmlElement], list[HtmlElement]]:
    """What a CSS selector finds below an element, in page order. ValueError for bad CSS."""
    try:
        compiled = CSSSelector(css, translator="html")
    except (SelectorError, XPathSyntaxError, RecursionError) as error:
        raise ValueError(f"{css!r} is not a CSS selector: {error}") from error
    return cast("Callable[[HtmlElement], list[HtmlElement]]", compiled)
