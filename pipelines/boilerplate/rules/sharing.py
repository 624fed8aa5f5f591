"""Sharing, following, liking: what an outlet asks of its readers."""

from __future__ import annotations

import re

from pipelines.boilerplate.rules.base import full_match, rule

_BUTTON = (
    "(?:分享(?:文章|本文|新闻)?(?:到|至|给|让)?(?:更多人看到|好友和朋友圈|微信|微博|朋友圈|手机)*|一键分享|转发|收藏"
    "|点赞|打印(?:本[页文])?|字[号体](?:大小)?|超大|放大|缩小|正常|标准|微信好友|微信朋友圈|朋友圈"
    "|微信|新浪微博|腾讯微博|微博|qq好友|qq空间|qq|qzone|空间|人人网|豆瓣|facebook|twitter|复制链接"
    "|链接已复制|生成海报|海报|纠错|举报|反馈|关闭(?:窗口|本页)?|更多|手机看|听新闻|语音播报|朗读|a[+-]?|t|[大中小]|网摘|商城|推荐|人民微博|加自选|默认|无障碍|关怀版|简|繁|设为首页|加入收藏)"
)
_share_bar = full_match(
    rf"(?>(?>{_BUTTON}[\s:|/()\[\]【】·、,+—-]*+){{2,20}})",
    r"(?>(?:(?:点?赞|评论|分享|收藏|转发|在看)\s*+\d*+[万w+]*+\s*+){2,})",
    "(?:点击)?分享(?:文章|本文|新闻)?(?:到|至|让|给).{0,12}",
    r"[∨v]?字[号体](?:\s*:.{0,16})?",
    r"打印本[页文]|关闭(?:窗口|本页)|复制链接|链接已复制\W*|一键分享.{0,8}|扫码分享",
    rf"[^\s,。]{{2,8}}[\s—-]++分享[\s—-]*+(?>(?>{_BUTTON}[\s—-]*+)*)",
    "打开微信,.{0,20}扫一扫.{0,24}(?:朋友圈|好友)。?",
)
_share_word = full_match(
    _BUTTON,
    "官方(?:微信|微博|抖音|公众号|视频号|客户端)|手机看新闻|扫码看新闻|微信扫码",
    "我[要来](?:投稿|纠错|评论|报错|收藏|爆料|报料|分享|打印|举报|反馈|点评|留言|提问|啦)",
    r"[^\s,。:]{2,12}\s++\+?\s*+(?:已?关注|订阅)",
)
_CODE = "(?:二维码|小程序码|扫码|扫一扫|扫描|长按|识别)"
_ACCOUNT = "(?:公众号|微信号|官方微信|官方微博|视频号|抖音号?|官微|微信|微博|头条号|快手号?)"
_follow = full_match(
    rf"(?:[↑↓👆👇]|请|欢迎|[上下]方|用|打开|微信|使用|手机)*{_CODE}[^。！?,]{{0,16}}"
    "(?:关注|订阅|下载|公众号|客户端|app|分享|朋友圈|手机(?:阅读|看|打开)|打开当前页|更多(?:精彩|资讯)|进群)"
    "[^。！?,]{0,12}",
    r"(?:更多.{0,8})?(?:请|欢迎)?扫码(?:关注|订阅).{2,24}",
    r"(?>(?>[^\s,。]{2,8}?(?:微信|微博|客户端|抖音号?|视频号)\s*+){2,})",
    "[↓↑👇\\s]*(?:更多.{0,6},)?[点击戳]{1,2}(?:下方|上方)?(?:名片|卡片|头像|二维码|蓝字)?关注"
    '(?:["“「].{1,12}["”」])?(?:,.{2,20})?',
    r"[点击戳]{1,2}蓝字,?\s*关注.{0,10}",
    "(?:微信|手机)?扫一扫,?(?:继续|(?:在)?手机)?.{0,8}",
    "长按(?:图片)?(?:识别|扫描)?(?:[上下]方)?二维码.{0,10}",
    r"[↑↓👆👇\s]*+[点击戳]{0,2}(?:[上下]方)?\s*+(?:蓝色?字|名片|卡片)?\s*+(?:点击)?关注"
    rf"(?:我们|本号|.{{0,14}}{_ACCOUNT})吧?",
    r"[↑↓👆👇\s]*(?:点击|戳)(?:[上下]方|标题下方?)?(?:蓝色?字)?[\"“”「][^\"“”」]{1,14}[\"“”」].{0,6}"
    r"(?:关注|置顶|星标|订阅|公众号|账号).{0,16}",
    rf"(?:点击)?关注(?:我们|本号|{_ACCOUNT}|.{{0,12}}{_ACCOUNT}(?:\(.{{0,24}}\))?),"
    "(?:获取|了解|查看|每[天日]|第一时间|不错过|更多|看|回复|领取|一起|阅读).{0,22}。?",
    "更多.{0,12},请(?:关注|搜索|下载).{2,24}(?:号|微信|微博|app|客户端|抖音)。?",
    "欢迎.{0,6}加入.{0,14}(?:qq|微信|交流|读者|粉丝)群.{0,16}",
    "点击关注,.{2,20}",
    "关注(?:微信)?公众号:.{1,20}|用微信扫(?:码|描)?二维码|点击菜单栏.{0,20}",
    r"(?:\d[、.])?回复[\[【“「\"].{1,10}[\]】”」\"].{0,16}",
)
_code_caption = full_match(
    "[^。！?]{0,16}(?:二维码|小程序码|扫一扫|长按)[^。！?]{0,24}",
    "(?:扫码|扫描)[^。！?]{0,24}",
    r"\+?\s*关注|点个?[赞在]看?.{0,12}",
)
_service = re.compile(
    "(?:报名|预约|咨询|缴费|申请|领取|查询|登记|参与|办理|投票|购票|订票|捐款)[^:]{0,6}:"
).search
_LIKE = "(?:在看|点个?赞|转发|星标|三连|分享|收藏|打赏)"
_like_us = re.compile(
    rf"^(?:如果|觉得|喜欢|看完|既然|小编|读到|点{_LIKE}|点亮|求|各位|动动|记得|别忘|请).{{0,24}}{_LIKE}"
    rf"|{_LIKE}.{{0,8}}(?:吧|一下|哦|起来|走起|支持|三连|让更多人|安排|不迷路|[~!])"
    rf"|^(?:{_LIKE}[\s、,·|+]*){{2,}}|^在看$|推送规则.{{0,40}}(?:在看|星标)|^(?:就)?点(?:个|一下|亮)?在看"
).search
_original = full_match(
    '[↓↑👇\\s]*(?:[点戳]击?)?(?:下方|左下角)?["“「]?阅读原文["”」]?.{0,16}',
    "(?:\\d+人)?已?(?:打赏|赞赏)(?:作者)?|喜欢作者|已同步到看一看.{0,8}|(?:已)?收录于(?:合集|专辑|话题).{0,24}",
    "写下你的想法.{0,8}|(?:微信)?扫[一码].{0,6}赞赏.{0,8}|预览时标签不可点.{0,4}",
)


@rule("anywhere", 60, removes_image=True)
def share_bar(line: str) -> bool:
    """Rows of buttons beside the text: 分享到：微信 微博, 字号：大 中 小, 打印 收藏."""
    return len(line) > 2 and _share_bar(line)


@rule("edges", 16)
def share_word(line: str) -> bool:
    """One button alone before or behind the text; between its lines it may be a heading."""
    return _share_word(line)


@rule("anywhere", 60, removes_image=True, ends_article=True)
def follow_us(line: str) -> bool:
    """Captions of QR codes and calls to follow: 长按识别二维码关注我们."""
    return _follow(line)


@rule("tail", 40, removes_image=True, ends_article=True)
def qr_caption(line: str) -> bool:
    """A short line about a QR code behind the text; one that says what for is advice."""
    return _code_caption(line) and not _service(line)


@rule("tail", 100, removes_image=True, ends_article=True)
def like_us(line: str) -> bool:
    """What an account asks for when the text is over: 喜欢就点个在看, 点赞转发三连."""
    return _like_us(line) is not None


@rule("edges", 30, removes_image=True, ends_article=True)
def original_link(line: str) -> bool:
    """The buttons of a chat app's article: 阅读原文, 赞赏作者, 收录于合集."""
    return _original(line)
