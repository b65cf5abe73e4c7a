"""The real client and the real handlers in one process, under a bad network, crashes, copies and restores."""
