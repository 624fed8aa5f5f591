"""What is chrome and what only looks like it: each rule from both sides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.models.article import Article, Block, Image
from pipelines.boilerplate.remove import match_rule, remove_boilerplate
from pipelines.boilerplate.rules import RULES

PROSE = (
    "江水穿城而过，两岸的老码头这几年陆续改成了步道，"
    "傍晚时分来散步的人一天比一天多，卖凉粉的摊子也跟着多了起来，老街又热闹了。"
)

ANYWHERE = [
    ("app_prompt", "打开APP"),
    ("app_prompt", "打开APP阅读全文"),
    ("app_prompt", "打开云上江城APP，查看更多精彩内容"),
    ("app_prompt", "展开全文"),
    ("app_prompt", "点击查看全文"),
    ("app_prompt", "继续阅读"),
    ("app_prompt", "APP内打开"),
    ("app_prompt", "立即下载"),
    ("app_prompt", "下载客户端"),
    ("wake_step", "2步打开 媒体云APP"),
    ("wake_step", "• 点击右上角“…” 按钮"),
    ("wake_step", "• 使用浏览器/Safari打开"),
    ("wake_step", "请在浏览器中打开"),
    ("wake_step", "• 选择在浏览器/Safari打开"),
    ("wake_step", "选择“在浏览器中打开”"),
    ("template_leftover", "{{title}}"),
    ("template_leftover", "template 'mobile_v5/common/wake'"),
    ("template_leftover", "${item.source} ${item.time}"),
    ("template_leftover", "undefined"),
    ("template_leftover", "null"),
    ("template_leftover", "@@IMG1@@"),
    ("share_bar", "分享到："),
    ("share_bar", "分享至好友和朋友圈"),
    ("share_bar", "字号：大 中 小"),
    ("share_bar", "微信 微博 QQ空间"),
    ("share_bar", "【打印】【收藏】【关闭】"),
    ("follow_us", "长按识别二维码关注我们"),
    ("follow_us", "扫码关注江城发布公众号"),
    ("follow_us", "点击上方蓝字关注我们"),
    ("follow_us", "用微信扫码二维码"),
    ("player", "视频加载中..."),
    ("player", "倍速 0.5x 1.0x 1.5x 2.0x"),
    ("player", "00:00 / 03:25"),
    ("player", "您的浏览器不支持video标签"),
    ("loading", "正在加载中，请稍候"),
    ("loading", "没有更多了"),
    ("navigation", "上一篇：老桥的新生"),
    ("navigation", "返回首页"),
    ("navigation", "当前位置：首页 > 新闻 > 江城"),
    ("navigation", "首页 上一页 1 2 3 下一页 尾页"),
    ("original_title", "（原标题：一座桥的三十年）"),
    ("original_title", "原标题：一座桥的三十年"),
]


@pytest.mark.parametrize(("name", "line"), ANYWHERE)
def test_chrome_goes_wherever_it_stands(name: str, line: str) -> None:
    assert match_rule(line, "anywhere") == name


@pytest.mark.parametrize(
    "line",
    [
        "市民可以打开APP查看公交到站时间。",
        "第一步：打开支付宝APP，在首页搜索“江城公交”。",
        "下载国家反诈中心APP",
        "记者打开APP发现，预约名额已满。",
        "小贴士",
        "温馨提示",
        "请市民扫描二维码登记后入场，儿童由家长代为登记。",
        "扫黑除恶专项斗争取得阶段性成果",
        "收藏",
        "分享",
        "08:30",
        "1.5倍",
        "2022年2月16日",
        "上一代人的手艺，下一代人接着做",
        "下一站，江城",
        "播放量突破一亿次",
        "视频",
        "最新评论文章认为，政策仍有空间。",
        "相关阅读材料已发到各村。",
        "版权局负责人说，未经许可使用他人作品就是侵权。",
        "声明显示，双方将继续磋商。",
        "原标题党式的写法正在退场",
        "null是什么意思？程序员这样解释。",
        "关键词：速度",
        "加载中国速度",
        "首页不再推送低俗内容",
        "……",
    ],
)
def test_text_that_only_mentions_chrome_stays_between_its_lines(line: str) -> None:
    assert match_rule(line, "anywhere") == ""
    assert swept(PROSE, line, PROSE) == [PROSE, line, PROSE]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("disclaimer", "声明：本网转载此文仅为传递信息，不代表本网观点。如有侵权请联系删除。"),
        ("disclaimer", "未经授权不得转载"),
        ("disclaimer", "版权声明：本文系江城日报独家稿件，转载请注明出处。"),
        ("disclaimer", "本文仅代表作者个人观点。"),
        ("disclaimer", "江城新闻报料：010-0000000"),
        ("trailing_number", "124"),
        ("trailing_number", "7"),
        ("counter", "阅读 10万+"),
        ("counter", "赞 23"),
        ("comment_word", "表情"),
        ("share_word", "收藏"),
        ("time_stamp", "2022-02-16 22:49"),
        ("end_mark", "END"),
        ("ornament", "▼"),
        ("qr_caption", "二维码"),
        ("related_line", "推荐阅读：江城的春天"),
        ("app_name", "打开云上江城APP"),
    ],
)
def test_what_goes_only_behind_the_text(name: str, line: str) -> None:
    assert swept(PROSE, line, PROSE) == [PROSE, line, PROSE]
    article = swept_article(PROSE, line)
    assert [b.text for b in article.blocks] == [PROSE]
    taken = [r.rule for r in article.removed]
    assert taken == [name] or (name == "trailing_number" and taken == ["counter"])


@pytest.mark.parametrize(
    "line",
    [
        "江城市人民政府",
        "2022年2月16日",
        "专家提醒，未经授权转载他人作品可能构成侵权。",
        "这份声明最后说：我们不代表任何一方。",
        "人脸识别技术走进社区",
        "他说，分享是最好的收藏。",
    ],
)
def test_text_that_stays_behind_the_text(line: str) -> None:
    assert swept(PROSE, line) == [PROSE, line]


def test_the_wake_block_before_the_text_goes_and_advice_in_it_stays() -> None:
    wake = ["打开APP", "小贴士", "2步打开 媒体云APP", "• 点击右上角“…” 按钮"]
    assert swept(*wake, PROSE, "小贴士", PROSE) == [PROSE, "小贴士", PROSE]


def test_a_list_of_other_articles_goes_with_its_heading() -> None:
    others = ["相关阅读", "江城的春天", "老桥的新生", "码头上的灯"]
    article = swept_article(PROSE, *others)
    assert [b.text for b in article.blocks] == [PROSE]
    assert [(r.rule, r.text) for r in article.removed] == [("related_list", t) for t in others]


def test_a_heading_that_prose_follows_stays() -> None:
    assert swept(PROSE, "延伸阅读", PROSE) == [PROSE, "延伸阅读", PROSE]


def test_comments_go_however_long_they_are() -> None:
    form = ["0 条评论", "来说两句吧。。。", "最热评论", PROSE, "已有0人参与,点击查看更多精彩评论"]
    article = swept_article(PROSE, *form, "加载中。。。。", "表情")
    assert [b.text for b in article.blocks] == [PROSE]
    assert {r.rule for r in article.removed} == {"comments"}


def test_one_remark_about_comments_does_not_end_an_article() -> None:
    assert swept(PROSE, "精彩评论", PROSE, PROSE) == [PROSE, "精彩评论", PROSE, PROSE]


def test_a_list_is_chrome_only_as_a_whole() -> None:
    article = Article("u", blocks=[Block("paragraph", PROSE), Block("list", "微信\n微博\nQQ空间")])
    remove_boilerplate(article)
    assert [b.text for b in article.blocks] == [PROSE]
    steps = Block("list", "打开APP\n搜索“江城公交”\n点击预约")
    article = Article("u", blocks=[Block("paragraph", PROSE), steps, Block("paragraph", PROSE)])
    remove_boilerplate(article)
    assert steps in article.blocks


def test_a_picture_with_the_caption_of_a_code_goes() -> None:
    code = Block("image", image=Image("https://a.cn/1.png", "长按识别二维码关注我们"))
    photo = Block("image", image=Image("https://a.cn/2.png", "新桥通车。"))
    article = Article("u", blocks=[Block("paragraph", PROSE), photo, code])
    remove_boilerplate(article)
    assert article.blocks[1:] == [photo]
    assert [r.rule for r in article.removed] == ["follow_us"]


def test_pictures_do_not_end_the_edge() -> None:
    photo = Block("image", image=Image("https://a.cn/2.png"))
    stamp = Block("paragraph", "2022-02-16 22:49")
    article = Article("u", blocks=[photo, stamp, Block("paragraph", PROSE)])
    remove_boilerplate(article)
    assert [b.text for b in article.blocks] == ["", PROSE]


def test_every_rule_has_a_name_of_its_own_and_a_reason() -> None:
    assert len({r.name for r in RULES}) == len(RULES)
    assert all(r.reason.endswith(".") or ":" in r.reason for r in RULES)


@given(st.text(max_size=120))
def test_rules_take_any_line(line: str) -> None:
    for where in ("anywhere", "head", "tail", "rest"):
        match_rule(line, where)


_LINES = st.sampled_from(
    [line for _, line in ANYWHERE] + [PROSE, "相关阅读", "0 条评论", "124", ""]
)


@given(st.lists(_LINES, max_size=12))
def test_sweeping_takes_nothing_but_what_it_records(lines: list[str]) -> None:
    article = swept_article(*lines)
    kept = [b.text for b in article.blocks]
    assert sorted(kept + [r.text for r in article.removed]) == sorted(lines)
    assert kept.count(PROSE) == lines.count(PROSE) or "comments" in {
        r.rule for r in article.removed
    }


def swept(*lines: str) -> list[str]:
    return [b.text for b in swept_article(*lines).blocks]


def swept_article(*lines: str) -> Article:
    article = Article("u", blocks=[Block("paragraph", line) for line in lines])
    remove_boilerplate(article)
    return article
