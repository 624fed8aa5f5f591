-- What of an article the listing has confirmed, and an address that was given to another article.
alter table articles add column unconfirmed boolean not null default false;
alter table articles add column superseded_at timestamptz;
alter table articles drop constraint articles_source_url_key;
create unique index articles_source_url on articles (source, url) where superseded_at is null;
comment on column articles.unconfirmed is 'Neither the title nor the minute that the listing gave is on the page.';
comment on column articles.superseded_at is 'Since when its address holds another article.';

-- What looked whole by plain HTTP and was not checked since.
alter table evidence add column unchecked bigint[] not null default '{}';
comment on column evidence.unchecked is 'Entries that plain HTTP seemed to bring whole since a render last confirmed it: asked for again when one shows more.';
