"""What is entered about one person's pay: elements, category, tax year, declarations, what belongs to one month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.months import Month
from gridadmin.domain.pay_deductions import Declaration, check_declarations
from gridadmin.domain.pay_labour import IncomeCategory
from gridadmin.domain.pay_person import EntryKind, MonthEntry, PersonElement
from gridadmin.domain.pay_rounding import round_amount
from gridadmin.domain.pay_tax import BasicMode, YearSoFar
from gridadmin.i18n import N_
from gridadmin.models.ids import new_id
from gridadmin.models.pay import PayCategory, PayDeclaration, PayElement, PayEntry, PayYear
from gridadmin.services.assignment import assign
from gridadmin.services.worker_records import require_worker

NEEDS_REASON = N_("Enter why; somebody will ask in a year.")


def add_element(session: Session, worker_id: UUID, element: PersonElement) -> UUID:
    """Enter an element of one person's pay and return its id.

    Raises:
        InvalidError: no code, name or reason, or days in the wrong order.
    """
    worker = require_worker(session, worker_id)
    if not (element.code.strip() and element.name.strip() and element.reason.strip()):
        raise InvalidError(N_("{name}: an element of pay needs a code, a name and a reason."), name=worker.name)
    if element.valid_to is not None and element.valid_to < element.valid_from:
        raise InvalidError(N_("{name}: the last day lies before the first."), name=element.name)
    row = PayElement(
        id=new_id(), worker_id=worker_id, code=element.code, name=element.name, nature=element.nature,
        amount=element.amount, prorated=element.prorated, valid_from=element.valid_from, valid_to=element.valid_to,
        reason=element.reason.strip(),
    )  # fmt: skip
    session.add(row)
    return row.id


def set_category(session: Session, worker_id: UUID, valid_from: date, category: IncomeCategory, reason: str) -> None:
    """Record as what a person's money is taxed from a day on; the same day is a correction.

    Raises:
        InvalidError: no reason.
    """
    require_worker(session, worker_id)
    if not reason.strip():
        raise InvalidError(NEEDS_REASON)
    query = select(PayCategory).where(PayCategory.worker_id == worker_id, PayCategory.valid_from == valid_from)
    known = session.scalar(query)
    if known is None:
        session.add(
            PayCategory(
                id=new_id(), worker_id=worker_id, valid_from=valid_from, category=category, reason=reason.strip()
            )
        )
    else:
        assign(known, category=category, reason=reason.strip())


def set_tax_year(
    session: Session, worker_id: UUID, year: int, mode: BasicMode, evidence: str, opening: YearSoFar | None = None
) -> None:
    """Record how the basic deduction of a person's tax year is counted, and the sums before the program was taken up.

    Raises:
        InvalidError: another mode than the ordinary one without its evidence, or sums that no year has.
    """
    worker = require_worker(session, worker_id)
    if mode is not BasicMode.ORDINARY and not evidence.strip():
        raise InvalidError(N_("{name}: this deduction needs its evidence, such as the declaration."), name=worker.name)
    sums = opening or YearSoFar()
    if not 0 <= sums.months <= 12 or sums.withheld < 0:
        raise InvalidError(
            N_("{name}: a year has up to 12 months, and tax withheld is not below zero."), name=worker.name
        )
    values = {
        name: round_amount(getattr(sums, name))
        for name in ("months", "income", "exempt", "special", "additional", "other", "relief", "withheld")
    }
    row = _tax_year(session, worker_id, year)
    assign(row, mode=mode, evidence=evidence.strip() or None, **values)


def confirm_deduction(session: Session, worker_id: UUID, month: Month, amount: int, reason: str) -> None:
    """Record the basic deduction so far that the tax office's own client shows for payments of a month.

    Raises:
        InvalidError: no reason, or an amount below zero.
    """
    require_worker(session, worker_id)
    if not reason.strip() or amount < 0:
        raise InvalidError(NEEDS_REASON)
    row = _tax_year(session, worker_id, month.year)
    assign(row, basic_confirmed=amount, confirmed_month=month.number, confirmed_reason=reason.strip())


def _tax_year(session: Session, worker_id: UUID, year: int) -> PayYear:
    found: PayYear | None = session.scalar(select(PayYear).where(PayYear.worker_id == worker_id, PayYear.year == year))
    if found is None:
        sums = dict.fromkeys(("months", "income", "exempt", "special", "additional", "other", "relief", "withheld"), 0)
        found = PayYear(id=new_id(), worker_id=worker_id, year=year, mode=BasicMode.ORDINARY, **sums)
        session.add(found)
    return found


def declare(session: Session, worker_id: UUID, item: Declaration) -> UUID:
    """Enter a special additional deduction as it was declared and return its id.

    Raises:
        InvalidError: it does not go together with another one of the same year.
    """
    require_worker(session, worker_id)
    known = declarations_of(session, worker_id)
    for year in range(item.first.year, (item.last or item.first.plus(12)).year + 1):
        check_declarations([*known, item], year)
    made = PayDeclaration(
        id=new_id(), worker_id=worker_id, kind=item.kind, first_month=item.first.first_day,
        last_month=item.last.first_day if item.last else None, percent=item.percent, share=item.share, tier=item.tier,
    )  # fmt: skip
    session.add(made)
    return made.id


def enter_once(session: Session, worker_id: UUID, month: Month, entry: MonthEntry) -> UUID:
    """Enter what belongs to one month alone and return its id.

    Raises:
        InvalidError: no code or reason, a number below zero, or more days than a month has.
    """
    worker = require_worker(session, worker_id)
    most = month.days if entry.kind is EntryKind.ABSENCE else 1_000_000
    if not (entry.reason.strip() and entry.code.strip()):
        raise InvalidError(NEEDS_REASON)
    if not 0 <= entry.number <= most or entry.number * 1000 != int(entry.number * 1000):
        raise InvalidError(
            N_("{name}: {number} is no number of days or events."), name=worker.name, number=entry.number
        )
    row = PayEntry(
        id=new_id(), worker_id=worker_id, month=month.first_day, kind=entry.kind, code=entry.code.strip(),
        name=entry.name or entry.code, nature=entry.nature, number=int(entry.number * 1000), amount=entry.amount,
        grade=entry.grade or None, reason=entry.reason.strip(),
    )  # fmt: skip
    session.add(row)
    return row.id


def declarations_of(session: Session, worker_id: UUID) -> Sequence[Declaration]:
    """Return what a person declared."""
    query = select(PayDeclaration).where(PayDeclaration.worker_id == worker_id).order_by(PayDeclaration.first_month)
    return [
        Declaration(
            row.kind, Month.of(row.first_month), Month.of(row.last_month) if row.last_month else None, row.percent,
            row.share, row.tier,
        )
        for row in session.scalars(query)
    ]  # fmt: skip
