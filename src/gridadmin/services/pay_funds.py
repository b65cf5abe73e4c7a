"""Fund sources and budgets of the office: entering, listing, and what the months of a year cost by source (Art 21)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.domain.pay_funds import (
    REST,
    UNIT,
    Budget,
    FundRule,
    FundShare,
    check_parts,
    cost_items,
    fund_cost,
    rules_of,
    unit_item,
)
from gridadmin.domain.pay_papers import BONUS
from gridadmin.domain.pay_papers_cost import CostOfRun, SourceCost, cost_by_source
from gridadmin.domain.pay_runs import CLOSED, PayLineRow, PayRunRow
from gridadmin.domain.pay_tables import Scheme
from gridadmin.i18n import N_
from gridadmin.models.ids import new_id
from gridadmin.models.pay import PayElement, PayStandard
from gridadmin.models.pay_funds import PayBudget, PayFundShare
from gridadmin.services.assignment import assign, take_away
from gridadmin.services.pay import list_lines, list_runs

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class FundForm:
    """Who bears an item from a day on: (source, hundredths of a percent), a whole together."""

    item: str
    parts: tuple[tuple[str, int], ...]
    valid_from: date
    document: str = ""


def list_fund_shares(session: Session) -> tuple[FundShare, ...]:
    """Return every share, item by item, the oldest first."""
    order = (PayFundShare.cost_item, PayFundShare.valid_from, PayFundShare.part.desc(), PayFundShare.source)
    return tuple(
        FundShare(row.cost_item, row.source, row.part, row.valid_from, row.valid_to, row.document or "")
        for row in session.scalars(select(PayFundShare).order_by(*order))
    )


def set_fund_shares(session: Session, form: FundForm) -> None:
    """Enter who bears an item from a day on; what held before ends the day before, the same day is a correction.

    Raises:
        InvalidError: shares that are no whole, an item that there is not, or a later rule that is in the way.
    """
    check_parts(form.parts)
    if form.item not in fund_items(session):
        raise InvalidError(N_("There is no item of cost “{item}”. See the codes in the list."), item=form.item)
    for row in session.scalars(select(PayFundShare).where(PayFundShare.cost_item == form.item)):
        if row.valid_from > form.valid_from:
            raise InvalidError(
                N_("A rule for this item begins on {day} already. Enter one from that day or later."),
                day=row.valid_from.isoformat(),
            )
        if row.valid_from == form.valid_from:
            take_away(session, row)
        elif row.valid_to is None or row.valid_to >= form.valid_from:
            assign(row, valid_to=form.valid_from - ONE_DAY)
    for source, percent in form.parts:
        session.add(
            PayFundShare(
                id=new_id(), cost_item=form.item, source=source.strip(), part=percent, valid_from=form.valid_from,
                valid_to=None, document=form.document.strip() or None,
            )
        )  # fmt: skip


def remove_fund_rule(session: Session, item: str, valid_from: date) -> None:
    """Take away a rule that was entered by mistake; the one that it ended holds on in its place.

    Raises:
        NotFoundError: no rule of the item begins on that day.
    """
    rows = session.scalars(select(PayFundShare).where(PayFundShare.cost_item == item)).all()
    gone = [row for row in rows if row.valid_from == valid_from]
    if not gone:
        raise NotFoundError(N_("The rule for this item from {day} is no longer there."), day=valid_from.isoformat())
    for row in rows:
        if row.valid_to == valid_from - ONE_DAY:
            assign(row, valid_to=gone[0].valid_to)
    for row in gone:
        take_away(session, row)


def fund_items(session: Session) -> dict[str, str]:
    """Return the items of cost that there can be: code -> name; the wide ones have an empty name."""
    names = {code: name for code, name in session.execute(select(PayElement.code, PayElement.name))}
    names |= {code: name for code, name in session.execute(select(PayStandard.code, PayStandard.name))}
    return {REST: "", **names, BONUS: "", UNIT: "", **{unit_item(each): "" for each in Scheme}}


def list_budgets(session: Session, year: int) -> tuple[Budget, ...]:
    """Return what is budgeted for a year, source by source."""
    query = select(PayBudget).where(PayBudget.year == year).order_by(PayBudget.source)
    return tuple(Budget(row.year, row.source, row.amount, row.document or "") for row in session.scalars(query))


def set_budget(session: Session, budget: Budget) -> None:
    """Enter what is budgeted for a year out of a source; zero takes the entry away.

    Raises:
        InvalidError: no source, an amount below zero, or a year that is none.
    """
    if not budget.source.strip() or budget.amount < 0 or not 2000 <= budget.year <= 2200:
        raise InvalidError(N_("A budget needs a year, a fund source and an amount that is not below zero."))
    query = select(PayBudget).where(PayBudget.year == budget.year, PayBudget.source == budget.source.strip())
    row = session.scalar(query)
    if row is None:
        if budget.amount:
            values = {"year": budget.year, "source": budget.source.strip(), "amount": budget.amount}
            session.add(PayBudget(id=new_id(), document=budget.document.strip() or None, **values))
    elif not budget.amount:
        take_away(session, row)
    else:
        assign(row, amount=budget.amount, document=budget.document.strip() or None)


@dataclass(frozen=True)
class YearCost:
    """What the runs of a year cost, up to one of them: runs in the order of payment, budgets, names of the items."""

    runs: tuple[CostOfRun, ...]
    budgets: tuple[Budget, ...]
    names: dict[str, str] = field(default_factory=dict)


def cost_of_year(session: Session, run: PayRunRow, lines: Sequence[PayLineRow]) -> YearCost:
    """Return what was paid in the year of a run's day of payment, back-adjustments included, up to the run.

    `lines`: those of the run itself, which the caller has read already.

    A year of the budget is that of the payment, as budgets are accounted for (收付实现制).
    """
    until = [row for row in _paid_in(session, run.pay_date.year) if (row.pay_date, row.id) <= (run.pay_date, run.id)]
    rules = list_fund_shares(session)
    found = tuple(_cost_of_run(row, lines if row.id == run.id else list_lines(session, row.id), rules) for row in until)
    return YearCost(found, list_budgets(session, run.pay_date.year), fund_items(session))


@dataclass(frozen=True)
class FundYear:
    """The money of a year: what each source bears beside its budget, and who bears what by which rule.

    Attributes:
        sources: by the runs that are paid. unpaid: what the runs of the year cost that are not paid yet, fen.
    """

    year: int
    sources: tuple[SourceCost, ...]
    budgets: tuple[Budget, ...]
    rules: tuple[FundRule, ...]
    names: dict[str, str]
    unpaid: int = 0

    @property
    def known_sources(self) -> tuple[str, ...]:
        """Every source that was ever named, to be chosen again."""
        named = [source for rule in self.rules for source, _percent in rule.parts]
        return tuple(dict.fromkeys([*named, *(budget.source for budget in self.budgets)]))


def fund_year(session: Session, year: int) -> FundYear:
    """Return what was paid in a year by fund source, the budgets of the year, and every rule.

    A run counts once it is paid: a draft may still be thrown away, and a budget is spent by payments (收付实现制).
    """
    shares = list_fund_shares(session)
    runs = _paid_in(session, year)
    paid = [_cost_of_run(row, list_lines(session, row.id), shares) for row in runs if row.state in CLOSED]
    unpaid = sum(row.gross + row.employer for row in runs if row.state not in CLOSED)
    budgets = list_budgets(session, year)
    sources = tuple(cost_by_source(paid, (), budgets))
    return FundYear(year, sources, budgets, rules_of(shares), fund_items(session), unpaid)


@dataclass(frozen=True)
class YearChoices:
    """The years of cost: `first` is the one to look at, the newest with a payment; `years` the newest first."""

    first: int
    years: tuple[int, ...]


def year_choices(session: Session, today: date) -> YearChoices:
    """Return the years with payments or budgets; this year and the one that comes are always among them."""
    runs = list_runs(session)
    years = {run.pay_date.year for run in runs} | {run.month.year for run in runs}
    budgeted = set(session.scalars(select(PayBudget.year).distinct()))
    first = max((run.month.year for run in runs), default=today.year)
    return YearChoices(first, tuple(sorted(years | budgeted | {today.year, today.year + 1}, reverse=True)))


def _paid_in(session: Session, year: int) -> list[PayRunRow]:
    """Return the runs whose day of payment lies in a year, whatever their state, in the order of payment."""
    paid = [row for row in list_runs(session) if row.pay_date.year == year]
    return sorted(paid, key=lambda row: (row.pay_date, row.id))


def _cost_of_run(run: PayRunRow, lines: Sequence[PayLineRow], rules: Sequence[FundShare]) -> CostOfRun:
    """Return a run's cost; full-time and part-time each divided by itself."""
    part_time = [line for line in lines if line.details.get("kind") == "part_time"]
    full_time = [line for line in lines if line.details.get("kind") != "part_time"]
    parts = {
        is_part: fund_cost(cost_items(own), rules, run.pay_date)
        for is_part, own in ((False, full_time), (True, part_time))
    }
    return CostOfRun(run.month, run.kind, run.pay_date, len(lines), parts[False], parts[True])
