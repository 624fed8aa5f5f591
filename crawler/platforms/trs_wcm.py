"""TRS WCM (拓尔思): the interface of its content management, whose keys are in capital letters.

Facts: public client code of 2020. ``nav.do`` names the channels, ``getByChnlId.do`` lists one
(``DOCUMENTS``, banners in ``FOCUSIMAGES``, special topics in ``SUBJECTS``), ``getByDocId.do`` shows
an article; ``clientId`` stands in the query. How the channel, the article and the page are called
there the source does not show: ``chnlId``, ``docId``, ``pageIndex`` are what the calls suggest.
"""

from __future__ import annotations

from crawler.parsing.json_record import EntryKind, JsonRecord
from crawler.platforms.core.api_endpoint import Endpoint
from crawler.platforms.core.json_api import JsonApiPlatform
from crawler.platforms.core.platform import PlatformOption

_LIST = "api/wcm/document/getByChnlId.do?pageSize={size}&clientId={client?}"


class TrsWcm(JsonApiPlatform):
    """Lists by channel, page by page; a special topic is a channel."""

    name = "trs_wcm"
    title = "TRS WCM"
    options = (PlatformOption("client", "the clientId of its calls", ""),)
    channels_endpoint = Endpoint("api/wcm/channel/nav.do?clientId={client?}")
    listing_endpoint = Endpoint(f"{_LIST}&chnlId={{channel}}&pageIndex={{page}}")
    article_endpoint = Endpoint("api/wcm/document/getByDocId.do?docId={id}&clientId={client?}")
    topic_endpoint = Endpoint(f"{_LIST}&chnlId={{id}}&pageIndex=1")
    id_keys = ("docid", "channelid")
    signature_keys = frozenset(("docid", "doctitle"))
    channel_id_keys = ("channelid",)
    channel_name_keys = ("chnldesc", "chnlname")
    content_keys = ("dochtmlcon",)
    title_keys = ("doctitle", "chnldesc")
    time_keys = ("docreltime", "docpubtime")

    def entry_kind(self, item: JsonRecord) -> EntryKind:
        return super().entry_kind(item) if item.text("docid") else "topic"
