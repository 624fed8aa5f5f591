"""From what a platform read to what the store keeps."""

from __future__ import annotations

import copy
import json
import time
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy.crawler import Crawler
from scrapy.spiders import Spider
from scrapy.statscollectors import MemoryStatsCollector
from scrapy.utils.test import get_crawler

from crawler.models.article import Article, Block, Gate, Image, Video
from crawler.models.outcome import EntryOutcome
from pipelines.clean import CleanPipeline, clean

PROSE = "江水穿城而过，两岸的老码头这几年陆续改成了步道，傍晚来散步的人一天比一天多。"


def article(*blocks: Block | str, **parts: object) -> Article:
    made = Article("https://news.example.cn/1", "一座桥的三十年")
    made.blocks = [Block("paragraph", b) if isinstance(b, str) else b for b in blocks]
    for name, value in parts.items():
        setattr(made, name, value)
    return made


def full() -> Article:
    return article(
        "打开APP",
        "（本报记者 张小三 通讯员 李小四）",
        Block("heading", "老桥", level=1),
        PROSE,
        Block("image", image=Image("https://a.cn/1.jpg?x=1&y=2", '老桥 "旧影"')),
        Block("list", "第一\n第二"),
        Block("table", "年份\t长度\n1994\t300"),
        Block("quotation", "桥通了。"),
        Block("video", video=Video("https://a.cn/1.mp4", "https://a.cn/p.jpg")),
        PROSE,
        "编辑:缪小兵",
        "相关阅读",
        "码头上的灯",
        meta_lines=["来源：江城日报 2022-02-16 22:49"],
    )


def test_the_body_is_the_text_of_the_blocks_without_captions() -> None:
    made = full()
    clean(made)
    assert made.body.split("\n") == [
        "老桥", PROSE, "第一", "第二", "年份\t长度", "1994\t300", "桥通了。", PROSE,
    ]  # fmt: skip
    assert [i.url for i in made.images] == ["https://a.cn/1.jpg?x=1&y=2"]
    assert [v.url for v in made.videos] == ["https://a.cn/1.mp4"]
    assert made.source_name == "江城日报"
    assert made.credit_names("reporter") == ["张小三"]
    assert made.credit_names("correspondent") == ["李小四"]
    assert made.credit_names("editor") == ["缪小兵"]
    assert sorted(r.rule for r in made.removed) == [
        "app_prompt", "byline", "byline", "related_list", "related_list",
    ]  # fmt: skip


def test_the_html_holds_each_block_in_its_element() -> None:
    made = full()
    clean(made)
    assert made.body_html.split("\n") == [
        "<h2>老桥</h2>",
        f"<p>{PROSE}</p>",
        '<figure><img src="https://a.cn/1.jpg?x=1&amp;y=2" alt="老桥 &quot;旧影&quot;">'
        '<figcaption>老桥 "旧影"</figcaption></figure>',
        "<ul><li>第一</li><li>第二</li></ul>",
        "<table><tbody><tr><td>年份</td><td>长度</td></tr>"
        "<tr><td>1994</td><td>300</td></tr></tbody></table>",
        "<blockquote><p>桥通了。</p></blockquote>",
        '<video src="https://a.cn/1.mp4" poster="https://a.cn/p.jpg" controls=""></video>',
        f"<p>{PROSE}</p>",
    ]


def test_text_of_the_page_never_becomes_markup() -> None:
    script = Block("image", image=Image("javascript:alert(1)", "<script>alert(1)</script>"))
    made = article("<b onclick=x>1 < 2 & 3</b>", script)
    clean(made)
    assert "<script" not in made.body_html
    assert "javascript:" not in made.body_html
    assert "&lt;b onclick=x&gt;1 &lt; 2 &amp; 3&lt;/b&gt;" in made.body_html


@pytest.mark.parametrize("bad", ["\x00", "\ud800", "\u200b", "\ufeff", "\u2060", "\x07"])
def test_what_postgresql_cannot_keep_is_in_no_text(bad: str) -> None:
    made = article(
        f"桥{bad}通了。",
        Block("image", image=Image(f"https://a.cn/{bad}1.jpg", f"图{bad}注", f"张{bad}三")),
        Block("table", f"甲{bad}\t乙\n丙\t{bad}丁"),
        title=f"标{bad}题",
        subtitle=bad,
        keywords=[f"桥{bad}"],
        counts={f"views{bad}": 1},
        gate=Gate("overlay", [f"wake{bad}"]),
        source_name=f"江城{bad}日报",
    )
    clean(made)
    assert bad not in json.dumps(asdict(made), default=repr, ensure_ascii=False)
    assert (made.title, made.source_name, made.subtitle) == ("标题", "江城日报", "")
    assert made.counts == {"views": 1}
    assert made.gate == Gate("overlay", ["wake"])
    assert made.body == "桥通了。\n甲\t乙\n丙\t丁"


def test_text_is_in_composed_form_with_its_own_punctuation() -> None:
    made = article("cafe\u0301，咖啡馆　开张。", title="ＡＢＣ：桥")
    clean(made)
    assert made.body == "café，咖啡馆 开张。"
    assert made.title == "ＡＢＣ：桥"


def test_cleaning_a_clean_article_changes_nothing() -> None:
    made = full()
    clean(made)
    again = copy.deepcopy(made)
    clean(again)
    assert again == made


_LINES = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["打开APP", "相关阅读", "0 条评论", "编辑：", "缪小兵", "来源：江城日报", "124", PROSE]
    ),
)
_BLOCKS = st.one_of(
    st.builds(
        Block, st.sampled_from(["paragraph", "heading", "quotation", "list", "table"]), _LINES
    ),
    st.builds(lambda u, c: Block("image", image=Image(u, c)), st.text(max_size=20), _LINES),
)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=30), st.lists(_BLOCKS, max_size=10), st.lists(_LINES, max_size=4))
def test_any_article_is_cleaned_once_and_for_all(
    title: str, blocks: list[Block], meta: list[str]
) -> None:
    made = article(*blocks, title=title, meta_lines=meta)
    clean(made)
    json.dumps(made.body).encode()
    assert "\x00" not in made.body + made.title + made.body_html
    again = copy.deepcopy(made)
    clean(again)
    assert again == made


def test_a_chrome_line_behind_a_byline_goes_too() -> None:
    made = article(PROSE, "声明：未经授权不得转载", "编辑：缪小兵", "124")
    clean(made)
    assert made.body == PROSE
    assert made.credit_names("editor") == ["缪小兵"]


def test_an_editor_behind_the_list_of_other_articles_is_read() -> None:
    made = article(PROSE, "往期回顾", "码头上的灯", "编辑：缪小兵")
    clean(made)
    assert made.body == PROSE
    assert made.credit_names("editor") == ["缪小兵"]


@pytest.fixture
def crawler() -> Crawler:
    crawler = get_crawler(Spider)
    crawler.stats = MemoryStatsCollector(crawler)
    return crawler


def stats(crawler: Crawler) -> dict[str, int]:
    assert crawler.stats is not None
    return crawler.stats.get_stats()


def test_the_pipeline_counts_what_was_taken_out_and_what_is_missing(crawler: Crawler) -> None:
    item = CleanPipeline.from_crawler(crawler).process_item(full())
    assert isinstance(item, Article)
    assert stats(crawler) == {
        "clean/app_prompt": 1,
        "clean/byline": 2,
        "clean/related_list": 2,
        "missing/published_at": 1,
    }


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (article(PROSE, title=" \u200b"), "no title"),
        (article(), "no body"),
        (article("打开APP", "展开全文"), "no body"),
    ],
)
def test_what_is_no_article_is_owed_with_its_reason(
    crawler: Crawler, made: Article, reason: str
) -> None:
    made.entry_id, made.source, made.channel = 7, "jiangcheng", "要闻"
    made.fetched_by, made.gate = "browser", Gate("blocking")
    end = CleanPipeline.from_crawler(crawler).process_item(made)
    assert end == EntryOutcome(
        7, "failed", reason, "jiangcheng", "要闻", made.url, fetched_by="browser", gate=made.gate
    )


@pytest.mark.parametrize(
    "block",
    [
        Block("image", image=Image("https://a.cn/1.jpg")),
        Block("video", video=Video("https://a.cn/1.mp4")),
    ],
)
def test_a_photo_or_video_story_is_an_article(crawler: Crawler, block: Block) -> None:
    made = article(block, published_at=datetime(2022, 2, 16, tzinfo=UTC))
    assert CleanPipeline.from_crawler(crawler).process_item(made) is made


def test_a_settlement_passes_through(crawler: Crawler) -> None:
    end = EntryOutcome(1, "gone")
    assert CleanPipeline.from_crawler(crawler).process_item(end) is end
    assert stats(crawler) == {}


def test_the_seed_becomes_what_it_must(shared: Path) -> None:
    want = json.loads((shared / "seed" / "expected.json").read_text("utf-8"))
    text = (shared / "seed" / "article.txt").read_text("utf-8")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    lines.remove(want["title"])
    counter = lines.index(str(want["reader_count"]))  # the second copy of the body follows it
    first = lines.index("2022-02-16 22:49") + 1
    made = article(*lines[:first], *lines[counter:], title=want["title"])
    caption = next(b for b in made.blocks if b.text == want["caption"])
    caption.kind, caption.text, caption.image = (
        "image",
        "",
        Image("https://a.cn/1.jpg", caption.text),
    )
    clean(made)
    assert made.body.split("\n") == want["body_paragraphs"]
    assert made.credit_names("reporter") == want["reporters"]
    assert made.credit_names("correspondent") == want["correspondents"]
    assert made.credit_names("editor") == want["editors"]
    assert made.source_name is want["source"]
    kept = made.body + made.body_html + made.title
    assert not [word for word in want["must_not_be_stored"] if word in kept]


def test_a_typical_article_takes_a_few_milliseconds_at_most() -> None:
    times = []
    for run in range(20):
        paragraphs = [f"{run}{n}{PROSE}{PROSE}" for n in range(30)]
        made = article(*paragraphs, "编辑：缪小兵", meta_lines=["来源：江城日报 作者：张小三"])
        start = time.process_time()
        clean(made)
        times.append(time.process_time() - start)
    assert min(times) < 0.003
