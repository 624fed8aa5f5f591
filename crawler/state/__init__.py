"""What a run keeps in the database: channels polled, entries, counters, and a spool on disk.

A poll turns the pages of a channel until it comes down to what the poll before showed. A poll of
several pages requests its first page once more at its end: where that has moved meanwhile, the
pages are read again. Where a poll has to stop before, the rest is a gap, and a later run goes on
there.
"""
