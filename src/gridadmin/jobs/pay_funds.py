"""Entering fund sources and budgets of pay, each as one act, with the sentences of both faces."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from gridadmin.domain.pay_funds import Budget, parts_text
from gridadmin.domain.pay_papers_cost import item_words
from gridadmin.domain.pay_rounding import yuan_text
from gridadmin.i18n import N_, Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.pay_funds import FundForm, fund_items, remove_fund_rule, set_budget, set_fund_shares

REST_WORD = "rest"
Names = Mapping[str, str]


def fund_sentence(form: FundForm, names: Names) -> Message:
    """Return the sentence of entering who bears an item."""
    values = {"item": item_words(form.item, names), "parts": parts_text(form.parts), "day": form.valid_from}
    return Message(N_("Fund source of {item} from {day}: {parts}"), values)


def fund_gone_sentence(item: str, valid_from: date, names: Names) -> Message:
    """Return the sentence of taking a rule away."""
    return Message(N_("Remove the fund source of {item} from {day}"), {
        "item": item_words(item, names), "day": valid_from,
    })  # fmt: skip


def budget_sentence(budget: Budget) -> Message:
    """Return the sentence of entering a budget, or of taking it away."""
    values = {"year": budget.year, "source": budget.source, "amount": yuan_text(budget.amount)}
    if not budget.amount:
        return Message(N_("Remove the budget of pay {year}, {source}"), values)
    return Message(N_("Budget of pay {year}, {source}: {amount}"), values)


def enter_fund_shares(office: OpenOffice, form: FundForm) -> None:
    """Enter who bears an item of cost from a day on; raises as `services.pay_funds.set_fund_shares`."""
    office.act(fund_sentence(form, office.read(fund_items)), set_fund_shares, form)


def drop_fund_rule(office: OpenOffice, item: str, valid_from: date) -> None:
    """Take a rule away; raises as `services.pay_funds.remove_fund_rule`."""
    sentence = fund_gone_sentence(item, valid_from, office.read(fund_items))
    office.act(sentence, remove_fund_rule, item, valid_from)


def enter_budget(office: OpenOffice, budget: Budget) -> None:
    """Enter what is budgeted for a year out of a source; raises as `services.pay_funds.set_budget`."""
    office.act(budget_sentence(budget), set_budget, budget)
