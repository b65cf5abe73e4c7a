"""The command line, one file per feature: every job that needs no window."""

from gridadmin.cli.main import main

__all__ = ["main"]
