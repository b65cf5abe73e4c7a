"""The revisions, oldest first: 0001, 0002, …; each stands by itself and imports nothing of the program."""
