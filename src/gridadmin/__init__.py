"""gridadmin: a township office's desktop client for its grid workers (网格员)."""

__version__ = "0.1.0"
