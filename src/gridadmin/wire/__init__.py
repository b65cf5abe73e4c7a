"""What is exchanged with the city: the messages and the map of owners."""
