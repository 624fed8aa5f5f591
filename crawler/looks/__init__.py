"""Looks at channels: how far one must go back, and what need not be sent again.

A look turns the pages of a channel until it comes down to what the look before showed. A look of
several pages asks for its first page once more at its end: where that has moved meanwhile, the
pages are read again. Where a look has to stop before, the rest is a gap, and a later run goes on
there.
"""
