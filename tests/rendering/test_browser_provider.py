"""How the browser of a crawl is started."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.conftest import fresh_database
from tests.crawling import Crawls, toml
from tests.site import Site, article, listing

_TITLE = "老渡口摆渡船换上电动机"
_LINES = ("老渡口的摆渡船昨天换上了电动机，噪声小了一半。", "船工说，一天的电费不到二十元。")
#: A user other than root, for whom the system makes no namespaces, and so Chromium no sandbox.
_FORBIDDING = (
    *("unshare", "--user", "--map-root-user", "sh", "-c"),
    "echo 1 > /proc/sys/user/max_user_namespaces"
    ' && exec unshare --user --map-user=1000 --map-group=1000 "$0" "$@"',
)


def test_where_the_system_forbids_a_sandbox_one_warning_says_so(
    debian_server: str, tmp_path: Path
) -> None:
    if subprocess.run([*_FORBIDDING, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no user namespace can be made here")
    # The embedded server's socket lies in a folder that only its own user and root may enter.
    crawls = Crawls(fresh_database(debian_server), tmp_path / "sources", within=_FORBIDDING)
    with Site(
        {
            "/list.html": listing(("/p/1.html", _TITLE), ("/p/2.html", f"{_TITLE}二")),
            "/p/1.html": article(_TITLE, *_LINES),
            "/p/2.html": article(f"{_TITLE}二", *_LINES[::-1]),
        }
    ) as site:
        crawls.add("ferry", toml(site.url, render="always"))
        ended = crawls.run("ferry")
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr.count("without its sandbox, which this system forbids") == 1
    stored = crawls.rows("select fetched_by from articles")
    assert [row["fetched_by"] for row in stored] == ["browser", "browser"]
