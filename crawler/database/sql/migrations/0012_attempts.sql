alter table runs add column under_way bigint[] not null default '{}';
alter table runs add column under_way_channels text[] not null default '{}';
comment on column runs.under_way is 'Entries that are being fetched, read or stored; of a run that died: those that were.';
comment on column runs.under_way_channels is 'Channels whose listing is being fetched or read; of a run that died: those that were.';
alter table entries add column deaths integer not null default 0;
comment on column entries.deaths is 'Runs that died while it was under way, since it was last settled: it is taken up last, and alone.';
alter table channels add column deaths integer not null default 0;
comment on column channels.deaths is 'Runs that died while its listing was under way, since it was last read: it is looked at last, and alone.';

-- The second death of an entry is more than a coincidence: it is owed again later each time.
create function count_death(run_source text, suspects bigint[], suspect_channels text[], most integer)
returns void language sql as $$
update entries
set tries = tries + 1, deaths = deaths + 1,
    state = case when tries + 1 >= most then 'rejected' else 'owed' end,
    settled_at = case when tries + 1 >= most then now() end,
    reason = case when tries + 1 >= most then 'given up after ' || tries + 1 || ' tries: ' else '' end
        || 'its run died while it was under way',
    next_try_at = case when deaths = 0 then now()
        else now() + make_interval(secs => least(86400, 60 * 4 ^ least(tries, 8))) end
where id = any(suspects) and state in ('owed', 'opened') and next_try_at <= now();
update channels set deaths = deaths + 1 where source = run_source and name = any(suspect_channels);
$$;
comment on function count_death is 'A run of the source has died: what was under way in it has had a try. An entry is rejected at its last.';
