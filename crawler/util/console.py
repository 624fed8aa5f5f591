"""The standard streams and the log: they take every text, and none of it moves a terminal, hides,
or holds a secret of the operator."""

from __future__ import annotations

import codecs
import logging
import re
import sys
from collections.abc import Iterable
from typing import Any, TextIO

from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderHook, RenderResult
from rich.segment import Segment

from crawler.util.printable import as_json, escaped, hidden

_NAME = "crawler.escapes"
#: What a record of the log begins with: no other line may.
_BEGINS = re.compile(r"\n(?=\d{4}-\d\d-\d\d)")


def _lacking(error: UnicodeError) -> tuple[str, int]:
    """What an encoding lacks, escaped as in JSON, so that a line of JSON stays one."""
    assert isinstance(error, UnicodeEncodeError)
    return as_json(error.object[error.start : error.end]), error.end


def cleaned(text: str) -> str:
    """A text as it may be printed."""
    return escaped(hidden(text))


class CleanStream:
    """A stream that cleans what is written to it; ``behind`` is the one behind it."""

    def __init__(self, behind: TextIO) -> None:
        self.behind = behind

    def write(self, text: str) -> int:
        self.behind.write(cleaned(text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.behind, name)


class CleanRecord(logging.LogRecord):
    """A record of the log, message and traceback cleaned, in which no line passes for another."""

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        if self.exc_info and self.exc_info[0]:
            self.exc_text = _within(logging.Formatter().formatException(self.exc_info))

    def getMessage(self) -> str:  # noqa: N802
        return _within(super().getMessage())


def _within(text: str) -> str:
    return _BEGINS.sub("\n  ", cleaned(text))


def clean_output() -> None:
    """From now on both standard streams and every log clean what they are given, and escape what
    their encoding lacks instead of raising."""
    codecs.register_error(_NAME, _lacking)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None or isinstance(stream, CleanStream):
            continue
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors=_NAME)
        setattr(sys, name, CleanStream(stream))
    logging.setLogRecordFactory(CleanRecord)


# --- terminals -------------------------------------------------------------------------------


class _Cleaned:
    """What a console prints, its text cleaned; the console's own codes stay."""

    def __init__(self, printed: ConsoleRenderable) -> None:
        self._printed = printed

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for segment in console.render(self._printed, options):
            text = segment.text if segment.control else cleaned(segment.text)
            yield Segment(text, segment.style, segment.control)


class _Cleaning(RenderHook):
    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        return [_Cleaned(each) for each in renderables]


def terminal(stderr: bool = False) -> TextIO:
    """A standard stream as it is, for codes of ours that move a terminal's cursor."""
    stream: Any = sys.stderr if stderr else sys.stdout
    return stream.behind if isinstance(stream, CleanStream) else stream


def console(stderr: bool = False, **options: Any) -> Console:
    """A console for tables and bars. What it prints is text: what outlets say may look like its
    mark-up."""
    made = Console(file=terminal(stderr), markup=False, emoji=False, highlight=False, **options)
    made.push_render_hook(_Cleaning())
    return made
