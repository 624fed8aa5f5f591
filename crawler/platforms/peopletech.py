"""The app interface of 人民日报's technology house (people's daily apps of provinces and cities).

Facts: public client code of 2018 to 2020, and of 2026 for the article call. Nothing is signed;
``pjCode`` names the outlet. The menu has three shapes; ``type`` tells what an item is (normal,
video, subject: a special topic, web: a page of somebody else); ``date`` has a ``T`` and mostly a
zone. Share pages are routes behind ``#``: each is an address of its own. Clients ask for the first
page only, with an empty ``pageToken``: the next token is looked for where such answers keep one,
beside the list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import parse_qs, urlsplit

from crawler.models.article import Article
from crawler.models.listing import Channel, RequestSpec
from crawler.parsing.article.html_fragment import add_media, images_html, videos_html
from crawler.parsing.json_record import EntryKind, JsonRecord, iter_array_objects
from crawler.parsing.page import FetchedPage
from crawler.platforms.core.api_endpoint import Endpoint
from crawler.platforms.core.json_api import JsonApiPlatform
from crawler.platforms.core.platform import PlatformOption

_LINKS = ("link", "linkurl", "outlink")
_TOKENS = ("nextpagetoken", "nexttoken", "pagetoken")


class PeopleTech(JsonApiPlatform):
    """Lists by category, banners (``head``) before articles; one call for all kinds of article."""

    name = "peopletech"
    title = "人民日报 peopletech"
    options = (
        PlatformOption("project", "its pjCode, by which the interface knows the outlet", ""),
    )
    channels_endpoint = Endpoint("api/v2/menus/?pjCode={project}")
    listing_endpoint = Endpoint(
        "api/v2/articles/{channel}?pageToken={token}&size={size}&headPageSize=&pjCode={project}"
    )
    article_endpoint = Endpoint("api/v2/articles/detail/{id}?pjCode={project}")
    topic_endpoint = Endpoint("api/v2/subjects/{id}?size={size}&pjCode={project}")
    id_keys = ("articleid", "id")
    signature_keys = frozenset(("title", "date", "shareurl"))
    channel_id_keys = ("categoryid", "id")

    def channel_records(self, page: FetchedPage) -> Iterator[JsonRecord]:
        """A category with children lists no articles itself."""
        return (
            record for record in iter_array_objects(page.json) if not record.children("children")
        )

    def first_page_params(self) -> Mapping[str, object]:
        return {"token": ""}

    def next_page_params(
        self, items: Sequence[JsonRecord], page: FetchedPage, number: int
    ) -> Mapping[str, object] | None:
        asked = parse_qs(urlsplit(page.requested_url or page.url).query).get("pageToken", [""])[0]
        answer = JsonRecord(page.json) if isinstance(page.json, dict) else None
        places = filter(None, (answer and answer.child("item"), answer))
        token = next((t for t in (place.text(*_TOKENS) for place in places) if t), "")
        return {"token": token} if token and token != asked else None

    def list_items(self, page: FetchedPage) -> Iterator[JsonRecord]:
        """Articles, not the blocks of a special topic that hold them."""
        return (item for item in super().list_items(page) if "articles" not in item)

    def entry_kind(self, item: JsonRecord) -> EntryKind:
        return "external" if item.text("type").lower() == "web" else item.entry_kind()

    def item_request(
        self, item: JsonRecord, kind: EntryKind, channel: Channel
    ) -> RequestSpec | None:
        # The share page of a link only shows the other page: its own call says where it leads.
        if kind == "external" and not self.share_url(item, kind, channel):
            kind = "article"
        return super().item_request(item, kind, channel)

    def share_url(self, item: JsonRecord, kind: EntryKind, channel: Channel) -> str:
        if kind == "external":
            return item.url(channel.base_url, *_LINKS)
        return super().share_url(item, kind, channel)

    def fill_metadata(self, article: Article, record: JsonRecord, page: FetchedPage) -> None:
        super().fill_metadata(article, record, page)
        if not record.get(*self.content_keys):
            article.original_url = record.url(page.url, *_LINKS)

    def body_html(self, record: JsonRecord, page: FetchedPage) -> str:
        """The text; an article of type video or picture has media instead."""
        text = super().body_html(record, page)
        films = videos_html(record, page.url, "medias")
        album = [] if text or films else images_html(record, page.url, "images")
        return add_media(text, films, album)
