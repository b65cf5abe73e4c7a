"""Compliance with the regulation."""
