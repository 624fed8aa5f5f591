-- An answer that may be another article: two that agree, hours apart, are believed.
alter table entries add column heard bytea, add column heard_since timestamptz;
comment on column entries.heard is 'SHA-256 of title and body of the last answer, where its title is not the listing''s.';
comment on column entries.heard_since is 'Since when this answer comes.';
