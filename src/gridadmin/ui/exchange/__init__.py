"""The exchange with the city."""
