"""The inputs that cost a regular expression most, made from the expression itself.

Each piece that may repeat is repeated: alone, behind what leads to it, and with what leads to it,
as often as a text has room; then comes what lets the match fail. Run as a module, it measures all
patterns of the shipped code and prints those whose time grows faster than their text.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import resource
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from statistics import median
from time import process_time
from types import FunctionType, ModuleType
from typing import Any

import crawler
import pipelines
from crawler.gates.rules.labels import MAX_LABEL_LENGTH
from crawler.gates.rules.notices import MAX_NOTICE_LENGTH
from crawler.gates.rules.side_effects import MAX_WORD_LENGTH
from crawler.platforms.core.api_endpoint import Endpoint

#: Patterns that see no longer text than this (characters), which their module makes sure of.
BOUNDED = {
    "crawler.gates.rules.labels._WORDS": MAX_LABEL_LENGTH,
    "crawler.gates.rules.side_effects._RULES": MAX_WORD_LENGTH,
    "crawler.gates.rules.notices._SENTENCES": MAX_NOTICE_LENGTH,
}
#: A character of a text may cost so much (s), and each text as much more as a busy machine takes.
_CHARACTER, _ANY = 4e-6, 2e-3
#: A text of twice the length may take so many times as long: 2 is linear, 4 is the square.
_GROWTH = 3.0
_SMALL, _LARGE = (250, 500, 1000, 2000, 4000), 200_000
#: A large text may take so long (s).
_MOST = 4.0
_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
_CATEGORIES = {
    codes.CATEGORY_DIGIT: ("7", r"\d"),
    codes.CATEGORY_NOT_DIGIT: ("x", r"\D"),
    codes.CATEGORY_SPACE: (" ", r"\s"),
    codes.CATEGORY_NOT_SPACE: ("x", r"\S"),
    codes.CATEGORY_WORD: ("x", r"\w"),
    codes.CATEGORY_NOT_WORD: ("-", r"\W"),
}
#: Characters that a negated set may hold.
_ANYTHING = "x7 A-.,，。<>\"'{}[]()（）/\\=&:：;一记年\n\t_#@!?|的者摄\u3000\u200b*~%$+`\U0001f600"
_METHODS = ("search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer")
_TAILS = ("", "\x00", "x\n")
Sequence = list[tuple[Any, Any]]


# --- inputs ----------------------------------------------------------------------------------


def _members(items: Sequence, flags: int) -> list[str]:
    """Characters of a set: one for each of its parts."""
    if items[0][0] is codes.NEGATE:
        excluded = re.compile(f"[{''.join(map(_written, items[1:]))}]", flags & re.I)
        return [c for c in _ANYTHING if not excluded.match(c)]
    return [_CATEGORIES[v][0] if op is codes.CATEGORY else _first(op, v) for op, v in items]


def _first(op: Any, value: Any) -> str:
    return chr(value[0] if op is codes.RANGE else value)


def _written(item: tuple[Any, Any]) -> str:
    op, value = item
    if op is codes.CATEGORY:
        return _CATEGORIES[value][1]
    if op is codes.RANGE:
        return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
    return re.escape(chr(value))


def _shortest(parts: Sequence, flags: int, pick: int = 0) -> str:
    """A text that a sequence matches, of the ``pick``-th choice where there is one."""
    return "".join(_one(op, value, flags, pick) for op, value in parts)


def _one(op: Any, value: Any, flags: int, pick: int) -> str:
    if op is codes.LITERAL:
        return chr(value)
    if op is codes.NOT_LITERAL:
        return "x" if value != ord("x") else "y"
    if op is codes.ANY:
        return "x"
    if op is codes.IN:
        members = _members(value, flags)
        return members[pick % len(members)]
    if op is codes.BRANCH:
        return _shortest(value[1][pick % len(value[1])], flags, pick)
    if op is codes.SUBPATTERN:
        return _shortest(value[3], flags, pick)
    if op is codes.ATOMIC_GROUP:
        return _shortest(value, flags, pick)
    if op in _REPEATS:
        return _shortest(value[2], flags, pick) * min(value[0], 50)
    return ""


def _repeated(parts: Sequence, before: str, flags: int) -> Iterator[tuple[str, Sequence, Sequence]]:
    """What may repeat, anywhere in a sequence: what leads to it, itself, and what follows."""
    for at, (op, value) in enumerate(parts):
        lead = before + _shortest(parts[:at], flags)
        inner: list[Sequence] = []
        if op in _REPEATS:
            inner = [value[2]]
            if value[1] >= 8:
                yield lead, value[2], parts[at + 1 :]
        elif op is codes.SUBPATTERN:
            inner = [value[3]]
        elif op is codes.ATOMIC_GROUP:
            inner = [value]
        elif op is codes.BRANCH:
            inner = value[1]
        elif op in (codes.ASSERT, codes.ASSERT_NOT):
            inner = [value[1]]
        for sequence in inner:
            yield from _repeated(list(sequence), lead, flags)


def worst_inputs(pattern: re.Pattern[Any]) -> Iterator[Callable[[int], Any]]:
    """Makers of inputs of a given length, from the most suspicious pieces of a pattern."""
    source = pattern.pattern
    binary = isinstance(source, bytes)
    tree = list(parser.parse(source, pattern.flags & ~re.DEBUG))
    wholes = {_shortest(tree, pattern.flags, pick) for pick in range(3)}
    units = {("", part) for whole in wholes for part in (whole, whole[:-1])}
    for lead, item, rest in _repeated(tree, "", pattern.flags):
        pieces = {_shortest(item, pattern.flags, pick) for pick in range(4)} - {""}
        pieces.add("".join(sorted(pieces))[:40])
        for piece in pieces:
            units |= {(lead, piece), ("", piece), ("", lead + piece), ("", lead + piece * 20)}
            units |= {("", lead + piece * 300), ("", lead), ("", lead + piece[:-1])}
            units.add(("", (lead + piece + _shortest(rest, pattern.flags))[:-1]))
    for lead, unit in sorted(units - {(lead, "") for lead, _ in units}):
        for tail in _TAILS:
            yield _maker(lead, unit, tail, binary)


def _maker(lead: str, unit: str, tail: str, binary: bool) -> Callable[[int], Any]:
    def make(length: int) -> Any:
        text = lead + unit * max(1, (length - len(lead) - len(tail)) // len(unit)) + tail
        return text.encode("latin-1", "replace") if binary else text

    return make


# --- patterns --------------------------------------------------------------------------------


@dataclass
class Found:
    """A pattern of the shipped code, where it stands, and by which of its methods it is used."""

    pattern: re.Pattern[Any]
    place: str
    uses: set[str]


def patterns() -> list[Found]:
    """All patterns of the shipped code, each once."""
    found: dict[re.Pattern[Any], Found] = {}
    for package in (crawler, pipelines):
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(info.name)
            seen: set[int] = set()
            held = [
                part
                for name, value in vars(module).items()
                for part in _within(value, f"{info.name}.{name}", seen)
            ]
            for place, pattern, use in (*held, *_used(module)):
                entry = found.setdefault(pattern, Found(pattern, place, set()))
                entry.uses |= {use} - {""}
    return list(found.values())


def _within(value: Any, place: str, seen: set[int]) -> Iterator[tuple[str, re.Pattern[Any], str]]:
    """The patterns that a value is, or holds: place, pattern, and its use if that is known."""
    if isinstance(value, re.Pattern):
        yield place, value, ""
    elif isinstance(getattr(value, "__self__", None), re.Pattern):
        yield place, value.__self__, value.__name__
    elif id(value) not in seen and not isinstance(value, str | bytes | ModuleType):
        seen.add(id(value))
        for name, part in _parts(value):
            yield from _within(part, f"{place}{name}", seen)


def _parts(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        yield from ((f"[{key!r}]", part) for key, part in value.items())
    elif isinstance(value, list | tuple | set | frozenset):
        yield from ((f"[{at}]", part) for at, part in enumerate(value))
    elif isinstance(value, Endpoint):
        yield "._path", value._path.fullmatch
    elif isinstance(value, FunctionType):
        yield from (("()", cell.cell_contents) for cell in value.__closure__ or ())
    elif isinstance(value, type) and value.__module__.startswith(("crawler", "pipelines")):
        yield from ((f".{name}", part) for name, part in vars(value).items())
    elif is_dataclass(value) and not isinstance(value, type):
        yield from ((f".{f.name}", getattr(value, f.name, None)) for f in fields(value))


def _used(module: ModuleType) -> Iterator[tuple[str, re.Pattern[Any], str]]:
    """Where a module uses a pattern by its name, or writes one in the place of its use."""
    for node in ast.walk(ast.parse(Path(module.__file__ or "").read_text("utf-8"))):
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
            continue
        named = vars(module).get(node.value.id)
        if isinstance(named, re.Pattern) and node.attr in _METHODS:
            yield f"{module.__name__}.{node.value.id}", named, node.attr
    for node in ast.walk(ast.parse(Path(module.__file__ or "").read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            first, use = node.args[0], node.func.attr
            written = isinstance(first, ast.Constant) and isinstance(first.value, str)
            if ast.unparse(node.func) == f"re.{use}" and use in _METHODS and written:
                place = f"{module.__name__}:{node.lineno}"
                yield place, re.compile(first.value), use  # type: ignore[attr-defined]


# --- measuring -------------------------------------------------------------------------------


def _seconds(use: Callable[[Any], object], text: Any) -> float:
    begun = process_time()
    use(text)
    return process_time() - begun


def _least(use: Callable[[Any], object], text: Any) -> float:
    """The least of several measurements: a busy machine adds to each."""
    return min(_seconds(use, text) for _ in range(5))


def _growth(use: Callable[[Any], object], text: Any, longer: Any) -> float:
    """How many times as long a longer text takes: the median of measurements side by side, of
    which a busy machine disturbs one or the other."""
    return median(_seconds(use, longer) / max(_seconds(use, text), 1e-9) for _ in range(9))


def _everywhere(pattern: re.Pattern[Any]) -> Callable[[Any], object]:
    def use(text: Any) -> None:
        for _ in pattern.finditer(text):
            pass

    return use


def fault_of(found: Found) -> str:
    """What is wrong with the time that a pattern takes for texts as long as it may see."""
    most = next((n for name, n in BOUNDED.items() if found.place.startswith(name)), _LARGE)
    uses = found.uses or {"search", "fullmatch"}
    pattern, whole = found.pattern, uses & {"match", "fullmatch"}
    methods = [getattr(pattern, use) for use in sorted(whole)]
    methods += [_everywhere(pattern)] if uses - whole else []
    return next(filter(None, (_fault(pattern, method, most) for method in methods)), "")


def _fault(pattern: re.Pattern[Any], use: Callable[[Any], object], most: int) -> str:
    slowest, worst = 0.0, None
    for make in worst_inputs(pattern):
        taken = 0.0
        for length in _SMALL:
            if length > most:
                break
            text = make(length)
            taken = _seconds(use, text)
            if taken > length * _CHARACTER + _ANY:
                taken = _least(use, text)
            if taken > length * _CHARACTER + _ANY:
                growth = _growth(use, text, make(2 * length)) if 2 * length <= most else 0.0
                if growth > _GROWTH:
                    return f"{taken:.3f} s, {growth:.1f} times as long for twice {text[:60]!r}"
                break
        if taken > slowest:
            slowest, worst = taken, make
    taken = _seconds(use, worst(most)) if worst is not None and slowest > _ANY / 4 else 0.0
    return f"{taken:.1f} s for {most} characters" if taken > _MOST else ""


def main(limit: int) -> None:
    """Print the place of each pattern, and its fault behind a tab. The process is killed after
    ``limit`` seconds of CPU: the last line names the pattern that it was at."""
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
    for found in patterns():
        sys.stdout.write(found.place)
        sys.stdout.flush()
        sys.stdout.write(f"\t{fault_of(found)}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
