CREATE FUNCTION public.cell(value text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN CASE WHEN (value ~ '^[=+\-@\t\r\n＝＋－＠]'::text) THEN (''''::text || value) ELSE value END;
COMMENT ON FUNCTION public.cell(value text) IS 'A text that a spreadsheet opens as text: what would begin a formula gets an apostrophe before it (OWASP, CSV injection).';
CREATE FUNCTION public.count_death(run_source text, suspects bigint[], suspect_channels text[], most integer) RETURNS void
    LANGUAGE sql
    AS $$
update entries
set tries = tries + 1, deaths = deaths + 1,
    state = case when tries + 1 >= most then 'rejected' else 'pending' end,
    settled_at = case when tries + 1 >= most then now() end,
    reason = case when tries + 1 >= most then 'given up after ' || tries + 1 || ' tries: ' else '' end
        || 'its run died while it was in flight',
    next_try_at = case when deaths = 0 then now()
        else now() + make_interval(secs => least(86400, 60 * 4 ^ least(tries, 8))) end
where id = any(suspects) and state in ('pending', 'expanded') and next_try_at <= now();
update channels set deaths = deaths + 1 where source = run_source and name = any(suspect_channels);
$$;
COMMENT ON FUNCTION public.count_death(run_source text, suspects bigint[], suspect_channels text[], most integer) IS 'A run of the source has died: what was in flight in it has had a try. An entry is rejected at its last.';
CREATE FUNCTION public.withdraw_articles(withdrawn bigint[], why text) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
update runs
set first_article = case when first_article = any(withdrawn) then null else first_article end,
    last_article = case when last_article = any(withdrawn) then null else last_article end
where first_article = any(withdrawn) or last_article = any(withdrawn);
update entries
set state = 'pending', article_id = null, settled_at = null, reason = why,
    next_try_at = now() + make_interval(secs => least(86400, 60 * 4 ^ least(tries, 8)))
where article_id = any(withdrawn);
delete from counters where article_id = any(withdrawn);
delete from revisions where article_id = any(withdrawn);
delete from articles where id = any(withdrawn);
$$;
COMMENT ON FUNCTION public.withdraw_articles(withdrawn bigint[], why text) IS 'What was stored and has turned out to be no article is taken back: its entries are pending again. With the rights of its owner, for the writer may delete no article.';
CREATE TABLE public.arrival_rates (
    source text CONSTRAINT rhythms_source_not_null NOT NULL,
    channel text CONSTRAINT rhythms_channel_not_null NOT NULL,
    since timestamp with time zone CONSTRAINT rhythms_since_not_null NOT NULL,
    last_at timestamp with time zone,
    hours integer[] CONSTRAINT rhythms_hours_not_null NOT NULL,
    days integer[] CONSTRAINT rhythms_days_not_null NOT NULL,
    updated_at timestamp with time zone DEFAULT now() CONSTRAINT rhythms_updated_at_not_null NOT NULL
);
COMMENT ON TABLE public.arrival_rates IS 'Arrivals of a channel over the last four weeks.';
COMMENT ON COLUMN public.arrival_rates.hours IS 'Arrivals by hour of the week in the time of the source, Monday 0 h first: 168 numbers.';
COMMENT ON COLUMN public.arrival_rates.days IS 'Arrivals by day since then: how much days differ.';
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
    rejected_values jsonb DEFAULT '{}'::jsonb CONSTRAINT articles_doubts_not_null NOT NULL,
    unconfirmed boolean DEFAULT false NOT NULL,
    superseded_at timestamp with time zone,
    CONSTRAINT articles_fetched_by_check CHECK ((fetched_by = ANY (ARRAY['http'::text, 'browser'::text]))),
    CONSTRAINT articles_gate_check CHECK ((gate = ANY (ARRAY['none'::text, 'harmless'::text, 'overlay'::text, 'blocking'::text]))),
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
COMMENT ON COLUMN public.articles.gate IS 'App-wake gate: none; harmless (hides nothing); overlay (hid a body that was there); blocking (the body came only with the browser or a learned request).';
COMMENT ON COLUMN public.articles.gate_detail IS 'Signals of the gate, and what was clicked and blocked.';
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
COMMENT ON COLUMN public.articles.rejected_values IS 'Values that were read and rejected, with the reason: {published_at: "…"}.';
COMMENT ON COLUMN public.articles.unconfirmed IS 'Neither the title nor the minute that the listing gave is on the page.';
COMMENT ON COLUMN public.articles.superseded_at IS 'Since when its address holds another article.';
ALTER TABLE public.articles ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.articles_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.channel_entries (
    entry_id bigint CONSTRAINT sightings_entry_id_not_null NOT NULL,
    channel text CONSTRAINT sightings_channel_not_null NOT NULL,
    first_seen timestamp with time zone DEFAULT now() CONSTRAINT sightings_first_seen_not_null NOT NULL,
    title text DEFAULT ''::text CONSTRAINT sightings_title_not_null NOT NULL,
    listed_at timestamp with time zone,
    changes integer DEFAULT 0 CONSTRAINT sightings_changes_not_null NOT NULL,
    changed_at timestamp with time zone
);
COMMENT ON TABLE public.channel_entries IS 'Which channel shows which entry, and since when: a poll is joined to the one before where both show it.';
COMMENT ON COLUMN public.channel_entries.title IS 'The title under which the channel showed it when it was last owed.';
COMMENT ON COLUMN public.channel_entries.listed_at IS 'The time that the channel gave for it then, if to the minute.';
COMMENT ON COLUMN public.channel_entries.changes IS 'How often it was owed again because the channel showed another title or time.';
CREATE TABLE public.channels (
    source text NOT NULL,
    name text NOT NULL,
    read_at timestamp with time zone,
    validators jsonb,
    unmodified integer DEFAULT 0 NOT NULL,
    distrusted boolean DEFAULT false NOT NULL,
    not_before timestamp with time zone,
    since timestamp with time zone DEFAULT now() NOT NULL,
    shown bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    entries integer DEFAULT 0 NOT NULL,
    ends_at integer,
    until_deeper integer DEFAULT 9 NOT NULL,
    depth integer DEFAULT 1 NOT NULL,
    distrust text DEFAULT ''::text NOT NULL,
    fault text DEFAULT ''::text NOT NULL,
    failures integer DEFAULT 0 NOT NULL,
    empty boolean DEFAULT false NOT NULL,
    deaths integer DEFAULT 0 NOT NULL
);
COMMENT ON TABLE public.channels IS 'One listing of a source, and when a look at it last came to its end.';
COMMENT ON COLUMN public.channels.read_at IS 'When a look last came to its end: what had been shown by then is known.';
COMMENT ON COLUMN public.channels.validators IS 'What a server said of the first page: {url, etag, modified, entries}.';
COMMENT ON COLUMN public.channels.unmodified IS 'Looks in a row that were answered with 304; now and then one is made without validators.';
COMMENT ON COLUMN public.channels.distrusted IS 'Validators are not sent any more; distrust says why.';
COMMENT ON COLUMN public.channels.not_before IS 'Its server has asked not to be asked again before this time (Retry-After).';
COMMENT ON COLUMN public.channels.since IS 'When it was first asked for.';
COMMENT ON COLUMN public.channels.shown IS 'Ids of the entries that it showed last, in its own order; the next look is joined to these.';
COMMENT ON COLUMN public.channels.entries IS 'Entries on its first page at the last look that found any.';
COMMENT ON COLUMN public.channels.ends_at IS 'The page number that a look found to be none (404, empty, a page again): its end, where two answers agree.';
COMMENT ON COLUMN public.channels.until_deeper IS 'Looks until one reads further than it needs to, for what was filed under a past time.';
COMMENT ON COLUMN public.channels.depth IS 'Pages that the next such look reads at least.';
COMMENT ON COLUMN public.channels.distrust IS 'Why validators are not sent any more.';
COMMENT ON COLUMN public.channels.fault IS 'Why the last look could not be read; empty where it could.';
COMMENT ON COLUMN public.channels.failures IS 'Looks in a row that could not be read.';
COMMENT ON COLUMN public.channels.empty IS 'The last look found no entries where there should be some.';
COMMENT ON COLUMN public.channels.deaths IS 'Runs that died while its listing was under way, since it was last read: it is looked at last, and alone.';
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
    request jsonb,
    kind text DEFAULT 'article'::text NOT NULL,
    state text DEFAULT 'pending'::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    tries integer DEFAULT 0 NOT NULL,
    next_try_at timestamp with time zone DEFAULT now() NOT NULL,
    article_id bigint,
    first_seen timestamp with time zone DEFAULT now() NOT NULL,
    last_seen timestamp with time zone DEFAULT now() NOT NULL,
    settled_at timestamp with time zone,
    gate jsonb,
    deaths integer DEFAULT 0 NOT NULL,
    heard bytea,
    heard_since timestamp with time zone,
    CONSTRAINT entries_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'stored'::text, 'duplicate'::text, 'rejected'::text, 'gone'::text, 'expanded'::text])))
);
COMMENT ON TABLE public.entries IS 'Every link that a listing showed, written before it is fetched.';
COMMENT ON COLUMN public.entries.listed_at IS 'The time that the listing gave for it.';
COMMENT ON COLUMN public.entries.request IS 'How to fetch it where that is not a GET of url: {url, method, body, headers}; with page where that is its page''s own address, as the listing last showed it.';
COMMENT ON COLUMN public.entries.state IS 'pending until it has an outcome: stored, duplicate, rejected, gone; expanded: a special topic, whose articles are entries of their own.';
COMMENT ON COLUMN public.entries.reason IS 'Why it is pending again, rejected or gone.';
COMMENT ON COLUMN public.entries.next_try_at IS 'A pending entry is not fetched before this time.';
COMMENT ON COLUMN public.entries.article_id IS 'The article it became, or is a duplicate of.';
COMMENT ON COLUMN public.entries.gate IS 'The gate of an entry that became no article: {state, signals, clicked, blocked, …}.';
COMMENT ON COLUMN public.entries.deaths IS 'Runs that died while it was under way, since it was last settled: it is taken up last, and alone.';
COMMENT ON COLUMN public.entries.heard IS 'SHA-256 of title and body of the last answer, where its title is not the listing''s.';
COMMENT ON COLUMN public.entries.heard_since IS 'Since when this answer comes.';
ALTER TABLE public.entries ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.entries_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.gaps (
    id bigint NOT NULL,
    source text NOT NULL,
    channel text NOT NULL,
    request jsonb,
    page integer NOT NULL,
    known_before timestamp with time zone,
    until timestamp with time zone NOT NULL,
    found_at timestamp with time zone DEFAULT now() NOT NULL,
    tries integer DEFAULT 0 NOT NULL,
    next_try_at timestamp with time zone DEFAULT now() NOT NULL,
    closed_at timestamp with time zone,
    reason text DEFAULT ''::text NOT NULL,
    shown bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    ends_at integer
);
COMMENT ON TABLE public.gaps IS 'Where a look was not joined to the one before: the listing page from which it is owed to go on.';
COMMENT ON COLUMN public.gaps.request IS 'The last page that was read, to be asked for again; null where the listing shows no further one.';
COMMENT ON COLUMN public.gaps.known_before IS 'What was shown by then is known: it is closed where it comes down to that. Null for the first look.';
COMMENT ON COLUMN public.gaps.until IS 'The earliest time on the last page that was read: what is missing is older.';
COMMENT ON COLUMN public.gaps.reason IS 'Why it is open or was given up, and then what was between known_before and until may be missing; joined: nothing is.';
COMMENT ON COLUMN public.gaps.shown IS 'Ids of the entries that the look before showed, in order.';
COMMENT ON COLUMN public.gaps.ends_at IS 'The page at which the listing seemed to end: it is closed where the next try agrees.';
ALTER TABLE public.gaps ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.gaps_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.host_usage (
    host text CONSTRAINT receipts_host_not_null NOT NULL,
    day date CONSTRAINT receipts_day_not_null NOT NULL,
    requests integer DEFAULT 0 CONSTRAINT receipts_requests_not_null NOT NULL,
    browser_requests integer DEFAULT 0 CONSTRAINT receipts_browser_not_null NOT NULL,
    bytes bigint DEFAULT 0 CONSTRAINT receipts_bytes_not_null NOT NULL,
    throttled integer DEFAULT 0 CONSTRAINT receipts_refused_not_null NOT NULL,
    robots_denied integer DEFAULT 0 CONSTRAINT receipts_forbidden_not_null NOT NULL,
    skipped integer DEFAULT 0 CONSTRAINT receipts_pauses_not_null NOT NULL,
    waited double precision DEFAULT 0 CONSTRAINT receipts_waited_not_null NOT NULL
);
COMMENT ON TABLE public.host_usage IS 'What was requested of each host, day by day (UTC).';
COMMENT ON COLUMN public.host_usage.requests IS 'Requests, those of the browser among them.';
COMMENT ON COLUMN public.host_usage.browser_requests IS 'Requests that pages made in the browser.';
COMMENT ON COLUMN public.host_usage.throttled IS 'Responses with status 429 or 503.';
COMMENT ON COLUMN public.host_usage.robots_denied IS 'Requests that robots.txt forbids; they were not made.';
COMMENT ON COLUMN public.host_usage.skipped IS 'Requests that were not made because the host was paused.';
COMMENT ON COLUMN public.host_usage.waited IS 'Seconds that requests waited for their turn.';
CREATE TABLE public.hosts (
    host text NOT NULL,
    next_at timestamp with time zone DEFAULT now() NOT NULL,
    not_before timestamp with time zone,
    why text DEFAULT ''::text NOT NULL
);
COMMENT ON TABLE public.hosts IS 'When each host may be asked next: one row for all runs on all machines.';
COMMENT ON COLUMN public.hosts.next_at IS 'Reserved up to this time: the next request waits for it.';
COMMENT ON COLUMN public.hosts.not_before IS 'The host has asked a source that owns it to be left alone until then (429, 503, Retry-After).';
CREATE TABLE public.migrations (
    name text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE public.pauses (
    source text NOT NULL,
    host text NOT NULL,
    until timestamp with time zone NOT NULL,
    why text NOT NULL
);
COMMENT ON TABLE public.pauses IS 'Hosts that one source leaves alone: not its own, they answered it with 429 or 503.';
COMMENT ON COLUMN public.pauses.until IS 'The source does not ask the host before this time.';
CREATE TABLE public.polls (
    id bigint NOT NULL,
    source text NOT NULL,
    channel text NOT NULL,
    run_id bigint,
    at timestamp with time zone DEFAULT now() NOT NULL,
    answer text NOT NULL,
    pages integer DEFAULT 0 NOT NULL,
    entries integer DEFAULT 0 NOT NULL,
    new integer DEFAULT 0 NOT NULL,
    joined boolean,
    fault text DEFAULT ''::text NOT NULL,
    CONSTRAINT polls_answer_check CHECK ((answer = ANY (ARRAY['read'::text, 'not modified'::text, 'failed'::text])))
);
COMMENT ON TABLE public.polls IS 'One row per look at a channel.';
COMMENT ON COLUMN public.polls.new IS 'Entries that this channel had not shown before.';
COMMENT ON COLUMN public.polls.joined IS 'Whether it came down to what the look before had seen; null for the first look.';
ALTER TABLE public.polls ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.polls_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.quarantine (
    id bigint NOT NULL,
    source text NOT NULL,
    entry_id bigint,
    url text NOT NULL,
    reason text NOT NULL,
    raw bytea,
    at timestamp with time zone DEFAULT now() NOT NULL,
    fetched_url text DEFAULT ''::text NOT NULL,
    content_type text DEFAULT ''::text NOT NULL,
    rendered boolean DEFAULT false NOT NULL,
    replayed_at timestamp with time zone
);
COMMENT ON TABLE public.quarantine IS 'What could not be read or stored, with the reason.';
COMMENT ON COLUMN public.quarantine.raw IS 'The answer as it came, gzip, as far as the limit of a page and of a source go.';
COMMENT ON COLUMN public.quarantine.fetched_url IS 'The address that answered.';
COMMENT ON COLUMN public.quarantine.content_type IS 'The Content-Type of the answer.';
COMMENT ON COLUMN public.quarantine.rendered IS 'Whether the browser brought it.';
COMMENT ON COLUMN public.quarantine.replayed_at IS 'When it was read again and became an article, without a fetch.';
ALTER TABLE public.quarantine ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.quarantine_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.render_stats (
    source text CONSTRAINT evidence_source_not_null NOT NULL,
    pattern text CONSTRAINT evidence_pattern_not_null NOT NULL,
    template text CONSTRAINT evidence_template_not_null NOT NULL,
    http_complete integer DEFAULT 0 CONSTRAINT evidence_whole_not_null NOT NULL,
    browser_needed integer DEFAULT 0 CONSTRAINT evidence_needed_not_null NOT NULL,
    chars_added bigint DEFAULT 0 CONSTRAINT evidence_added_not_null NOT NULL,
    useless_renders integer DEFAULT 0 CONSTRAINT evidence_vain_not_null NOT NULL,
    learned_complete integer DEFAULT 0 CONSTRAINT evidence_direct_not_null NOT NULL,
    renders integer DEFAULT 0 CONSTRAINT evidence_renders_not_null NOT NULL,
    learn_attempts integer DEFAULT 0 CONSTRAINT evidence_taught_not_null NOT NULL,
    revocations integer DEFAULT 0 CONSTRAINT evidence_misses_not_null NOT NULL,
    learned_request jsonb,
    confirmations integer DEFAULT 0 CONSTRAINT evidence_confirmed_not_null NOT NULL,
    unverified_entries bigint[] DEFAULT '{}'::bigint[] CONSTRAINT evidence_served_not_null NOT NULL,
    updated_at timestamp with time zone DEFAULT now() CONSTRAINT evidence_updated_at_not_null NOT NULL,
    unchecked_entries bigint[] DEFAULT '{}'::bigint[] CONSTRAINT evidence_unchecked_not_null NOT NULL
);
COMMENT ON TABLE public.render_stats IS 'What the articles of one URL pattern and page template needed: plain HTTP, the browser, or a learned request.';
COMMENT ON COLUMN public.render_stats.pattern IS 'The URL with its ids named: m.example.cn/p/{n}.html.';
COMMENT ON COLUMN public.render_stats.template IS 'Eight characters for the scripts that the page runs; empty if it runs none.';
COMMENT ON COLUMN public.render_stats.http_complete IS 'Articles that plain HTTP brought complete.';
COMMENT ON COLUMN public.render_stats.browser_needed IS 'Articles that only the browser brought complete.';
COMMENT ON COLUMN public.render_stats.chars_added IS 'Characters of body text that the browser added to those.';
COMMENT ON COLUMN public.render_stats.useless_renders IS 'Articles that looked complete, were rendered to make sure, and gained nothing.';
COMMENT ON COLUMN public.render_stats.learned_complete IS 'Articles that the learned request brought complete, without the browser.';
COMMENT ON COLUMN public.render_stats.renders IS 'Pages rendered in the browser, for whatever reason.';
COMMENT ON COLUMN public.render_stats.learn_attempts IS 'Renders from which a request was to be learned, since the last revocation.';
COMMENT ON COLUMN public.render_stats.revocations IS 'Learned requests that were given up because they gave another text than the page.';
COMMENT ON COLUMN public.render_stats.learned_request IS 'The learned request and where its response goes: {requests, patches, known_shapes, rejected_shapes}.';
COMMENT ON COLUMN public.render_stats.confirmations IS 'Renders whose text the learned request gave too, the one that it was learned from included.';
COMMENT ON COLUMN public.render_stats.unverified_entries IS 'Entries that the learned request brought since a render last confirmed it: fetched again if the next one does not.';
COMMENT ON COLUMN public.render_stats.unchecked_entries IS 'Entries that plain HTTP seemed to bring whole since a render last confirmed it: asked for again when one shows more.';
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
CREATE TABLE public.run_claims (
    source text CONSTRAINT claims_source_not_null NOT NULL,
    after_run bigint CONSTRAINT claims_after_run_not_null NOT NULL,
    claimed_at timestamp with time zone DEFAULT now() CONSTRAINT claims_claimed_at_not_null NOT NULL
);
COMMENT ON TABLE public.run_claims IS 'Who hands out the next run of a source: one row a source, so that it is handed out once.';
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
    gated integer DEFAULT 0 NOT NULL,
    pending_before integer DEFAULT 0 CONSTRAINT runs_owed_before_not_null NOT NULL,
    pending_after integer DEFAULT 0 CONSTRAINT runs_owed_after_not_null NOT NULL,
    browser_pages integer DEFAULT 0 NOT NULL,
    first_article bigint,
    last_article bigint,
    node text DEFAULT ''::text NOT NULL,
    job text DEFAULT ''::text NOT NULL,
    purpose text DEFAULT 'crawl'::text NOT NULL,
    in_flight bigint[] DEFAULT '{}'::bigint[] CONSTRAINT runs_under_way_not_null NOT NULL,
    in_flight_channels text[] DEFAULT '{}'::text[] CONSTRAINT runs_under_way_channels_not_null NOT NULL,
    CONSTRAINT runs_purpose_check CHECK ((purpose = ANY (ARRAY['crawl'::text, 'replay'::text])))
);
COMMENT ON TABLE public.runs IS 'One row per run of a source. found = stored + unchanged + duplicate + rejected + gone + failed.';
COMMENT ON COLUMN public.runs.ended_at IS 'Null while it runs; a run that died is ended by `scrapy due` or by the next one.';
COMMENT ON COLUMN public.runs.found IS 'Entries met: shown by a listing, or pending from before and fetched again.';
COMMENT ON COLUMN public.runs.unchanged IS 'Known before, and nothing new about them.';
COMMENT ON COLUMN public.runs.failed IS 'Pending again at a later time, those whose gate was not opened among them.';
COMMENT ON COLUMN public.runs.rendered IS 'Articles that came through the browser.';
COMMENT ON COLUMN public.runs.channels IS 'The same books per channel.';
COMMENT ON COLUMN public.runs.listings IS 'Listing pages read: [{channel, url, entries, new, error, not_modified}].';
COMMENT ON COLUMN public.runs.gated IS 'Of those failed: pending because their gate was not opened.';
COMMENT ON COLUMN public.runs.pending_before IS 'Entries pending when it began.';
COMMENT ON COLUMN public.runs.pending_after IS 'Entries pending when it ended.';
COMMENT ON COLUMN public.runs.browser_pages IS 'Pages opened in the browser, whatever came of them.';
COMMENT ON COLUMN public.runs.first_article IS 'The first article that it stored.';
COMMENT ON COLUMN public.runs.last_article IS 'The last article that it stored.';
COMMENT ON COLUMN public.runs.node IS 'The machine and process that ran it.';
COMMENT ON COLUMN public.runs.job IS 'Its job under scrapyd.';
COMMENT ON COLUMN public.runs.purpose IS 'crawl; or replay, which read the quarantine again and asked nobody.';
COMMENT ON COLUMN public.runs.in_flight IS 'Entries that are being fetched, read or stored; of a run that died: those that were.';
COMMENT ON COLUMN public.runs.in_flight_channels IS 'Channels whose listing is being fetched or read; of a run that died: those that were.';
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
CREATE TABLE public.volatile_parameters (
    source text CONSTRAINT noise_source_not_null NOT NULL,
    name text CONSTRAINT noise_name_not_null NOT NULL,
    learned_at timestamp with time zone DEFAULT now() CONSTRAINT noise_learned_at_not_null NOT NULL,
    example text CONSTRAINT noise_example_not_null NOT NULL
);
COMMENT ON TABLE public.volatile_parameters IS 'Parameters of a source''s addresses that change with each look: they are no part of entries.url and articles.url.';
COMMENT ON COLUMN public.volatile_parameters.name IS 'Name of the parameter; empty for a query that is a value without a name.';
COMMENT ON COLUMN public.volatile_parameters.learned_at IS 'When a listing showed its known articles with other values of it.';
COMMENT ON COLUMN public.volatile_parameters.example IS 'An address that showed it.';
ALTER TABLE ONLY public.arrival_rates
    ADD CONSTRAINT arrival_rates_pkey PRIMARY KEY (source, channel);
ALTER TABLE ONLY public.articles
    ADD CONSTRAINT articles_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.channel_entries
    ADD CONSTRAINT channel_entries_pkey PRIMARY KEY (entry_id, channel);
ALTER TABLE ONLY public.channels
    ADD CONSTRAINT channels_pkey PRIMARY KEY (source, name);
ALTER TABLE ONLY public.counters
    ADD CONSTRAINT counters_pkey PRIMARY KEY (article_id, name, seen_at);
ALTER TABLE ONLY public.entries
    ADD CONSTRAINT entries_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.entries
    ADD CONSTRAINT entries_source_url_key UNIQUE (source, url);
ALTER TABLE ONLY public.gaps
    ADD CONSTRAINT gaps_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.host_usage
    ADD CONSTRAINT host_usage_pkey PRIMARY KEY (host, day);
ALTER TABLE ONLY public.hosts
    ADD CONSTRAINT hosts_pkey PRIMARY KEY (host);
ALTER TABLE ONLY public.migrations
    ADD CONSTRAINT migrations_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.pauses
    ADD CONSTRAINT pauses_pkey PRIMARY KEY (source, host);
ALTER TABLE ONLY public.polls
    ADD CONSTRAINT polls_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.quarantine
    ADD CONSTRAINT quarantine_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.render_stats
    ADD CONSTRAINT render_stats_pkey PRIMARY KEY (source, pattern, template);
ALTER TABLE ONLY public.revisions
    ADD CONSTRAINT revisions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.run_claims
    ADD CONSTRAINT run_claims_pkey PRIMARY KEY (source);
ALTER TABLE ONLY public.runs
    ADD CONSTRAINT runs_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.sources
    ADD CONSTRAINT sources_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.stories
    ADD CONSTRAINT stories_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.volatile_parameters
    ADD CONSTRAINT volatile_parameters_pkey PRIMARY KEY (source, name);
CREATE INDEX articles_content_hash ON public.articles USING btree (content_hash);
CREATE INDEX articles_passages ON public.articles USING gin ((passages[1:8])) WITH (fastupdate=off);
CREATE INDEX articles_published_at ON public.articles USING btree (published_at DESC);
CREATE INDEX articles_source_first_seen ON public.articles USING btree (source, first_seen);
CREATE UNIQUE INDEX articles_source_url ON public.articles USING btree (source, url) WHERE (superseded_at IS NULL);
CREATE INDEX articles_story_id ON public.articles USING btree (story_id);
CREATE INDEX entries_page ON public.entries USING btree (source, "substring"(url, '^[^?;]*'::text), id) WHERE (url ~ '[?;]'::text);
CREATE INDEX entries_pending ON public.entries USING btree (source, next_try_at) WHERE (state = 'pending'::text);
CREATE INDEX entries_source_first_seen ON public.entries USING btree (source, first_seen);
CREATE INDEX gaps_open ON public.gaps USING btree (source) WHERE (closed_at IS NULL);
CREATE INDEX polls_channel ON public.polls USING btree (source, channel, at DESC);
CREATE INDEX quarantine_entry_id ON public.quarantine USING btree (entry_id);
CREATE INDEX quarantine_source ON public.quarantine USING btree (source, id DESC);
CREATE INDEX revisions_article_id ON public.revisions USING btree (article_id);
CREATE INDEX runs_source ON public.runs USING btree (source, started_at DESC);
ALTER TABLE ONLY public.arrival_rates
    ADD CONSTRAINT arrival_rates_source_fkey FOREIGN KEY (source) REFERENCES public.sources(key);
ALTER TABLE ONLY public.articles
    ADD CONSTRAINT articles_source_fkey FOREIGN KEY (source) REFERENCES public.sources(key);
ALTER TABLE ONLY public.articles
    ADD CONSTRAINT articles_story_id_fkey FOREIGN KEY (story_id) REFERENCES public.stories(id);
ALTER TABLE ONLY public.channel_entries
    ADD CONSTRAINT channel_entries_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES public.entries(id);
ALTER TABLE ONLY public.channels
    ADD CONSTRAINT channels_source_fkey FOREIGN KEY (source) REFERENCES public.sources(key);
ALTER TABLE ONLY public.counters
    ADD CONSTRAINT counters_article_id_fkey FOREIGN KEY (article_id) REFERENCES public.articles(id);
ALTER TABLE ONLY public.entries
    ADD CONSTRAINT entries_article_id_fkey FOREIGN KEY (article_id) REFERENCES public.articles(id);
ALTER TABLE ONLY public.entries
    ADD CONSTRAINT entries_source_fkey FOREIGN KEY (source) REFERENCES public.sources(key);
ALTER TABLE ONLY public.gaps
    ADD CONSTRAINT gaps_source_fkey FOREIGN KEY (source) REFERENCES public.sources(key);
ALTER TABLE ONLY public.pauses
    ADD CONSTRAINT pauses_source_fkey FOREIGN KEY (source) REFERENCES public.sources(key);
ALTER TABLE ONLY public.polls
    ADD CONSTRAINT polls_run_id_fkey FOREIGN KEY (run_id) REFERENCES public.runs(id);
ALTER TABLE ONLY public.polls
    ADD CONSTRAINT polls_source_fkey FOREIGN KEY (source) REFERENCES public.sources(key);
ALTER TABLE ONLY public.quarantine
    ADD CONSTRAINT quarantine_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES public.entries(id);
ALTER TABLE ONLY public.render_stats
    ADD CONSTRAINT render_stats_source_fkey FOREIGN KEY (source) REFERENCES public.sources(key);
ALTER TABLE ONLY public.revisions
    ADD CONSTRAINT revisions_article_id_fkey FOREIGN KEY (article_id) REFERENCES public.articles(id);
ALTER TABLE ONLY public.runs
    ADD CONSTRAINT runs_first_article_fkey FOREIGN KEY (first_article) REFERENCES public.articles(id);
ALTER TABLE ONLY public.runs
    ADD CONSTRAINT runs_last_article_fkey FOREIGN KEY (last_article) REFERENCES public.articles(id);
ALTER TABLE ONLY public.runs
    ADD CONSTRAINT runs_source_fkey FOREIGN KEY (source) REFERENCES public.sources(key);
ALTER TABLE ONLY public.volatile_parameters
    ADD CONSTRAINT volatile_parameters_source_fkey FOREIGN KEY (source) REFERENCES public.sources(key);
