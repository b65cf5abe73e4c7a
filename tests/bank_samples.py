"""Payments for tests of bank files. Nobody in them exists, and no bank gives out their numbers.

An issuer's number that begins with 9 goes on with a country; 999 is no country (ISO/IEC 7812-1, ISO 3166-1).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from gridadmin.domain.account_numbers import luhn_digit
from gridadmin.domain.bank_accounts import BankAccountRow, BankRelation
from gridadmin.domain.bank_layout import FilePart, Payment
from gridadmin.domain.bank_templates import BankTemplate, Payer
from gridadmin.domain.months import Month
from gridadmin.services.bank_shipped import shipped_templates

MONTH = Month(2026, 10)
PAY_DATE = date(2026, 11, 10)
PAYER = Payer("聊城市东昌府区侨润街道办事处", "999900000000000001", "工商银行聊城分行")


def account_number(serial: int, length: int = 19) -> str:
    """Return a number with a right check digit that no bank gives out."""
    first = f"9999{serial:0{length - 5}d}"
    return first + str(luhn_digit(first))


def account(name: str = "张三", serial: int = 1, **changes: object) -> BankAccountRow:
    """Return an account of somebody at the bank that pays."""
    plain = BankAccountRow(
        id=UUID(int=serial), worker_id=UUID(int=1000 + serial), name=name, id_number=f"37152519900101000{serial % 10}",
        number=account_number(serial), bank="工商银行", branch="聊城东昌府支行", cnaps="", holder=name,
        relation=BankRelation.BY_NAME, valid_from=date(2026, 1, 1), valid_to=None, reason="", version=1,
    )  # fmt: skip
    return replace(plain, **changes)  # type: ignore[arg-type]


def payment(name: str = "张三", amount: int = 286432, serial: int = 1, **changes: object) -> Payment:
    """Return a payment to an account of somebody."""
    return Payment(name, amount, account(name, serial, **changes))


PAYMENTS = (
    payment("张三", 286432, 1),
    payment("王㛃", 60000, 2, holder="王MIE", bank="农业银行", branch="聊城冠县支行", cnaps="103471500011"),
    payment("欧阳娜娜", 1234505, 3, bank="聊城农村商业银行", branch="侨润支行", cnaps="402471000017"),
    payment("买买提·艾力", 100, 4, branch="聊城振兴路支行"),
)
"""A rare name as its bank spells it, another bank, a compound surname, a dot and a single yuan."""


def part(*payments: Payment) -> FilePart:
    """Return one file of October's pay."""
    return FilePart(payments or PAYMENTS, MONTH, PAY_DATE)


def shipped(key: str, **changes: object) -> BankTemplate:
    """Return a template that the program brings, with a payer."""
    found = next(template for template in shipped_templates() if template.key == key)
    return replace(found, **{"payer": PAYER, **changes})  # type: ignore[arg-type]
