"""The page that says how to add a platform is followed by a machine, word for word."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "docs" / "add-a-platform.md").read_text("utf-8")
_NEEDED = ("crawler", "pipelines", "scrapy.cfg", "pyproject.toml", "tests/__init__.py")
_TESTS = ("tests/test_pages.py", "tests/test_house.py")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What of the project the guide needs, without the saved pages of others."""
    for name in (*_NEEDED, *_TESTS):
        source, target = ROOT / name, tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    (tmp_path / "tests" / "pages").mkdir()
    return tmp_path


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    name, *args = shlex.split(command)
    return subprocess.run(
        [sys.executable, "-m", name, *args], cwd=folder, text=True, capture_output=True, check=False
    )


def commands() -> list[str]:
    return [
        line for block in re.findall(r"```sh\n(.*?)```", GUIDE, re.S) for line in block.splitlines()
    ]


def test_the_guide_leads_to_a_platform(checkout: Path) -> None:
    begin, failing, passing = commands()
    begun = run(begin, checkout)
    assert begun.returncode == 0, begun.stderr
    assert run(failing, checkout).returncode == 1
    for name, text in re.findall(r"```\w+ (\S+)\n(.*?)```", GUIDE, re.S):
        assert (checkout / name).exists(), name
        (checkout / name).write_text(text, "utf-8")
    ended = run(passing, checkout)
    assert ended.returncode == 0, ended.stdout
    for fault in (["ruff", "check", "crawler"], ["mypy", "-p", "crawler.platforms"]):
        checked = run(shlex.join(fault), checkout)
        assert checked.returncode == 0, checked.stdout
    source = checkout / "lvzhou.toml"
    source.write_text(re.findall(r"```toml\n(.*?)```", GUIDE, re.S)[0], "utf-8")
    assert run(f"scrapy check-sources {source}", checkout).stdout == "1 source is fine\n"


def test_a_person_s_own_answers_are_taken(checkout: Path) -> None:
    (checkout / "saved.js").write_text("var list = {};", "utf-8")
    ended = run("scrapy genplatform two_banks --listing saved.js", checkout)
    assert ended.returncode == 0, ended.stderr
    assert (checkout / "tests/pages/two_banks/listing/listing.js").read_text() == "var list = {};"
    assert "class TwoBanks(" in (checkout / "crawler/platforms/two_banks.py").read_text("utf-8")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ("Two-Banks", "a Python module's"),
        ("cmstop_a", "There is a platform cmstop_a already"),
        ("river --article none.json", "No such file: none.json"),
    ],
)
def test_what_cannot_be_done_is_said_and_not_begun(checkout: Path, args: str, said: str) -> None:
    ended = run(f"scrapy genplatform {args}", checkout)
    assert ended.returncode == 1
    assert said in ended.stderr
    assert not (checkout / "crawler/platforms/river.py").exists()
