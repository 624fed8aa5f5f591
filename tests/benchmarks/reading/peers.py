"""The other extractors, in an environment of their own that only this benchmark uses."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

from tests.benchmarks.measure import report
from tests.benchmarks.reading.readers import ROOT

FOLDER = ROOT / ".data" / "peers"
_PINS = Path(__file__).parent.parent / "peers.txt"


def peers_python() -> str:
    """The Python that has the peers, which are installed first where they are not yet."""
    ready, state = FOLDER / ".ready", _state()
    if not ready.exists() or ready.read_text("utf-8") != state:
        report(f"Installing the other extractors into {FOLDER.relative_to(ROOT)} (the first time)")
        _install()
        ready.write_text(state, "utf-8")
    return str(FOLDER / "bin" / "python")


def _state() -> str:
    """What an installation is good for: these pins, this Python."""
    return f"{hashlib.sha256(_PINS.read_bytes()).hexdigest()} {sys.version}"


def _install() -> None:
    _run(sys.executable, "-m", "venv", "--clear", str(FOLDER))
    # The pins are complete, so nothing is left to resolve.
    pip = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps")
    _run(str(FOLDER / "bin" / "python"), *pip, "--require-hashes", "-r", str(_PINS))


def _run(*command: str) -> None:
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise SystemExit(
            "The other extractors could not be installed (--alone measures our reader by itself):\n"
            + (ended.stderr or ended.stdout)[-2000:]
        )
