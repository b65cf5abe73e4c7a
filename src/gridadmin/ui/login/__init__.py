"""The login: nothing heavy is imported before it is painted."""
