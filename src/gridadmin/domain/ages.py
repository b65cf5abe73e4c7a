"""Ages in full years (周岁), counted the same way wherever a rule or a table asks."""

from __future__ import annotations

from datetime import date


def age_on(birth_date: date, day: date) -> int:
    """Return the full years on a day; a year is full on the birthday, one of 29 February on 1 March in common years."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))
