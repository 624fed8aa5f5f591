"""Jinja templates to text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tests.media_app.content import CHANNELS, OUTLET

_ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_ENVIRONMENT.globals |= {"outlet": OUTLET, "channels": CHANNELS}


def render(template: str, **values: Any) -> str:
    """The text of ``templates/<template>.html``."""
    return _ENVIRONMENT.get_template(f"{template}.html").render(**values)
