-- Parameters of addresses that change with each look, learned for each source.
create table noise (
    source text not null references sources,
    name text not null,
    learned_at timestamptz not null default now(),
    example text not null,
    primary key (source, name)
);
comment on table noise is 'Parameters of a source''s addresses that change with each look: they are no part of entries.url and articles.url.';
comment on column noise.name is 'Name of the parameter; empty for a query that is a value without a name.';
comment on column noise.learned_at is 'When a listing showed its known articles with other values of it.';
comment on column noise.example is 'An address that showed it.';
comment on column entries.ask is 'How to fetch it where that is not a GET of url: {url, method, body, headers}; with page where that is its page''s own address, as the listing last showed it.';

-- Entries whose addresses differ in parameters only.
create index entries_page on entries (source, substring(url from '^[^?;]*'), id) where url ~ '[?;]';
