"""The journal's words for bank transfer: names of records and fields, labels of coded values."""

from __future__ import annotations

from gridadmin.domain.bank_accounts import BankRelation
from gridadmin.domain.labels import LabelledEnum
from gridadmin.i18n import N_

RECORDS: dict[str, str] = {
    "bank_account": N_("Bank account"),
    "bank_template": N_("Template of a bank file"),
    "bank_export": N_("File for the bank"),
}

FIELDS: dict[str, str] = {
    "bank": N_("Bank"),
    "branch": N_("Branch"),
    "cnaps": N_("CNAPS number"),
    "holder": N_("Name as the bank spells it"),
    "relation": N_("Own or other bank"),
    "definition": N_("Definition"),
    "template_name": N_("Template"),
    "made_at": N_("Made at"),
    "made_by": N_("Made by"),
    "rows": N_("Payments"),
    "total": N_("Total (yuan)"),
    "files": N_("Files"),
    "left_out": N_("Left out"),
    "unverified": N_("Not verified"),
}

ENUMS: dict[tuple[str, str], type[LabelledEnum]] = {("bank_account", "relation"): BankRelation}

MONEY = frozenset({"total"})
"""Amounts: kept in fen, shown in yuan."""

MASKED = frozenset((("bank_account", "number"),))
"""What the history shows with its last four digits alone."""
