"""Accounts of persons: listed masked unless asked for, which is journaled; imported from a sheet as one act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.bank_accounts import BankAccountRow, PaidPerson, masked_account
from gridadmin.domain.imports import ImportReport, import_sentence
from gridadmin.domain.masking import mask_id_number
from gridadmin.i18n import N_, Message
from gridadmin.intake.assessment import ScoreFile, read_scores, scores_of
from gridadmin.intake.sheets import RawSheet
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.progress import Progress
from gridadmin.jobs.sheet_imports import finished_report
from gridadmin.services.bank_accounts import accounts_of, list_accounts, list_paid_people
from gridadmin.services.bank_imports import import_accounts

ACCOUNTS = N_("Bank accounts")
TITLES = {
    "number": ("银行账号", "银行卡号", "卡号", "账号", "帐号", "银行帐号", "收款账号", "工资卡号", "账户"),
    "bank": ("银行", "银行名称", "所属银行", "收款银行", "开户银行"),
    "branch": ("开户行", "开户支行", "开户网点", "支行", "开户行名称"),
    "cnaps": ("联行号", "行号", "开户行行号", "大额行号", "支付行号", "联行行号"),
    "holder": ("户名", "账户名", "开户名", "收款人", "收款户名", "银行户名"),
    "relation": ("行别", "本行他行", "本行他行标志"),
    "valid_from": ("启用日期", "生效日期", "起始日期"),
    "reason": ("原因", "变更原因", "说明"),
}
NO_TABLE = N_("{file}: no table of accounts was found. Its header needs 姓名 and columns such as {names}…")


def accounts(office: OpenOffice, as_of: date | None = None, *, unmask: bool = False) -> list[BankAccountRow]:
    """Return accounts, numbers masked unless asked for; asking is journaled. `as_of` None gives past ones, too."""
    rows = office.read(list_accounts, as_of)
    if not unmask:
        return [replace(masked_account(row), id_number=mask_id_number(row.id_number)) for row in rows]
    office.event(Message(N_("Listed {count} bank accounts with full numbers"), {"count": len(rows)}))
    return rows


def read_accounts(path: Path, sheet: str | None = None) -> ScoreFile:
    """Read a sheet of accounts; InvalidError where no sheet has names and account numbers."""
    return read_scores(path, TITLES, sheet, NO_TABLE)


def preview_accounts(
    office: OpenOffice, file: ScoreFile, effective_on: date, progress: Progress | None = None
) -> ImportReport:
    """Import a sheet for real and take it all back: its numbers are those of `run_accounts`."""
    return replace(office.rehearse(_import, file, effective_on, progress or Progress()), act_id=None)


def run_accounts(
    office: OpenOffice, path: Path, file: ScoreFile, effective_on: date, progress: Progress | None = None
) -> ImportReport:
    """Import a sheet as one act with one undo."""
    sentence = partial(import_sentence, kind=Message(ACCOUNTS), file=path.name)
    return office.act(sentence, _import, file, effective_on, progress or Progress())


def _import(session: Session, file: ScoreFile, effective_on: date, progress: Progress) -> ImportReport:
    text = Message(N_("Importing {file}"), {"file": Message(ACCOUNTS)})
    report = import_accounts(
        session,
        file.rows,
        effective_on,
        file.letter_of,
        partial(progress.report, text=text),
    )
    return finished_report(session, report, file, N_("Accounts have no such column; it was not read."))


def paid_people(office: OpenOffice, as_of: date, progress: Progress | None = None) -> list[PaidPerson]:
    """Return everybody in service on a day with the account that holds then, numbers masked, for the window."""
    (progress or Progress()).check()
    people = office.read(list_paid_people, as_of)
    return [replace(each, account=masked_account(each.account) if each.account else None) for each in people]


def accounts_of_person(office: OpenOffice, worker_id: UUID, progress: Progress | None = None) -> list[BankAccountRow]:
    """Return somebody's accounts, the newest first, numbers masked; NotFoundError where the person is gone."""
    (progress or Progress()).check()
    return [masked_account(row) for row in office.read(accounts_of, worker_id)]


def pasted_accounts(block: Sequence[Sequence[str]]) -> ScoreFile:
    """Read accounts from cells that were copied in a spreadsheet, with their line of headings.

    Raises:
        InvalidError: no line of headings with 姓名 and an account number.
    """
    name = str(Message(N_("Pasted cells")))
    return scores_of([RawSheet(name, tuple(tuple(row) for row in block))], TITLES, name, NO_TABLE)
