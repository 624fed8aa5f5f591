-- Plain names for tables, columns and values. The data are kept.

-- Keys of an object renamed: {old: new} in names.
create function renamed_keys(value jsonb, names jsonb) returns jsonb
language sql immutable as $$
select coalesce(jsonb_object_agg(coalesce(names ->> key, key), e.value), '{}')
from jsonb_each(value) e
$$;

-- What the pages of a source needed.
alter table evidence rename to render_stats;
alter table render_stats rename constraint evidence_pkey to render_stats_pkey;
alter table render_stats rename constraint evidence_source_fkey to render_stats_source_fkey;
alter table render_stats rename column whole to http_complete;
alter table render_stats rename column needed to browser_needed;
alter table render_stats rename column added to chars_added;
alter table render_stats rename column vain to useless_renders;
alter table render_stats rename column direct to learned_complete;
alter table render_stats rename column taught to learn_attempts;
alter table render_stats rename column misses to revocations;
alter table render_stats rename column lesson to learned_request;
alter table render_stats rename column confirmed to confirmations;
alter table render_stats rename column served to unverified_entries;
alter table render_stats rename column unchecked to unchecked_entries;
update render_stats
set learned_request = jsonb_build_object(
    'requests', learned_request -> 'asks',
    'patches', (select coalesce(jsonb_agg(renamed_keys(g, '{"at": "xpath"}') order by n), '[]')
        from jsonb_array_elements(learned_request -> 'grafts') with ordinality as e (g, n)),
    'known_shapes', learned_request -> 'shapes',
    'rejected_shapes', learned_request -> 'odd')
where learned_request is not null;
comment on table render_stats is 'What the articles of one URL pattern and page template needed: plain HTTP, the browser, or a learned request.';
comment on column render_stats.pattern is 'The URL with its ids named: m.example.cn/p/{n}.html.';
comment on column render_stats.template is 'Eight characters for the scripts that the page runs; empty if it runs none.';
comment on column render_stats.http_complete is 'Articles that plain HTTP brought complete.';
comment on column render_stats.browser_needed is 'Articles that only the browser brought complete.';
comment on column render_stats.chars_added is 'Characters of body text that the browser added to those.';
comment on column render_stats.useless_renders is 'Articles that looked complete, were rendered to make sure, and gained nothing.';
comment on column render_stats.learned_complete is 'Articles that the learned request brought complete, without the browser.';
comment on column render_stats.renders is 'Pages rendered in the browser, for whatever reason.';
comment on column render_stats.learn_attempts is 'Renders from which a request was to be learned, since the last revocation.';
comment on column render_stats.revocations is 'Learned requests that were given up because they gave another text than the page.';
comment on column render_stats.learned_request is 'The learned request and where its response goes: {requests, patches, known_shapes, rejected_shapes}.';
comment on column render_stats.confirmations is 'Renders whose text the learned request gave too, the one that it was learned from included.';
comment on column render_stats.unverified_entries is 'Entries that the learned request brought since a render last confirmed it: fetched again if the next one does not.';

-- When a channel's articles arrive.
alter table rhythms rename to arrival_rates;
alter table arrival_rates rename constraint rhythms_pkey to arrival_rates_pkey;
alter table arrival_rates rename constraint rhythms_source_fkey to arrival_rates_source_fkey;
comment on column arrival_rates.days is 'Arrivals by day since then: how much days differ.';

-- What was requested of each host.
alter table receipts rename to host_usage;
alter table host_usage rename constraint receipts_pkey to host_usage_pkey;
alter table host_usage rename column browser to browser_requests;
alter table host_usage rename column refused to throttled;
alter table host_usage rename column forbidden to robots_denied;
alter table host_usage rename column pauses to skipped;
comment on table host_usage is 'What was requested of each host, day by day (UTC).';
comment on column host_usage.throttled is 'Responses with status 429 or 503.';
comment on column host_usage.robots_denied is 'Requests that robots.txt forbids; they were not made.';
comment on column host_usage.skipped is 'Requests that were not made because the host was paused.';

-- Who hands out the next run of a source.
alter table claims rename to run_claims;
alter table run_claims rename constraint claims_pkey to run_claims_pkey;

-- Which channel shows which entry.
alter table sightings rename to channel_entries;
alter table channel_entries rename constraint sightings_pkey to channel_entries_pkey;
alter table channel_entries rename constraint sightings_entry_id_fkey to channel_entries_entry_id_fkey;
comment on table channel_entries is 'Which channel shows which entry, and since when: a poll is joined to the one before where both show it.';

-- Parameters of URLs that change with each poll.
alter table noise rename to volatile_parameters;
alter table volatile_parameters rename constraint noise_pkey to volatile_parameters_pkey;
alter table volatile_parameters rename constraint noise_source_fkey to volatile_parameters_source_fkey;

-- How an entry or a page is requested.
alter table entries rename column ask to request;
alter table gaps rename column ask to request;

-- Values that were read and rejected.
alter table articles rename column doubts to rejected_values;
comment on column articles.rejected_values is 'Values that were read and rejected, with the reason: {published_at: "…"}.';

-- The gate of an article, and of an entry without one.
alter table articles drop constraint articles_gate_check;
update articles set
    gate = case gate when 'inert' then 'harmless' when 'covers' then 'overlay'
        when 'blocks' then 'blocking' else gate end,
    gate_detail = renamed_keys(gate_detail, '{"seen": "signals", "pressed": "clicked",
        "asked": "learned_requests", "lost": "lost_lines"}')
where gate <> 'none' or gate_detail <> '{}';
alter table articles add constraint articles_gate_check
    check (gate in ('none', 'harmless', 'overlay', 'blocking'));
comment on column articles.gate is 'App-wake gate: none; harmless (hides nothing); overlay (hid a body that was there); blocking (the body came only with the browser or a learned request).';
comment on column articles.gate_detail is 'Signals of the gate, and what was clicked and blocked.';
update entries set gate = renamed_keys(gate, '{"seen": "signals", "pressed": "clicked",
        "asked": "learned_requests", "lost": "lost_lines"}')
    || jsonb_build_object('state', case gate ->> 'state' when 'inert' then 'harmless'
        when 'covers' then 'overlay' when 'blocks' then 'blocking' else gate ->> 'state' end)
where gate is not null;
comment on column entries.gate is 'The gate of an entry that became no article: {state, signals, clicked, blocked, …}.';
update runs set gates = renamed_keys(gates,
    '{"inert": "harmless", "covers": "overlay", "blocks": "blocking"}')
where gates <> '{}';

-- States of an entry: pending until it has an outcome; a special topic is expanded.
drop index entries_owed;
alter table entries drop constraint entries_state_check;
update entries set state = case state when 'owed' then 'pending' else 'expanded' end
where state in ('owed', 'opened');
update entries set kind = 'topic' where kind = 'container';
alter table entries alter column state set default 'pending';
alter table entries add constraint entries_state_check
    check (state in ('pending', 'stored', 'duplicate', 'rejected', 'gone', 'expanded'));
create index entries_pending on entries (source, next_try_at) where state = 'pending';
comment on column entries.state is 'pending until it has an outcome: stored, duplicate, rejected, gone; expanded: a special topic, whose articles are entries of their own.';
comment on column entries.reason is 'Why it is pending again, rejected or gone.';
comment on column entries.next_try_at is 'A pending entry is not fetched before this time.';
update runs set listings = (
    select jsonb_agg(renamed_keys(each, '{"fault": "error", "unmodified": "not_modified",
        "left_out": "skipped"}') order by number)
    from jsonb_array_elements(listings) with ordinality as listing (each, number))
where listings <> '[]';
alter table runs rename column owed_before to pending_before;
alter table runs rename column owed_after to pending_after;
alter table runs rename column under_way to in_flight;
alter table runs rename column under_way_channels to in_flight_channels;
comment on column runs.found is 'Entries met: shown by a listing, or pending from before and fetched again.';
comment on column runs.failed is 'Pending again at a later time, those whose gate was not opened among them.';
comment on column runs.gated is 'Of those failed: pending because their gate was not opened.';
comment on column runs.pending_before is 'Entries pending when it began.';
comment on column runs.pending_after is 'Entries pending when it ended.';
comment on column runs.listings is 'Listing pages read: [{channel, url, entries, new, error, not_modified}].';

create or replace function count_death(
    run_source text, suspects bigint[], suspect_channels text[], most integer
) returns void language sql as $$
update entries
set tries = tries + 1, deaths = deaths + 1,
    state = case when tries + 1 >= most then 'rejected' else 'pending' end,
    settled_at = case when tries + 1 >= most then now() end,
    reason = case when tries + 1 >= most then 'given up after ' || tries + 1 || ' tries: ' else '' end
        || 'its run died while it was in flight',
    next_try_at = case when deaths = 0 then now()
        else now() + make_interval(secs => least(86400, 60 * 4 ^ least(tries, 8))) end
where id = any(suspects) and state in ('pending', 'expanded') and next_try_at <= now();
update channels set deaths = deaths + 1 where source = run_source and name = any(suspect_channels);
$$;
comment on function count_death is 'A run of the source has died: what was in flight in it has had a try. An entry is rejected at its last.';

create or replace function public.withdraw_articles(withdrawn bigint[], why text) returns void
language sql security definer set search_path = pg_catalog, public, pg_temp as $$
update runs
set first_article = case when first_article = any(withdrawn) then null else first_article end,
    last_article = case when last_article = any(withdrawn) then null else last_article end
where first_article = any(withdrawn) or last_article = any(withdrawn);
update entries
set state = 'pending', article_id = null, settled_at = null, reason = why,
    next_try_at = now() + make_interval(secs => least(86400, 60 * 4 ^ least(tries, 8)))
where article_id = any(withdrawn);
delete from counters where article_id = any(withdrawn);
delete from revisions where article_id = any(withdrawn);
delete from articles where id = any(withdrawn);
$$;
comment on function public.withdraw_articles is 'What was stored and has turned out to be no article is taken back: its entries are pending again. With the rights of its owner, for the writer may delete no article.';

drop function renamed_keys(jsonb, jsonb);
