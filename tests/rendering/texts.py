"""A short article and its parts, for tests that read markup without a server."""

from __future__ import annotations

HEAD = "清晨六点，青石镇的老码头已经热闹起来，第一批渔船载着满舱的鲜货靠了岸。"
LEAD = "镇里去年修好了三公里长的冷链通道，渔民卖鱼不用再赶着天亮前进城，价钱也比往年高出一成。"
MIDDLE = "“以前最怕天热，一船鱼放到中午就掉价。”船老大周水根一边过秤一边说，“现在心里不慌了。”"
MORE = "镇农业服务中心介绍，冷库日处理能力达到四十吨，周边五个村的养殖户都能排上号。"
TAIL = "下一步，青石镇还将把通道延伸到湖西岸，让更多渔家赶上早市。"
PARAGRAPHS = (HEAD, LEAD, MIDDLE, MORE, TAIL)
TITLE = "青石镇：冷链通道让渔获不愁卖"


def html(paragraphs: tuple[str, ...] = PARAGRAPHS) -> str:
    return "".join(f"<p>{text}</p>" for text in paragraphs)


PREVIEW = html(PARAGRAPHS[:2])
