"""The real client and the real handlers of the city in one process, under a bad network, crashes, copies and restores."""
