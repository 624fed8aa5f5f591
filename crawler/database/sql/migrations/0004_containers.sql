-- A special topic holds articles and is none: its entry ends as opened.
alter table entries drop constraint entries_state_check;
alter table entries add constraint entries_state_check
    check (state in ('owed', 'stored', 'duplicate', 'rejected', 'gone', 'opened'));
comment on column entries.state is
    'owed until it is settled: stored, duplicate, rejected, gone; opened: a special topic, whose articles are entries of their own.';
