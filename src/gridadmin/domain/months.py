"""A calendar month as one value: wage months, tax months, birth months, months of a limit."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Self

from gridadmin.domain.errors import InvalidError
from gridadmin.i18n import N_

_WRITTEN = re.compile(r"([0-9]{4})-([0-9]{1,2})(?:-([0-9]{1,2}))?")


@dataclass(frozen=True, order=True)
class Month:
    """A month of a year; months compare and subtract as time does."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (1 <= self.year <= 9999 and 1 <= self.number <= 12):
            raise InvalidError(N_("“{month}” is no month. Write it like 2026-10."), month=f"{self.year}-{self.number}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `2026-10`, or the month of a whole day such as `2026-10-31`.

        Raises:
            InvalidError: it is neither; a day that does not exist is refused, too.
        """
        found = _WRITTEN.fullmatch(text.strip())
        try:
            if found is None:
                raise ValueError
            return cls.of(date(int(found[1]), int(found[2]), int(found[3] or 1)))
        except ValueError:
            raise InvalidError(N_("“{month}” is no month. Write it like 2026-10."), month=text) from None

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the month that a day lies in."""
        return cls(day.year, day.month)

    @property
    def first_day(self) -> date:
        """The first day."""
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        """The last day."""
        return date(self.year, self.number, self.days)

    @property
    def days(self) -> int:
        """How many calendar days it has."""
        return monthrange(self.year, self.number)[1]

    def plus(self, months: int) -> Month:
        """Return the month that many months later; earlier where the number is negative."""
        years, number = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(years, number + 1)

    def since(self, other: Month) -> int:
        """Return how many months it lies after another; negative where it lies before."""
        return (self.year - other.year) * 12 + self.number - other.number

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"
