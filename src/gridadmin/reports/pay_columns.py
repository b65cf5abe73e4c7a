"""The columns of a pay sheet: what is paid, what is taken off, what is paid out, what the unit bears."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gridadmin.domain.pay_papers import BONUS, PaidPerson, paid_elements, shares
from gridadmin.domain.pay_person import BACK
from gridadmin.domain.pay_tables import Scheme
from gridadmin.domain.tables import Cell, ColumnKind, Heading
from gridadmin.i18n import N_, Message

_LATE = {BACK: N_("Back pay"), BONUS: N_("Annual bonus")}
Element = tuple[str, str]


@dataclass(frozen=True)
class MoneyColumn:
    """A column of amounts in fen, one for each person."""

    title: Message | str
    amounts: tuple[int, ...]

    @property
    def total(self) -> int:
        """The sum of the column in fen."""
        return sum(self.amounts)


@dataclass(frozen=True)
class MoneyGroup:
    """Columns under one heading, the last one their sum; a group without a title is its column alone."""

    title: Message | None
    columns: tuple[MoneyColumn, ...]

    @property
    def heading(self) -> tuple[Heading, ...]:
        """The headings of the group."""
        columns = tuple(Heading(column.title, kind=ColumnKind.MONEY) for column in self.columns)
        return columns if self.title is None else (Heading(self.title, columns),)


def money_groups(people: Sequence[PaidPerson]) -> tuple[MoneyGroup, ...]:
    """Return the groups of a sheet of some people; a column that is nobody's is left out.

    In every line: payable − taken off + carried on = paid out.
    """
    lines = [person.line for person in people]
    gross = MoneyColumn(Message(N_("Sum payable")), tuple(line.gross + line.bonus for line in lines))
    taken = tuple(line.employee + line.tax + line.kept + line.owed_before for line in lines)
    carried = MoneyColumn(Message(N_("Carried to the next month")), tuple(line.owed for line in lines))
    groups = [
        MoneyGroup(Message(N_("Payable")), (*_elements(people), gross)),
        MoneyGroup(Message(N_("Taken off")), (*_taken(people), MoneyColumn(Message(N_("Sum taken off")), taken))),
        *(MoneyGroup(None, (column,)) for column in _used([carried])),
        MoneyGroup(None, (MoneyColumn(Message(N_("Paid out")), tuple(line.net for line in lines)),)),
    ]
    borne = _shares(people, employer=True)
    if borne:
        whole = MoneyColumn(Message(N_("Sum of the unit")), tuple(line.employer for line in lines))
        groups.append(MoneyGroup(Message(N_("Borne by the unit")), (*borne, whole)))
    return tuple(groups)


def _used(columns: Sequence[MoneyColumn]) -> list[MoneyColumn]:
    return [column for column in columns if any(column.amounts)]


def _elements(people: Sequence[PaidPerson], *, kept: bool = False) -> list[MoneyColumn]:
    """Return a column for each element, in the order in which lines have them; back pay and bonus stand last."""
    found = [paid_elements(person.line, kept=kept) for person in people]
    keys = dict.fromkeys(key for each in found for key in each)
    ordered = sorted(keys, key=lambda key: (key[0] in _LATE, key[0] == BONUS))
    return _used([_element(key, found) for key in ordered])


def _element(key: Element, found: Sequence[Mapping[Element, int]]) -> MoneyColumn:
    code, name = key
    title = Message(_LATE[code]) if code in _LATE and not name else name
    return MoneyColumn(title, tuple(each.get(key, 0) for each in found))


def _shares(people: Sequence[PaidPerson], *, employer: bool = False) -> list[MoneyColumn]:
    found = [shares(person.line, employer=employer) for person in people]
    return _used([MoneyColumn(each.message, tuple(own.get(each, 0) for own in found)) for each in Scheme])


def _taken(people: Sequence[PaidPerson]) -> list[MoneyColumn]:
    tax = MoneyColumn(Message(N_("Income tax")), tuple(person.line.tax for person in people))
    before = MoneyColumn(Message(N_("Owed from before")), tuple(person.line.owed_before for person in people))
    return [*_shares(people), *_used([tax]), *_elements(people, kept=True), *_used([before])]


def yuan(fen: int) -> Decimal:
    """Return fen as yuan with two decimals."""
    return Decimal(fen).scaleb(-2)


def money(fen: int) -> Cell:
    """Return an amount as a cell; nothing for zero, as finance offices leave it."""
    return yuan(fen) if fen else None
