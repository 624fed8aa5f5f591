-- What a host asks of a source that does not own it binds that source alone.
create table pauses (
    source text not null references sources,
    host text not null,
    until timestamptz not null,
    why text not null,
    primary key (source, host)
);
comment on table pauses is 'Hosts that one source leaves alone: not its own, they answered it with 429 or 503.';
comment on column pauses.until is 'The source does not ask the host before this time.';

comment on column hosts.not_before is 'The host has asked a source that owns it to be left alone until then (429, 503, Retry-After).';
-- Which source learned a pause was not noted: the owners learn theirs again.
update hosts set not_before = null, why = '';
