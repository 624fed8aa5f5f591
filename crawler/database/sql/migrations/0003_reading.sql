alter table articles add column summary text not null default '';
comment on column articles.summary is 'The lead that stands apart before the text or is labelled (摘要, 核心提示, 导语), without its label.';

alter table articles add column original_title text not null default '';
comment on column articles.original_title is 'The headline of the first print, where the page names it (原标题).';

alter table articles add column editor_note text not null default '';
comment on column articles.editor_note is 'What the editors say of the article (编者按); it stands in the body too.';

alter table articles add column canonical_url text not null default '';
comment on column articles.canonical_url is 'The address that the page itself declares as its canonical one.';

alter table articles add column original_url text not null default '';
comment on column articles.original_url is 'Where the article was first published, as the page links it beside the source.';

alter table articles add column doubts jsonb not null default '{}';
comment on column articles.doubts is 'What was read and not believed, with the reason: {published_at: "…"}.';
