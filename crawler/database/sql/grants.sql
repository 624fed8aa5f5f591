-- Who may do what with each table, where deploy/roles.sql has made its roles. Run by roles.sql and
-- after every migration, so that it does not matter which of the two was first. A table that is
-- not in the list is nobody's but its owner's; tests/database/test_roles.py holds it complete.
do $$
declare
    rule record;
    columns text;
begin
    if to_regrole('crawler_owner') is null or to_regrole('crawler_writer') is null
        or to_regrole('crawler_reader') is null then
        return;
    end if;
    for rule in
        select c.oid, c.oid::regclass as name, r.writer, r.reader, r.hidden
        from pg_class c
        join (values
            -- table, what the writer may, whether the reader may read, but for which column
            ('arrival_rates', 'select, insert, update', true, ''),
            ('articles', 'select, insert, update', true, ''),
            ('channel_entries', 'select, insert, update', true, ''),
            ('channels', 'select, insert, update', true, ''),
            ('counters', 'select, insert, update', true, ''),
            ('entries', 'select, insert, update', true, 'request'),
            ('gaps', 'select, insert, update', true, 'request'),
            ('host_usage', 'select, insert, update', true, ''),
            ('hosts', 'select, insert, update', true, ''),
            ('migrations', 'select', true, ''),
            ('pauses', 'select, insert, update', true, ''),
            ('polls', 'select, insert, update', true, ''),
            ('quarantine', 'select, insert, update, delete', false, ''),
            ('render_stats', 'select, insert, update, delete', true, ''),
            ('revisions', 'select, insert, update', true, ''),
            ('run_claims', 'select, insert, update, delete', false, ''),
            ('runs', 'select, insert, update', true, ''),
            ('sources', 'select, insert, update', true, ''),
            ('stories', 'select, insert, update', true, ''),
            ('volatile_parameters', 'select, insert, update', true, '')
        ) as r (name, writer, reader, hidden) on r.name = c.relname
        where c.relnamespace = 'public'::regnamespace
            and c.relowner = 'crawler_owner'::regrole
    loop
        execute format('revoke all on %s from public, crawler_writer, crawler_reader', rule.name);
        execute format('grant %s on %s to crawler_writer', rule.writer, rule.name);
        if not rule.reader then
            continue;
        end if;
        select string_agg(quote_ident(attname), ', ' order by attnum) into columns
        from pg_attribute
        where attrelid = rule.oid and attnum > 0 and not attisdropped and attname <> rule.hidden;
        if rule.hidden = '' then
            execute format('grant select on %s to crawler_reader', rule.name);
        else
            execute format('grant select (%s) on %s to crawler_reader', columns, rule.name);
        end if;
    end loop;
    if exists (select from pg_proc where proname = 'withdraw_articles'
            and pronamespace = 'public'::regnamespace and proowner = 'crawler_owner'::regrole) then
        grant execute on function public.withdraw_articles to crawler_writer;
    end if;
end $$;
