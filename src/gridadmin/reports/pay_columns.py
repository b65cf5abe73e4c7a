"""The columns of a pay sheet: what is paid, what is taken off, what is paid out, what the unit bears."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gridadmin.domain.pay_papers import BONUS, PaidPerson, paid_elements, shares
from gridadmin.domain.pay_person import BACK
from gridadmin.domain.pay_runs import PayLineRow
from gridadmin.domain.pay_tables import Scheme
from gridadmin.domain.tables import Cell, ColumnKind, Heading
from gridadmin.i18n import N_, Message

MONEY_WIDTH = 10.5
_LATE = {BACK: N_("Back pay"), BONUS: N_("Annual bonus")}
SCHEMES = tuple(Scheme)


@dataclass(frozen=True)
class MoneyColumn:
    """A column of amounts in fen."""

    title: Message | str
    amount: Callable[[PayLineRow], int]

    def sum_of(self, people: Sequence[PaidPerson]) -> int:
        """Return the sum of the column in fen."""
        return sum(self.amount(person.line) for person in people)


@dataclass(frozen=True)
class MoneyGroup:
    """Columns under one heading; a group of one column without a title is that column alone."""

    title: Message | None
    columns: tuple[MoneyColumn, ...]

    @property
    def heading(self) -> tuple[Heading, ...]:
        """The headings of the group."""
        columns = tuple(Heading(column.title, kind=ColumnKind.MONEY) for column in self.columns)
        return columns if self.title is None else (Heading(self.title, columns),)


def money_groups(people: Sequence[PaidPerson]) -> tuple[MoneyGroup, ...]:
    """Return the groups of a sheet of some people; a column that is nobody's is left out.

    In every line: gross − taken off + carried on = paid out.
    """
    lines = [person.line for person in people]
    carried = _used([MoneyColumn(Message(N_("Carried to the next month")), lambda line: line.owed)], lines)
    groups = [
        MoneyGroup(Message(N_("Payable")), (*_elements(lines), _GROSS)),
        MoneyGroup(Message(N_("Taken off")), (*_taken(lines), _TAKEN)),
        *(MoneyGroup(None, (column,)) for column in carried),
        MoneyGroup(None, (_NET,)),
    ]
    borne = _used([_share(scheme, employer=True) for scheme in SCHEMES], lines)
    if borne:
        groups.append(MoneyGroup(Message(N_("Borne by the unit")), (*borne, _EMPLOYER)))
    return tuple(groups)


_GROSS = MoneyColumn(Message(N_("Sum payable")), lambda line: line.gross + line.bonus)
_TAKEN = MoneyColumn(Message(N_("Sum taken off")), lambda line: line.employee + line.tax + line.kept + line.owed_before)
_NET = MoneyColumn(Message(N_("Paid out")), lambda line: line.net)
_EMPLOYER = MoneyColumn(Message(N_("Sum of the unit")), lambda line: line.employer)


def _used(columns: Sequence[MoneyColumn], lines: Sequence[PayLineRow]) -> list[MoneyColumn]:
    return [column for column in columns if any(column.amount(line) for line in lines)]


def _elements(lines: Sequence[PayLineRow], *, kept: bool = False) -> list[MoneyColumn]:
    """Return a column for each element, in the order in which lines have them; back pay and bonus stand last."""
    keys = dict.fromkeys(key for line in lines for key in paid_elements(line, kept=kept))
    ordered = sorted(keys, key=lambda key: (key[0] in _LATE, key[0] == BONUS))
    return _used([_element(key, kept=kept) for key in ordered], lines)


def _element(key: tuple[str, str], *, kept: bool) -> MoneyColumn:
    title = Message(_LATE[key[0]]) if key[0] in _LATE and not key[1] else key[1]
    return MoneyColumn(title, lambda line: paid_elements(line, kept=kept).get(key, 0))


def _taken(lines: Sequence[PayLineRow]) -> list[MoneyColumn]:
    columns = [_share(scheme) for scheme in SCHEMES]
    columns.append(MoneyColumn(Message(N_("Income tax")), lambda line: line.tax))
    before = MoneyColumn(Message(N_("Owed from before")), lambda line: line.owed_before)
    return [*_used(columns, lines), *_elements(lines, kept=True), *_used([before], lines)]


def _share(scheme: Scheme, *, employer: bool = False) -> MoneyColumn:
    return MoneyColumn(scheme.message, lambda line: shares(line, employer=employer).get(scheme, 0))


def yuan(fen: int) -> Decimal:
    """Return fen as yuan with two decimals."""
    return Decimal(fen).scaleb(-2)


def money(fen: int) -> Cell:
    """Return an amount as a cell; nothing for zero, as finance offices leave it."""
    return yuan(fen) if fen else None
