-- Three roles, each with what its task needs and no more. Run it as a superuser in the crawler's
-- database, before or after `scrapy migrate`, as often as you like:
--
--     psql "$SUPERUSER_URL" -v ON_ERROR_STOP=1 -f deploy/roles.sql
--
-- crawler_owner   owns the tables: `scrapy migrate` and nothing else
-- crawler_writer  crawls: reads, adds and changes rows; cannot drop, alter or empty a table, nor
--                 delete an article, a revision, an entry or a run
-- crawler_reader  analysts: reads; not what lies in quarantine, which is as hostile as it came
--
-- They cannot log in. Give each to a user of yours: GRANT crawler_writer TO crawler;
do $$
declare
    role text;
begin
    foreach role in array array['crawler_owner', 'crawler_writer', 'crawler_reader'] loop
        if not exists (select from pg_roles where rolname = role) then
            execute format('create role %I nologin', role);
        end if;
        execute format('grant connect on database %I to %I', current_database(), role);
    end loop;
    execute format('revoke temporary on database %I from public', current_database());
end $$;

revoke create on schema public from public;
grant usage on schema public to crawler_owner, crawler_writer, crawler_reader;
grant create on schema public to crawler_owner;

-- What there is already becomes the owner's.
do $$
declare
    thing record;
begin
    for thing in
        select c.oid::regclass as name, c.relkind as kind
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'public' and c.relkind in ('r', 'v')
    loop
        execute format('alter %s %s owner to crawler_owner',
            case thing.kind when 'v' then 'view' else 'table' end, thing.name);
    end loop;
end $$;

grant select, insert, update on all tables in schema public to crawler_writer;
grant usage on all sequences in schema public to crawler_writer;
grant select on all tables in schema public to crawler_reader;
alter default privileges for role crawler_owner in schema public
    grant select, insert, update on tables to crawler_writer;
alter default privileges for role crawler_owner in schema public
    grant usage on sequences to crawler_writer;
alter default privileges for role crawler_owner in schema public
    grant select on tables to crawler_reader;

-- What the crawler itself forgets: claims that led to nothing, evidence that it is told to.
do $$
declare
    name text;
begin
    foreach name in array array['claims', 'evidence'] loop
        if to_regclass(name) is not null then
            execute format('grant delete on %I to crawler_writer', name);
        end if;
    end loop;
    foreach name in array array['quarantine', 'claims'] loop
        if to_regclass(name) is not null then
            execute format('revoke all on %I from crawler_reader', name);
        end if;
    end loop;
    if to_regclass('migrations') is not null then
        revoke insert, update on migrations from crawler_writer;
    end if;
end $$;
