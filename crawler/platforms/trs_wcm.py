"""TRS WCM (拓尔思): the interface of its content management, whose keys are in capital letters.

Facts: public client code of 2020. ``nav.do`` names the channels, ``getByChnlId.do`` lists one
(``DOCUMENTS``, banners in ``FOCUSIMAGES``, special topics in ``SUBJECTS``), ``getByDocId.do`` shows
an article; ``clientId`` stands in the query. How the channel, the article and the page are called
there the source does not show: ``chnlId``, ``docId``, ``pageIndex`` are what the calls suggest.
"""

from __future__ import annotations

from crawler.parsing.json_record import Kind, Record
from crawler.platforms.core.api_endpoint import Call
from crawler.platforms.core.json_api import Interface
from crawler.platforms.core.platform import Fact

_LIST = "api/wcm/document/getByChnlId.do?pageSize={size}&clientId={client?}"


class TrsWcm(Interface):
    """Lists by channel, page by page; a special topic is a channel."""

    name = "trs_wcm"
    title = "TRS WCM"
    facts = (Fact("client", "the clientId of its calls", ""),)
    menu = Call("api/wcm/channel/nav.do?clientId={client?}")
    listing = Call(f"{_LIST}&chnlId={{channel}}&pageIndex={{page}}")
    article = Call("api/wcm/document/getByDocId.do?docId={id}&clientId={client?}")
    container = Call(f"{_LIST}&chnlId={{id}}&pageIndex=1")
    ids = ("docid", "channelid")
    marks = frozenset(("docid", "doctitle"))
    menu_ids = ("channelid",)
    menu_names = ("chnldesc", "chnlname")
    contents = ("dochtmlcon",)
    titles = ("doctitle", "chnldesc")
    times = ("docreltime", "docpubtime")

    def kind(self, item: Record) -> Kind:
        return super().kind(item) if item.text("docid") else "container"
