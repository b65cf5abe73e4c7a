"""Monthly statistics."""
