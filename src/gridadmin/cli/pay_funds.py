"""`pay funds` and `pay budget`: out of which money pay is borne, and what is budgeted for a year (Art 21)."""

from __future__ import annotations

from argparse import ArgumentTypeError, Namespace
from contextlib import suppress
from typing import TYPE_CHECKING

from gridadmin.cli.opening import opened
from gridadmin.cli.output import Document, emit, print_table
from gridadmin.cli.words import Verbs, add_verb, day
from gridadmin.domain.errors import InvalidError
from gridadmin.domain.pay_funds import parse_percent, percent_text
from gridadmin.i18n import N_, Message, _

if TYPE_CHECKING:
    from gridadmin.domain.pay_funds import Budget, FundShare


def add_verbs(group: Verbs) -> None:
    """Add `pay funds` and `pay budget`."""
    funds = add_verb(group, "funds", _("list out of which money pay is borne, or enter it for an item"), run_funds)
    funds.add_argument("--item", metavar="CODE", default=None, help=_("code of an element, unit.SCHEME, unit; “rest”"))
    funds.add_argument("--share", metavar="SOURCE=PERCENT", type=share, action="append", default=[],
                       help=_("who bears how much of it; may be repeated, 100 % together"))  # fmt: skip
    funds.add_argument("--from", metavar="DATE", dest="valid_from", type=day, default=None,
                       help=_("the first day on which it holds"))  # fmt: skip
    funds.add_argument("--document", default="", help=_("the paper it is from"))
    removing = _("take the rule of --item away that begins on --from; the one before holds on")
    funds.add_argument("--remove", action="store_true", help=removing)
    budget = add_verb(group, "budget", _("list what is budgeted for a year, or enter it for a fund source"), run_budget)
    budget.add_argument("--year", type=int, required=True, help=_("the year of the payments"))
    budget.add_argument("--source", metavar="NAME", default=None, help=_("the fund source"))
    budget.add_argument("--amount", metavar="YUAN", default=None, help=_("what is budgeted; 0 takes the entry away"))
    budget.add_argument("--document", default="", help=_("the paper it is from"))


def share(text: str) -> tuple[str, int]:
    """Read `县财政=70`: the source and its share in hundredths of a percent."""
    source, _equals, percent = text.rpartition("=")
    with suppress(InvalidError):
        if source.strip():
            return source.strip(), parse_percent(percent)
    message = Message(N_("“{text}” is no share; write it like 县财政=70"), {"text": text})
    raise ArgumentTypeError(str(message))


def run_funds(words: Namespace) -> int:
    """Enter who bears an item where one is named; list all."""
    from gridadmin.jobs.pay_funds import REST_WORD, drop_fund_rule, enter_fund_shares
    from gridadmin.services.pay_funds import FundForm, fund_items, list_fund_shares

    if words.remove and (words.item is None or words.valid_from is None):
        raise InvalidError(N_("To take a rule away name its item and its first day: --item and --from."))
    with opened(words) as office:
        item = "" if words.item == REST_WORD else words.item
        if words.remove:
            drop_fund_rule(office, item, words.valid_from)
        elif item is not None:
            form = FundForm(item, tuple(words.share), words.valid_from or office.today(), words.document)
            enter_fund_shares(office, form)
        rows = office.read(list_fund_shares)
        names = office.read(fund_items)
    document = [_share_document(row, names) for row in rows]
    headings = (_("Code"), _("Item of cost"), _("Fund source"), "%", _("From"), _("Until"), _("Document"))
    emit(words, document, lambda: print_table(headings, [tuple(each.values()) for each in document]))
    return 0


def _share_document(row: FundShare, names: dict[str, str]) -> Document:
    from gridadmin.domain.pay_papers_cost import item_name
    from gridadmin.jobs.pay_funds import REST_WORD

    return {
        "item": row.item or REST_WORD, "name": item_name(row.item, names), "source": row.source,
        "percent": percent_text(row.percent), "valid_from": row.valid_from, "valid_to": row.valid_to,
        "document": row.document,
    }  # fmt: skip


def run_budget(words: Namespace) -> int:
    """Enter a budget where a source is named; list those of the year."""
    from gridadmin.domain.pay_funds import Budget
    from gridadmin.domain.pay_rounding import parse_yuan
    from gridadmin.jobs.pay_funds import enter_budget
    from gridadmin.services.pay_funds import list_budgets

    with opened(words) as office:
        if words.source is not None:
            enter_budget(office, Budget(words.year, words.source, parse_yuan(words.amount or ""), words.document))
        rows = office.read(list_budgets, words.year)
    document = [_budget_document(row) for row in rows]
    headings = (_("Year"), _("Fund source"), _("Budget of the year"), _("Document"))
    emit(words, document, lambda: print_table(headings, [tuple(each.values()) for each in document]))
    return 0


def _budget_document(row: Budget) -> Document:
    from gridadmin.domain.pay_rounding import yuan_text

    return {"year": row.year, "source": row.source, "amount": yuan_text(row.amount), "document": row.document}
