"""Articles that look like no article: short, without text, without an end, or about errors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.faults.paper import content, framed

_PICTURE = '<p><img src="/pic/{}.jpg" width="720" height="480"></p>'


@dataclass(frozen=True)
class Small:
    """``inner`` is the markup of its body, ``holds`` a piece of the text that has to be stored;
    ``listed`` what the listing calls it, where that is not its title."""

    kind: str
    title: str
    inner: str
    holds: str = ""
    listed: str = ""

    def page(self, number: int) -> str:
        at = datetime.now(ZoneInfo("Asia/Shanghai")) - timedelta(days=1, minutes=53 * number)
        said = (
            f'<div class="info"><span>{at:%Y-%m-%d %H:%M}</span><span>来源：苇川融媒</span></div>'
        )
        return framed(self.title, f'<h1 class="title">{self.title}</h1>{said}{self.inner}')


def _picture(name: str, caption: str = "") -> str:
    below = f'<p style="text-align:center">{caption}</p>' if caption else ""
    return f'<div class="content">{_PICTURE.format(name)}{below}</div>'


def _rows(*rows: tuple[str, ...]) -> str:
    cells = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
    return f'<div class="content"><table border="1">{cells}</table></div>'


SMALL = (
    Small(
        "a notice of two lines",
        "停水通知",
        content("因主管抢修，东关片区今天14时至20时停水。", "请居民提前储水。"),
        "东关片区今天14时至20时停水",
    ),
    Small(
        "a notice of one line",
        "城南菜市场明天恢复营业",
        content("城南菜市场消杀完毕，明天六点恢复营业。"),
        "明天六点恢复营业",
    ),
    Small(
        "an appointment",
        "苇川县人民政府任免通知",
        content("县政府决定：", "任命郝景文为县水务局副局长；", "免去罗士安的县水务局副局长职务。"),
        "任命郝景文为县水务局副局长",
    ),
    Small(
        "news of one sentence",
        "苇川至临港动车今天首发",
        content("今天七时二十分，苇川开往临港的首趟动车载着六百一十二名旅客准点发车。"),
        "载着六百一十二名旅客准点发车",
    ),
    Small(
        "a photo with one caption",
        "秋收",
        _picture("qs01", "十月的北坡，收割机在金色的梯田里来回。"),
    ),
    Small(
        "a poem",
        "渡口（外一首）",
        content("船还没有来", "芦花先白了", "父亲把缆绳系在石头上", "像系住一个", "要走的人"),
        "像系住一个",
    ),
    Small(
        "a film without text",
        "航拍苇川：一河两岸灯火起",
        '<div class="content"><video src="/v/0917.mp4" controls></video></div>',
    ),
    Small(
        "news of a system's maintenance",
        "政务服务平台升级维护期间 这些业务可以线下办",
        content(
            "省政务服务平台将于本周六零点至周日十二点进行系统升级维护，其间网上办事、查询、预约等服务暂停访问。",
            "县政务服务中心在升级期间照常开门，社保、医保、不动产登记三个窗口安排专人值守。",
            "升级完成后，市民无需重新注册，原有账号可以直接登录。",
        ),
        "三个窗口安排专人值守",
    ),
    Small(
        "an office's own maintenance notice",
        "关于县政府网站停机维护的公告",
        content(
            "因机房供电线路改造，县政府网站将于本月底的周五十八时至周六六时停机维护，届时网站无法访问。",
            "给您带来不便，敬请谅解。",
        ),
        "因机房供电线路改造",
    ),
    Small(
        "news of blocked visits",
        "网警提醒：遇到“访问被拦截”怎么办",
        content(
            "不少市民打开网页时看到“您的请求存在安全风险，已被拦截”的提示，担心自己的电脑中了病毒。",
            "县公安局网安大队介绍，这多半是网站防火墙的误判，换一个网络或者清除浏览器缓存即可。",
            "如果页面要求下载所谓的安全插件，请立即关闭并拨打举报电话。",
        ),
        "这多半是网站防火墙的误判",
    ),
    Small(
        "news of a login",
        "医保账号登录方式有变 请先完成实名验证",
        content(
            "从下月起，登录医保服务平台需要先输入手机验证码，再进行人脸识别，原来的密码登录停止使用。",
            "没有智能手机的老人可以带身份证到乡镇卫生院的窗口办理。",
        ),
        "原来的密码登录停止使用",
    ),
    Small(
        "news of a page that is not found",
        "404，页面不存在？志愿者用寻亲网页补上这一页",
        content(
            "公益组织把网站上常见的“页面不存在”换成了寻亲信息，每出现一次错误页面，就多一次找到亲人的机会。",
            "半年来，已有四十多家单位的网站接入这项服务，帮助两个家庭团圆。",
        ),
        "帮助两个家庭团圆",
    ),
    Small(
        "an obituary",
        "讣告",
        content(
            "县文化馆离休干部贺兰坡同志因病医治无效，于昨晚九时逝世，享年九十一岁。",
            "遵照本人遗愿，丧事从简，不举行遗体告别仪式。",
        ),
        "丧事从简",
    ),
    Small(
        "a table and nothing else",
        "本周核酸采样点安排表",
        _rows(("地点", "时间"), ("东关小学", "8:00—11:00"), ("体育馆北门", "14:00—17:30")),
        "体育馆北门",
    ),
    Small(
        "winners without a full stop",
        "全县书法比赛获奖名单",
        content(
            "一等奖：谷雨亭、闻人立",
            "二等奖：宗少白、雷小寒、温如玉",
            "三等奖：桑梓、鲁南山、方既明、邬桐",
        ),
        "二等奖：宗少白、雷小寒、温如玉",
    ),
    Small(
        "a list, its last line long",
        "第三批入围企业公示",
        content(
            "经专家评审，下列企业入围第三批技术改造补助名单，现予公示",
            "苇川县宏远纺织机械制造有限责任公司、苇川北坡石榴深加工农民专业合作社联合社",
        ),
        "北坡石榴深加工",
    ),
    Small(
        "a comma before a picture",
        "一图看懂：换证这样办",
        '<div class="content"><p>驾驶证到期前九十天就可以换证，三种办法见下图，</p>'
        f"{_PICTURE.format('hz')}</div>",
        "三种办法见下图",
    ),
    Small(
        "a colon before a picture",
        "县城公交线路调整示意图",
        '<div class="content"><p>受南大街改造影响，三条线路临时绕行，具体走向如下：</p>'
        f"{_PICTURE.format('gj')}</div>",
        "三条线路临时绕行",
    ),
    Small(
        "a body in English",
        "Reed festival opens in Weichuan",
        content(
            "The tenth Weichuan reed festival opened on Saturday with boat races, a market of"
            " reed crafts and an evening of folk songs on the river bank.",
            "More than three thousand visitors came on the first day, the county said.",
        ),
        "three thousand visitors",
    ),
    Small(
        "traditional characters",
        "葦川縣與臺中農會簽署水果採購協議",
        content(
            "葦川縣農業局昨日與臺中農會簽署協議，雙方將在石榴、柑橘的分級與冷鏈運輸方面展開合作。",
            "首批兩百噸石榴預計下月裝船，經廈門運往臺中港。",
        ),
        "首批兩百噸石榴",
    ),
    Small(
        "a listing's shorter title",
        "我县召开冬季清洁取暖工作推进会 部署煤改气入户和供暖管网检修",
        content(
            "昨天下午，全县冬季清洁取暖工作推进会在县会议中心召开，十四个乡镇的负责人参加会议。",
            "会议要求在供暖前完成一万两千户的入户检查和六十公里管网的检修。",
        ),
        "六十公里管网的检修",
        listed="冬季清洁取暖工作推进会召开",
    ),
    Small(
        "a listing's other title",
        "为了八百个孩子的午饭",
        content(
            "青岭中学的炊事员一共五个人，每天凌晨四点起床，九点以前要把三百斤米淘好下锅。",
            "校长说，学校没有外包食堂，是因为山里的孩子一周才回一次家，饭要自己人做才放心。",
        ),
        "饭要自己人做才放心",
        listed="青岭中学：五名炊事员的凌晨四点",
    ),
    Small(
        "a notice of an office at length",
        "关于暂停受理户籍业务的通知",
        content(
            "因户政系统升级，全县各派出所户籍窗口将于本周五全天暂停受理业务，下周一恢复正常，请群众合理安排时间。"
        ),
        "户籍窗口将于本周五全天暂停受理业务",
    ),
)


def shortened(title: str) -> str:
    """A title as a listing with little room shows it."""
    return title if len(title) <= 10 else f"{title[:9]}..."
