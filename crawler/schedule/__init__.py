"""When to look at a source again, and what its silence means: pure functions of what is known."""
