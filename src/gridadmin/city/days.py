"""Days as records say them, for the pages that the city makes of records, and which day it is where they hold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any, NamedTuple, Self

_CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")  # one time all over the country, without summer time


def day_of(moment: datetime) -> date:
    """Return which day it is in China: a server's own clock is often set to UTC, which is a day behind until eight."""
    return moment.astimezone(_CHINA).date()


class Span(NamedTuple):
    """A time of which the first and the last day count; None for no bound."""

    first: date | None
    last: date | None

    @classmethod
    def of(cls, fields: Mapping[str, Any], first: str, last: str) -> Self:
        """Return a time by the names of the fields that bound it."""
        return cls(day_in(fields, first), day_in(fields, last))

    def covers(self, day: date) -> bool:
        """Return whether it holds on a day."""
        return (self.first or date.min) <= day <= (self.last or date.max)


def day_in(fields: Mapping[str, Any], name: str) -> date | None:
    """Return a day that a record says; None where it says none."""
    value = fields.get(name)
    return date.fromisoformat(value) if value else None
