"""Whatever comes from outside, the crawler reads it without a fault, in bounded time and memory."""
