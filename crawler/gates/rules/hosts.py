"""APP-WAKE RULES, hosts: whom a page may not make the browser ask, and whose scripts it may need.

A new host is a new row here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Host:
    """A host (with its subdomains) that is never contacted; or a ``library``, whose scripts are
    those of others that pages of any site may need.

    ``stands`` are the global names that its script would define: they are given an object
    that does nothing, so that the page's own script does not fail for want of them.
    """

    name: str
    kind: Literal["wake", "store", "tracker", "comments", "library"]
    stands: tuple[str, ...] = ()


HOSTS = (
    Host("openinstall.io", "wake", ("OpenInstall",)),
    Host("openinstall.com", "wake", ("OpenInstall",)),
    Host("moblink.mob.com", "wake", ("MobLink",)),
    Host("lkme.cc", "wake", ("linkedme",)),
    Host("linkedme.cc", "wake", ("linkedme",)),
    Host("xinstall.com", "wake", ("XInstall",)),
    Host("shareinstall.com", "wake", ("ShareInstall",)),
    Host("magicwindow.cn", "wake", ("mw",)),
    Host("mlinks.cc", "wake", ("mw",)),
    Host("res.wx.qq.com", "wake", ("wx", "jWeixin")),
    Host("a.app.qq.com", "store"),
    Host("android.myapp.com", "store"),
    Host("sj.qq.com", "store"),
    Host("itunes.apple.com", "store"),
    Host("apps.apple.com", "store"),
    Host("play.google.com", "store"),
    Host("appgallery.huawei.com", "store"),
    Host("appgallery.cloud.huawei.com", "store"),
    Host("app.mi.com", "store"),
    Host("pgyer.com", "store"),
    Host("fir.im", "store"),
    Host("hm.baidu.com", "tracker"),
    Host("push.zhanzhang.baidu.com", "tracker"),
    Host("zz.bdstatic.com", "tracker"),
    Host("pos.baidu.com", "tracker"),
    Host("cpro.baidustatic.com", "tracker"),
    Host("cnzz.com", "tracker"),
    Host("cnzz.net", "tracker"),
    Host("umeng.com", "tracker"),
    Host("51.la", "tracker"),
    Host("51yes.com", "tracker"),
    Host("linezing.com", "tracker"),
    Host("miaozhen.com", "tracker"),
    Host("admaster.com.cn", "tracker"),
    Host("growingio.com", "tracker"),
    Host("sensorsdata.cn", "tracker"),
    Host("webdissector.com", "tracker"),
    Host("scorecardresearch.com", "tracker"),
    Host("nr-data.net", "tracker"),
    Host("google-analytics.com", "tracker", ("ga", "gtag")),
    Host("googletagmanager.com", "tracker", ("gtag",)),
    Host("googlesyndication.com", "tracker"),
    Host("doubleclick.net", "tracker"),
    Host("changyan.sohu.com", "comments"),
    Host("changyan.itc.cn", "comments"),
    Host("bdimg.share.baidu.com", "comments"),
    Host("cdn.bootcdn.net", "library"),
    Host("cdn.bootcss.com", "library"),
    Host("cdn.staticfile.org", "library"),
    Host("cdn.staticfile.net", "library"),
    Host("lib.baomitu.com", "library"),
    Host("libs.baidu.com", "library"),
    Host("apps.bdimg.com", "library"),
    Host("code.jquery.com", "library"),
    Host("cdn.jsdelivr.net", "library"),
    Host("cdnjs.cloudflare.com", "library"),
    Host("unpkg.com", "library"),
)

_HOSTS = {host.name: host for host in HOSTS}


def listed(url: str) -> Host | None:
    """The row of the host of an address, or of a host above it."""
    try:
        labels = (urlsplit(url).hostname or "").split(".")
    except ValueError:
        return None
    names = (".".join(labels[i:]) for i in range(len(labels)))
    return next((_HOSTS[name] for name in names if name in _HOSTS), None)
