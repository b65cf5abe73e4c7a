"""The command line, one file per feature: every job that needs no window."""
