"""The window of rewards, discipline and supervision."""
