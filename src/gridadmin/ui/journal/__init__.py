"""The page of the journal: who did what and when, what it changed, the undo of one act, and the check of the chain."""
