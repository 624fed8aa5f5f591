-- Every statement of the crawler, by name. A statement ends where the next name begins.

-- name: register_source
insert into sources (key, name, region, base_url)
values (%(key)s, %(name)s, %(region)s, %(base_url)s)
on conflict (key) do update
set name = excluded.name, region = excluded.region, base_url = excluded.base_url;

-- name: lock_source
-- What is noted on this connection later need not wait for the disk.
select pg_try_advisory_lock(hashtextextended('run:' || %(source)s::text, 0)),
    set_config('synchronous_commit', 'off', false);

-- name: close_dead_runs
update runs set ended_at = now(), reason = 'died', exit_status = 7,
    pending_after = (select count(*) from entries e where e.source = runs.source and state = 'pending')
where source = %(source)s and ended_at is null
returning count_death(source, in_flight, in_flight_channels, %(max_tries)s);

-- name: mark_in_flight
update runs set in_flight = %(entries)s::text::bigint[], in_flight_channels = %(channels)s
where id = %(run)s;

-- name: begin_run
insert into runs (source, purpose, node, job, pending_before)
select %(source)s, %(purpose)s, %(node)s, %(job)s,
    (select count(*) from entries where source = %(source)s and state = 'pending')
returning id;

-- name: end_run
update runs
set ended_at = coalesce(%(ended_at)s::timestamptz, now()), reason = %(reason)s, exit_status = %(exit_status)s, found = %(found)s,
    stored = %(stored)s, unchanged = %(unchanged)s, duplicate = %(duplicate)s,
    rejected = %(rejected)s, gone = %(gone)s, failed = %(failed)s, gated = %(gated)s,
    rendered = %(rendered)s, in_flight = '{}', in_flight_channels = '{}',
    requests = %(requests)s, bytes = %(bytes)s, gates = %(gates)s, channels = %(channels)s,
    listings = %(listings)s, browser_pages = %(browser_pages)s,
    pending_after = (select count(*) from entries e where e.source = runs.source and state = 'pending'),
    first_article = a.first, last_article = a.last
from (
    select min(id) as first, max(id) as last from articles
    where source = (select source from runs where id = %(id)s)
        and first_seen >= (select started_at from runs where id = %(id)s)
) a
where runs.id = %(id)s;

-- name: mark_run_killed
-- A run that did not end when it should.
update runs
set ended_at = now(), reason = 'cut off', exit_status = %(exit_status)s,
    pending_after = (select count(*) from entries e where e.source = runs.source and state = 'pending')
where id = %(id)s and ended_at is null
returning count_death(source, in_flight, in_flight_channels, %(max_tries)s);

-- name: begin_poll
insert into channels (source, name) values (%(source)s, %(channel)s)
on conflict (source, name) do update set name = excluded.name
returning read_at, now() as began, validators, unmodified, distrusted, since, shown, entries,
    ends_at, until_deeper, depth, deaths;

-- name: end_poll
-- {distrust}: why validators are not sent any more, '' where they are.
update channels
set read_at = now(), validators = %(validators)s, unmodified = 0,
    distrusted = distrusted or %(distrust)s <> '',
    distrust = case when distrust = '' then %(distrust)s else distrust end,
    shown = %(shown)s::bigint[], entries = %(entries)s,
    ends_at = coalesce(%(ends_at)s, ends_at),
    until_deeper = %(until_deeper)s, depth = %(depth)s,
    fault = '', failures = 0, empty = false, deaths = 0
where source = %(source)s and name = %(channel)s;

-- name: mark_not_modified
update channels
set read_at = now(), unmodified = unmodified + 1, until_deeper = until_deeper - 1, fault = '',
    failures = 0, empty = false, deaths = 0
where source = %(source)s and name = %(channel)s;

-- name: fail_channel
update channels set fault = %(fault)s, failures = failures + 1, empty = %(empty)s
where source = %(source)s and name = %(channel)s;

-- name: unread_channels
-- Channels that show nothing where there should be something, or could not be read several times.
select source, name, fault, failures from channels
where source = any(%(sources)s) and (empty or failures >= %(failures)s)
order by source, name;

-- name: pause_channel
update channels set not_before = now() + make_interval(secs => %(seconds)s)
where source = %(source)s and name = %(channel)s;

-- name: insert_poll
insert into polls (source, channel, run_id, at, answer, pages, entries, new, joined, fault)
values (%(source)s, %(channel)s, %(run)s, %(began)s, %(answer)s, %(pages)s, %(entries)s, %(new)s,
    %(joined)s, %(fault)s);

-- name: open_gap
-- Without {request} it is closed at once: nobody can fill it. So is one of a channel that has {followed}
-- open ones. One that is found {once} more within a day is the same.
insert into gaps (source, channel, request, page, known_before, until, closed_at, reason, shown,
    ends_at, tries)
select %(source)s, %(channel)s, %(request)s::jsonb, %(page)s, %(known_before)s::timestamptz,
    coalesce(%(until)s, now()),
    case when %(request)s::jsonb is null or open.gaps >= %(followed)s then now() end,
    case when open.gaps >= %(followed)s and %(request)s::jsonb is not null
        then open.gaps || ' gaps are open already' else %(reason)s::text end,
    %(shown)s::bigint[], %(ends_at)s::integer, %(failed)s::boolean::integer
from (
    select count(*) as gaps from gaps
    where source = %(source)s and channel = %(channel)s and closed_at is null
) as open
where not %(once)s::boolean or not exists (
    select from gaps
    where source = %(source)s and channel = %(channel)s and reason = %(reason)s
        and closed_at > now() - interval '1 day'
);

-- name: open_gaps
select id, channel, request, page, known_before, until, shown, ends_at, now() as began
from gaps
where source = %(source)s and closed_at is null and next_try_at <= now()
order by id;

-- name: move_gap
update gaps
set request = %(request)s, page = %(page)s, until = %(until)s, tries = 0, next_try_at = now(),
    reason = %(reason)s, ends_at = %(ends_at)s
where id = %(id)s;

-- name: close_gap
update gaps set closed_at = now(), reason = %(reason)s, until = %(until)s where id = %(id)s;

-- name: delay_gap
-- Asked for again later each time; after {max_tries} tries it is given up with its reason.
update gaps
set tries = tries + 1, reason = %(reason)s,
    next_try_at = now() + make_interval(secs => least(86400, 60 * 4 ^ least(tries, 8))),
    closed_at = case when tries + 1 >= %(max_tries)s then now() end
where id = %(id)s;

-- name: upsert_entries
-- In: a JSON array of {url, title, listed_at, exact_at, request, kind}. Known entries are only seen
-- again; a container that was opened is due at once where its listing tells a later time than before,
-- and the newest address of its page is the one to be asked for.
-- Out: since when the channel shows each, null where it does so for the first time, and under which
-- title and time it was when it was last pending.
with noted as (
    insert into entries as known (source, url, channel, title, listed_at, request, kind)
    select %(source)s, e.url, %(channel)s, coalesce(e.title, ''), e.listed_at, e.request, e.kind
    from jsonb_to_recordset(%(entries)s)
        as e (url text, title text, listed_at timestamptz, request jsonb, kind text)
    on conflict (source, url) do update
    set last_seen = now(),
        listed_at = case when known.kind = 'topic'
            then greatest(known.listed_at, excluded.listed_at) else known.listed_at end,
        next_try_at = case when known.state = 'expanded' and excluded.listed_at > known.listed_at
            then now() else known.next_try_at end,
        request = case when known.request is null or known.request ? 'page'
                or not coalesce(excluded.request ? 'page', true)
            then excluded.request else known.request end
    returning id, url, state, next_try_at <= now() as due, deaths, (xmax = 0) as new
), sighted as (
    insert into channel_entries as known (entry_id, channel, title, listed_at)
    select n.id, %(channel)s, coalesce(e.title, ''), e.exact_at
    from noted n
    join jsonb_to_recordset(%(entries)s) as e (url text, title text, exact_at timestamptz)
        on e.url = n.url
    on conflict (entry_id, channel) do update
    set title = case when known.title = '' then excluded.title else known.title end,
        listed_at = coalesce(known.listed_at, excluded.listed_at)
    where (known.title = '' and excluded.title <> '')
        or (known.listed_at is null and excluded.listed_at is not null)
)
select noted.*, now() as now, s.first_seen as since, s.title as title_before,
    s.listed_at as listed_before, s.changes, s.changed_at
from noted left join channel_entries s on s.entry_id = noted.id and s.channel = %(channel)s;

-- name: load_volatile_parameters
select name, learned_at, example from volatile_parameters where source = %(source)s order by name;

-- name: add_volatile_parameter
insert into volatile_parameters (source, name, example) values (%(source)s, %(name)s, %(example)s)
on conflict do nothing;

-- name: entries_at
select id, url, title, listed_at, article_id from entries
where source = %(source)s and url = any(%(urls)s);

-- name: entries_on_pages
-- The newest entries at each page, whatever the parameters of their addresses.
select e.url, e.title, e.listed_at
from unnest(%(pages)s::text[]) as p (page)
cross join lateral (
    select url, title, listed_at from entries
    where source = %(source)s and substring(url from '^[^?;]*') = p.page and url ~ '[?;]'
    order by id desc limit %(limit)s
) e
union
select url, title, listed_at from entries where source = %(source)s and url = any(%(pages)s);

-- name: entries_with
select id, url, article_id from entries
where source = %(source)s and url ~ '[?;]' and position(%(part)s in url) > 0;

-- name: rename_entries
update entries e set url = n.url
from jsonb_to_recordset(%(rows)s) as n (id bigint, url text) where e.id = n.id;

-- name: merge_entry_twins
-- Pending entries that turn out to be another one are not asked for again.
update entries e
set state = 'duplicate', article_id = t.article_id, settled_at = now(),
    reason = 'the same address but for its parameter ' || %(name)s::text
from jsonb_to_recordset(%(rows)s) as t (id bigint, article_id bigint)
where e.id = t.id and e.state = 'pending';

-- name: articles_at
select id, url from articles where source = %(source)s and url = any(%(urls)s);

-- name: articles_with
select id, url, id as article_id from articles
where source = %(source)s and position(%(part)s in url) > 0;

-- name: rename_articles
update articles a set url = n.url
from jsonb_to_recordset(%(rows)s) as n (id bigint, url text) where a.id = n.id;

-- name: requeue_changed
-- In: a JSON array of {id, title, listed_at, exact_at, reason} of entries that a channel shows with
-- another title or time. Those that were settled are pending again.
with changed as (
    select * from jsonb_to_recordset(%(entries)s)
        as c (id bigint, title text, listed_at timestamptz, exact_at timestamptz, reason text)
), sighted as (
    update channel_entries s
    set title = case when c.title = '' then s.title else c.title end,
        listed_at = coalesce(c.exact_at, s.listed_at), changes = s.changes + 1, changed_at = now()
    from changed c where s.entry_id = c.id and s.channel = %(channel)s
)
update entries e
set title = case when c.title = '' then e.title else c.title end,
    listed_at = coalesce(c.listed_at, e.listed_at), state = 'pending', tries = 0,
    next_try_at = now(), settled_at = null, reason = c.reason
from changed c
where e.id = c.id and e.state <> 'expanded'
returning e.id;

-- name: still_pending
select id from entries where id = any(%(ids)s) and state = 'pending';

-- name: pending_entries
select id, url, channel, title, listed_at, request, kind, deaths
from entries
where source = %(source)s and state = 'pending' and next_try_at <= now()
order by deaths, next_try_at, id
limit %(limit)s;

-- name: expand_topic
-- A special topic is asked for again a day later, if a listing still shows it.
update entries
set state = 'expanded', reason = %(reason)s, settled_at = now(), tries = 0,
    deaths = 0, next_try_at = now() + interval '1 day'
where id = %(id)s;

-- name: known_articles
-- What stands at these addresses, and what has one of these contents. Media: the last parts of the
-- addresses of pictures and videos. duplicate_urls: of an unconfirmed article, other URLs that
-- showed it.
select id, url, content_hash, title, length(body) as body_length, published_at,
    passages, unconfirmed,
    case when unconfirmed then array(
        select e.url from entries e
        where e.source = articles.source and e.article_id = articles.id and e.url <> articles.url
        limit 20
    ) else '{}' end as duplicate_urls,
    array(
        select lower(substring(m.item ->> 'url' from '([^/?#]*)/?(?:[?#].*)?$'))
        from jsonb_array_elements(images || videos) as m (item)
    ) as media
from articles
where source = %(source)s and superseded_at is null
    and (url = any(%(urls)s) or content_hash = any(%(hashes)s));

-- name: supersede_articles
-- Their addresses hold other articles from now on.
update articles set superseded_at = now() where id = any(%(ids)s);

-- name: withdraw_articles
-- What was stored and has turned out to be no article: its entries are pending again.
select withdraw_articles(%(ids)s::bigint[], %(reason)s);

-- name: insert_articles
insert into articles (source, url, fetched_url, platform, channel, title, subtitle,
    published_at, updated_at, body, body_html, images, videos, reporters, correspondents,
    editors, credits, source_name, section, keywords, language, counts, gate, gate_detail,
    fetched_by, removed, content_hash, unconfirmed, passages,
    summary, original_title, editor_note, canonical_url, original_url, rejected_values)
select source, url, fetched_url, platform, channel, title, subtitle,
    published_at, updated_at, body, body_html, images, videos, reporters, correspondents,
    editors, credits, source_name, section, keywords, language, counts, gate, gate_detail,
    fetched_by, removed, decode(content_hash, 'hex'), unconfirmed, passages,
    summary, original_title, editor_note, canonical_url, original_url, rejected_values
from jsonb_to_recordset(%(articles)s) as a (source text, url text, fetched_url text,
    platform text, channel text, title text, subtitle text, published_at timestamptz,
    updated_at timestamptz, body text, body_html text, images jsonb, videos jsonb,
    reporters text[], correspondents text[], editors text[], credits jsonb, source_name text,
    section text, keywords text[], language text, counts jsonb, gate text, gate_detail jsonb,
    fetched_by text, removed jsonb, content_hash text,
    unconfirmed boolean, passages integer[], summary text, original_title text, editor_note text,
    canonical_url text, original_url text, rejected_values jsonb)
returning id, url;

-- name: insert_revision
insert into revisions (article_id, title, body, body_html, content_hash, published_at, updated_at)
select id, title, body, body_html, content_hash, published_at, updated_at
from articles where id = any(%(ids)s);

-- name: change_articles
update articles a
set fetched_url = n.fetched_url, platform = n.platform, title = n.title, subtitle = n.subtitle,
    published_at = coalesce(n.published_at, a.published_at), updated_at = n.updated_at,
    body = n.body, body_html = n.body_html, images = n.images, videos = n.videos,
    reporters = n.reporters, correspondents = n.correspondents, editors = n.editors,
    credits = n.credits, source_name = n.source_name, section = n.section,
    keywords = n.keywords, language = n.language, counts = n.counts, gate = n.gate,
    gate_detail = n.gate_detail, fetched_by = n.fetched_by, removed = n.removed,
    content_hash = decode(n.content_hash, 'hex'),
    unconfirmed = n.unconfirmed, passages = n.passages,
    summary = n.summary, original_title = n.original_title, editor_note = n.editor_note,
    canonical_url = n.canonical_url, original_url = n.original_url, rejected_values = n.rejected_values,
    last_seen = now()
from jsonb_to_recordset(%(articles)s) as n (id bigint, fetched_url text, platform text,
    title text, subtitle text, published_at timestamptz, updated_at timestamptz, body text,
    body_html text, images jsonb, videos jsonb, reporters text[], correspondents text[],
    editors text[], credits jsonb, source_name text, section text, keywords text[],
    language text, counts jsonb, gate text, gate_detail jsonb, fetched_by text, removed jsonb,
    content_hash text, unconfirmed boolean, passages integer[], summary text,
    original_title text, editor_note text, canonical_url text, original_url text, rejected_values jsonb)
where a.id = n.id;

-- name: touch_articles
update articles set last_seen = now() where id = any(%(ids)s);

-- name: add_counters
insert into counters (article_id, name, value)
select article_id, name, value
from jsonb_to_recordset(%(counters)s) as c (article_id bigint, name text, value bigint)
on conflict do nothing;

-- name: similar_articles
-- In: ids of new articles. Out: pairs (new id, older copy) that share at least three passages,
-- and at least half of those of the shorter one; of each source the newest {most} that may be
-- copies are compared, so that no outlet can make those of others dear.
-- (id + 0: the index to use is that of passages.)
select n.id, o.id as other, o.story_id
from articles n
cross join lateral (
    select c.id, row_number() over (partition by c.source order by c.id desc) as place
    from articles c
    where c.passages[1:8] && n.passages[1:8] and c.id + 0 < n.id
) alike
join articles o on o.id = alike.id
cross join lateral (
    select count(*) as passages from unnest(n.passages) p where p = any(o.passages)
) shared
where n.id = any(%(ids)s) and alike.place <= %(most)s and shared.passages >= 3
    and shared.passages * 2 >= least(cardinality(n.passages), cardinality(o.passages))
order by n.id, shared.passages desc, o.id;

-- name: begin_story
insert into stories default values returning id;

-- name: join_story
update articles set story_id = %(story)s where id = any(%(ids)s);

-- name: record_outcomes
-- In: a JSON array of {id, outcome, final, reason, article_id, heard, retry_after (s), gate}. A failed or
-- gated entry is pending again, later each time; after {max_tries} tries it is given up with its
-- reason, and becomes what ``final`` says, or stays stored where it has an article.
update entries e
set state = case
        when s.outcome in ('stored', 'unchanged') then 'stored'
        when s.outcome not in ('failed', 'gated') then s.outcome
        when e.tries + 1 < %(max_tries)s then 'pending'
        when e.article_id is not null then 'stored'
        else s.final end,
    reason = case when s.outcome in ('failed', 'gated') and e.tries + 1 >= %(max_tries)s
        then 'given up after ' || e.tries + 1 || ' tries: ' || s.reason
        else s.reason end,
    tries = e.tries + 1,
    deaths = case when s.outcome in ('failed', 'gated') then e.deaths else 0 end,
    next_try_at = case when s.outcome in ('failed', 'gated')
        then now() + make_interval(secs => greatest(coalesce(s.retry_after, 0),
            least(86400, 60 * 4 ^ least(e.tries, 8))))
        else e.next_try_at end,
    article_id = coalesce(s.article_id, e.article_id),
    heard_since = case when e.heard = decode(s.heard, 'hex') then e.heard_since else now() end,
    heard = decode(s.heard, 'hex'),
    gate = s.gate,
    settled_at = case when s.outcome in ('failed', 'gated') then null else now() end
from jsonb_to_recordset(%(outcomes)s)
    as s (id bigint, outcome text, final text, reason text, article_id bigint, heard text,
        retry_after double precision, gate jsonb)
where e.id = s.id;

-- name: heard_before
-- Which of these entries had the same answer hours ago. In: a JSON array of {id, hash}.
select e.id
from entries e join jsonb_to_recordset(%(answers)s) as a (id bigint, hash text) on a.id = e.id
where e.heard = decode(a.hash, 'hex') and e.heard_since < now() - interval '2 hours';

-- name: insert_quarantine
-- An entry's answer takes the place of that of its try before.
with replaced as (
    delete from quarantine
    where entry_id = %(entry_id)s and replayed_at is null
)
insert into quarantine (source, entry_id, url, reason, raw, fetched_url, content_type, rendered)
values (%(source)s, %(entry_id)s, %(url)s, %(reason)s, %(raw)s, %(fetched_url)s,
    %(content_type)s, %(rendered)s);

-- name: trim_quarantine
-- The bytes of the newest {rows} of a source are kept; of older ones the row alone.
update quarantine set raw = null
where source = %(source)s and raw is not null and id <= (
    select id from quarantine where source = %(source)s order by id desc
    offset %(rows)s limit 1
);

-- name: quarantined
-- Without bytes; {reason} is a part of one.
select id, source, entry_id, url, fetched_url, reason, at, replayed_at, rendered, content_type,
    octet_length(raw) as bytes
from quarantine
where (%(sources)s::text[] is null or source = any(%(sources)s))
    and (%(reason)s::text is null or position(%(reason)s in reason) > 0)
    and (%(all)s or replayed_at is null)
order by id desc limit %(limit)s;

-- name: quarantined_bytes
select * from quarantine where id = %(id)s;

-- name: to_replay
-- The last answer of every entry that is no article yet.
select distinct on (q.entry_id) q.entry_id, q.raw, q.fetched_url, q.content_type, q.rendered, q.at,
    e.url, e.channel, e.title, e.listed_at, e.request, e.kind
from quarantine q join entries e on e.id = q.entry_id
where q.source = %(source)s and q.raw is not null and q.replayed_at is null
    and q.fetched_url <> '' and e.state in ('rejected', 'pending')
    and (%(reason)s::text is null or position(%(reason)s in q.reason) > 0)
order by q.entry_id, q.id desc;

-- name: mark_replayed
update quarantine q set replayed_at = now()
from entries e
where e.id = q.entry_id and q.source = %(source)s and q.replayed_at is null
    and e.id = any(%(ids)s) and e.state in ('stored', 'duplicate');

-- name: last_articles
select title, published_at, reporters, correspondents, editors, source_name, body, fetched_by
from articles where source = %(source)s
order by published_at desc nulls last, id desc limit %(limit)s;

-- name: totals
select count(*) as articles, count(distinct story_id) as stories,
    (select count(*) from entries where source = %(source)s and state = 'pending') as pending
from articles where source = %(source)s;

-- name: load_render_stats
select pattern, template, http_complete, browser_needed, chars_added, useless_renders, learned_complete, renders, learn_attempts, revocations, learned_request,
    confirmations, unverified_entries, unchecked_entries
from render_stats where source = %(source)s;

-- name: save_render_stats
-- In: a JSON array of rows as load_evidence gives them.
insert into render_stats (source, pattern, template, http_complete, browser_needed, chars_added, useless_renders, learned_complete, renders,
    learn_attempts, revocations, learned_request, confirmations, unverified_entries, unchecked_entries)
select %(source)s, e.* from jsonb_to_recordset(%(rows)s) as e (pattern text, template text,
    http_complete integer, browser_needed integer, chars_added bigint, useless_renders integer, learned_complete integer, renders integer,
    learn_attempts integer, revocations integer, learned_request jsonb, confirmations integer, unverified_entries bigint[],
    unchecked_entries bigint[])
on conflict (source, pattern, template) do update
set http_complete = excluded.http_complete, browser_needed = excluded.browser_needed, chars_added = excluded.chars_added,
    useless_renders = excluded.useless_renders, learned_complete = excluded.learned_complete, renders = excluded.renders,
    learn_attempts = excluded.learn_attempts, revocations = excluded.revocations, learned_request = excluded.learned_request,
    confirmations = excluded.confirmations, unverified_entries = excluded.unverified_entries, unchecked_entries = excluded.unchecked_entries,
    updated_at = now();

-- name: delete_render_stats
delete from render_stats
where source = %(source)s and (%(pattern)s::text is null or pattern = %(pattern)s)
returning pattern;

-- name: requeue_entries
update entries
set state = 'pending', tries = 0, next_try_at = now(), settled_at = null, reason = %(reason)s
where source = %(source)s and id = any(%(ids)s) and state = 'stored';

-- name: arrivals
-- When the entries of the last four weeks appeared, by each channel that shows them, whoever was
-- first; channel '' stands for the whole source, each entry once. It is the time that the page
-- gives, or its listing; a mere date says nothing of the hour, and then it is when it was first
-- seen, unless by the first run at the channel, which finds what had been there for long.
with begun as (
    select p.channel, min(r.ended_at) as begin
    from polls p join runs r on r.id = p.run_id
    where p.source = %(source)s and p.answer = 'read'
    group by p.channel
), sighted as (
    select s.channel, s.first_seen, e.id from channel_entries s join entries e on e.id = s.entry_id
    where e.source = %(source)s and s.first_seen > now() - interval '28 days'
    union all
    select '', first_seen, id from entries
    where source = %(source)s and first_seen > now() - interval '28 days'
), said as (
    select s.channel, s.first_seen, coalesce(a.published_at, e.listed_at) as at,
        coalesce(b.begin, (select min(begin) from begun), now()) as begin
    from sighted s join entries e on e.id = s.id left join articles a on a.id = e.article_id
    left join begun b on b.channel = s.channel
    where e.kind <> 'topic'
)
select channel, begin, now() as now, case
        when (at at time zone %(zone)s)::time <> time '00:00' then least(at, first_seen)
        else first_seen end as at
from said
where (at at time zone %(zone)s)::time <> time '00:00' or first_seen > begin;

-- name: save_arrival_rate
insert into arrival_rates (source, channel, since, last_at, hours, days)
values (%(source)s, %(channel)s, %(since)s, %(last_at)s, %(hours)s, %(days)s)
on conflict (source, channel) do update
set since = excluded.since, last_at = excluded.last_at, hours = excluded.hours,
    days = excluded.days, updated_at = now();

-- name: load_arrival_rates
-- Channel '' stands for the whole source.
select r.source, r.channel, r.since, r.last_at, r.hours, r.days, c.read_at
from arrival_rates r left join channels c on c.source = r.source and c.name = r.channel
where r.source = any(%(sources)s)
order by r.source, r.channel;

-- name: plan
-- One row a source: its last run with the first fault of its listings, the ends of the last eight,
-- whether its lock is held, when something pending may be asked for, and when the articles of the last
-- hours before it appeared.
select s.key, r.id as run, r.started_at, r.ended_at, l.held as running,
    (
        select concat_ws(': ', x ->> 'channel', x ->> 'error')
        from jsonb_array_elements(r.listings) as x where x ->> 'error' <> '' limit 1
    ) as fault,
    array(
        select exit_status from runs
        where source = s.key and purpose = 'crawl' and ended_at is not null
        order by id desc limit 8
    ) as statuses,
    least(
        (select min(next_try_at) from entries where source = s.key and state = 'pending'),
        (select min(next_try_at) from gaps where source = s.key and closed_at is null)
    ) as pending_at,
    (select max(not_before) from channels where source = s.key) as barred_until,
    array(
        select least(coalesce(a.published_at, e.listed_at, e.first_seen), e.first_seen)
        from entries e left join articles a on a.id = e.article_id
        where e.source = s.key and e.first_seen > r.started_at - interval '3 hours'
    ) as recent
from unnest(%(sources)s::text[]) as s (key)
left join lateral (
    select id, started_at, ended_at, listings from runs
    where source = s.key and purpose = 'crawl' order by id desc limit 1
) r on true
cross join lateral (
    select exists (
        select from pg_locks
        where locktype = 'advisory' and granted and objsubid = 1
            and database = (select oid from pg_database where datname = current_database())
            and (classid::bigint << 32) | objid::bigint = hashtextextended('run:' || s.key, 0)
    ) as held
) l;

-- name: claim_run
insert into run_claims (source, after_run)
select %(source)s, %(after_run)s
where not exists (
    select from runs where source = %(source)s and purpose = 'crawl' and id > %(after_run)s
)
on conflict (source) do update
set after_run = excluded.after_run, claimed_at = now()
where run_claims.after_run < excluded.after_run
    or (run_claims.after_run = excluded.after_run
        and run_claims.claimed_at < now() - make_interval(secs => %(seconds)s))
returning source;

-- name: release_run
delete from run_claims where source = %(source)s and after_run = %(after_run)s;

-- name: close_all_dead_runs
update runs
set ended_at = now(), reason = 'died', exit_status = 7,
    pending_after = (select count(*) from entries e where e.source = runs.source and state = 'pending')
where ended_at is null and not exists (
    select from pg_locks
    where locktype = 'advisory' and granted and objsubid = 1
        and database = (select oid from pg_database where datname = current_database())
        and (classid::bigint << 32) | objid::bigint = hashtextextended('run:' || runs.source, 0)
)
returning source, count_death(source, in_flight, in_flight_channels, %(max_tries)s);

-- name: last_run
select * from runs where source = %(source)s order by id desc limit 1;

-- name: last_runs
select * from runs
where (%(sources)s::text[] is null or source = any(%(sources)s))
    and (%(id)s::bigint is null or id = %(id)s)
order by id desc limit %(limit)s;

-- name: articles_by_day
-- Entries by the day on which they appeared, in the source's own time, days without any too.
with seen as (
    select (least(coalesce(a.published_at, e.listed_at, e.first_seen), e.first_seen)
        at time zone %(zone)s)::date as day, e.state
    from entries e left join articles a on a.id = e.article_id
    where e.source = %(source)s and e.kind <> 'topic'
        and e.first_seen > now() - make_interval(days => %(days)s + 7)
)
select d.day::date as day, count(seen.state) as seen,
    count(*) filter (where state = 'stored') as stored,
    count(*) filter (where state = 'duplicate') as duplicate,
    count(*) filter (where state = 'rejected') as rejected,
    count(*) filter (where state = 'gone') as gone,
    count(*) filter (where state = 'pending') as pending
from generate_series(
    (now() at time zone %(zone)s)::date - %(days)s + 1, (now() at time zone %(zone)s)::date, '1 day'
) as d (day)
left join seen on seen.day = d.day
group by d.day order by d.day;

-- name: open_gap_sizes
-- What is missing is older than anything that the look which left the gap found. How far back a
-- first look goes is no loss.
select g.channel, g.known_before, g.found_at, g.closed_at, g.reason,
    greatest(g.known_before, least(g.until, (
        select min(least(coalesce(a.published_at, e.listed_at, s.first_seen), s.first_seen))
        from channel_entries s join entries e on e.id = s.entry_id
        left join articles a on a.id = e.article_id
        where e.source = g.source and s.channel = g.channel and s.first_seen > g.known_before
            and s.first_seen <= g.found_at
    ))) as until
from gaps g
where g.source = %(source)s and g.reason <> 'joined'
    and (g.known_before is not null or g.closed_at is null or g.tries > 0)
    and g.found_at > now() - interval '28 days'
order by g.id;

-- name: distrusted_channels
select name, distrust from channels where source = %(source)s and distrusted order by name;

-- name: numbered_entries
select url, (first_seen > now() - interval '1 day')::int as lately
from entries
where source = %(source)s and kind <> 'topic' and first_seen > now() - interval '15 days';

-- name: reserve_host
-- A turn at a host, {delay} seconds after the one before, whoever had that. No row where the host
-- is to be left alone, by everybody or by {source}, for longer than {patience} seconds. Times that
-- lie so far ahead that nobody can have meant them are of a clock that has jumped.
insert into hosts as h (host, next_at)
select %(host)s, now() + make_interval(secs => %(delay)s)
where not exists (
    select from pauses
    where source = %(source)s and host = %(host)s and until < now() + interval '8 days'
        and until > now() + make_interval(secs => %(patience)s)
)
on conflict (host) do update
set next_at = greatest(
    case when h.next_at < now() + interval '1 hour' then h.next_at end,
    case when h.not_before < now() + interval '8 days' then h.not_before end,
    now()
) + make_interval(secs => %(delay)s)
where h.not_before is null or h.not_before > now() + interval '8 days'
    or h.not_before <= now() + make_interval(secs => %(patience)s)
returning extract(epoch from next_at - now())::float8 - %(delay)s as wait;

-- name: host_pause
-- The longer one of those that bind {source}.
select extract(epoch from until - now())::float8 as seconds, why
from (
    select not_before as until, why from hosts where host = %(host)s
    union all
    select until, why from pauses where source = %(source)s and host = %(host)s
) as p
where until < now() + interval '8 days'
order by until desc limit 1;

-- name: charge_host
-- Requests that a page made by itself; they put the next turn off by {most} seconds at most.
update hosts
set next_at = greatest(next_at, least(
    greatest(next_at, now())
        + make_interval(secs => %(delay)s::float8 * %(requests)s::float8),
    now() + make_interval(secs => %(most)s)
))
where host = %(host)s;

-- name: pause_host
insert into hosts as h (host, not_before, why)
values (%(host)s, now() + make_interval(secs => %(seconds)s), %(why)s)
on conflict (host) do update
set not_before = greatest(
        case when h.not_before < now() + interval '8 days' then h.not_before end,
        excluded.not_before
    ),
    why = excluded.why;

-- name: pause_host_for
-- The same for {source} alone.
insert into pauses as p (source, host, until, why)
values (%(source)s, %(host)s, now() + make_interval(secs => %(seconds)s), %(why)s)
on conflict (source, host) do update
set until = greatest(
        case when p.until < now() + interval '8 days' then p.until end, excluded.until
    ),
    why = excluded.why;

-- name: add_host_usage
-- In: a JSON array of {host, requests, browser_requests, bytes, throttled, robots_denied, skipped, waited}.
insert into host_usage as r (host, day, requests, browser_requests, bytes, throttled, robots_denied, skipped, waited)
select host, (now() at time zone 'utc')::date, requests, browser_requests, bytes, throttled, robots_denied, skipped,
    waited
from jsonb_to_recordset(%(rows)s) as n (host text, requests integer, browser_requests integer,
    bytes bigint, throttled integer, robots_denied integer, skipped integer, waited double precision)
on conflict (host, day) do update
set requests = r.requests + excluded.requests, browser_requests = r.browser_requests + excluded.browser_requests,
    bytes = r.bytes + excluded.bytes, throttled = r.throttled + excluded.throttled,
    robots_denied = r.robots_denied + excluded.robots_denied, skipped = r.skipped + excluded.skipped,
    waited = r.waited + excluded.waited;

-- name: last_host_usage
select * from host_usage
where day > (now() at time zone 'utc')::date - %(days)s::int
    and (%(hosts)s::text[] is null or host = any(%(hosts)s))
order by day desc, requests desc, host;

-- name: paused_hosts
-- {source} is null where everybody leaves the host alone.
select host, until, why, source
from (
    select host, not_before as until, why, null as source from hosts
    union all
    select host, until, why, source from pauses
) as p
where until > now() and (%(hosts)s::text[] is null or host = any(%(hosts)s))
order by host, source nulls first;
