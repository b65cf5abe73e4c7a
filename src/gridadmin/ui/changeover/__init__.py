"""Change-over (换人): who leaves, who takes over, what follows, in one dialog."""
