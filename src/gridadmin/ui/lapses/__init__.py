"""The calendar of everything that will lapse."""
