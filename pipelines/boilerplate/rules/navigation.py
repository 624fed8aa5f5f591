"""Other articles, readers' comments, and the ways to other pages."""

from __future__ import annotations

from crawler.parsing.dom import section_markers
from pipelines.boilerplate.rules.base import full_match, rule

_related_line = full_match(
    r"(?:相关|推荐|延伸|更多|往期)(?:阅读|推荐|回顾|链接|新闻)\s*[:|>]+[^。]{1,60}",
    r"(?:>*\s*)?点击(?:进入|查看)(?:专题|更多(?:专题)?|往期)\s*[:>]*[^。]{0,30}",
)
_REMARK = "(?:评论|留言|跟贴|跟帖)"
_comments = full_match(
    r"(?:我)?来说两句吧?\W*",
    rf"(?:最热|最新|全部|精彩|网友|热门|所有|精选){_REMARK}\W*+\d*+\W*+",
    rf"(?:共|已有|全部)?\s*\d+\s*条(?:精彩)?{_REMARK}\W*",
    r"已有\s*\d+\s*人参与.{0,24}|\d+\s*人参与\W*(?:\d+\s*评论)?",
    rf"(?:点击)?查看(?:更多|全部)(?:精彩)?(?:\s*\d+\s*条)?(?:{_REMARK}|回复)\W*",
    rf"(?:还没有|暂无|还没)(?:任何)?{_REMARK}.{{0,16}}|.{{0,6}}抢沙发.{{0,6}}",
    rf"(?:请)?先?登录后?(?:才能|方可|再|即可|可以|才可以)?.{{0,6}}(?:{_REMARK}|发言).{{0,6}}",
    r"[您你]还(?:没有|未)登录.{0,20}|(?>(?:(?:回复|举报|赞|顶|踩)\s*+\(?\d*+\)?\s*+){2,})",
    rf"发表(?:评论|我的看法)|写{_REMARK}\W*|网友评论仅供.{{0,30}}|我要(?:{_REMARK}|发言)\W*+\d*+\W*+",
    rf"文明上网\W*理性(?:发言|{_REMARK}).{{0,30}}",
    rf"(?:还可以?|已)输入\s*\d+\s*(?:个)?字.{{0,6}}|请输入(?:您的)?(?:{_REMARK}|内容).{{0,12}}|匿名(?:发表|评论)",
    rf"以上{_REMARK}由.{{2,10}}(?:筛选|精选)后?显示|{_REMARK}区?已关闭|精选{_REMARK}\W*",
)
_comment_word = full_match(
    r"(?:表情|评论|留言|跟贴|发送|提交|回复|评论区|参与评论|发布|验证码|昵称|匿名)\W*+\d*+\W*+"
    r"|表情删除后不可恢复\W*是否删除"
)
_MOOD = (
    "(?:感动|震惊|搞笑|难过|愤怒|无聊|开心|高兴|路过|支持|同情|新奇|新鲜|惊讶|悲伤|期待|鲜花"
    "|鸡蛋|雷人|握手)"
)
_mood = full_match(
    "[您你](?:看到|看完|对|读完)(?:此|这|本)(?:篇|条)?(?:文章|新闻|文).{0,40}",
    rf"(?>(?:{_MOOD}\s*+\(?\d*+%?\)?\s*+){{3,}})",
    r"(?:投票|已有\d+人(?:参与)?投票|提交投票|查看结果)",
)
_COLUMN = (
    "(?:首页|新闻|时政|政务|视频|图片|专题|评论|体育|娱乐|财经|社会|国内|国际|科技|教育|健康|旅游|房产|汽车|文化"
    "|军事|民生|法治|要闻|县区|访谈|直播|问政|图库|论坛|公告|更多)"
)
_navigation = full_match(
    r"(?:阅读)?[上下]一[篇条页图张则](?:新闻|文章)?(?:\s*[:>].{0,60})?",
    "返回(?:首页|顶部|列表|上一[页级]|上页|目录|频道|主页).{0,12}|回到顶部|网站首页|文章导航",
    r"(?:[您你]的?)?(?:当前|现在|所在|目前)的?位置\s*:.{0,60}",
    r"首页\s*[>›»|].{0,60}",
    r"(?=.*页)(?>(?>(?:首页|尾页|末页|[上下]一?页|\d+/\d+|共?\s*\d{1,3}\s*页|第\s*\d{1,3}\s*页|[\[(]?\d{1,2}[\])]?|余下全文|全文)[\s|/·.]*+){2,})",
    rf"(?>(?:{_COLUMN}[\s|·>/]*+){{4,}})",
    "(?:点击|戳)(?:进入|查看)专题.{0,30}",
    r"更多.{1,8}\s*>{1,3}",
    "上一张\\s*下一张|支持键盘.{0,16}|点击(?:图片)?查看(?:大图|原图)|查看(?:大图|原图|更多)",
)
_tags = full_match(
    r"(?:标签|关键[词字]|tags?|话题)\s*(?::|>>)\s*[^。]{0,60}",
    r"(?>(?:#[^#\s]{2,16}+(?:#(?=[#\s]|$))?\s*+)+)(?:[^\s。,]{2,8}\s*+){0,3}",
)
_place = full_match(r"(?>(?>距[您你][^距\s]{1,13}|查看路线|查看地图|地图导航|导航到这里|\s)+)")


@rule("rest", 24)
def related_list(line: str) -> bool:
    """The heading of a list of other articles, with all that follows: 相关阅读, 往期回顾."""
    return section_markers.is_related_heading(line)


@rule("tail", 80, ends_article=True)
def related_line(line: str) -> bool:
    """Another article on one line behind the text: 推荐阅读：…"""
    return _related_line(line)


@rule("rest", 60, ends_page=True)
def comments(line: str) -> bool:
    """The form and headings of readers' comments, with all that follows: 来说两句吧, 最热评论."""
    return _comments(line)


@rule("edges", 20)
def comment_word(line: str) -> bool:
    """One button of a comment form, alone before or behind the text: 表情."""
    return _comment_word(line)


@rule("tail", 60, ends_article=True)
def mood_poll(line: str) -> bool:
    """What the readers feel, in boxes behind the text: 感动 震惊 搞笑."""
    return _mood(line)


@rule("anywhere", 80, removes_image=True, ends_article=True)
def navigation(line: str) -> bool:
    """The way to other pages: 上一篇：…, 返回首页, 当前位置：…"""
    return _navigation(line)


@rule("edges", 70, ends_article=True)
def tags(line: str) -> bool:
    """The tags of an article around its text: 标签：春耕 农机, #青禾融媒#."""
    return _tags(line)


@rule("tail", 30, removes_image=True)
def map_card(line: str) -> bool:
    """What a map writes below itself, behind the text: 距您约 3km 查看路线."""
    return _place(line)
