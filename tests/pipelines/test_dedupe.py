"""What becomes of an article that is like another: same, changed, replaced, duplicate, notice."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from crawler.models.article import Article, Image, Video
from pipelines.content_fingerprint import content_hash, sentence_pair_hashes
from pipelines.dedupe import Decisions, StoredArticle, classify_articles

_ZONE = timezone(timedelta(hours=8))
_TEXT = "码头上的吊机今早恢复作业。调度员说，积压的货柜三天内可以运完。夜班也重新排了。"
_OTHER = "山上的茶园昨天开采。茶农说，今年的明前茶比往年早了五天。收购点设在村口。"


def at(day: int, hour: int = 8) -> datetime:
    return datetime(2026, 11, day, hour, 30, tzinfo=_ZONE)


def article(
    number: int,
    title: str = "码头吊机恢复作业",
    body: str = _TEXT,
    media: tuple[str, ...] = (),
    when: datetime | None = None,
    unconfirmed: bool = False,
) -> Article:
    made = Article(f"http://a.example/{number}", title, body=body, entry_id=number)
    made.published_at = made.page_time = when
    made.images = [Image(url) for url in media if not url.endswith(".mp4")]
    made.videos = [Video(url) for url in media if url.endswith(".mp4")]
    made.content_hash = content_hash(title, body, media)
    made.passages = sentence_pair_hashes(body)
    made.unconfirmed = unconfirmed
    return made


def stored(made: Article, number: int = 70) -> StoredArticle:
    copy = StoredArticle.of(made)
    fields = {name: getattr(copy, name) for name in StoredArticle.__dataclass_fields__}
    return StoredArticle(**fields | {"id": number})


def kinds(decisions: Decisions) -> list[str]:
    return [decision.kind for decision in decisions.by_entry.values()]


def test_one_text_at_two_addresses_is_a_duplicate_whatever_host_or_token() -> None:
    here = article(1, media=("http://img.a.example/1/pier.jpg?t=1",), when=at(3))
    there = article(2, media=("http://img.b.example/2/pier.jpg?t=2",), when=at(3, 9))
    assert kinds(classify_articles([here, there], [])) == ["new", "duplicate"]
    assert kinds(classify_articles([there], [stored(here)])) == ["duplicate"]


def test_a_standing_title_and_text_with_another_day_film_or_picture_is_another_article() -> None:
    standing = "夜航新闻，每晚九点播出。"
    first = article(1, "夜航新闻", standing, ("http://a.example/v/1.mp4",), at(3, 21))
    another_film = article(2, "夜航新闻", standing, ("http://a.example/v/2.mp4",), at(3, 22))
    another_day = article(3, "夜航新闻", standing, ("http://a.example/v/1.mp4",), at(4, 21))
    assert kinds(classify_articles([first, another_film, another_day], [])) == ["new", "new", "new"]


def test_a_long_text_is_one_article_whatever_pictures_stand_in_it() -> None:
    long = _TEXT * 6
    first, again = (
        article(1, body=long, media=("/a.jpg",)),
        article(2, body=long, media=("/b.jpg",)),
    )
    assert kinds(classify_articles([first, again], [])) == ["new", "duplicate"]


def test_an_edit_is_a_change_and_another_article_at_the_address_is_a_new_one() -> None:
    known = [stored(article(1))]
    assert kinds(classify_articles([article(1)], known)) == ["same"]
    assert kinds(classify_articles([article(1, body=_TEXT + "码头方面致歉。")], known)) == [
        "changed"
    ]
    assert kinds(
        classify_articles([article(1, "码头吊机恢复作业了", "改写过的短讯。")], known)
    ) == ["changed"]
    assert kinds(classify_articles([article(1, "茶园开采", _OTHER)], known)) == ["replaced"]


def test_what_is_stored_is_not_given_up_for_a_text_that_nothing_confirms() -> None:
    decisions = classify_articles(
        [article(1, "提示", _OTHER, unconfirmed=True)], [stored(article(1))]
    )
    assert kinds(decisions) == ["notice"]
    assert decisions.withdrawn == set()


def test_a_text_that_nothing_confirms_and_several_addresses_show_is_a_notice() -> None:
    notices = [article(n, "关于平台", _OTHER, unconfirmed=True) for n in range(3)]
    assert kinds(classify_articles(notices, [])) == ["notice"] * 3


def test_a_notice_that_was_stored_is_withdrawn_when_it_shows_again() -> None:
    before = stored(article(1, "关于平台", _OTHER, unconfirmed=True))
    decisions = classify_articles([article(2, "关于平台", _OTHER, unconfirmed=True)], [before])
    assert kinds(decisions) == ["notice"]
    assert decisions.withdrawn == {70}


def test_a_confirmed_article_is_not_withdrawn_for_a_copy_that_nothing_confirms() -> None:
    decisions = classify_articles([article(2, unconfirmed=True)], [stored(article(1))])
    assert kinds(decisions) == ["notice"]
    assert decisions.withdrawn == set()


def test_two_addresses_of_a_dated_article_without_a_listed_title_are_no_notice() -> None:
    twice = [article(n, when=at(3), unconfirmed=True) for n in (1, 2)]
    assert kinds(classify_articles(twice, [])) == ["new", "duplicate"]
