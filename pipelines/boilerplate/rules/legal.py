"""Who owns the text, who answers for it, and how to reach the outlet."""

from __future__ import annotations

import re

from pipelines.boilerplate.rules.base import full_match, rule

_disclaims = re.compile(
    "未经.{0,14}(?:授权|许可|同意|允许)|版权.{0,8}(?:归|所有|属于?|声明|说明)"
    "|(?:转载|刊用|使用).{0,16}(?:注明|联系|授权|请|须|需|来源|自)|[仅不]代表.{0,20}(?:观点|立场|看法|意见)"
    "|侵权|侵犯.{0,10}权|(?:联系|联络).{0,14}(?:删除|处理|我们|进行)|仅供.{0,6}参考|不构成.{0,12}建议|仅提供信息"
    "|不意味着.{0,6}赞同|不对.{0,20}负责|信息(?:存储|发布)(?:空间)?(?:服务|平台)|不良信息|举报电话|icp备|许可证"
    "|copyright|©|rights reserved|(?:报料|爆料|新闻热线).{0,30}\\d"
    "|更多.{0,16}(?:下载|关注|尽在).{0,16}(?:app|客户端|公众号)|入市需谨慎"
).search
_disclaimer_opens = re.compile(
    r"\(?(?:[①-⑩一二三四五六七八九\d][、.)]?\s*)?"
    "(?:(?:免责|版权|特别|郑重|重要|权利)?(?:声明|说明|提示)|免责|版权|特此|本[文网报站号平公]"
    "|以上|凡|如[有需涉果若发因]|若|未经|转载|内容|图片|图文|文图|文章|来源|部分|网友评论|温馨提示"
    "|风险提示|投资有?风险|股市有|注:|备注|欢迎|copyright|©|违法|互联网|[^,。]{0,16}声明\\s*:"
    r"|[^,。]{0,24}专稿|[^,。\s]{0,12}(?:报料|爆料|新闻热线|授权|独家|版权|原创|提醒:))"
).match
_notice = re.compile(r"\(?(?:免责|版权|特别|郑重)?声明\s*:").match
_imprint = full_match(
    r"(?:主办|承办|版权所有|主管)(?:单位)?\s*:.{2,20}(?:承办|技术支持|主办|协办|维护).{2,30}",
    ".{0,16}icp[备证].{4,40}|.{0,20}互联网新闻信息服务许可证.{0,60}",
    r"\d[、.].{2,16}由.{2,24}主办.{0,90}|.{0,24}(?:版权|产品|内容).{0,14}声明\s*:?",
    "免责声明|版权声明|特别声明|法律声明",
    "(?:本文|原文)(?:链接|网址|地址)\\s*:.{4,120}",
    "copyright.{4,90}",
)
_contact = full_match(
    r"(?:新闻|读者|本报|本台|编辑部)?(?:报料|爆料|投稿|读者|新闻|广告|发行|热线|商务|采编|监督)(?:热线|邮箱|电话|qq群?|微信|方式|信箱)\s*+:?\s*+[^。]{3,60}",
    "(?:.{2,10}对此文亦有贡献,?)?\\(?.{0,20}推荐进入.{1,10}数据库.{0,60}",
    "(?:广告|商务|内容|版权|品牌|业务|媒体)(?:等|及|与|和|刊例|投放|商务)*.{0,6}合作.{0,48}",
    ".{0,10}新闻线索.{0,40}(?:热线|电话|报料|爆料|客户端|平台|微信).{0,40}",
    r"(?:投稿|来稿|供稿)(?:请)?(?:发送?至|邮箱|信箱)\s*+:?\s*+[\w.@-]{5,40}",
    "(?:评论|转载)及?(?:评论|转载)?均?需注明.{0,40}|看到新闻,?第一时间告诉我们。?|爆料有奖",
    r"欢迎(?:投稿|来稿|爆料|报料).{0,60}|.{0,3}联系方式:.{0,20}(?:编辑部|本[网报站]).{0,30}",
    r"(?:发送|发)?邮件至\s*[\w.-]+@[\w.-]+.{0,24}",
)
_provenance = full_match(
    r"(?:本文|文章|原文)(?:经.{0,10}授权)?(?:来自|来源于?|转载?自|首发于|发表于)[^。]{0,8}(?:公众号|微信号|头条号|百家号)"
    r"[^。]{2,90}。?"
)
_picture_credit = full_match(
    r"\(?(?:本文|文中|以上|本组)?(?:所有|部分|用)?(?:图片|配图|照片|图|视频|音频|题图|图文|封面图?)(?:均|都|全部)?"
    r"(?:由\s*:?[^,。;]{2,24}?(?:提供|供图|拍摄|摄影?)|(?:来[源自]于?|选自|取自)\s*:?[^,。;]{2,24}"
    r"|(?:为|系).{0,8}(?:资料图片?|截图|效果图))\)?。?",
    r"\(?(?:本文|文中)?(?:封面)?(?:图片|配图|图|题图|头图)(?:来源|源|自)?\s*[:|/丨]\s*[^,。;]{2,24}\)?",
)


@rule("edges", 600, ends_article=True)
def disclaimer(line: str) -> bool:
    """Who owns and who answers for the text, around it: 声明：…, 未经授权不得转载."""
    if len(line) > 160 and not _notice(line):
        return False
    return _disclaimer_opens(line) is not None and _disclaims(line) is not None


@rule("tail", 140, ends_article=True)
def imprint(line: str) -> bool:
    """The heading of a disclaimer, the address of the page, licences: 免责声明, 本文链接：…"""
    return _imprint(line)


@rule("tail", 100, ends_article=True)
def contact(line: str) -> bool:
    """How to send in news or advertise, behind the text: 投稿邮箱：…, 商务合作请…"""
    return _contact(line)


@rule("edges", 120)
def provenance(line: str) -> bool:
    """From which account a text was taken, in a line of its own: 本文来自微信公众号：…"""
    return _provenance(line)


@rule("tail", 44)
def picture_credit(line: str) -> bool:
    """Who gave the pictures, in a line of its own behind the text: （图片由受访者提供）."""
    return _picture_credit(line)
