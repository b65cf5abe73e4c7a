"""The columns of the bank's tab: who is paid to which account, payments that cannot go, templates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from gridadmin.domain.bank_accounts import AccountConcern, PaidPerson
from gridadmin.domain.bank_export import ExportRow, LeftOut, Refusal, WrittenFile
from gridadmin.i18n import N_, _
from gridadmin.services.bank_templates import TemplateRow
from gridadmin.ui.listing import joined
from gridadmin.ui.pay.runs_columns import yuan_shown
from gridadmin.ui.tables import RIGHT, Column


@dataclass(frozen=True)
class KeptFile:
    """A file for the bank with the export that it is of."""

    export: ExportRow
    file: WrittenFile


Reader = Callable[[PaidPerson], str]
LOOK_AT = frozenset((AccountConcern.CHECK_DIGIT, AccountConcern.LENGTH, AccountConcern.NO_CNAPS))
"""What a clerk should settle; another spelling of the name is only told."""


def account_columns() -> tuple[Column[PaidPerson], ...]:
    """Return the columns of persons with their accounts; numbers come masked."""
    return (
        Column("name", N_("Name"), 10, lambda row: row.name),
        Column("number", N_("Account number"), 11, lambda row: short_number(row.account.number) if row.account else ""),
        Column("bank", N_("Bank"), 16, _text("bank")),
        Column("concerns", N_("To look at"), 19, concern_words, tone=_concern_tone, badge=True),
        Column("branch", N_("Branch"), 18, _text("branch")),
        Column("holder", N_("Name as the bank spells it"), 12, _holder),
        Column("cnaps", N_("CNAPS number"), 13, _text("cnaps"), chosen=False),
        Column("from", N_("From"), 10, lambda row: row.account.valid_from.isoformat() if row.account else ""),
    )


def short_number(masked: str) -> str:
    """Return a masked number as screens show it: its last four digits behind a few stars."""
    return f"**** {masked[-4:]}"


def moment_shown(moment: datetime) -> str:
    """Return a moment by the clock of the office: `2026-11-10 09:30`."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


def _text(field: str) -> Reader:
    return lambda row: getattr(row.account, field) if row.account else ""


def _holder(row: PaidPerson) -> str:
    return row.account.holder if row.account and row.account.holder != row.name else ""


def concern_words(row: PaidPerson) -> str:
    """Return what is to be looked at about somebody's account."""
    if row.account is None:
        return _("No account")
    return joined(concern.label for concern in row.account.concerns if concern in LOOK_AT)


def is_doubtful(row: PaidPerson) -> bool:
    """Tell whether somebody's account is to be looked at."""
    return row.account is not None and bool(LOOK_AT & set(row.account.concerns))


def _concern_tone(row: PaidPerson) -> str:
    return "danger" if row.account is None else "warning"


def hindrance_columns() -> tuple[Column[Refusal | LeftOut], ...]:
    """Return the columns of payments that are refused or left out."""
    return (
        Column("name", N_("Name"), 9, lambda row: row.name),
        Column("amount", N_("Amount"), 10, lambda row: yuan_shown(row.amount), align=RIGHT),
        Column("state", N_("State"), 12, _state, tone=_state_tone, badge=True),
        Column("reason", N_("Reason"), 46, lambda row: str(row.reason)),
    )


def _state(row: Refusal | LeftOut) -> str:
    return row.kind.label if isinstance(row, Refusal) else _("Left out")


def _state_tone(row: Refusal | LeftOut) -> str:
    return "danger" if isinstance(row, Refusal) else "muted"


def written_columns() -> tuple[Column[KeptFile], ...]:
    """Return the columns of files that were written for the bank."""
    return (
        Column("month", N_("Month"), 8, lambda row: str(row.export.month)),
        Column("file", N_("File"), 24, lambda row: row.file.name),
        Column("rows", N_("Payments"), 6, lambda row: str(row.file.rows), sort=lambda row: row.file.rows, align=RIGHT),
        Column("total", N_("Total"), 13, lambda row: yuan_shown(row.file.total), sort=lambda row: row.file.total,
               align=RIGHT),
        Column("made", N_("Made at"), 15, lambda row: moment_shown(row.export.made_at)),
        Column("by", N_("Made by"), 7, lambda row: row.export.made_by),
        Column("template", N_("Template"), 18, lambda row: row.export.template),
    )  # fmt: skip


def template_columns() -> tuple[Column[TemplateRow], ...]:
    """Return the columns of templates."""
    return (
        Column("name", N_("Template"), 26, lambda row: row.template.name),
        Column("file", N_("File"), 5, lambda row: row.template.suffix.removeprefix(".")),
        Column("unverified", N_("Not verified"), 6, _unverified, tone=lambda _row: "warning", badge=True),
        Column("whose", N_("Source"), 8, lambda row: _("shipped") if row.shipped else _("our own"), tone=_whose_tone),
    )


def _whose_tone(row: TemplateRow) -> str:
    return "muted" if row.shipped else ""


def _unverified(row: TemplateRow) -> str:
    return str(len(row.template.unverified) or "")
