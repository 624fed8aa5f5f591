-- Looks are joined by the order in which a channel showed its entries, and what it said of them.
alter table channels add column since timestamptz not null default now();
alter table channels add column shown bigint[] not null default '{}';
alter table channels add column entries integer not null default 0;
alter table channels add column ends_at integer;
alter table channels add column until_deeper integer not null default 9;
alter table channels add column depth integer not null default 1;
alter table channels add column distrust text not null default '';
alter table channels add column fault text not null default '';
alter table channels add column failures integer not null default 0;
alter table channels add column empty boolean not null default false;
comment on column channels.since is 'When it was first asked for.';
comment on column channels.shown is 'Ids of the entries that it showed last, in its own order; the next look is joined to these.';
comment on column channels.entries is 'Entries on its first page at the last look that found any.';
comment on column channels.ends_at is 'The page number that a look found to be none (404, empty, a page again): its end, where two answers agree.';
comment on column channels.until_deeper is 'Looks until one reads further than it needs to, for what was filed under a past time.';
comment on column channels.depth is 'Pages that the next such look reads at least.';
comment on column channels.distrusted is 'Validators are not sent any more; distrust says why.';
comment on column channels.distrust is 'Why validators are not sent any more.';
comment on column channels.fault is 'Why the last look could not be read; empty where it could.';
comment on column channels.failures is 'Looks in a row that could not be read.';
comment on column channels.empty is 'The last look found no entries where there should be some.';
update channels c
set since = coalesce(
        (select min(at) from polls p where p.source = c.source and p.channel = c.name), c.read_at,
        c.since
    ),
    shown = array(
        select s.entry_id from sightings s join entries e on e.id = s.entry_id
        where e.source = c.source and s.channel = c.name
        order by coalesce(e.listed_at, s.first_seen) desc, s.first_seen desc, s.entry_id
        limit 500
    ),
    distrust = case when distrusted then 'its server says 304 for what has changed' else '' end;

alter table gaps alter column known_before drop not null;
alter table gaps add column shown bigint[] not null default '{}';
alter table gaps add column ends_at integer;
comment on column gaps.known_before is 'What was shown by then is known: it is closed where it comes down to that. Null for the first look.';
comment on column gaps.shown is 'Ids of the entries that the look before showed, in order.';
comment on column gaps.ends_at is 'The page at which the listing seemed to end: it is closed where the next try agrees.';
comment on column gaps.reason is 'Why it is open or was given up, and then what was between known_before and until may be missing; joined: nothing is.';

alter table sightings add column title text not null default '';
alter table sightings add column listed_at timestamptz;
alter table sightings add column changes integer not null default 0;
alter table sightings add column changed_at timestamptz;
comment on column sightings.title is 'The title under which the channel showed it when it was last owed.';
comment on column sightings.listed_at is 'The time that the channel gave for it then, if to the minute.';
comment on column sightings.changes is 'How often it was owed again because the channel showed another title or time.';
