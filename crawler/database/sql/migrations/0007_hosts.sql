-- One budget for each host, whoever asks it, and what was asked of it day by day.
create table hosts (
    host text primary key,
    next_at timestamptz not null default now(),
    not_before timestamptz,
    why text not null default ''
);
comment on table hosts is 'When each host may be asked next: one row for all runs on all machines.';
comment on column hosts.next_at is 'Reserved up to this time: the next request waits for it.';
comment on column hosts.not_before is 'The host has asked to be left alone until then (429, 503, Retry-After).';

create table receipts (
    host text not null,
    day date not null,
    requests integer not null default 0,
    browser integer not null default 0,
    bytes bigint not null default 0,
    refused integer not null default 0,
    forbidden integer not null default 0,
    pauses integer not null default 0,
    waited double precision not null default 0,
    primary key (host, day)
);
comment on table receipts is 'What was asked of each host, day by day (UTC).';
comment on column receipts.requests is 'Requests, those of the browser among them.';
comment on column receipts.browser is 'Requests that pages made in the browser.';
comment on column receipts.refused is 'Answers of 429 and 503.';
comment on column receipts.forbidden is 'Requests that robots.txt forbade, and that were not made.';
comment on column receipts.pauses is 'Requests that were not made because the host was to be left alone.';
comment on column receipts.waited is 'Seconds that requests waited for their turn.';
