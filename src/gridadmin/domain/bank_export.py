"""What goes to the bank: who is paid there, what is refused, how payments are divided, what is kept of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from gridadmin.domain.bank_accounts import BankAccountRow, BankRelation, is_own_bank
from gridadmin.domain.bank_layout import FilePart, LaidOut, LayoutFault, Payment, lay_out, written_total
from gridadmin.domain.bank_templates import BankTemplate
from gridadmin.domain.errors import InvalidError, NotPermittedError
from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.months import Month
from gridadmin.domain.pay_rounding import yuan_text
from gridadmin.domain.pay_runs import PayLineRow, PayRunRow, RunState
from gridadmin.i18n import N_, Message

EXPORTED_STATES = (RunState.APPROVED, RunState.PAID, RunState.LOCKED)


class RefusalKind(LabelledEnum):
    """Why a payment cannot go to the bank."""

    NO_ACCOUNT = "no_account", N_("No account")
    NOTHING = "nothing", N_("Nothing to be paid")
    BELOW_ZERO = "below_zero", N_("Amount below zero")
    SHARED = "shared", N_("Account of two persons")
    UNWRITABLE = "unwritable", N_("Cannot be written")


LEAVE_OUT = frozenset((RefusalKind.NO_ACCOUNT, RefusalKind.NOTHING))
"""What an export may do without: paid in cash, or not at all."""


@dataclass(frozen=True)
class Refusal:
    """A payment that cannot go to the bank, whose, and the way out; amounts in fen."""

    kind: RefusalKind
    worker_id: UUID | None
    name: str
    amount: int
    reason: Message


@dataclass(frozen=True)
class LeftOut:
    """Somebody who is paid in another way, with the reason; amounts in fen."""

    worker_id: UUID
    name: str
    amount: int
    reason: str


@dataclass(frozen=True)
class Selection:
    """The payments of a run: what goes to the bank, who is left out, what is refused."""

    payments: tuple[Payment, ...]
    left_out: tuple[LeftOut, ...]
    refusals: tuple[Refusal, ...]

    @property
    def total(self) -> int:
        """What goes to the bank, in fen."""
        return sum(payment.amount for payment in self.payments)


@dataclass(frozen=True)
class WrittenFile:
    """A file that was made, or would be: its name, what is in it, its hashes."""

    name: str
    relation: str
    rows: int
    total: int
    size: int
    sha256: str
    sm3: str


@dataclass(frozen=True)
class ExportRow:
    """An export that was kept with its run."""

    id: UUID
    run_id: UUID
    month: Month
    template: str
    made_at: datetime
    made_by: str
    rows: int
    total: int
    files: tuple[WrittenFile, ...]
    left_out: tuple[LeftOut, ...]
    unverified: tuple[str, ...]


def require_exportable(run: PayRunRow, lines: Sequence[PayLineRow]) -> None:
    """Refuse a run that is not approved, or whose lines are not its total.

    Raises:
        NotPermittedError: nobody has approved it. InvalidError: the lines sum up to something else.
    """
    if run.state not in EXPORTED_STATES:
        raise NotPermittedError(
            N_("The pay of {month} is “{state}”. Approve it before it goes to the bank."),
            month=run.month, state=run.state.message,
        )  # fmt: skip
    require_total(run.net, sum(line.net for line in lines), run.month)


def require_total(expected: int, found: int, month: Month) -> None:
    """Refuse files whose sum is not that of the run; InvalidError says both."""
    if expected != found:
        raise InvalidError(
            N_("The files of {month} sum up to {found} yuan, the run to {expected}. Nothing was written."),
            month=month, found=yuan_text(found), expected=yuan_text(expected),
        )  # fmt: skip


def select_payments(
    lines: Sequence[PayLineRow], accounts: Mapping[UUID, BankAccountRow], cash: Mapping[UUID, str]
) -> Selection:
    """Return who is paid through the bank.

    Args:
        lines: of the run.
        accounts: the account of each person on the day of payment.
        cash: who is left out, with the reason; only somebody without an account or without pay can be, or who is to be
            paid in cash although there is an account.
    """
    payments, left_out, refusals = [], [], []
    for line in lines:
        account = accounts.get(line.worker_id)
        reason = cash.get(line.worker_id)
        refusal = _refusal(line, account)
        if reason is not None and (refusal is None or refusal.kind in LEAVE_OUT):
            left_out.append(LeftOut(line.worker_id, line.name, line.net, reason))
        elif refusal is not None:
            refusals.append(refusal)
        elif account is not None:
            payments.append(Payment(line.name, line.net, account))
    return Selection(tuple(payments), tuple(left_out), (*refusals, *_shared(payments)))


def _refusal(line: PayLineRow, account: BankAccountRow | None) -> Refusal | None:
    if line.net < 0:
        kind, reason = (
            RefusalKind.BELOW_ZERO,
            Message(N_("A bank pays nothing below zero. Carry it to the next month.")),
        )
    elif line.net == 0:
        kind, reason = RefusalKind.NOTHING, Message(N_("Nothing is to be paid. Leave the person out."))
    elif account is None:
        kind = RefusalKind.NO_ACCOUNT
        reason = Message(N_("There is no account on the day of payment. Enter it, or pay in cash and say why."))
    else:
        return None
    return Refusal(kind, line.worker_id, line.name, line.net, reason)


def _shared(payments: Sequence[Payment]) -> list[Refusal]:
    first: dict[str, Payment] = {}
    found = []
    for payment in payments:
        other = first.setdefault(payment.account.number, payment)
        if other is not payment:
            reason = Message(N_("{other} has the same account. Correct one of them."), {"other": other.name})
            worker_id = payment.account.worker_id
            found.append(Refusal(RefusalKind.SHARED, worker_id, payment.name, payment.amount, reason))
    return found


def divide(template: BankTemplate, payments: Sequence[Payment], month: Month, pay_date: date) -> list[FilePart]:
    """Return the payments divided into files: own and other bank, and not more in one than the bank takes."""
    groups: list[tuple[str, list[Payment]]] = [("", list(payments))]
    if template.split_banks:
        paying = template.payer.bank or template.bank
        own = [payment for payment in payments if is_own_bank(payment.account, paying)]
        others = [payment for payment in payments if not is_own_bank(payment.account, paying)]
        groups = [(BankRelation.OWN.value, own), (BankRelation.OTHER.value, others)]
    found: list[tuple[str, list[Payment]]] = []
    for relation, group in groups:
        size = template.max_rows or max(len(group), 1)
        found += [(relation, group[at : at + size]) for at in range(0, len(group), size)]
    of = len(found)
    return [
        FilePart(tuple(group), month, pay_date, number, of, relation)
        for number, (relation, group) in enumerate(found, start=1)
    ]


def file_name(template: BankTemplate, part: FilePart) -> str:
    """Return the name of a file; where there are several and the pattern does not tell them apart, numbers do."""
    relation = BankRelation(part.relation).label if part.relation else ""
    words = {
        "month": str(part.month), "period": f"{part.month.first_day:%Y%m}", "date": f"{part.pay_date:%Y%m%d}",
        "bank": template.bank, "relation": relation, "part": str(part.number), "count": str(len(part.payments)),
    }  # fmt: skip
    stem = template.file_name.format(**words)
    if part.of > 1 and "{part}" not in template.file_name:
        added = f"-{relation}" if relation and "{relation}" not in template.file_name else ""
        stem += f"{added}-{part.number}"
    return stem + template.suffix


def lay_out_all(template: BankTemplate, parts: Sequence[FilePart]) -> tuple[list[LaidOut], list[Refusal]]:
    """Return every file laid out, and what of them cannot be written."""
    laid = [lay_out(template, part) for part in parts]
    refusals = [_unwritable(template, fault) for each in laid for fault in each.faults]
    return laid, list(dict.fromkeys(refusals))


def _unwritable(template: BankTemplate, fault: LayoutFault) -> Refusal:
    if fault.payment is None:
        return Refusal(RefusalKind.UNWRITABLE, None, template.name, 0, fault.reason)
    account = fault.payment.account
    return Refusal(RefusalKind.UNWRITABLE, account.worker_id, fault.payment.name, fault.payment.amount, fault.reason)


def total_of_files(template: BankTemplate, laid: Sequence[LaidOut]) -> int:
    """Return what the files say in all, read back from their own words."""
    return sum(written_total(template, each) for each in laid)
