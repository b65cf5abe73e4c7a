"""Grids: what the county draws, what the township adds, and who serves there."""
