"""The page of pay: the month's run, and the panes that it is reckoned from."""
