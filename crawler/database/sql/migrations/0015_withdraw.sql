create function withdraw_articles(withdrawn bigint[], why text) returns void
    language sql security definer set search_path = pg_catalog, public, pg_temp
    as $$
update runs
set first_article = case when first_article = any(withdrawn) then null else first_article end,
    last_article = case when last_article = any(withdrawn) then null else last_article end
where first_article = any(withdrawn) or last_article = any(withdrawn);
update entries
set state = 'owed', article_id = null, settled_at = null, reason = why,
    next_try_at = now() + make_interval(secs => least(86400, 60 * 4 ^ least(tries, 8)))
where article_id = any(withdrawn);
delete from counters where article_id = any(withdrawn);
delete from revisions where article_id = any(withdrawn);
delete from articles where id = any(withdrawn);
$$;
comment on function withdraw_articles(bigint[], text) is
    'What was stored and has turned out to be no article is taken back: its entries are owed again. With the rights of its owner, for the writer may delete no article.';
revoke execute on function withdraw_articles(bigint[], text) from public;
