"""Bank accounts in the practice office's past: who has one and who has none, odd ones to look at, one export.

No bank gives out these numbers: an issuer's number that begins with 9 goes on with a country, and 999 is no country
(ISO/IEC 7812-1, ISO 3166-1). A file of the practice office pays nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.account_numbers import luhn_digit
from gridadmin.domain.bank_accounts import BankAccountForm, BankRelation
from gridadmin.domain.bank_reading import copy_template
from gridadmin.domain.bank_templates import Payer
from gridadmin.domain.workers import EmploymentForm
from gridadmin.i18n import N_, Message
from gridadmin.jobs.bank_export import CashChoice, ExportOrder, keep_planned, plan_export, require_no_refusal
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.practice_lives import REFERENCE_DAY, Life
from gridadmin.jobs.practice_pay import FIRST, LAST
from gridadmin.jobs.practice_timeline import PAPERS, Timeline
from gridadmin.services.bank_accounts import set_account
from gridadmin.services.bank_shipped import shipped_templates
from gridadmin.services.bank_templates import add_template
from gridadmin.services.pay_overview import pay_day
from gridadmin.services.pay_shipped import shipped_working_days

BANK, OTHER = "阳谷农村商业银行", "农业银行"
BRANCH, OTHER_BRANCH = "侨润支行（练习）", "阳谷县支行（练习）"
TEMPLATE = "阳谷农商行代发（练习）"
AFTER = timedelta(days=6)  # until a newcomer has brought the card
WITHOUT, ODD = 3, 7  # the newest newcomers have brought no card yet; every so manieth account is worth a look
OTHERS = 12
NUMBER_DIGITS = 19


def plan_bank(timeline: Timeline, office: OpenOffice, worker_id: Callable[[Life], UUID], lives: Sequence[Life]) -> None:
    """Plan accounts since the first run, a template of the office, and the export of the last paid month."""
    clerk = _Clerk(office, worker_id)
    began = FIRST.first_day
    there = [life for life in lives if any(_covers(spell, began) for spell in life.spells)]
    timeline.at(began, PAPERS, partial(clerk.begin, there))
    came = sorted(
        (spell.started_on, at) for at, life in enumerate(lives) for spell in life.spells[:1] if spell.started_on > began
    )
    for day, at in came[:-WITHOUT]:
        if day + AFTER <= REFERENCE_DAY:
            timeline.at(day + AFTER, PAPERS, partial(clerk.enter, lives[at], at))
    timeline.at(pay_day(LAST.plus(-1), shipped_working_days()), PAPERS, clerk.export)


def _covers(spell: EmploymentForm, day: date) -> bool:
    return spell.started_on <= day and (spell.ended_on is None or day <= spell.ended_on)


def invented_number(serial: int) -> str:
    """Return a number of 19 digits with a right check digit that no bank gives out."""
    first = f"9999{serial:0{NUMBER_DIGITS - 5}d}"
    return first + str(luhn_digit(first))


def invented_account(serial: int, name: str, since: date) -> BankAccountForm:
    """Return somebody's account: most with the bank that pays, some with another, some with something to look at."""
    form = BankAccountForm(invented_number(serial), BANK, since, BRANCH, reason="初次登记（练习）")
    if serial % OTHERS == 1:
        cnaps = "" if serial % ODD == 1 else f"999{serial:09d}"
        form = replace(form, bank=OTHER, branch=OTHER_BRANCH, cnaps=cnaps, relation=BankRelation.OTHER)
    elif serial % (ODD * 5) == 0:
        form = replace(form, number=form.number[:-1] + str((int(form.number[-1]) + 3) % 10))
    try:
        name.encode("gbk")
    except UnicodeEncodeError:  # as banks write what their system does not have
        form = replace(form, holder="".join(char if _in_gbk(char) else "＊" for char in name))
    return form


def _in_gbk(char: str) -> bool:
    try:
        return bool(char.encode("gbk"))
    except UnicodeEncodeError:
        return False


class _Clerk:
    """Who enters all this."""

    def __init__(self, office: OpenOffice, worker_id: Callable[[Life], UUID]) -> None:
        self._office, self._worker_id = office, worker_id

    def begin(self, there: Sequence[Life], on: date) -> None:
        """Enter the accounts of everybody who serves when pay begins, and the template of the bank."""
        forms = [
            (self._worker_id(life), invented_account(serial, life.person.name, on))
            for serial, life in enumerate(there, start=1)
        ]
        sentence = Message(N_("Enter the bank accounts of {count} persons"), {"count": len(forms)})
        self._office.act(sentence, _enter_all, forms)
        shipped = next(each for each in shipped_templates() if each.key == "rural_commercial")
        payer = Payer("阳谷县侨润街道网格化服务管理中心（练习）", invented_number(0), BANK)
        own = replace(copy_template(shipped, TEMPLATE), bank=BANK, payer=payer)
        self._office.act(Message(N_("Enter the bank template “{name}”"), {"name": TEMPLATE}), add_template, own)

    def enter(self, life: Life, serial: int, on: date) -> None:
        """Enter the account of somebody who has come."""
        form = invented_account(1000 + serial, life.person.name, on)
        words = Message(N_("Enter the bank account of {name}"), {"name": life.person.name})
        self._office.act(words, set_account, self._worker_id(life), form)

    def export(self, _on: date) -> None:
        """Keep what went to the bank for the last month that was paid; who had no account was paid in cash."""
        cash = CashChoice({}, "尚未开户，现金发放（练习）", True)
        report = plan_export(self._office, ExportOrder(LAST.plus(-1), TEMPLATE, cash))
        require_no_refusal(report)
        keep_planned(self._office, report)


def _enter_all(session: Session, forms: Sequence[tuple[UUID, BankAccountForm]]) -> None:
    for worker_id, form in forms:
        set_account(session, worker_id, form)
