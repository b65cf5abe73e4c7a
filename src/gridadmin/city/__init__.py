"""The reference city exchange that the client is tested against and a city can deploy."""
