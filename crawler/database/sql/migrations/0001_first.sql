-- The first schema: sources, what their listings showed, the articles that came of it.

create table sources (
    key         text primary key,
    name        text not null,
    region      text not null default '',
    base_url    text not null,
    first_seen  timestamptz not null default now()
);
comment on table sources is 'An outlet we follow; the file crawler/sources/KEY.toml says how.';
comment on column sources.name is 'The outlet, as its readers know it.';
comment on column sources.region is 'Province, city, county, as the source file gives them.';

create table channels (
    source      text not null references sources,
    name        text not null,
    complete    boolean not null default false,
    read_at     timestamptz,
    primary key (source, name)
);
comment on table channels is 'One listing of a source, and how far the last look at it came.';
comment on column channels.complete is
    'False while a run turns its pages: a run that died leaves it false, and the next one does not stop at known entries.';

create table stories (
    id          bigint generated always as identity primary key,
    first_seen  timestamptz not null default now()
);
comment on table stories is 'The same text across outlets: the articles whose story_id is this.';

create table articles (
    id              bigint generated always as identity primary key,
    source          text not null references sources,
    url             text not null,
    fetched_url     text not null,
    platform        text not null,
    channel         text not null default '',
    title           text not null check (title <> ''),
    subtitle        text not null default '',
    published_at    timestamptz,
    updated_at      timestamptz,
    body            text not null,
    body_html       text not null,
    images          jsonb not null default '[]',
    videos          jsonb not null default '[]',
    reporters       text[] not null default '{}',
    correspondents  text[] not null default '{}',
    editors         text[] not null default '{}',
    credits         jsonb not null default '[]',
    source_name     text,
    section         text not null default '',
    keywords        text[] not null default '{}',
    language        text not null default '',
    counts          jsonb not null default '{}',
    gate            text not null check (gate in ('none', 'inert', 'covers', 'blocks')),
    gate_detail     jsonb not null default '{}',
    fetched_by      text not null check (fetched_by in ('http', 'browser')),
    removed         jsonb not null default '[]',
    story_id        bigint references stories,
    content_hash    bytea not null,
    passages        integer[] not null default '{}',
    first_seen      timestamptz not null default now(),
    last_seen       timestamptz not null default now(),
    unique (source, url)
);
create index articles_published_at on articles (published_at desc);
create index articles_content_hash on articles (content_hash);
create index articles_story_id on articles (story_id);
-- The eight smallest stand for all: copies share one of them, texts with a stock phrase hardly.
create index articles_passages on articles using gin ((passages[1:8])) with (fastupdate = off);

comment on table articles is 'One row per article: whole, clean, once.';
comment on column articles.source is 'Key of the source that published this copy.';
comment on column articles.url is 'Canonical address: tracking and share parameters gone, ids and id-carrying fragments kept.';
comment on column articles.fetched_url is 'The address that answered, as it was fetched.';
comment on column articles.platform is 'The CMS family that read the page.';
comment on column articles.channel is 'The listing that showed it first.';
comment on column articles.title is 'The headline as shown, without site name or section.';
comment on column articles.published_at is 'When the page says it was published; null where it does not say.';
comment on column articles.updated_at is 'When the page says it was last changed; null where it does not say.';
comment on column articles.body is 'Plain text, one paragraph a line; captions and bylines are not in it.';
comment on column articles.body_html is 'The same body as harmless HTML, with its pictures and videos in place.';
comment on column articles.images is 'Pictures in order: [{url, caption, credit}].';
comment on column articles.videos is 'Videos in order: [{url, poster}].';
comment on column articles.reporters is 'Names of reporters and authors (记者, 作者), in page order.';
comment on column articles.correspondents is 'Names of correspondents (通讯员), in page order.';
comment on column articles.editors is 'Names of editors (编辑, 责编), in page order.';
comment on column articles.credits is 'All credits: [{role, name, unit, kind, place}].';
comment on column articles.source_name is 'The source that the page claims (来源); null where it claims none.';
comment on column articles.counts is 'Last counts seen: views, likes, comments, shares, participants, unlabelled.';
comment on column articles.gate is 'App-wake gate: none; inert (hides nothing); covers (hid a body that was there); blocks (the body came only by script).';
comment on column articles.gate_detail is 'What was seen, pressed and refused at the gate.';
comment on column articles.fetched_by is 'http, or browser where plain HTTP did not bring the whole article.';
comment on column articles.removed is 'What cleaning took out: [{rule, text}].';
comment on column articles.story_id is 'The story this copy belongs to, where other copies are known.';
comment on column articles.content_hash is 'SHA-256 of title and body.';
comment on column articles.passages is 'A number for each two neighbouring sentences of the body, ascending: reprints share most of them.';
comment on column articles.first_seen is 'When this crawler first stored it.';
comment on column articles.last_seen is 'When this crawler last read it.';

create table entries (
    id              bigint generated always as identity primary key,
    source          text not null references sources,
    url             text not null,
    channel         text not null,
    title           text not null default '',
    listed_at       timestamptz,
    ask             jsonb,
    kind            text not null default 'article',
    state           text not null default 'owed'
                    check (state in ('owed', 'stored', 'duplicate', 'rejected', 'gone')),
    reason          text not null default '',
    tries           integer not null default 0,
    next_try_at     timestamptz not null default now(),
    article_id      bigint references articles,
    first_seen      timestamptz not null default now(),
    last_seen       timestamptz not null default now(),
    settled_at      timestamptz,
    unique (source, url)
);
create index entries_owed on entries (source, next_try_at) where state = 'owed';
comment on table entries is 'Every link that a listing showed, written before it is fetched.';
comment on column entries.listed_at is 'The time that the listing gave for it.';
comment on column entries.ask is 'How to fetch it where that is not a GET of url: {url, method, body, headers}.';
comment on column entries.state is 'owed until it is settled: stored, duplicate, rejected, gone.';
comment on column entries.reason is 'Why it is owed again, rejected or gone.';
comment on column entries.next_try_at is 'An owed entry is not asked for before this time.';
comment on column entries.article_id is 'The article it became, or is a duplicate of.';

create table revisions (
    id              bigint generated always as identity primary key,
    article_id      bigint not null references articles,
    replaced_at     timestamptz not null default now(),
    title           text not null,
    body            text not null,
    body_html       text not null,
    content_hash    bytea not null,
    published_at    timestamptz,
    updated_at      timestamptz
);
create index revisions_article_id on revisions (article_id);
comment on table revisions is 'What an article said before it was changed: one row per earlier text.';

create table counters (
    article_id      bigint not null references articles,
    seen_at         timestamptz not null default now(),
    name            text not null,
    value           bigint not null,
    primary key (article_id, name, seen_at)
);
comment on table counters is 'Views, likes, comments over time, as the page showed them.';

create table quarantine (
    id              bigint generated always as identity primary key,
    source          text not null,
    entry_id        bigint references entries,
    url             text not null,
    reason          text not null,
    raw             bytea,
    at              timestamptz not null default now()
);
create index quarantine_entry_id on quarantine (entry_id);
comment on table quarantine is 'What could not be read or stored, with the reason.';
comment on column quarantine.raw is 'The answer as it came, gzip; null where it was over the limit.';

create table runs (
    id              bigint generated always as identity primary key,
    source          text not null references sources,
    started_at      timestamptz not null default now(),
    ended_at        timestamptz,
    reason          text not null default '',
    exit_status     integer,
    found           integer not null default 0,
    stored          integer not null default 0,
    unchanged       integer not null default 0,
    duplicate       integer not null default 0,
    rejected        integer not null default 0,
    gone            integer not null default 0,
    failed          integer not null default 0,
    rendered        integer not null default 0,
    requests        integer not null default 0,
    bytes           bigint not null default 0,
    gates           jsonb not null default '{}',
    channels        jsonb not null default '{}',
    listings        jsonb not null default '[]'
);
create index runs_source on runs (source, started_at desc);
comment on table runs is 'One row per run of a source. found = stored + unchanged + duplicate + rejected + gone + failed.';
comment on column runs.ended_at is 'Null while it runs; a run that died is ended by the next one.';
comment on column runs.found is 'Entries met: shown by a listing, or owed from before and asked for again.';
comment on column runs.unchanged is 'Known before, and nothing new about them.';
comment on column runs.failed is 'Owed again at a later time.';
comment on column runs.rendered is 'Articles that came through the browser.';
comment on column runs.channels is 'The same books per channel.';
comment on column runs.listings is 'Listing pages read: [{channel, url, entries, new, outcome}].';
