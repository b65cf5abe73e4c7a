"""One use case end to end: opens the session, begins the act, reports progress, can be cancelled."""
