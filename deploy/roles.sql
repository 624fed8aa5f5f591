-- Three roles, each with what its task needs and no more. Run it as a superuser in the crawler's
-- database, before or after `scrapy migrate`, as often as you like:
--
--     psql "$SUPERUSER_URL" -v ON_ERROR_STOP=1 -f deploy/roles.sql
--
-- crawler_owner   owns the tables: `scrapy migrate` and nothing else
-- crawler_writer  crawls: reads, adds and changes rows; cannot drop, alter or empty a table, nor
--                 delete an article, a revision, an entry or a run (withdraw_articles takes back
--                 what was no article, and fetches it again)
-- crawler_reader  analysts: reads; not what lies in quarantine, which is as hostile as it came, nor
--                 the requests that are kept to be made (the column request), which hold keys of yours
--
-- They cannot log in. Give each to a user of yours: GRANT crawler_writer TO crawler;
-- Which of them may do what with a table is in crawler/database/sql/grants.sql.
do $$
declare
    role text;
begin
    foreach role in array array['crawler_owner', 'crawler_writer', 'crawler_reader'] loop
        if to_regrole(role) is null then
            execute format('create role %I nologin', role);
        end if;
        execute format('grant connect on database %I to %I', current_database(), role);
    end loop;
    execute format('revoke temporary on database %I from public', current_database());
end $$;

revoke create on schema public from public, crawler_writer, crawler_reader;
grant usage on schema public to crawler_owner, crawler_writer, crawler_reader;
grant create on schema public to crawler_owner;

-- What there is already becomes the owner's.
do $$
declare
    thing record;
begin
    for thing in
        select c.oid::regclass as name
        from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v', 'm', 'p')
    loop
        execute format('alter table %s owner to crawler_owner', thing.name);
    end loop;
    for thing in
        select p.oid::regprocedure as name
        from pg_proc p
        where p.pronamespace = 'public'::regnamespace and p.prokind in ('f', 'p')
            and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
    loop
        execute format('alter routine %s owner to crawler_owner', thing.name);
    end loop;
end $$;

-- What will be made is nobody's else until grants.sql names it. (An earlier version of this file
-- gave every new table to the other two.)
alter default privileges for role crawler_owner in schema public
    revoke all on tables from public, crawler_writer, crawler_reader;
alter default privileges for role crawler_owner in schema public
    revoke all on sequences from public, crawler_writer, crawler_reader;

\ir ../crawler/database/sql/grants.sql
