"""Whether a word is a person's name, an institution, or neither.

Chinese has no capitals: what tells a name is its surname and length, what tells an
institution is its last word. Where a label says that a name must follow, less is asked of it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from pipelines.bylines.surnames import COMPOUND_SURNAMES, NOT_NAMES, SURNAMES

#: How sure the place is that a name stands there: after a label with its mark (``编辑：``),
#: after a role and a space, or run together with what is before it.
NameContext = Literal["labelled", "spaced", "glued"]

_HAN = re.compile("[\u3400-\u9fff〇]+")
_ETHNIC = re.compile("[\u3400-\u9fff]{1,8}(?:·[\u3400-\u9fff]{1,10}){1,4}")
_LATIN = re.compile(r"[A-Z][A-Za-z'’-]*\.?(?: (?:[A-Z][A-Za-z'’-]*\.?|de|van|von|al|bin)){1,4}")
#: Names that are spelt by sound: Mongolian, Tibetan, Uyghur, Kazakh ones without a point.
_BY_SOUND = re.compile(
    "[阿巴布尔格图雅娜斯琴木其云乌那仁呼和额敖苏日勒拉腾宝音德力荣丹次扎西卓玛顿珠旺多吉央金洛桑平措加曲梅朵增才"
    "让姆达瓦尼边罗索朗强久嘎买提艾合古丽吐逊热依江拜克努沙肯别贡觉白措毛杰太本先普姐琼支呷吉沙马比哈史俄]{3,8}"
)
_PLACES = frozenset(
    ("阿拉善", "格尔木", "阿克苏", "阿尔山", "巴西", "日喀则", "白云", "西藏", "太平")
)
#: Characters of grammar, which no name holds.
_GRAMMAR = re.compile("[的了们这那哪吗呢吧啊您你我他她它被把]")
_INSTITUTION = re.compile(
    "(?:报|网|讯|台|局|委|办|部|厅|院|县|市|省|区|乡|频道|栏目组?|客户端|发布|新闻|在线|传媒|媒体"
    "|平台|小组|工作室|[协学商公]会|大学|[中小]学|[一二三四五六七八九十]中|学校|集团|公司|中心|支队|大队|街道|社区|论坛"
    "|智库|馆|党校|企业|联盟|专栏|文学|直播|视频|电视|广播|视界|观察|公众号|微信|微博|[党团]支部"
    "|[快热]线|通讯社|出版社|杂志社)$"
)
#: Weaker endings: also the last character of a given name.
_PERHAPS = re.compile("[社镇村家科站校处室队组号云州刊]$")
_AGENCY = re.compile(
    "路透|[日晚早晨快时商]报|新闻|融媒|新华|中新|央视|总台|人民|电视|广播|编辑|记者|通讯员|作者"
    "|小编|佚名|匿名|未知|综合|网友|网民|管理|本[报网站台刊社院校局文]|我[报台]|原创|转载|投稿"
    "|公众|微信|官方|自媒体|客户端|委员会|办公室|办事处|有限|政府|公安|宣传|部门|单位|机构|组织"
    "|来源|整理|未署"
)
#: Words of headings, buttons and forms of address.
_NOT_NAMES = re.compile(
    "手记|观察|调查|推荐|点评|体验|视点|直播|连线|问答|提问|走访|获悉|报道|了解|采访|实习|在线"
    "|精选|说明|简介|单位|观点|声明|点赞|注释?$|按$|感言|来信|札记|日记|心语|寄语|见闻|目击|专访"
    "|探访|跟访|随笔|团队|之家|大家|全体|多名|最新|更多|文章|分享|收藏|点击|阅读|浏览|评论|打印"
    "|字号|责任|审核|校对|投诉|举报|版权|关注|订阅|登录|编辑|下载|日期|发布|标签|关键词|时间|次数"
    "|人气|热度|字体|刊物|暂无|^无$|昨日|今日|今天|昨天|近日|日前|关闭|返回"
    "|(?:局长|书记|主任|院长|校长|市长|县长|镇长|老师|医生|教授|先生|女士|经理|主席|部长|处长"
    "|科长|队长|所长|站长|董事|律师|师傅|大爷|大妈|阿姨|奶奶|同学|同志|代表|委员|总)$"
)


def is_institution(word: str) -> bool:
    """Whether a word names an outlet, an office or nobody (``本站``, ``佚名``)."""
    if _INSTITUTION.search(word) or _AGENCY.search(word):
        return not (len(word) == 3 and word[0] in SURNAMES and word[-1] == "讯")
    return _PERHAPS.search(word) is not None and (
        word[0] not in SURNAMES or (len(word) > 3 and word[:2] not in COMPOUND_SURNAMES)
    )


@lru_cache(maxsize=4096)
def is_name(word: str, by_sound: bool = False) -> bool:
    """Whether a word alone looks like a person: a surname and a given name, or ``买买提·艾力``;
    ``by_sound``, where a name is expected, one that is spelt by sound too: 乌云其木格."""
    if by_sound and _BY_SOUND.fullmatch(word) and word not in _PLACES:
        return True
    if _ETHNIC.fullmatch(word) or _LATIN.fullmatch(word):
        return not is_institution(word)
    if not _HAN.fullmatch(word) or not 2 <= len(word) <= 4 or word in NOT_NAMES:
        return False
    if _GRAMMAR.search(word) or _NOT_NAMES.search(word) or is_institution(word):
        return False
    if word[:2] in COMPOUND_SURNAMES:
        return len(word) > 2 or word[0] in SURNAMES
    return len(word) < 4 and word[0] in SURNAMES


def is_person(word: str, trust: NameContext, editor: bool = False) -> bool:
    """Whether a word that stands where a name may stand is one.

    After a label pen names pass too, and for an editor, who is always a person, longer ones.
    """
    if is_name(word, by_sound=trust != "glued"):
        return True
    if trust == "glued" or not _HAN.fullmatch(word):
        return False
    if word in NOT_NAMES and not (editor and trust == "labelled"):
        return False
    if _GRAMMAR.search(word) or _NOT_NAMES.search(word) or is_institution(word):
        return False
    return 2 <= len(word) <= (8 if editor and trust == "labelled" else 4)


def join_spaced_names(words: list[str]) -> list[str]:
    """Undo the space that typesetters put into short names: 方 敏 is 方敏."""
    joined: list[str] = []
    for word in words:
        if joined and _continues(joined[-1], word):
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _continues(before: str, word: str) -> bool:
    if len(word) == 1:
        return len(before) == 1 or before in COMPOUND_SURNAMES
    return len(word) == 2 and len(before) == 1 and before in SURNAMES and not is_name(word)
