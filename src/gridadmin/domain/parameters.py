"""Dated parameters: every number that the regulation leaves open, with the day from which it holds and its source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.working_days import WorkingDays
from gridadmin.i18n import N_

ParameterValue = int | str | tuple[int, ...]


class Certainty(LabelledEnum):
    """Where a parameter's value stands: in the regulation, in a paper of a superior, or assumed by the program."""

    REGULATION = "regulation", N_("Given by the regulation")
    LOCAL_RULE = "local_rule", N_("Set by a local paper")
    ASSUMED = "assumed", N_("Assumed; to be confirmed by the office")


@dataclass(frozen=True)
class Parameter:
    """One value of a parameter from a day on, until a later row of the same key takes over.

    Attributes:
        value: a whole number, a text, or whole numbers in rising order; None = deliberately not set.
        source: 来源/文号 of the value; empty where there is none yet.
        publisher: the kind of scope that it lies in; of several that hold on a day the widest one's counts.
    """

    key: str
    value: ParameterValue | None
    unit: str
    valid_from: date
    source: str
    certainty: Certainty
    note: str = ""
    publisher: str = "town"


_WIDTH = {"town": 0, "county": 1, "city": 2}


@dataclass(frozen=True)
class ParameterTable:
    """Every parameter the office knows, all days.

    Attributes:
        calendar: the holiday notices by which periods end; None = weekends alone.
    """

    rows: tuple[Parameter, ...] = ()
    calendar: WorkingDays | None = field(default=None, compare=False, repr=False)

    def row(self, key: str, on: date) -> Parameter | None:
        """Return the row of the key that holds on the day; None where none does. A later row of the same day wins.

        What the city says holds before what the county says, and that before the office's own.
        """
        found: Parameter | None = None
        for row in self.rows:
            if row.key == key and row.valid_from <= on and (found is None or _rank(row) >= _rank(found)):
                found = row
        return found

    def overruled(self, row: Parameter, on: date) -> bool:
        """Return whether a row would hold on the day, did not somebody above say otherwise."""
        own = ParameterTable(tuple(each for each in self.rows if each.publisher == row.publisher))
        holding = self.row(row.key, on)
        return own.row(row.key, on) == row and holding is not None and holding.publisher != row.publisher

    def value(self, key: str, on: date) -> ParameterValue | None:
        """Return the value that holds on the day; None where nothing is set."""
        row = self.row(key, on)
        return row.value if row else None

    def number(self, key: str, on: date) -> int | None:
        """Return the value as a whole number; None where nothing is set or it is not a number."""
        value = self.value(key, on)
        return value if isinstance(value, int) else None

    def numbers(self, key: str, on: date) -> tuple[int, ...]:
        """Return the value as whole numbers; empty where nothing is set."""
        value = self.value(key, on)
        return value if isinstance(value, tuple) else ()

    def text(self, key: str, on: date) -> str | None:
        """Return the value as text; None where nothing is set or it is not a text."""
        value = self.value(key, on)
        return value if isinstance(value, str) else None


def parse_parameters(rows: Iterable[Mapping[str, object]]) -> ParameterTable:
    """Return the table that rows of `resources/defaults/parameters.json` describe.

    Raises KeyError or ValueError where a row is not what that file promises: the file is ours, so that is a bug.
    """
    return ParameterTable(tuple(_parameter(row) for row in rows))


def _parameter(row: Mapping[str, object]) -> Parameter:
    return Parameter(
        key=str(row["key"]),
        value=_value(row["value"]),
        unit=str(row["unit"]),
        valid_from=date.fromisoformat(str(row["valid_from"])),
        source=str(row["source"]),
        certainty=Certainty(str(row["certainty"])),
        note=str(row.get("note", "")),
        publisher=str(row.get("publisher", "town")),
    )


def _rank(row: Parameter) -> tuple[int, date]:
    return _WIDTH[row.publisher], row.valid_from


def _value(value: object) -> ParameterValue | None:
    if isinstance(value, list):
        return tuple(int(number) for number in value)
    if value is None or isinstance(value, int | str):
        return value
    raise ValueError(f"a parameter is a whole number, a text or a list of whole numbers, not {value!r}")
