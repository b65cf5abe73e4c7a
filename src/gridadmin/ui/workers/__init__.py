"""Grid workers: the list with its detail, and what is done with people."""
