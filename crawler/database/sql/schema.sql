CREATE TABLE public.articles (
    id bigint NOT NULL,
    source text NOT NULL,
    url text NOT NULL,
    fetched_url text NOT NULL,
    platform text NOT NULL,
    channel text DEFAULT ''::text NOT NULL,
    title text NOT NULL,
    subtitle text DEFAULT ''::text NOT NULL,
    published_at timestamp with time zone,
    updated_at timestamp with time zone,
    body text NOT NULL,
    body_html text NOT NULL,
    images jsonb DEFAULT '[]'::jsonb NOT NULL,
    videos jsonb DEFAULT '[]'::jsonb NOT NULL,
    reporters text[] DEFAULT '{}'::text[] NOT NULL,
    correspondents text[] DEFAULT '{}'::text[] NOT NULL,
    editors text[] DEFAULT '{}'::text[] NOT NULL,
    credits jsonb DEFAULT '[]'::jsonb NOT NULL,
    source_name text,
    section text DEFAULT ''::text NOT NULL,
    keywords text[] DEFAULT '{}'::text[] NOT NULL,
    language text DEFAULT ''::text NOT NULL,
    counts jsonb DEFAULT '{}'::jsonb NOT NULL,
    gate text NOT NULL,
    gate_detail jsonb DEFAULT '{}'::jsonb NOT NULL,
    fetched_by text NOT NULL,
    removed jsonb DEFAULT '[]'::jsonb NOT NULL,
    story_id bigint,
    content_hash bytea NOT NULL,
    passages integer[] DEFAULT '{}'::integer[] NOT NULL,
    first_seen timestamp with time zone DEFAULT now() NOT NULL,
    last_seen timestamp with time zone DEFAULT now() NOT NULL,
    summary text DEFAULT ''::text NOT NULL,
    original_title text DEFAULT ''::text NOT NULL,
    editor_note text DEFAULT ''::text NOT NULL,
    canonical_url text DEFAULT ''::text NOT NULL,
    original_url text DEFAULT ''::text NOT NULL,
    doubts jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT articles_fetched_by_check CHECK ((fetched_by = ANY (ARRAY['http'::text, 'browser'::text]))),
    CONSTRAINT articles_gate_check CHECK ((gate = ANY (ARRAY['none'::text, 'inert'::text, 'covers'::text, 'blocks'::text]))),
    CONSTRAINT articles_title_check CHECK ((title <> ''::text))
);
COMMENT ON TABLE public.articles IS 'One row per article: whole, clean, once.';
COMMENT ON COLUMN public.articles.source IS 'Key of the source that published this copy.';
COMMENT ON COLUMN public.articles.url IS 'Canonical address: tracking and share parameters gone, ids and id-carrying fragments kept.';
COMMENT ON COLUMN public.articles.fetched_url IS 'The address that answered, as it was fetched.';
COMMENT ON COLUMN public.articles.platform IS 'The CMS family that read the page.';
COMMENT ON COLUMN public.articles.channel IS 'The listing that showed it first.';
COMMENT ON COLUMN public.articles.title IS 'The headline as shown, without site name or section.';
COMMENT ON COLUMN public.articles.published_at IS 'When the page says it was published; null where it does not say.';
COMMENT ON COLUMN public.articles.updated_at IS 'When the page says it was last changed; null where it does not say.';
COMMENT ON COLUMN public.articles.body IS 'Plain text, one paragraph a line; captions and bylines are not in it.';
COMMENT ON COLUMN public.articles.body_html IS 'The same body as harmless HTML, with its pictures and videos in place.';
COMMENT ON COLUMN public.articles.images IS 'Pictures in order: [{url, caption, credit}].';
COMMENT ON COLUMN public.articles.videos IS 'Videos in order: [{url, poster}].';
COMMENT ON COLUMN public.articles.reporters IS 'Names of reporters and authors (记者, 作者), in page order.';
COMMENT ON COLUMN public.articles.correspondents IS 'Names of correspondents (通讯员), in page order.';
COMMENT ON COLUMN public.articles.editors IS 'Names of editors (编辑, 责编), in page order.';
COMMENT ON COLUMN public.articles.credits IS 'All credits: [{role, name, unit, kind, place}].';
COMMENT ON COLUMN public.articles.source_name IS 'The source that the page claims (来源); null where it claims none.';
COMMENT ON COLUMN public.articles.counts IS 'Last counts seen: views, likes, comments, shares, participants, unlabelled.';
COMMENT ON COLUMN public.articles.gate IS 'App-wake gate: none; inert (hides nothing); covers (hid a body that was there); blocks (the body came only by script).';
COMMENT ON COLUMN public.articles.gate_detail IS 'What was seen, pressed and refused at the gate.';
COMMENT ON COLUMN public.articles.fetched_by IS 'http, or browser where plain HTTP did not bring the whole article.';
COMMENT ON COLUMN public.articles.removed IS 'What cleaning took out: [{rule, text}].';
COMMENT ON COLUMN public.articles.story_id IS 'The story this copy belongs to, where other copies are known.';
COMMENT ON COLUMN public.articles.content_hash IS 'SHA-256 of title and body.';
COMMENT ON COLUMN public.articles.passages IS 'A number for each two neighbouring sentences of the body, ascending: reprints share most of them.';
COMMENT ON COLUMN public.articles.first_seen IS 'When this crawler first stored it.';
COMMENT ON COLUMN public.articles.last_seen IS 'When this crawler last read it.';
COMMENT ON COLUMN public.articles.summary IS 'The lead that stands apart before the text or is labelled (摘要, 核心提示, 导语), without its label.';
COMMENT ON COLUMN public.articles.original_title IS 'The headline of the first print, where the page names it (原标题).';
COMMENT ON COLUMN public.articles.editor_note IS 'What the editors say of the article (编者按); it stands in the body too.';
COMMENT ON COLUMN public.articles.canonical_url IS 'The address that the page itself declares as its canonical one.';
COMMENT ON COLUMN public.articles.original_url IS 'Where the article was first published, as the page links it beside the source.';
COMMENT ON COLUMN public.articles.doubts IS 'What was read and not believed, with the reason: {published_at: "…"}.';
ALTER TABLE public.articles ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.articles_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.channels (
    source text NOT NULL,
    name text NOT NULL,
    complete boolean DEFAULT false NOT NULL,
    read_at timestamp with time zone
);
COMMENT ON TABLE public.channels IS 'One listing of a source, and how far the last look at it came.';
COMMENT ON COLUMN public.channels.complete IS 'False while a run turns its pages: a run that died leaves it false, and the next one does not stop at known entries.';
CREATE TABLE public.counters (
    article_id bigint NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL,
    name text NOT NULL,
    value bigint NOT NULL
);
COMMENT ON TABLE public.counters IS 'Views, likes, comments over time, as the page showed them.';
CREATE TABLE public.entries (
    id bigint NOT NULL,
    source text NOT NULL,
    url text NOT NULL,
    channel text NOT NULL,
    title text DEFAULT ''::text NOT NULL,
    listed_at timestamp with time zone,
    ask jsonb,
    kind text DEFAULT 'article'::text NOT NULL,
    state text DEFAULT 'owed'::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    tries integer DEFAULT 0 NOT NULL,
    next_try_at timestamp with time zone DEFAULT now() NOT NULL,
    article_id bigint,
    first_seen timestamp with time zone DEFAULT now() NOT NULL,
    last_seen timestamp with time zone DEFAULT now() NOT NULL,
    settled_at timestamp with time zone,
    gate jsonb,
    CONSTRAINT entries_state_check CHECK ((state = ANY (ARRAY['owed'::text, 'stored'::text, 'duplicate'::text, 'rejected'::text, 'gone'::text, 'opened'::text])))
);
COMMENT ON TABLE public.entries IS 'Every link that a listing showed, written before it is fetched.';
COMMENT ON COLUMN public.entries.listed_at IS 'The time that the listing gave for it.';
COMMENT ON COLUMN public.entries.ask IS 'How to fetch it where that is not a GET of url: {url, method, body, headers}.';
COMMENT ON COLUMN public.entries.state IS 'owed until it is settled: stored, duplicate, rejected, gone; opened: a special topic, whose articles are entries of their own.';
COMMENT ON COLUMN public.entries.reason IS 'Why it is owed again, rejected or gone.';
COMMENT ON COLUMN public.entries.next_try_at IS 'An owed entry is not asked for before this time.';
COMMENT ON COLUMN public.entries.article_id IS 'The article it became, or is a duplicate of.';
COMMENT ON COLUMN public.entries.gate IS 'The gate of an entry that became no article: {state, seen, pressed, blocked, …}.';
ALTER TABLE public.entries ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.entries_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.evidence (
    source text NOT NULL,
    pattern text NOT NULL,
    template text NOT NULL,
    whole integer DEFAULT 0 NOT NULL,
    needed integer DEFAULT 0 NOT NULL,
    added bigint DEFAULT 0 NOT NULL,
    vain integer DEFAULT 0 NOT NULL,
    direct integer DEFAULT 0 NOT NULL,
    renders integer DEFAULT 0 NOT NULL,
    taught integer DEFAULT 0 NOT NULL,
    misses integer DEFAULT 0 NOT NULL,
    lesson jsonb,
    confirmed integer DEFAULT 0 NOT NULL,
    served bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);
COMMENT ON TABLE public.evidence IS 'What articles of one address pattern and page template needed: plain HTTP, the browser, or a request that a render taught.';
COMMENT ON COLUMN public.evidence.pattern IS 'The address with its tokens named: m.example.cn/p/{n}.html.';
COMMENT ON COLUMN public.evidence.template IS 'Eight characters for the scripts that the page runs; empty where it runs none.';
COMMENT ON COLUMN public.evidence.whole IS 'Articles that plain HTTP brought whole.';
COMMENT ON COLUMN public.evidence.needed IS 'Articles that only the browser brought whole.';
COMMENT ON COLUMN public.evidence.added IS 'Characters of body text that the browser added to those.';
COMMENT ON COLUMN public.evidence.vain IS 'Articles that looked whole, were rendered to make sure, and gained nothing.';
COMMENT ON COLUMN public.evidence.direct IS 'Articles that the learned request brought whole, without the browser.';
COMMENT ON COLUMN public.evidence.renders IS 'Pages shown in the browser, for whatever reason.';
COMMENT ON COLUMN public.evidence.taught IS 'Renders from which a request was to be learned, since the last miss.';
COMMENT ON COLUMN public.evidence.misses IS 'Learned requests that were given up because they gave another text than the page.';
COMMENT ON COLUMN public.evidence.lesson IS 'The learned request and where its answer goes: {asks, grafts}.';
COMMENT ON COLUMN public.evidence.confirmed IS 'Renders whose text the lesson gave too, the one that taught it included.';
COMMENT ON COLUMN public.evidence.served IS 'Entries that the learned request brought since a render last confirmed it: owed again if the next one does not.';
CREATE TABLE public.migrations (
    name text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE public.quarantine (
    id bigint NOT NULL,
    source text NOT NULL,
    entry_id bigint,
    url text NOT NULL,
    reason text NOT NULL,
    raw bytea,
    at timestamp with time zone DEFAULT now() NOT NULL
);
COMMENT ON TABLE public.quarantine IS 'What could not be read or stored, with the reason.';
COMMENT ON COLUMN public.quarantine.raw IS 'The answer as it came, gzip; null where it was over the limit.';
ALTER TABLE public.quarantine ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.quarantine_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.revisions (
    id bigint NOT NULL,
    article_id bigint NOT NULL,
    replaced_at timestamp with time zone DEFAULT now() NOT NULL,
    title text NOT NULL,
    body text NOT NULL,
    body_html text NOT NULL,
    content_hash bytea NOT NULL,
    published_at timestamp with time zone,
    updated_at timestamp with time zone
);
COMMENT ON TABLE public.revisions IS 'What an article said before it was changed: one row per earlier text.';
ALTER TABLE public.revisions ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.revisions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.runs (
    id bigint NOT NULL,
    source text NOT NULL,
    started_at timestamp with time zone DEFAULT now() NOT NULL,
    ended_at timestamp with time zone,
    reason text DEFAULT ''::text NOT NULL,
    exit_status integer,
    found integer DEFAULT 0 NOT NULL,
    stored integer DEFAULT 0 NOT NULL,
    unchanged integer DEFAULT 0 NOT NULL,
    duplicate integer DEFAULT 0 NOT NULL,
    rejected integer DEFAULT 0 NOT NULL,
    gone integer DEFAULT 0 NOT NULL,
    failed integer DEFAULT 0 NOT NULL,
    rendered integer DEFAULT 0 NOT NULL,
    requests integer DEFAULT 0 NOT NULL,
    bytes bigint DEFAULT 0 NOT NULL,
    gates jsonb DEFAULT '{}'::jsonb NOT NULL,
    channels jsonb DEFAULT '{}'::jsonb NOT NULL,
    listings jsonb DEFAULT '[]'::jsonb NOT NULL,
    gated integer DEFAULT 0 NOT NULL
);
COMMENT ON TABLE public.runs IS 'One row per run of a source. found = stored + unchanged + duplicate + rejected + gone + failed.';
COMMENT ON COLUMN public.runs.ended_at IS 'Null while it runs; a run that died is ended by the next one.';
COMMENT ON COLUMN public.runs.found IS 'Entries met: shown by a listing, or owed from before and asked for again.';
COMMENT ON COLUMN public.runs.unchanged IS 'Known before, and nothing new about them.';
COMMENT ON COLUMN public.runs.failed IS 'Owed again at a later time, those whose gate was not opened among them.';
COMMENT ON COLUMN public.runs.rendered IS 'Articles that came through the browser.';
COMMENT ON COLUMN public.runs.channels IS 'The same books per channel.';
COMMENT ON COLUMN public.runs.listings IS 'Listing pages read: [{channel, url, entries, new, outcome}].';
COMMENT ON COLUMN public.runs.gated IS 'Of those failed: owed because their gate was not opened.';
ALTER TABLE public.runs ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.runs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.sources (
    key text NOT NULL,
    name text NOT NULL,
    region text DEFAULT ''::text NOT NULL,
    base_url text NOT NULL,
    first_seen timestamp with time zone DEFAULT now() NOT NULL
);
COMMENT ON TABLE public.sources IS 'An outlet we follow; the file crawler/sources/KEY.toml says how.';
COMMENT ON COLUMN public.sources.name IS 'The outlet, as its readers know it.';
COMMENT ON COLUMN public.sources.region IS 'Province, city, county, as the source file gives them.';
CREATE TABLE public.stories (
    id bigint NOT NULL,
    first_seen timestamp with time zone DEFAULT now() NOT NULL
);
COMMENT ON TABLE public.stories IS 'The same text across outlets: the articles whose story_id is this.';
ALTER TABLE public.stories ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.stories_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE ONLY public.articles
    ADD CONSTRAINT articles_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.articles
    ADD CONSTRAINT articles_source_url_key UNIQUE (source, url);
ALTER TABLE ONLY public.channels
    ADD CONSTRAINT channels_pkey PRIMARY KEY (source, name);
ALTER TABLE ONLY public.counters
    ADD CONSTRAINT counters_pkey PRIMARY KEY (article_id, name, seen_at);
ALTER TABLE ONLY public.entries
    ADD CONSTRAINT entries_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.entries
    ADD CONSTRAINT entries_source_url_key UNIQUE (source, url);
ALTER TABLE ONLY public.evidence
    ADD CONSTRAINT evidence_pkey PRIMARY KEY (source, pattern, template);
ALTER TABLE ONLY public.migrations
    ADD CONSTRAINT migrations_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.quarantine
    ADD CONSTRAINT quarantine_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.revisions
    ADD CONSTRAINT revisions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.runs
    ADD CONSTRAINT runs_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.sources
    ADD CONSTRAINT sources_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.stories
    ADD CONSTRAINT stories_pkey PRIMARY KEY (id);
CREATE INDEX articles_content_hash ON public.articles USING btree (content_hash);
CREATE INDEX articles_passages ON public.articles USING gin ((passages[1:8])) WITH (fastupdate=off);
CREATE INDEX articles_published_at ON public.articles USING btree (published_at DESC);
CREATE INDEX articles_story_id ON public.articles USING btree (story_id);
CREATE INDEX entries_owed ON public.entries USING btree (source, next_try_at) WHERE (state = 'owed'::text);
CREATE INDEX quarantine_entry_id ON public.quarantine USING btree (entry_id);
CREATE INDEX revisions_article_id ON public.revisions USING btree (article_id);
CREATE INDEX runs_source ON public.runs USING btree (source, started_at DESC);
ALTER TABLE ONLY public.articles
    ADD CONSTRAINT articles_source_fkey FOREIGN KEY (source) REFERENCES public.sources(key);
ALTER TABLE ONLY public.articles
    ADD CONSTRAINT articles_story_id_fkey FOREIGN KEY (story_id) REFERENCES public.stories(id);
ALTER TABLE ONLY public.channels
    ADD CONSTRAINT channels_source_fkey FOREIGN KEY (source) REFERENCES public.sources(key);
ALTER TABLE ONLY public.counters
    ADD CONSTRAINT counters_article_id_fkey FOREIGN KEY (article_id) REFERENCES public.articles(id);
ALTER TABLE ONLY public.entries
    ADD CONSTRAINT entries_article_id_fkey FOREIGN KEY (article_id) REFERENCES public.articles(id);
ALTER TABLE ONLY public.entries
    ADD CONSTRAINT entries_source_fkey FOREIGN KEY (source) REFERENCES public.sources(key);
ALTER TABLE ONLY public.evidence
    ADD CONSTRAINT evidence_source_fkey FOREIGN KEY (source) REFERENCES public.sources(key);
ALTER TABLE ONLY public.quarantine
    ADD CONSTRAINT quarantine_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES public.entries(id);
ALTER TABLE ONLY public.revisions
    ADD CONSTRAINT revisions_article_id_fkey FOREIGN KEY (article_id) REFERENCES public.articles(id);
ALTER TABLE ONLY public.runs
    ADD CONSTRAINT runs_source_fkey FOREIGN KEY (source) REFERENCES public.sources(key);
