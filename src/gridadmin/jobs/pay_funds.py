"""Entering fund sources and budgets of pay, each as one act."""

from __future__ import annotations

from decimal import Decimal

from gridadmin.domain.pay_funds import Budget
from gridadmin.domain.pay_rounding import yuan_text
from gridadmin.i18n import N_, Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.pay_funds import FundForm, set_budget, set_fund_shares

REST_WORD = "rest"


def enter_fund_shares(office: OpenOffice, form: FundForm) -> None:
    """Enter who bears an item of cost from a day on; raises as `services.pay_funds.set_fund_shares`."""
    parts = "、".join(f"{source} {Decimal(percent) / 100:f}%" for source, percent in form.parts)
    values = {"item": form.item or REST_WORD, "parts": parts, "day": form.valid_from}
    office.act(Message(N_("Fund source of {item} from {day}: {parts}"), values), set_fund_shares, form)


def enter_budget(office: OpenOffice, budget: Budget) -> None:
    """Enter what is budgeted for a year out of a source; raises as `services.pay_funds.set_budget`."""
    values = {"year": budget.year, "source": budget.source, "amount": yuan_text(budget.amount)}
    office.act(Message(N_("Budget of pay {year}, {source}: {amount}"), values), set_budget, budget)
