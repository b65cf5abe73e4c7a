"""The templates of the tax office's client that the program brings, and what declarations are worth by kind."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from uuid import UUID

from sqlalchemy import extract, select
from sqlalchemy.orm import Session

from gridadmin.config import find_resources
from gridadmin.domain.months import Month
from gridadmin.domain.pay_deductions import AdditionalKind, Declaration, declared_amount
from gridadmin.domain.pay_labour import IncomeCategory
from gridadmin.domain.pay_papers_tax import TaxForm, TaxTemplate, read_templates
from gridadmin.domain.pay_rounding import round_amount
from gridadmin.domain.pay_runs import PayRunRow, RunKind
from gridadmin.domain.pay_tables import AdditionalRules
from gridadmin.models.pay import PayDeclaration, PayLine, PayRun
from gridadmin.services.pay_declarations import additional_rules, declarations_of


@lru_cache(maxsize=1)
def shipped_tax_templates() -> dict[TaxForm, TaxTemplate]:
    """Return the columns of the client's forms."""
    path = find_resources() / "defaults" / "tax_declaration.json"
    return read_templates(json.loads(path.read_text(encoding="utf-8")))


def additional_by_kind(session: Session, run: PayRunRow) -> dict[UUID, dict[AdditionalKind, int]]:
    """Return special additional deductions of the tax year up to a run, by person and kind, for those who declared.

    They count for the months employed here, as the run itself counted them.
    """
    declaring = set(session.scalars(select(PayDeclaration.worker_id).distinct()))
    if not declaring:
        return {}
    rules = additional_rules(session, Month.of(run.pay_date), run.known_on)
    months = _employed_months(session, run)
    return {
        worker_id: _by_kind(declarations_of(session, worker_id), months[worker_id], rules)
        for worker_id in declaring
        if worker_id in months
    }


def _by_kind(
    items: Sequence[Declaration], months: Sequence[Month], rules: AdditionalRules
) -> dict[AdditionalKind, int]:
    found: dict[AdditionalKind, int] = defaultdict(int)
    for month in months:
        for item in items:
            found[item.kind] += round_amount(declared_amount(item, month, rules))
    return dict(found)


def _employed_months(session: Session, run: PayRunRow) -> dict[UUID, list[Month]]:
    """Return the months that the lines of a run counted; lines of older runs counted the payments of the year."""
    query = select(PayLine.worker_id, PayLine.details)
    query = query.where(PayLine.run_id == run.id, PayLine.category == IncomeCategory.WAGES)
    counted = {worker_id: details["tax"].get("employed") for worker_id, details in session.execute(query)}
    paid = _paid_months(session, run)
    return {
        worker_id: paid[worker_id] if numbers is None else [Month(run.pay_date.year, number) for number in numbers]
        for worker_id, numbers in counted.items()
    }


def _paid_months(session: Session, run: PayRunRow) -> dict[UUID, list[Month]]:
    query = (
        select(PayLine.worker_id, PayRun.pay_date)
        .join(PayRun, PayRun.id == PayLine.run_id)
        .where(
            PayRun.kind == RunKind.REGULAR,
            PayLine.category == IncomeCategory.WAGES,
            PayRun.pay_date <= run.pay_date,
            extract("year", PayRun.pay_date) == run.pay_date.year,
        )
    )
    found: dict[UUID, list[Month]] = defaultdict(list)
    for worker_id, pay_date in session.execute(query):
        found[worker_id].append(Month.of(pay_date))
    return found
