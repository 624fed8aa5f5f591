-- Looks at channels: how far back each goes, what stays owed of it, and the rhythm behind it.

create table sightings (
    entry_id bigint not null references entries,
    channel text not null,
    first_seen timestamptz not null default now(),
    primary key (entry_id, channel)
);
comment on table sightings is 'Which channel showed which entry, and since when: a look is joined to the one before where both show it.';
insert into sightings (entry_id, channel, first_seen) select id, channel, first_seen from entries;

update channels set read_at = null where not complete;
alter table channels drop column complete;
alter table channels add column validators jsonb;
alter table channels add column unmodified integer not null default 0;
alter table channels add column distrusted boolean not null default false;
alter table channels add column not_before timestamptz;
comment on table channels is 'One listing of a source, and when a look at it last came to its end.';
comment on column channels.read_at is 'When a look last came to its end: what had been shown by then is known.';
comment on column channels.validators is 'What a server said of the first page: {url, etag, modified, entries}.';
comment on column channels.unmodified is 'Looks in a row that were answered with 304; now and then one is made without validators.';
comment on column channels.distrusted is 'Its server said 304 for a page that had changed: validators are not sent any more.';
comment on column channels.not_before is 'Its server has asked not to be asked again before this time (Retry-After).';

create table polls (
    id bigint generated always as identity primary key,
    source text not null references sources,
    channel text not null,
    run_id bigint references runs,
    at timestamptz not null default now(),
    answer text not null check (answer in ('read', 'not modified', 'failed')),
    pages integer not null default 0,
    entries integer not null default 0,
    new integer not null default 0,
    joined boolean,
    fault text not null default ''
);
create index polls_channel on polls (source, channel, at desc);
comment on table polls is 'One row per look at a channel.';
comment on column polls.new is 'Entries that this channel had not shown before.';
comment on column polls.joined is 'Whether it came down to what the look before had seen; null for the first look.';

create table gaps (
    id bigint generated always as identity primary key,
    source text not null references sources,
    channel text not null,
    ask jsonb,
    page integer not null,
    known_before timestamptz not null,
    until timestamptz not null,
    found_at timestamptz not null default now(),
    tries integer not null default 0,
    next_try_at timestamptz not null default now(),
    closed_at timestamptz,
    reason text not null default ''
);
create index gaps_open on gaps (source) where closed_at is null;
comment on table gaps is 'Where a look was not joined to the one before: the listing page from which it is owed to go on.';
comment on column gaps.ask is 'The last page that was read, to be asked for again; null where the listing shows no further one.';
comment on column gaps.known_before is 'It is closed by a page that ends with an entry which was seen by then.';
comment on column gaps.until is 'The earliest time on the last page that was read: what is missing is older.';
comment on column gaps.reason is 'joined; or why it was given up, and then what was between known_before and until may be missing.';

create table rhythms (
    source text not null references sources,
    channel text not null,
    since timestamptz not null,
    last_at timestamptz,
    hours integer[] not null,
    days integer[] not null,
    updated_at timestamptz not null default now(),
    primary key (source, channel)
);
comment on table rhythms is 'Arrivals of a channel over the last four weeks.';
comment on column rhythms.hours is 'Arrivals by hour of the week in the time of the source, Monday 0 h first: 168 numbers.';
comment on column rhythms.days is 'Arrivals by day since then, to tell how much days differ.';

create table claims (
    source text primary key,
    after_run bigint not null,
    claimed_at timestamptz not null default now()
);
comment on table claims is 'Who hands out the next run of a source: one row a source, so that it is handed out once.';

alter table runs add column owed_before integer not null default 0;
alter table runs add column owed_after integer not null default 0;
alter table runs add column browser_pages integer not null default 0;
alter table runs add column first_article bigint references articles;
alter table runs add column last_article bigint references articles;
alter table runs add column node text not null default '';
alter table runs add column job text not null default '';
comment on column runs.owed_before is 'Entries owed when it began.';
comment on column runs.owed_after is 'Entries owed when it ended.';
comment on column runs.browser_pages is 'Pages opened in the browser, whatever came of them.';
comment on column runs.first_article is 'The first article that it stored.';
comment on column runs.last_article is 'The last article that it stored.';
comment on column runs.node is 'The machine and process that ran it.';
comment on column runs.job is 'Its job under scrapyd.';
comment on column runs.ended_at is 'Null while it runs; a run that died is ended by `scrapy due` or by the next one.';
create index articles_source_first_seen on articles (source, first_seen);
create index entries_source_first_seen on entries (source, first_seen);
