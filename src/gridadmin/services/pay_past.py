"""What was paid before a run: everybody's lines of the last thirteen months, and what is owed from any time."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import Text, func, select, type_coerce
from sqlalchemy.orm import Session

from gridadmin.domain.errors import NotPermittedError
from gridadmin.domain.months import Month
from gridadmin.domain.pay_contributions import Contribution
from gridadmin.domain.pay_labour import IncomeCategory
from gridadmin.domain.pay_month import Nature
from gridadmin.domain.pay_person import BACK
from gridadmin.domain.pay_runs import CLOSED, RunKind, RunState
from gridadmin.domain.pay_tables import Scheme
from gridadmin.i18n import N_
from gridadmin.models.pay import PayLine, PayRun

LOOK_BACK_MONTHS = 12
NO_ADDITIONAL, ELEMENTS, AFTER_ELEMENTS = '{"additional":0,', '"elements":', ',"kind":'
HAS_BACK = f'"code":"{BACK}"'


@dataclass(frozen=True)
class PaidLine:
    """A line of an earlier run; what it was reckoned from is kept as text and read where somebody asks for it.

    A run looks at thousands of lines, of which most say the same: read one by one they would take longer than the run.
    """

    month: Month
    pay_month: Month
    is_regular: bool
    is_closed: bool
    category: IncomeCategory
    owed: int
    text: str

    @cached_property
    def details(self) -> Mapping[str, Any]:
        """Everything the line was reckoned from."""
        found: Mapping[str, Any] = json.loads(self.text)
        return found

    @property
    def additional(self) -> int:
        """The special additional deductions of the month, fen."""
        return 0 if self.text.startswith(NO_ADDITIONAL) else int(self.details["additional"])

    @property
    def elements_text(self) -> str:
        """The elements in their canonical spelling.

        Keys are sorted, so that `kind` follows; no text of a value can hold a key, its quotes are escaped.
        """
        begin = self.text.index(ELEMENTS) + len(ELEMENTS)
        return self.text[begin : self.text.index(AFTER_ELEMENTS, begin)]


class PaidLines:
    """Everybody's lines before a run, in the order of payment."""

    def __init__(self, session: Session, month: Month, pay_month: Month, except_run: UUID | None) -> None:
        oldest = min(month.plus(-LOOK_BACK_MONTHS), Month(pay_month.year, 1))
        query = (
            select(
                PayLine.worker_id, PayRun.month, PayRun.pay_date, PayRun.kind, PayRun.state, PayLine.category,
                PayLine.owed, type_coerce(PayLine.details, Text).label("text"),
            )
            .join(PayRun, PayRun.id == PayLine.run_id)
            .where(PayRun.pay_date >= oldest.first_day)
            .order_by(PayRun.pay_date, PayRun.id)
        )  # fmt: skip
        if except_run is not None:
            query = query.where(PayRun.id != except_run)
        self._lines: dict[UUID, list[PaidLine]] = defaultdict(list)
        for row in session.execute(query):
            self._lines[row.worker_id].append(
                PaidLine(
                    Month.of(row.month), Month.of(row.pay_date), row.kind is RunKind.REGULAR,
                    row.state in CLOSED, row.category, row.owed, row.text,
                )
            )  # fmt: skip
        self._owed_long = _owed_before(session, oldest)

    def of(self, worker_id: UUID) -> Sequence[PaidLine]:
        """Return somebody's lines."""
        return self._lines.get(worker_id, [])

    def used_bonus(self, worker_id: UUID, year: int) -> bool:
        """Tell whether a bonus was already taxed by itself in a tax year."""
        return any(line.pay_month.year == year and "bonus_tax" in line.details["tax"] for line in self.of(worker_id))

    def owed(self, worker_id: UUID) -> int:
        """Return what somebody owes since the last line."""
        lines = self.of(worker_id)
        return lines[-1].owed if lines else self._owed_long.get(worker_id, 0)

    def closed_months(self, before: Month) -> list[Month]:
        """Return the paid months of the last twelve before a month, in order."""
        first = before.plus(-LOOK_BACK_MONTHS)
        months = {
            line.month
            for lines in self._lines.values()
            for line in lines
            if line.is_regular and line.is_closed and first <= line.month < before
        }
        return sorted(months)

    def paid_shares(self, worker_id: UUID, month: Month) -> dict[Scheme, Contribution]:
        """Return what was paid for somebody into each scheme for a month, with later adjustments."""
        sums: dict[Scheme, Contribution] = {}
        for line in self.of(worker_id):
            told = line.details["schemes"] if line.is_regular and line.month == month else {}
            parts = {scheme: (each["base"], *each["paid"]) for scheme, each in told.items()}
            parts |= line.details.get("adjusts", {}).get(str(month), {})
            for scheme, (base, employee, employer) in parts.items():
                before = sums.get(Scheme(scheme), Contribution(0, 0, 0))
                sums[Scheme(scheme)] = Contribution(
                    before.base + base, before.employee + employee, before.employer + employer
                )
        return sums

    def paid_for(self, worker_id: UUID) -> Mapping[Month, PaidTexts]:
        """Return for each month what was paid for it to somebody, as `sum_paid` reads it."""
        found: dict[Month, PaidTexts] = {}
        for line in self.of(worker_id):
            text = line.elements_text
            found[line.month] = (*found.get(line.month, ()), (True, text))
            if HAS_BACK in text:
                late = {each["numbers"]["month"] for each in json.loads(text) if each["formula"] == BACK}
                for month in map(Month.parse, late):
                    found[month] = (*found.get(month, ()), (False, text))
        return found


PaidTexts = tuple[tuple[bool, str], ...]
"""The elements of lines that paid something for a month, as text; whether the line was that of the month itself."""


def sum_paid(month: Month, texts: PaidTexts) -> dict[tuple[str, Nature], int]:
    """Return what was paid for a month by code, with the back pay of later runs."""
    sums: dict[tuple[str, Nature], int] = defaultdict(int)
    for own, text in texts:
        for element in json.loads(text):
            told, late = element["numbers"], element["formula"] == BACK
            if late and told["month"] == str(month):
                sums[told["code"], Nature(element["nature"])] += element["amount"]
            elif own and not late:
                sums[element["code"], Nature(element["nature"])] += element["amount"]
    return dict(sums)


def _owed_before(session: Session, oldest: Month) -> dict[UUID, int]:
    """Return what is owed by those whose last line is older than what is loaded."""
    owing = select(PayLine.worker_id).join(PayRun, PayRun.id == PayLine.run_id)
    owing = owing.where(PayLine.owed > 0, PayRun.pay_date < oldest.first_day)
    query = (
        select(PayLine.worker_id, PayLine.owed)
        .join(PayRun, PayRun.id == PayLine.run_id)
        .where(PayLine.worker_id.in_(owing), PayRun.pay_date < oldest.first_day)
        .order_by(PayRun.pay_date, PayRun.id)
    )
    return {worker_id: owed for worker_id, owed in session.execute(query)}


@dataclass(frozen=True)
class Draft:
    """The run that is in draft."""

    id: UUID
    month: Month
    kind: RunKind


def draft_of(session: Session) -> Draft | None:
    """Return the run that is in draft; there is one at most."""
    row = session.execute(select(PayRun.id, PayRun.month, PayRun.kind).where(PayRun.state == RunState.DRAFT)).first()
    return None if row is None else Draft(row.id, Month.of(row.month), row.kind)


def doubled_month(session: Session) -> Month | None:
    """Return the oldest month of which there are two regular runs, made on two computers; None where there is none."""
    query = select(PayRun.month).where(PayRun.kind == RunKind.REGULAR).group_by(PayRun.month)
    month = session.scalar(query.having(func.count() > 1).order_by(PayRun.month).limit(1))
    return None if month is None else Month.of(month)


def refuse_doubled(session: Session) -> None:
    """Refuse to go on while a month was reckoned twice: each run would count as paid, and the next take one back.

    Raises:
        NotPermittedError: it names the month, both runs and the way out.
    """
    month = doubled_month(session)
    if month is None:
        return
    query = select(PayRun.pay_date, PayRun.state).where(PayRun.month == month.first_day, PayRun.kind == RunKind.REGULAR)
    first, second = session.execute(query.order_by(PayRun.pay_date, PayRun.id).limit(2)).all()
    raise NotPermittedError(
        N_(
            "The pay of {month} was reckoned twice, on two computers: paid on {first} ({state}) and on {second}"
            " ({other}). Reopen the one by which nothing was paid, and throw it away."
        ),
        month=month, first=first.pay_date.isoformat(), state=first.state.message, second=second.pay_date.isoformat(),
        other=second.state.message,
    )  # fmt: skip
