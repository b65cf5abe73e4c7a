"""What went to the bank: kept with its run, with the hash of each file, so that a file can be known again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.bank_accounts import BankAccountRow
from gridadmin.domain.bank_export import ExportRow, LeftOut, WrittenFile
from gridadmin.domain.bank_templates import BankTemplate
from gridadmin.domain.months import Month
from gridadmin.domain.pay_runs import PayLineRow, PayRunRow
from gridadmin.models.bank import BankExport
from gridadmin.models.ids import new_id
from gridadmin.models.pay import PayRun
from gridadmin.services.bank_accounts import accounts_on
from gridadmin.services.pay import list_lines, run_of_month


@dataclass(frozen=True)
class ExportFacts:
    """What an export is made from: the run with its lines, the accounts on the day of payment, exports before."""

    run: PayRunRow
    lines: tuple[PayLineRow, ...]
    accounts: dict[UUID, BankAccountRow]
    before: tuple[ExportRow, ...]


def export_facts(session: Session, month: Month) -> ExportFacts:
    """Return what the export of a month is made from; NotFoundError where there is no run."""
    run = run_of_month(session, month)
    lines = tuple(list_lines(session, run.id))
    return ExportFacts(run, lines, accounts_on(session, run.pay_date), tuple(exports_of_run(session, run.id)))


def keep_export(
    session: Session,
    run: PayRunRow,
    template: BankTemplate,
    files: Sequence[WrittenFile],
    left_out: Sequence[LeftOut],
    by: tuple[datetime, str],
) -> UUID:
    """Keep with a run what was written for the bank, and return the record's id.

    Args:
        session: within an act.
        run: whose payments they are.
        template: by which they were written.
        files: with their hashes.
        left_out: who is paid in another way.
        by: when, and by whom.
    """
    row = BankExport(
        id=new_id(), run_id=run.id, template_name=template.name, made_at=by[0].isoformat(timespec="seconds"),
        made_by=by[1], rows=sum(each.rows for each in files), total=sum(each.total for each in files),
        files=[asdict(each) for each in files],
        left_out=[asdict(each) | {"worker_id": str(each.worker_id)} for each in left_out],
        unverified=list(template.unverified),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id


def list_exports(session: Session) -> list[ExportRow]:
    """Return every export, the newest first."""
    query = select(BankExport, PayRun.month).join(PayRun, PayRun.id == BankExport.run_id)
    query = query.order_by(BankExport.made_at.desc(), BankExport.id.desc())
    return [_export(row, Month.of(month)) for row, month in session.execute(query)]


def exports_of_run(session: Session, run_id: UUID) -> list[ExportRow]:
    """Return the exports of a run, the newest first."""
    return [row for row in list_exports(session) if row.run_id == run_id]


def _export(row: BankExport, month: Month) -> ExportRow:
    return ExportRow(
        id=row.id, run_id=row.run_id, month=month, template=row.template_name,
        made_at=datetime.fromisoformat(row.made_at), made_by=row.made_by, rows=row.rows, total=row.total,
        files=tuple(WrittenFile(**each) for each in row.files),
        left_out=tuple(_left_out(each) for each in row.left_out), unverified=tuple(row.unverified),
    )  # fmt: skip


def _left_out(kept: dict[str, Any]) -> LeftOut:
    return LeftOut(**(kept | {"worker_id": UUID(kept["worker_id"])}))
