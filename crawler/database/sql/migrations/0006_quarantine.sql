-- What an answer was, so that it can be read again without asking for it.
alter table quarantine add column fetched_url text not null default '';
alter table quarantine add column content_type text not null default '';
alter table quarantine add column rendered boolean not null default false;
alter table quarantine add column replayed_at timestamptz;
create index quarantine_source on quarantine (source, id desc);
comment on column quarantine.fetched_url is 'The address that answered.';
comment on column quarantine.content_type is 'The Content-Type of the answer.';
comment on column quarantine.rendered is 'Whether the browser brought it.';
comment on column quarantine.replayed_at is 'When it was read again and became an article, without a fetch.';
comment on column quarantine.raw is 'The answer as it came, gzip, as far as the limit of a page and of a source go.';

alter table runs add column purpose text not null default 'crawl'
    check (purpose in ('crawl', 'replay'));
comment on column runs.purpose is 'crawl; or replay, which read the quarantine again and asked nobody.';
