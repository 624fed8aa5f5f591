"""Assemble the scripts that run inside a page, with the rules."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from crawler.gates.rules.page_source import rules_for_javascript

_SCRIPTS = (
    "navigation_guard.js",
    "fake_timers.js",
    "labels.js",
    "touch.js",
    "click.js",
    "page_api.js",
)
#: An object that takes every call and gives itself back: what a refused script leaves behind.
_NOTHING = (
    "(()=>{const n=new Proxy(function(){},{get:(t,k)=>k==='then'?undefined:"
    "k===Symbol.toPrimitive?()=>'':n,apply:()=>n,construct:()=>n});return n})()"
)


@cache
def init_script() -> str:
    """The scripts of the engine as one: for every document, before its own."""
    rules = json.dumps(rules_for_javascript(), ensure_ascii=True)
    folder = files("crawler.rendering") / "js"
    sources = (folder.joinpath(name).read_text("utf-8") for name in _SCRIPTS)
    return "\n".join(source.replace("__RULES__", rules) for source in sources)


def stub_script(names: tuple[str, ...]) -> str:
    """A script that defines ``names`` as objects that do nothing, where they are not defined."""
    return "".join(f"window.{name}=window.{name}||{_NOTHING};" for name in names)
