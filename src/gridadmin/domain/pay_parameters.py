"""Pay parameters as dated data: from which month each holds, since when it is known, from which paper, how sure.

Two times matter. `effective_from` is the month from which a value holds; `published_on` is the day since which
anybody can know it. Shandong publishes the limits of a year in July or August; until then the year before's are used,
and what was paid stays as it was until a back-adjustment. So every question has a month and a day of knowledge.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.months import Month
from gridadmin.i18n import N_


class PayCertainty(LabelledEnum):
    """How sure a shipped value is; what is not official needs a look by the office's accountant."""

    OFFICIAL = "official", N_("From the official text")
    SECONDARY = "secondary", N_("Quoted by others; look at the paper")
    MEMORY = "memory", N_("Assumed; to be confirmed by the office")
    ENTERED = "entered", N_("Entered by the office")


@dataclass(frozen=True)
class PayParameter:
    """One value of a parameter.

    Attributes:
        key: what it is, such as `insurance.limits`; see `pay_reading` for the form of each value.
        value: yuan and rates as text, so that no float ever touches them; None: deliberately not set.
        source: 来源/文号.
    """

    key: str
    value: Any
    effective_from: date
    published_on: date
    source: str
    certainty: PayCertainty
    note: str = ""


@dataclass(frozen=True)
class PayParameters:
    """Every value that is known, all months."""

    rows: tuple[PayParameter, ...] = ()

    def row(self, key: str, month: Month, known_on: date) -> PayParameter | None:
        """Return the value that holds in a month by what was known on a day; None where there is none.

        Of several the one that holds from the latest month counts; of those the one published last, then the later row.
        """
        found: PayParameter | None = None
        for row in self.rows:
            if row.key != key or row.published_on > known_on or Month.of(row.effective_from) > month:
                continue
            if found is None or _order(row) >= _order(found):
                found = row
        return found

    def needed(self, key: str, month: Month, known_on: date) -> PayParameter:
        """Return the value that holds.

        Raises:
            InvalidError: nothing holds; it names the parameter and the month.
        """
        row = self.row(key, month, known_on)
        if row is None or row.value is None:
            raise InvalidError(
                N_("The pay parameter “{key}” has no value for {month} that was known on {day}. Enter it."),
                key=key, month=month, day=known_on,
            )  # fmt: skip
        return row

    def plus(self, rows: Iterable[PayParameter]) -> PayParameters:
        """Return these with more rows; a later row of the same key and dates takes the place of an earlier one."""
        return PayParameters((*self.rows, *rows))

    def changed(self, month: Month, before: date, now: date) -> tuple[PayParameter, ...]:
        """Return what holds in a month as known now, and did not hold by what was known before: late papers."""
        keys = dict.fromkeys(row.key for row in self.rows)
        pairs = ((self.row(key, month, before), self.row(key, month, now)) for key in keys)
        return tuple(new for old, new in pairs if new is not None and (old is None or old.value != new.value))


class Lack(LabelledEnum):
    """Why a parameter wants attention."""

    NO_VALUE = "no_value", N_("No value")
    EARLIER_YEAR = "earlier_year", N_("Still that of an earlier year")
    ENDS = "ends", N_("Ends")
    UNSET = "unset", N_("Deliberately not set; ask, then enter it")
    DOUBTFUL = "doubtful", N_("To be confirmed by the office")


@dataclass(frozen=True)
class Missing:
    """A parameter that a year still lacks, or that should be looked at; `row` is what holds meanwhile."""

    key: str
    lack: Lack
    row: PayParameter | None
    until: Month | None = None


def missing_of_year(
    parameters: PayParameters, year: int, known_on: date, yearly: Iterable[str], ending: Mapping[str, Month | None]
) -> list[Missing]:
    """Return what a year still lacks by what is known on a day: no value, an old one, an end, a doubt.

    Args:
        yearly: keys of which a new value is expected every year.
        ending: key -> the last month of a policy, None where it has no end.
    """
    last, fresh, found = Month(year, 12), set(yearly), []
    for key in dict.fromkeys((*(row.key for row in parameters.rows), *fresh)):
        row, until = parameters.row(key, last, known_on), ending.get(key)
        if row is None:
            found.append(Missing(key, Lack.NO_VALUE, None))
        elif key in fresh and row.effective_from.year < year:
            found.append(Missing(key, Lack.EARLIER_YEAR, row))
        elif until is not None and until < last:
            found.append(Missing(key, Lack.ENDS, row, until))
        elif row.value is None:
            found.append(Missing(key, Lack.UNSET, row))
        elif row.certainty is PayCertainty.MEMORY:
            found.append(Missing(key, Lack.DOUBTFUL, row))
    order = list(Lack)
    return sorted(found, key=lambda each: order.index(each.lack))


def _order(row: PayParameter) -> tuple[Month, date]:
    return Month.of(row.effective_from), row.published_on


def read_parameters(rows: Iterable[Mapping[str, Any]]) -> PayParameters:
    """Return the parameters that rows of `resources/defaults/pay_parameters.json` describe.

    Raises KeyError or ValueError where a row is not what that file promises: the file is ours, so that is a bug.
    """
    return PayParameters(
        tuple(
            PayParameter(
                key=row["key"],
                value=row["value"],
                effective_from=date.fromisoformat(row["effective_from"]),
                published_on=date.fromisoformat(row["published_on"]),
                source=row["source"],
                certainty=PayCertainty(row["certainty"]),
                note=row.get("note", ""),
            )
            for row in rows
        )
    )
