"""APP-WAKE RULES, hosts: whom a page may not make the browser ask, and whose scripts it may need.

A new host is a new row here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class ThirdPartyHost:
    """A host (with its subdomains) that is never contacted; or a ``library``, whose scripts are
    those of others that pages of any site may need.

    ``stub_globals`` are the global names that its script would define: they are given an object
    that does nothing, so that the page's own script does not fail for want of them.
    """

    name: str
    kind: Literal["wake", "store", "tracker", "comments", "library"]
    stub_globals: tuple[str, ...] = ()


THIRD_PARTY_HOSTS = (
    ThirdPartyHost("openinstall.io", "wake", ("OpenInstall",)),
    ThirdPartyHost("openinstall.com", "wake", ("OpenInstall",)),
    ThirdPartyHost("moblink.mob.com", "wake", ("MobLink",)),
    ThirdPartyHost("lkme.cc", "wake", ("linkedme",)),
    ThirdPartyHost("linkedme.cc", "wake", ("linkedme",)),
    ThirdPartyHost("xinstall.com", "wake", ("XInstall",)),
    ThirdPartyHost("shareinstall.com", "wake", ("ShareInstall",)),
    ThirdPartyHost("magicwindow.cn", "wake", ("mw",)),
    ThirdPartyHost("mlinks.cc", "wake", ("mw",)),
    ThirdPartyHost("res.wx.qq.com", "wake", ("wx", "jWeixin")),
    ThirdPartyHost("a.app.qq.com", "store"),
    ThirdPartyHost("android.myapp.com", "store"),
    ThirdPartyHost("sj.qq.com", "store"),
    ThirdPartyHost("itunes.apple.com", "store"),
    ThirdPartyHost("apps.apple.com", "store"),
    ThirdPartyHost("play.google.com", "store"),
    ThirdPartyHost("appgallery.huawei.com", "store"),
    ThirdPartyHost("appgallery.cloud.huawei.com", "store"),
    ThirdPartyHost("app.mi.com", "store"),
    ThirdPartyHost("pgyer.com", "store"),
    ThirdPartyHost("fir.im", "store"),
    ThirdPartyHost("hm.baidu.com", "tracker"),
    ThirdPartyHost("push.zhanzhang.baidu.com", "tracker"),
    ThirdPartyHost("zz.bdstatic.com", "tracker"),
    ThirdPartyHost("pos.baidu.com", "tracker"),
    ThirdPartyHost("cpro.baidustatic.com", "tracker"),
    ThirdPartyHost("cnzz.com", "tracker"),
    ThirdPartyHost("cnzz.net", "tracker"),
    ThirdPartyHost("umeng.com", "tracker"),
    ThirdPartyHost("51.la", "tracker"),
    ThirdPartyHost("51yes.com", "tracker"),
    ThirdPartyHost("linezing.com", "tracker"),
    ThirdPartyHost("miaozhen.com", "tracker"),
    ThirdPartyHost("admaster.com.cn", "tracker"),
    ThirdPartyHost("growingio.com", "tracker"),
    ThirdPartyHost("sensorsdata.cn", "tracker"),
    ThirdPartyHost("webdissector.com", "tracker"),
    ThirdPartyHost("scorecardresearch.com", "tracker"),
    ThirdPartyHost("nr-data.net", "tracker"),
    ThirdPartyHost("google-analytics.com", "tracker", ("ga", "gtag")),
    ThirdPartyHost("googletagmanager.com", "tracker", ("gtag",)),
    ThirdPartyHost("googlesyndication.com", "tracker"),
    ThirdPartyHost("doubleclick.net", "tracker"),
    ThirdPartyHost("changyan.sohu.com", "comments"),
    ThirdPartyHost("changyan.itc.cn", "comments"),
    ThirdPartyHost("bdimg.share.baidu.com", "comments"),
    ThirdPartyHost("cdn.bootcdn.net", "library"),
    ThirdPartyHost("cdn.bootcss.com", "library"),
    ThirdPartyHost("cdn.staticfile.org", "library"),
    ThirdPartyHost("cdn.staticfile.net", "library"),
    ThirdPartyHost("lib.baomitu.com", "library"),
    ThirdPartyHost("libs.baidu.com", "library"),
    ThirdPartyHost("apps.bdimg.com", "library"),
    ThirdPartyHost("code.jquery.com", "library"),
    ThirdPartyHost("cdn.jsdelivr.net", "library"),
    ThirdPartyHost("cdnjs.cloudflare.com", "library"),
    ThirdPartyHost("unpkg.com", "library"),
)

_HOSTS = {host.name: host for host in THIRD_PARTY_HOSTS}


def find_host(url: str) -> ThirdPartyHost | None:
    """The row of the host of an address, or of a host above it."""
    try:
        labels = (urlsplit(url).hostname or "").split(".")
    except ValueError:
        return None
    names = (".".join(labels[i:]) for i in range(len(labels)))
    return next((_HOSTS[name] for name in names if name in _HOSTS), None)
