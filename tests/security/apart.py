"""A network of its own for a test, with addresses and names of the test's choice."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

#: The command that runs another in a network namespace where it is root.
APART = ["unshare", "--net", "--mount"] + ([] if os.geteuid() == 0 else ["--map-root-user"])


def may_be_apart() -> bool:
    """Whether this system lets us make such a namespace."""
    try:
        ended = subprocess.run([*APART, "ip", "link", "show", "lo"], capture_output=True)
    except FileNotFoundError:
        return False
    return ended.returncode == 0


def prepare(folder: Path, addresses: Iterable[str], names: Mapping[str, str]) -> None:
    """Give the namespace addresses on its own loopback device, names, and a resolver on loopback
    for all others. Nothing can leave it."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    for address in addresses:
        bits = "128" if ":" in address else "32"
        subprocess.run(["ip", "addr", "add", f"{address}/{bits}", "dev", "lo"], check=True)
    hosts = "".join(f"{address} {name}\n" for name, address in names.items())
    for name, text in {
        "hosts": "127.0.0.1 localhost\n" + hosts,
        "resolv.conf": "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n",
        "nsswitch.conf": "hosts: files dns\n",
    }.items():
        (folder / name).write_text(text)
        target = Path("/etc", name).resolve()
        subprocess.run(["mount", "--bind", str(folder / name), str(target)], check=True)
