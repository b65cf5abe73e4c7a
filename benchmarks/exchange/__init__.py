"""The exchange with the city, measured over loopback: both sides durable, the client encrypted and journaled."""
