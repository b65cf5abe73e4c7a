"""Bank accounts of persons as dated facts: what an account is, what is wrong with one, and what only looks unusual."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from gridadmin.domain.account_numbers import card_warning, passes_luhn, plain_number
from gridadmin.domain.errors import InvalidError
from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.text import clean_text, squeeze
from gridadmin.i18n import N_, Message

CARD_LENGTHS = range(16, 20)
CNAPS_DIGITS = 12
_SHORTEST, _LONGEST = 8, 32  # digits; what is beyond is a slip, not an account
_NEVER_SPELT = "\t\r\n"


class BankRelation(LabelledEnum):
    """Whether an account is with the bank that pays (本行) or with another one (他行)."""

    BY_NAME = "by_name", N_("By the name of the bank")
    OWN = "own", N_("Own bank")
    OTHER = "other", N_("Other bank")


class AccountConcern(LabelledEnum):
    """What somebody should look at; none of it keeps an account out."""

    CHECK_DIGIT = "check_digit", N_("Check digit is wrong for a card")
    LENGTH = "length", N_("Not 16 to 19 digits")
    SPELLING = "spelling", N_("The bank spells the name in another way")
    NO_CNAPS = "no_cnaps", N_("Other bank, but no CNAPS number")


@dataclass(frozen=True)
class BankAccountForm:
    """An account as it is entered.

    Attributes:
        number: digits, as text; blanks and hyphens are taken out.
        number_again: the same once more, typed a second time; None where it was not typed by hand.
        holder: the holder's name as this bank spells it; "" where it is the person's name.
        cnaps: 12 digits of the bank's branch (联行号), or "".
        valid_from: the day from which pay goes there; an account before ends on the day before.
    """

    number: str
    bank: str
    valid_from: date
    branch: str = ""
    cnaps: str = ""
    holder: str = ""
    relation: BankRelation = BankRelation.BY_NAME
    reason: str = ""
    number_again: str | None = None


@dataclass(frozen=True)
class BankAccountRow:
    """An account as lists show it; `number` may be masked. `holder` is never empty."""

    id: UUID
    worker_id: UUID
    name: str
    id_number: str | None
    number: str
    bank: str
    branch: str
    cnaps: str
    holder: str
    relation: BankRelation
    valid_from: date
    valid_to: date | None
    reason: str
    version: int
    concerns: tuple[AccountConcern, ...] = ()

    def holds_on(self, day: date) -> bool:
        """Tell whether pay goes there on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class PaidPerson:
    """A person in service on a day, with the account to which pay goes then; None where there is none."""

    worker_id: UUID
    name: str
    account: BankAccountRow | None


def checked_account(form: BankAccountForm, name: str) -> BankAccountForm:
    """Return an account as it is kept.

    Args:
        form: as it was typed.
        name: whose account it is, for messages.

    Raises:
        InvalidError: no bank, no number, other characters than digits, a length that no account has, two entries that
            differ, or a CNAPS number that has not 12 digits; `fields` says which.
    """
    clean = replace(
        form, number=plain_number(form.number), bank=clean_text(form.bank), branch=clean_text(form.branch),
        cnaps=plain_number(form.cnaps), holder=clean_text(form.holder), reason=clean_text(form.reason),
        number_again=None,
    )  # fmt: skip
    fields = {name: fault for name, fault in _faults(form, clean) if fault is not None}
    if fields:
        raise InvalidError(N_("The account of {name} cannot be kept like this."), fields, name=name)
    return replace(clean, holder="" if clean.holder == clean_text(name) else clean.holder)


def _faults(form: BankAccountForm, clean: BankAccountForm) -> Sequence[tuple[str, Message | None]]:
    again = None if form.number_again is None else plain_number(form.number_again)
    differs = Message(N_("The two entries of the number differ. Compare them with the card."))
    return (
        ("bank", None if clean.bank else Message(N_("Enter the bank."))),
        ("number", _number_fault(clean.number)),
        ("number_again", differs if again is not None and again != clean.number else None),
        ("cnaps", _cnaps_fault(clean.cnaps)),
    )


def _number_fault(number: str) -> Message | None:
    if not number:
        return Message(N_("Enter the account number."))
    if not (number.isascii() and number.isdigit()):
        return Message(N_("An account number consists of digits. Format the cell as text and type it again."))
    if not _SHORTEST <= len(number) <= _LONGEST:
        values = {"length": len(number)}
        return Message(N_("The number has {length} digits; that is no account. Compare it with the card."), values)
    return None


def _cnaps_fault(cnaps: str) -> Message | None:
    if not cnaps or (cnaps.isascii() and cnaps.isdigit() and len(cnaps) == CNAPS_DIGITS):
        return None
    return Message(N_("A CNAPS number has 12 digits."))


def account_concerns(form: BankAccountForm, name: str) -> tuple[AccountConcern, ...]:
    """Return what is unusual about an account that was checked; never a reason to refuse it."""
    found = []
    if len(form.number) not in CARD_LENGTHS:
        found.append(AccountConcern.LENGTH)
    elif not passes_luhn(form.number):
        found.append(AccountConcern.CHECK_DIGIT)
    if form.holder and form.holder != name:
        found.append(AccountConcern.SPELLING)
    if form.relation is BankRelation.OTHER and not form.cnaps:
        found.append(AccountConcern.NO_CNAPS)
    return tuple(found)


def account_warnings(form: BankAccountForm) -> dict[str, Message]:
    """Return what is doubtful in an account while it is typed, by field; it can be saved all the same."""
    number = plain_number(form.number)
    warning = card_warning(number) if number.isdigit() else None
    found = {"number": warning} if warning is not None else {}
    if form.relation is BankRelation.OTHER and not form.cnaps:
        found["cnaps"] = Message(N_("Transfers to another bank usually need its CNAPS number."))
    return found


def mask_account(number: str) -> str:
    """Return an account number with its last four digits alone, the others starred: `***************1234`."""
    return "*" * max(len(number) - 4, 0) + number[-4:] if len(number) > 4 else "*" * len(number)


def masked_account(row: BankAccountRow) -> BankAccountRow:
    """Return an account with its number masked."""
    return replace(row, number=mask_account(row.number))


def is_own_bank(row: BankAccountRow, paying_bank: str) -> bool:
    """Tell whether an account is with the bank that pays: as it was entered, else by the name of the bank.

    中国工商银行聊城分行 and 中国工商银行 are one bank, so the shorter name only has to begin the longer one.
    """
    if row.relation is not BankRelation.BY_NAME:
        return row.relation is BankRelation.OWN
    bank, paying = _bank_key(row.bank), _bank_key(paying_bank)
    return bool(bank) and bool(paying) and (bank.startswith(paying) or paying.startswith(bank))


def _bank_key(name: str) -> str:
    return squeeze(name).removeprefix("中国").removesuffix("股份有限公司")
