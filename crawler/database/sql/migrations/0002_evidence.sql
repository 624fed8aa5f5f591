create table evidence (
    source text not null references sources (key),
    pattern text not null,
    template text not null,
    whole integer not null default 0,
    needed integer not null default 0,
    added bigint not null default 0,
    vain integer not null default 0,
    direct integer not null default 0,
    renders integer not null default 0,
    taught integer not null default 0,
    misses integer not null default 0,
    lesson jsonb,
    confirmed integer not null default 0,
    served bigint[] not null default '{}',
    updated_at timestamptz not null default now(),
    primary key (source, pattern, template)
);
comment on table evidence is 'What articles of one address pattern and page template needed: plain HTTP, the browser, or a request that a render taught.';
comment on column evidence.pattern is 'The address with its tokens named: m.example.cn/p/{n}.html.';
comment on column evidence.template is 'Eight characters for the scripts that the page runs; empty where it runs none.';
comment on column evidence.whole is 'Articles that plain HTTP brought whole.';
comment on column evidence.needed is 'Articles that only the browser brought whole.';
comment on column evidence.added is 'Characters of body text that the browser added to those.';
comment on column evidence.vain is 'Articles that looked whole, were rendered to make sure, and gained nothing.';
comment on column evidence.direct is 'Articles that the learned request brought whole, without the browser.';
comment on column evidence.renders is 'Pages shown in the browser, for whatever reason.';
comment on column evidence.taught is 'Renders from which a request was to be learned, since the last miss.';
comment on column evidence.misses is 'Learned requests that were given up because they gave another text than the page.';
comment on column evidence.lesson is 'The learned request and where its answer goes: {asks, grafts}.';
comment on column evidence.confirmed is 'Renders whose text the lesson gave too, the one that taught it included.';
comment on column evidence.served is 'Entries that the learned request brought since a render last confirmed it: owed again if the next one does not.';

alter table entries add column gate jsonb;
comment on column entries.gate is 'The gate of an entry that became no article: {state, seen, pressed, blocked, …}.';

alter table runs add column gated integer not null default 0;
comment on column runs.gated is 'Of those failed: owed because their gate was not opened.';
comment on column runs.failed is 'Owed again at a later time, those whose gate was not opened among them.';
