"""The exchange with the city: its state, what waits, what is to be settled, and the exchange by file."""
