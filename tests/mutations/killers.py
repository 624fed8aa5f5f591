"""Lines that a careless pattern or a careless loop reads for hours."""

from __future__ import annotations

from tests.mutations.dice import MIB, WIDE, Dice, encoded, into, mutation, within_body

#: What is said again and again in one line.
_WORDS = (
    " ", "、", "1", "（", "）", "（（", "[", "【】", "()", "记者 ", "记者", "记者张三 ", "来源：",
    "张三、", "张三 ", "2024-05-06 ", "2024", "05-06", "……", "。", "…", ".", "编辑：", "编 辑",
    "责任", "全媒体", "图片", "文字", "/", "文/图", "摄", "｜", "|", "阅读 1 ", "1,", "1 ",
    "12:00 ", "3分钟前", "昨天", "分享", "分享到", "微信 ", "打开APP", "相关阅读", "评论",
    "声明：", "未经", "转载", "·", "买买提·", "A.", "Li Ming ", "-", "—", "_", "电", "讯",
    "（记者 张三）", "（记者", "本报讯（", "“", "”", "：", ":", "，", "\u3000", "图为", "{{", "<%",
    "${", "加载中", "0.5x ", "00:00/", "首页 > ", "页1", "作者：张三 ", "来源：县报 ", "原标题：",
    "+1", "\u200b", "e\u0301", "ﷺ", "网_", "县报", "来 源", "新华社北京5月6日电", "等", "和",
    "张三和李四",
)  # fmt: skip
#: As long as a line may be for one reader or another of lines (characters).
_LIMITS = (12, 24, 40, 60, 80, 119, 120, 140, 159, 160, 200, 600)
_HOLDERS = (
    "<p>{}</p>", "<h2>{}</h2>", "<li>{}</li>", "<td>{}</td>", "<div class=source>{}</div>",
    "<img src=/i/1.jpg><p>{}</p>", "<a href=/n/1.html>{}</a>", "<figcaption>{}</figcaption>",
    "<blockquote>{}</blockquote>", "<h1>{}</h1>", "<div class=share>{}</div>", "{}<br>",
)  # fmt: skip
_SENTENCE = (
    "县里今天开会，研究部署下一阶段的重点工作，要求各乡镇抓好落实，"
    "把三件事一件一件办好，让群众看得见。"
)


def _said(dice: Dice) -> str:
    """A word, or two in turn."""
    return "".join(dice.sample(_WORDS, k=dice.choice((1, 1, 2))))


@mutation
def said_again(page: bytes, dice: Dice) -> bytes:
    """One line of it, of up to a megabyte."""
    word = _said(dice)
    line = word * (dice.size(MIB) // len(word.encode()))
    return into(page, dice, dice.choice(_HOLDERS).format(line + dice.choice(("", "x", "。", "）"))))


@mutation
def said_in_lines(page: bytes, dice: Dice) -> bytes:
    """Lines that are as long as a reader still looks at, and end unlike they go on."""
    word, limit = _said(dice), dice.choice(_LIMITS)
    line = (word * limit)[: limit - 1] + dice.choice(("", "x", "。", "）", "："))
    return into(page, dice, dice.choice(_HOLDERS).format(line) * dice.size(2000))


@mutation
def said_around(page: bytes, dice: Dice) -> bytes:
    """Different lines of it right before the text, and right behind it."""
    lines = []
    for _ in range(dice.size(400)):
        word, limit = _said(dice), dice.choice(_LIMITS)
        lines.append(f"<p>{(word * limit)[:limit]}</p>")
    half = len(lines) // 2
    return encoded("".join([*lines[:half], within_body(page), *lines[half:]]))


@mutation
def many_people(page: bytes, dice: Dice) -> bytes:
    """Thousands of lines that each name another person."""
    label = dice.choice(("编辑：", "记者 ", "作者：", "（记者 {}）", "摄影："))
    label = label if "{}" in label else label + "{}"
    names = (
        f"王{chr(0x5000 + n // 90)}{chr(0x6000 + n % 90)}" for n in range(dice.size(WIDE // 2))
    )
    return into(page, dice, "".join(f"<p>{label.format(name)}</p>" for name in names))


@mutation
def many_signatures(page: bytes, dice: Dice) -> bytes:
    """A paragraph that ends with one bracket of writers behind another."""
    some = ("（记者 张三）", "（县报 张三 李四）", "（编辑：张三）", "（来源：县报）", "（张三）")
    line = f"<p>{_SENTENCE}{dice.choice(some) * dice.size(WIDE // 2)}</p>"
    return encoded(f"<html><body><div>{within_body(page)}{line}</div>")


@mutation
def signed_chrome(page: bytes, dice: Dice) -> bytes:
    """Chrome that is seen as such only when what stands behind it is gone, line after line."""
    some = (
        "<p>分享（记者 张三）</p>",
        "<p>124（编辑：张三）</p>",
        "<p>编辑：</p><p>124</p>",
        "<p>124<p>编辑：张三",
    )
    text = f"<p>{_SENTENCE}</p>" * 3
    return encoded(
        f"<title>江城今天开会</title><div>{text}{dice.choice(some) * dice.size(2000)}</div>"
    )


@mutation
def false_ends(page: bytes, dice: Dice) -> bytes:
    """Headings that would end the text, thousands of them, and prose behind them all."""
    heads = dice.choice(
        ("<p>相关阅读</p>", "<p>最新评论</p>", "<p>编辑：</p>", "<p>展开全文</p>", "<p>1</p>")
    )
    inner = f"{f'<p>{_SENTENCE}</p>' * 3}{heads * dice.size(WIDE // 2)}<p>{_SENTENCE}</p>"
    return encoded(f"<html><title>江城今天开会</title><body><div>{inner}</div>{within_body(page)}")
