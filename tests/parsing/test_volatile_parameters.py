"""Which parameters are noise: judged by what a page shows and what its source has."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.parsing.volatile_parameters import (
    ListedUrl,
    find_volatile,
    parameter_names,
    without_parameters,
)

TITLES = ("湖畔步道今日开放", "旧城改造二期动工", "秋粮收购进入高峰", "村医培训班结业")
DAY = datetime(2026, 11, 3, 8, tzinfo=UTC)


def page(
    form: str, value: str, titles: tuple[str, ...] = TITLES, at: datetime | None = None
) -> list[ListedUrl]:
    """What a page shows; ``{n}`` in ``form`` is the article and ``{v}`` what changes."""
    return [
        ListedUrl("https://m.x.cn" + form.replace("{n}", str(n)).replace("{v}", value), title, at)
        for n, title in enumerate(titles, 1)
    ]


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("/a/{n}.html?v={v}", "v"),
        ("/detail?id={n}&token={v}", "token"),
        ("/detail?auth={v}&id={n}", "auth"),
        ("/#/detail/{n}?sign={v}", "sign"),
        ("/a/{n}.html;s={v}", "s"),
        ("/a;s={v}/{n}.html", "s"),
        ("/a/{n}.html?{v}", ""),
    ],
)
def test_what_changes_while_all_else_stays_is_noise(form: str, name: str) -> None:
    assert list(find_volatile(page(form, "k1"), page(form, "k2"))) == [name]
    assert list(find_volatile(page(form, "k1", TITLES[:3]), page(form, "k2"))) == [name]
    assert list(find_volatile(page(form, "k1", TITLES[:2]), page(form, "k2"))) == [name]


def test_a_parameter_that_came_or_went_is_noise_too() -> None:
    plain = page("/a/{n}.html", "")
    assert list(find_volatile(page("/a/{n}.html?v={v}", "1"), plain)) == ["v"]
    assert list(find_volatile(plain, page("/a/{n}.html?v={v}", "1"))) == ["v"]


def test_a_title_that_was_edited_does_not_stand_against_it() -> None:
    edited = ("湖畔步道今日全线开放", *TITLES[1:])
    assert list(
        find_volatile(page("/a/{n}.html?v={v}", "2", edited), page("/a/{n}.html?v={v}", "1"))
    )


OLD = page("/a/{n}.html?v={v}", "1")
NEW = page("/a/{n}.html?v={v}", "2")


@pytest.mark.parametrize(
    ("shown", "known"),
    [
        pytest.param(NEW[:1], OLD, id="one address is too few"),
        pytest.param(NEW[:2] + page("/b/{n}?v=2", "")[:2], OLD, id="two of four are too few"),
        pytest.param(NEW[:3] + OLD[3:], OLD, id="one stays as it was"),
        pytest.param(page("/a/{n}?v={v}", "2", TITLES[::-1]), page("/a/{n}?v={v}", "1"), id="new"),
        pytest.param([n._replace(title="") for n in NEW], OLD, id="no titles"),
        pytest.param(
            page("/a/{n}?v=2", "", at=DAY), page("/a/{n}?v=1", "", at=DAY - timedelta(1)),
            id="a standing title of another day",
        ),
        pytest.param(page("/a/{n}?id={v}", "2"), page("/a/{n}?id={v}", "1"), id="an id"),
        pytest.param(page("/show?v={n}", ""), page("/show?v=9{n}", ""), id="it is the article"),
        pytest.param(
            NEW, [*OLD, ListedUrl("https://m.x.cn/a/1.html?v=0", "春运")], id="it was one"
        ),
    ],
)  # fmt: skip
def test_what_may_say_which_article_stays(shown: list[ListedUrl], known: list[ListedUrl]) -> None:
    assert find_volatile(shown, known) == {}


@pytest.mark.parametrize(
    ("address", "names", "rest"),
    [
        ("https://x.cn/a?b=1&v=2&w=3", ["v"], "https://x.cn/a?b=1&w=3"),
        ("https://x.cn/a?v=2&w=3", ["v"], "https://x.cn/a?w=3"),
        ("https://x.cn/a?v=2#/d?v=3", ["v"], "https://x.cn/a#/d"),
        ("https://x.cn/a;v=2/b;v=3?c", ["v"], "https://x.cn/a/b?c"),
        ("https://x.cn/a?20261103#/n/1", [""], "https://x.cn/a#/n/1"),
        ("https://x.cn/a?v=", ["v"], "https://x.cn/a"),
        ("https://x.cn/v=1?vv=1&av=2", ["v"], "https://x.cn/v=1?vv=1&av=2"),
    ],
)
def test_an_address_without_some_parameters(address: str, names: list[str], rest: str) -> None:
    assert without_parameters(address, names) == rest
    assert not parameter_names(rest) & set(names)


SECTIONS = st.sampled_from(["/yw/{n}.html", "/show", "/{s}/show", "/{n}/{s}"])


@st.composite
def outlets(draw: st.DrawFn) -> tuple[list[ListedUrl], list[ListedUrl]]:
    """What a source has and what a page then shows, of articles whose parameter ``k`` names them:
    with standing titles among them, which then tell their times."""
    form = draw(SECTIONS)
    count = draw(st.integers(2, 30))
    standing = draw(st.lists(st.sampled_from(["早间播报", "今日天气"]), max_size=4))
    articles = []
    for n in range(count):
        titled = draw(st.booleans()) and standing
        title = draw(st.sampled_from(standing)) if titled else f"第{n}号通报：{TITLES[n % 4]}"
        path = form.replace("{n}", str(n % 7)).replace("{s}", "abc"[n % 3])
        articles.append(ListedUrl(f"https://m.x.cn{path}?k={1000 + n}", title, DAY + timedelta(n)))
    turn = draw(st.integers(1, count))
    return articles[:turn], articles[max(0, turn - draw(st.integers(0, 5))) :]


@settings(deadline=None)
@given(outlets())
def test_a_parameter_that_names_articles_is_never_noise(
    outlet: tuple[list[ListedUrl], list[ListedUrl]],
) -> None:
    known, shown = outlet
    assert find_volatile(shown, known) == {}


@settings(deadline=None)
@given(
    st.integers(2, 12), st.lists(st.text("abc123", min_size=1), min_size=2, max_size=2, unique=True)
)
def test_one_that_changes_with_each_answer_always_is(count: int, values: list[str]) -> None:
    titles = tuple(f"{TITLES[n % 4]}（之{n}）" for n in range(count))
    one, other = (page("/show?id={n}&k={v}", value, titles) for value in values)
    assert list(find_volatile(other, one)) == ["k"]
