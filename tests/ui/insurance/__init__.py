"""The window of what lapses."""
