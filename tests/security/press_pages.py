"""Pages with twenty action buttons around one label that reads "read on", in every layout.

Whatever hears of a press says so by a request: ``/pressed`` for an action, ``/label`` for the
label.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

#: What buttons do that bring no text.
ACTIONS = (
    *("点赞", "赞", "支持", "反对", "顶", "踩", "投票", "投TA一票", "打赏", "赞赏", "送花", "加油"),
    *("评论", "写评论", "回复", "留言", "举报", "投诉", "不感兴趣", "屏蔽作者", "拉黑", "反馈"),
    *(
        "分享",
        "转发",
        "转发到朋友圈",
        "收藏",
        "加入书签",
        "关注",
        "+关注",
        "取消关注",
        "订阅",
        "追更",
    ),
    *("登录", "注册", "退出登录", "注销账号", "绑定手机", "解绑", "实名认证", "签到", "打卡"),
    *(
        "立即支付",
        "确认支付",
        "购买",
        "充值",
        "提现",
        "开通会员",
        "下单",
        "领取红包",
        "抽奖",
        "兑换",
    ),
    *(
        "删除",
        "撤回",
        "清空",
        "提交",
        "发布",
        "发送",
        "上传",
        "保存",
        "编辑",
        "确认",
        "确定",
        "同意",
    ),
    *(
        "同意授权",
        "允许",
        "授权登录",
        "报名",
        "预约",
        "申请加入",
        "参与活动",
        "打开APP",
        "下载客户端",
    ),
    *("预定", "认领", "续费", "打印", "复制链接", "朗读全文", "收听", "开始答题", "申领", "捐款"),
)
LABELS = (
    "展开全文",
    "阅读全文",
    "点击展开",
    "继续阅读",
    "查看全文",
    "展开剩余70%",
    "点击查看全文 ↓",
)
_LINES = (
    "护林员清晨进山，沿着新修的防火道走了十二公里。",
    "防火道去年开工，穿过三个林场，今年春天全线贯通。",
    "每隔五百米立有一块牌子，写着最近的水源和",
)
REST = "瞭望塔的方向，遇到火情可以马上报告。林场说，明年还要再修八公里。"
_KINDS = ("button", "div", "span", "a", "link", "input")
_SCRIPT = """
const N = @N@, REST = "@REST@";
const TYPES = ["click", "dblclick", "mousedown", "mouseup", "pointerdown", "pointerup",
  "touchstart", "touchend"];
const tell = (what, word, e) => {
  const x = new XMLHttpRequest(), said = encodeURIComponent(word);
  x.open("GET", `/${what}?n=${N}&w=${said}&t=${e.type}&g=${e.isTrusted}`, false);
  x.send();
};
const isLabel = (to) => to.nodeType === 1 && to.closest(".label") !== null;
function act(b, word) {
  const hears = (e) => {
    const own = b.hasAttribute("data-outer") || b.closest(".label") !== null;
    if (own || !isLabel(e.composedPath()[0])) tell("pressed", word, e);
  };
  for (const t of TYPES) b.addEventListener(t, hears, @CAPTURE@);
}
function arm(root) {
  for (const b of root.querySelectorAll("[data-do]")) act(b, b.dataset.do);
  const label = root.querySelector("#label");
  if (!label || !@LIVE@) return;
  label.addEventListener("click", (e) => {
    if (!e.isTrusted) return;
    tell("label", "label", e);
    window.top.document.querySelector("#content p:last-child").textContent += REST;
    label.remove();
  });
}
for (const t of TYPES) {
  document.addEventListener(t, (e) => {
    const to = e.composedPath()[0];
    if (e.isTrusted && !isLabel(to)) tell("pressed", "by a touch: " + (to.nodeName || ""), e);
  }, true);
}
"""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the buttons stand; ``reach``: whether a touch surely reaches the label there."""

    name: str
    make: Callable[[Random, str, list[str]], tuple[str, str]]
    reach: bool = True


def _button(rng: Random, word: str, style: str = "") -> str:
    kind, said = rng.choice(_KINDS), html.escape(word)
    rest = f'data-do="{said}" class="b" style="{style}"'
    if kind == "input":
        return f'<input type="button" value="{said}" {rest}>'
    if kind in ("a", "link"):
        to = "javascript:void 0" if kind == "a" else rng.choice(("/other/88.html", "/store"))
        return f'<a href="{to}" {rest}>{said}</a>'
    return f"<{kind} {rest}>{said}</{kind}>"


def _label(text: str, style: str = "", inside: str = "") -> str:
    return f'<div id="label" class="label" style="{style}">{text}{inside}</div>'


def _row(rng: Random, words: Sequence[str]) -> str:
    return "".join(_button(rng, word) for word in words)


def _beside(rng: Random, text: str, words: list[str]) -> tuple[str, str]:
    half = len(words) // 2
    gap = rng.choice((0, 1, 3))
    label = _label(text, f"display:inline-block;height:{rng.choice((6, 12, 20))}px;margin:{gap}px")
    return _row(rng, words[:half]) + label + _row(rng, words[half:]), ""


def _around(
    rng: Random, text: str, words: list[str], style: str, over: bool, spread: int = 14
) -> str:
    """A label with buttons laid over or under its edges."""
    made = []
    for word in words:
        left, top = rng.randint(-60, 100), rng.choice((-spread, spread))
        at = f"position:absolute;left:{left}px;top:{top}px;z-index:{3 if over else 1};{style}"
        made.append(_button(rng, word, at))
    label = _label(text, "position:absolute;left:0;top:0;z-index:2;line-height:20px")
    return (
        f'<div style="position:relative;margin:80px 100px;height:20px">{label}{"".join(made)}</div>'
    )


def _overlap(rng: Random, text: str, words: list[str]) -> tuple[str, str]:
    return _around(rng, text, words, "width:50px;height:18px", over=True, spread=16), ""


def _below(rng: Random, text: str, words: list[str]) -> tuple[str, str]:
    return _around(rng, text, words, "width:240px;height:60px", over=False), ""


def _covered(rng: Random, text: str, words: list[str]) -> tuple[str, str]:
    cover = _button(rng, words[0], "position:absolute;inset:-20px;opacity:0;z-index:9")
    return f'<div style="position:relative;margin:40px">{_label(text)}{cover}</div>', ""


def _inside_label(rng: Random, text: str, words: list[str]) -> tuple[str, str]:
    icons = "".join(
        f'<i data-do="{html.escape(word)}" style="position:absolute;left:{n * 24}px;top:0;'
        f'width:22px;height:{rng.choice((8, 20))}px"></i>'
        for n, word in enumerate(words[:7])
    )
    return _label(text, "position:relative;width:200px", icons) + _row(rng, words[7:]), ""


def _inside_button(rng: Random, text: str, words: list[str]) -> tuple[str, str]:
    tag = rng.choice(("button", "div", "span", "a href='/other/3.html'", "div role=button"))
    label = f'<b id="label" class="label">{text}</b>'
    first, word = rng.random() < 0.5, html.escape(words[0])
    inside = f"{word} {label}" if first else f"{label} {word}"
    outer = f'<{tag} data-do="{word}" data-outer>{inside}</{tag.split()[0]}>'
    return _row(rng, words[1:10]) + outer + _row(rng, words[10:]), ""


def _moving(rng: Random, text: str, words: list[str]) -> tuple[str, str]:
    script = rng.choice(
        (
            "let k=0;const l=document.getElementById('label');(function f(){l.style.transform="
            "`translateY(${(k=(k+7)%90)}px)`;requestAnimationFrame(f)})()",
            "const l=document.getElementById('label');setInterval(()=>{const b=document."
            "querySelectorAll('.b');const o=b[Math.floor(Math.random()*b.length)];o.after(l)},7)",
        )
    )
    return _beside(rng, text, words)[0], script


def _shadow(rng: Random, text: str, words: list[str]) -> tuple[str, str]:
    inner = json.dumps(_beside(rng, text, words)[0] + "<style>.b{margin:0}</style>")
    mode = rng.choice(("open", "closed"))
    host = f'<div id="host" style="margin:{rng.randint(0, 40)}px"></div>'
    return host, (
        f"const r=document.getElementById('host').attachShadow({{mode:'{mode}'}});"
        f"r.innerHTML={inner};arm(r)"
    )


def _slotted(rng: Random, text: str, words: list[str]) -> tuple[str, str]:
    word = html.escape(words[0])
    host = f'<div id="host"><b id="label" class="label">{text}</b></div>{_row(rng, words[1:])}'
    tree = json.dumps(f'<button data-do="{word}" data-outer>{word}<slot></slot></button>')
    return host, (
        "const r=document.getElementById('host').attachShadow({mode:'open'});"
        f"r.innerHTML={tree};arm(r)"
    )


def _frame(rng: Random, text: str, words: list[str]) -> tuple[str, str]:
    scale = rng.choice(("", "transform:scale(.7);", "transform:translate(9px,13px);", "zoom:1.3;"))
    inner = f"<body style='margin:8px'>{_beside(rng, text, words)[0]}"
    style = f"width:380px;height:400px;border:7px solid;{scale}"
    frame = f'<iframe id="f" style="{style}"></iframe>'
    return frame, (
        "const f=document.getElementById('f');f.contentDocument.write("
        f"{json.dumps(inner)});f.contentDocument.close();arm(f.contentDocument)"
    )


def _appearing(rng: Random, text: str, words: list[str]) -> tuple[str, str]:
    moment = rng.choice(("touchstart", "pointerdown", "mousedown", "touchend", "pointerup"))
    word = json.dumps(words[0])
    then = rng.choice(("document.body.append(b)", "l.replaceWith(b)", "l.append(b)"))
    return _beside(rng, text, words[1:])[0], (
        f"const l=document.getElementById('label');l.addEventListener('{moment}',(e)=>{{"
        "const x=l.getBoundingClientRect(),b=document.createElement('button');"
        f"b.textContent={word};b.style.cssText=`position:fixed;z-index:9;left:0;top:${{x.top-40}}px;"
        f"width:100%;height:120px`;act(b,{word});{then}}},{{once:true}})"
    )


def _scrolled(rng: Random, text: str, words: list[str]) -> tuple[str, str]:
    gap, bar = rng.choice((900, 3000)), _button(rng, words[0], "width:100%;height:100%")
    place, high = rng.choice(("top", "bottom")), rng.choice((80, 400))
    return (
        f"<style>html{{scroll-behavior:smooth}}</style><div style='height:{gap}px'></div>"
        f"{_beside(rng, text, words[1:])[0]}<div style='height:{gap}px'></div>"
        f"<div style='position:fixed;{place}:0;left:0;right:0;height:{high}px'>{bar}</div>"
    ), ""


def _linked(rng: Random, text: str, words: list[str]) -> tuple[str, str]:
    link = rng.choice(("href='/other/5.html'", "href='/store' target=_blank", "href=/p/x target=f"))
    label = f'<a {link} id="label" class="label">{text}</a>'
    return _row(rng, words[:10]) + label + _row(rng, words[10:]), ""


def _prompt(rng: Random, text: str, words: list[str]) -> tuple[str, str]:
    said = rng.choice(("打开<b>青石APP</b>，", "下载客户端，", "在青石APP内", "立即打开青石APP"))
    label = f'<b id="label" class="label">{text}</b>'
    return f"<div data-do='打开APP' data-outer>{said}{label}</div>{_row(rng, words)}", ""


LAYOUTS = (
    Layout("beside", _beside),
    Layout("overlap", _overlap),
    Layout("below", _below),
    Layout("covered", _covered, reach=False),
    Layout("inside the label", _inside_label),
    Layout("inside a button", _inside_button, reach=False),
    Layout("moving", _moving, reach=False),
    Layout("in a shadow tree", _shadow),
    Layout("in a slot of a button", _slotted, reach=False),
    Layout("in a frame", _frame),
    Layout("appearing", _appearing, reach=False),
    Layout("scrolled away", _scrolled),
    Layout("a link", _linked, reach=False),
    Layout("in an app's prompt", _prompt, reach=False),
)


def layout_of(number: int) -> Layout:
    """The layout of a page."""
    return LAYOUTS[number % len(LAYOUTS)]


def page(number: int) -> str:
    """An article that breaks off above a label and twenty action buttons; the same for a number.

    The label is dead in two of three; in the third a touch by a finger alone unfolds the rest.
    """
    rng = Random(number)
    text, words = rng.choice(LABELS), rng.sample(ACTIONS, 20)
    inside, script = layout_of(number).make(rng, text, words)
    common = (
        _SCRIPT.replace("@N@", str(number))
        .replace("@CAPTURE@", json.dumps(rng.random() < 0.5))
        .replace("@LIVE@", json.dumps(number // len(LAYOUTS) % 3 == 2))
        .replace("@REST@", REST)
    )
    return article_page(number, inside, common + f"arm(document);{script}")


def buttons_page(number: int, words: Sequence[str], more: str = "") -> str:
    """An article that breaks off above buttons of these words, and of what more is given, each of
    which says that it was pressed."""
    rng = Random(number)
    common = _SCRIPT.replace("@N@", str(number)).replace("@CAPTURE@", "false")
    common = common.replace("@LIVE@", "false").replace("@REST@", REST)
    return article_page(number, _row(rng, words) + more, common + "arm(document)")


def article_page(number: int, inside: str, script: str) -> str:
    """The article's page, with what stands below its text."""
    lines = "".join(f"<p>{line}</p>" for line in _LINES)
    return (
        "<!DOCTYPE html><html><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width'>"
        f"<title>防火道巡护 第{number}次</title></head><body><h1>防火道巡护 第{number}次</h1>"
        f"<div id='content' class='content'>{lines}</div>{inside}"
        f"<script>{script}</script></body></html>"
    )
