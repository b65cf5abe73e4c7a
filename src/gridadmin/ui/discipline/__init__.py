"""The page and the tab of rewards, discipline and supervision."""
