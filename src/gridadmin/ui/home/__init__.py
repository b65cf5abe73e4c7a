"""The home page: queues of work, named by the next act."""
