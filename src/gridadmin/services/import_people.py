"""Whom the rows of an imported sheet mean: by ID number, or by a name that one person alone has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.entries import half_width
from gridadmin.domain.errors import GridAdminError, InvalidError
from gridadmin.domain.id_numbers import lost_digits
from gridadmin.domain.imports import Effect, ImportReport, Outcome, Problem, RowOutcome, Severity, formula_fault
from gridadmin.domain.masking import mask_id_number
from gridadmin.domain.text import name_key
from gridadmin.i18n import N_, Message
from gridadmin.models.workers import Worker

Letters = Callable[[str, str], str]
Progress = Callable[[int, int], None]


class Row(Protocol):
    """A row of a sheet about a person as the intake reads it."""

    @property
    def sheet(self) -> str:
        """The sheet's name."""

    @property
    def row(self) -> int:
        """The number of the row, as Excel counts."""

    @property
    def name(self) -> str:
        """Whom it means."""

    @property
    def id_number(self) -> str:
        """The ID number; empty where there is none."""

    @property
    def cells(self) -> Mapping[str, str]:
        """What is filled in, by the key of its column."""


class PeopleBook:
    """Everybody on file by ID number and name.

    Args:
        listed: who comes first where a name occurs twice.
        once: a person whom a second row means is refused there.
        strict: an ID number that nobody has is refused, though somebody alone has the name: it is about money.

    Whoever is on file with another ID number than the row's is another person of that name, and never meant.
    """

    def __init__(
        self, session: Session, listed: set[UUID] | None = None, *, once: bool = True, strict: bool = False
    ) -> None:
        self.by_number: dict[str, tuple[UUID, str]] = {}
        self.by_name: dict[str, list[UUID]] = defaultdict(list)
        self._numbers: dict[UUID, str] = {}
        self._listed, self._once, self._strict, self.met = listed or set[UUID](), once, strict, set[UUID]()
        for key, name, number in session.execute(select(Worker.id, Worker.name, Worker.id_number)):
            self.by_name[name_key(name)].append(key)
            if number:
                self.by_number[number] = (key, name)
                self._numbers[key] = number

    def find(self, row: Row) -> UUID | Message:
        """Return whom a row means, or why nobody alone."""
        number = half_width(row.id_number).strip().upper()
        found = self.by_number.get(number)
        if found is not None and name_key(found[1]) != name_key(row.name):
            return Message(N_("The ID number belongs to {name}."), {"name": found[1]})
        if number and found is None and self._strict:
            return Message(N_("Nobody on file has this ID number."))
        key = found[0] if found is not None else self._by_name(row.name)
        own = self._numbers.get(key, "") if isinstance(key, UUID) else ""
        if number and own and number not in (own, mask_id_number(own)):
            return Message(N_("Nobody on file has this ID number."))
        if isinstance(key, UUID) and self._once:
            if key in self.met:
                return Message(N_("This person stands twice in the sheet."))
            self.met.add(key)
        return key

    def require(self, row: Row) -> UUID:
        """Return whom a row means; InvalidError where it is nobody alone."""
        found = self.find(row)
        if isinstance(found, Message):
            raise InvalidError(found.msgid, None, **found.values)
        return found

    def _by_name(self, name: str) -> UUID | Message:
        named = self.by_name.get(name_key(name), [])
        here = [key for key in named if key in self._listed] or named
        if len(here) > 1:
            return Message(N_("Several persons are called {name}; add the ID number."), {"name": name})
        return here[0] if here else Message(N_("Nobody on file is called {name}."), {"name": name})


Meant = TypeVar("Meant")


def put_rows(
    find: Callable[[Row], Meant | Message],
    rows: Sequence[Row],
    put: Callable[[Meant, Row], Effect],
    letter_of: Letters,
    progress: Progress,
) -> ImportReport:
    """Put in row by row; what a row is refused for stands at its cell where the error names one.

    Args:
        find: whom a row means, or why nobody alone.
        put: enters the row; a GridAdminError refuses it.
    """
    outcomes, problems = [], list[Problem]()
    for done, row in enumerate(rows):
        if done % 50 == 0:
            progress(done, len(rows))
        meant = find(row)
        if isinstance(meant, Message):
            problems.append(Problem(row.sheet, row.row, letter_of(row.sheet, ""), row.name, meant))
            outcomes.append(RowOutcome(row.sheet, row.row, Outcome.REJECTED, row.name))
            continue
        try:
            require_results(row)
            outcome, changes = put(meant, row)
        except GridAdminError as error:
            problems += _refusals(error, row, letter_of)
            outcomes.append(RowOutcome(row.sheet, row.row, Outcome.REJECTED, row.name))
        else:
            outcomes.append(RowOutcome(row.sheet, row.row, outcome, row.name, changes))
    progress(len(rows), len(rows))
    return ImportReport.of(len(rows), outcomes, problems)


def require_results(row: Row) -> None:
    """Raise InvalidError naming every cell that Excel has spoilt: #N/A is no bank, and 3.7E+17 no contract."""
    faults = {
        field: fault
        for field, text in row.cells.items()
        if (fault := formula_fault(text) or lost_digits(text)) is not None
    }
    if faults:
        raise InvalidError(N_("The row cannot be read."), faults)


def _refusals(error: GridAdminError, row: Row, letter_of: Letters) -> list[Problem]:
    """A line for each cell that the error names; what is missing altogether has its reason and no cell."""
    fields = error.fields if isinstance(error, InvalidError) else {}
    if not fields:
        return [Problem(row.sheet, row.row, "", row.name, error.message)]
    return [
        Problem(
            row.sheet, row.row, letter_of(row.sheet, field), row.cells.get(field, ""), reason, Severity.ERROR, field
        )
        for field, reason in fields.items()
    ]
