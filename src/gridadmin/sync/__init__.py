"""The client's exchange with the city: HTTP, push, pull, conflicts."""
