"""Files for the bank end to end: rehearsed or written, kept with the run, known again by their hash."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from sqlalchemy.orm import Session

from gridadmin.domain.bank_export import (
    ExportRow,
    LeftOut,
    Refusal,
    RefusalKind,
    Selection,
    WrittenFile,
    divide,
    file_name,
    lay_out_all,
    require_exportable,
    require_total,
    select_payments,
    total_of_files,
)
from gridadmin.domain.bank_layout import FilePart, LaidOut
from gridadmin.domain.bank_templates import BankTemplate
from gridadmin.domain.errors import ConflictError, GridAdminError, InvalidError, NotFoundError
from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.months import Month
from gridadmin.domain.pay_rounding import yuan_text
from gridadmin.domain.pay_runs import PayRunRow
from gridadmin.i18n import N_, Message
from gridadmin.jobs.files import write_file
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.progress import Progress
from gridadmin.models.storage import storage_errors
from gridadmin.services.bank_exports import ExportFacts, export_facts, keep_export, list_exports
from gridadmin.services.bank_templates import chosen_template
from gridadmin.services.pay import get_run

SHOWN_REFUSALS = 5


class FileState(LabelledEnum):
    """What is known of a file."""

    UNCHANGED = "unchanged", N_("It was written for the bank and is unchanged.")
    CHANGED = (
        "changed",
        N_("A file of this name was written for the bank, but this one is not as it was. Do not send it."),
    )
    UNKNOWN = "unknown", N_("No such file was written for the bank by this office.")


@dataclass(frozen=True)
class CashChoice:
    """Who is left out of the files, with the reason.

    Attributes:
        people: by id.
        without_account: the reason for everybody who has no account; "" for nobody.
        without_pay: whether who gets nothing this month is left out; otherwise it is refused.
    """

    people: Mapping[UUID, str] = field(default_factory=dict)
    without_account: str = ""
    without_pay: bool = False


@dataclass(frozen=True)
class ExportOrder:
    """What is to be written: of which month, by which template ("" for the one used last), without whom."""

    month: Month
    template: str = ""
    cash: CashChoice = field(default_factory=CashChoice)


@dataclass(frozen=True)
class ExportReport:
    """What was written for the bank, or would be.

    Attributes:
        refusals: why nothing can be written; empty where it was, or could be.
        before: exports of this run before, the newest first.
        contents: the bytes of each file.
    """

    run: PayRunRow
    template: BankTemplate
    files: tuple[WrittenFile, ...]
    left_out: tuple[LeftOut, ...]
    refusals: tuple[Refusal, ...]
    before: tuple[ExportRow, ...]
    contents: tuple[bytes, ...] = field(default=(), repr=False)

    @property
    def total(self) -> int:
        """What goes to the bank, in fen."""
        return sum(each.total for each in self.files)

    @property
    def rows(self) -> int:
        """How many payments."""
        return sum(each.rows for each in self.files)


@dataclass(frozen=True)
class KnownFile:
    """What is known of a file that somebody has in hand.

    Attributes:
        export: by which it was written; None for an unknown one.
        file: of that export.
        run_total: what the run says now, in fen; None for an unknown one.
    """

    state: FileState
    sha256: str
    export: ExportRow | None = None
    file: WrittenFile | None = None
    run_total: int | None = None


def plan_export(office: OpenOffice, order: ExportOrder, progress: Progress | None = None) -> ExportReport:
    """Return what would be written for the bank: files with their hashes, or everything that keeps it from being.

    Raises:
        NotFoundError: no run of the month, no such template. NotPermittedError: the run is not approved.
        InvalidError: the lines of the run, or the files, do not sum up to its total.
    """
    told = progress or Progress()
    told.report(0, 3, Message(N_("Reading the run")))
    facts = office.read(export_facts, order.month)
    form = office.read(chosen_template, order.template).template
    require_exportable(facts.run, facts.lines)
    selection = select_payments(facts.lines, facts.accounts, _left_out(facts, order.cash))
    parts = divide(form, selection.payments, facts.run.month, facts.run.pay_date)
    laid, unwritable = lay_out_all(form, parts)
    refusals = (*selection.refusals, *unwritable, *_nobody(selection, form))
    if refusals:
        return ExportReport(facts.run, form, (), selection.left_out, refusals, facts.before)
    told.report(1, 3, Message(N_("Writing the files")))
    left = sum(each.amount for each in selection.left_out)
    require_total(facts.run.net, total_of_files(form, laid) + left, order.month)
    contents = _contents(form, laid)
    files = tuple(_written(form, part, content) for part, content in zip(parts, contents, strict=True))
    return ExportReport(facts.run, form, files, selection.left_out, (), facts.before, contents)


def _left_out(facts: ExportFacts, cash: CashChoice) -> dict[UUID, str]:
    found = dict(cash.people)
    for line in facts.lines:
        if cash.without_pay and line.net == 0:
            found.setdefault(line.worker_id, str(Message(N_("Nothing to be paid"))))
        elif cash.without_account.strip() and line.worker_id not in facts.accounts:
            found.setdefault(line.worker_id, cash.without_account.strip())
    return found


def _nobody(selection: Selection, template: BankTemplate) -> list[Refusal]:
    if selection.payments or selection.refusals:
        return []
    reason = Message(N_("Nobody is paid through the bank in this month."))
    return [Refusal(RefusalKind.NO_ACCOUNT, None, template.name, 0, reason)]


def _contents(template: BankTemplate, laid: Sequence[LaidOut]) -> tuple[bytes, ...]:
    from gridadmin.reports.bank_sheets import bank_file

    return tuple(bank_file(template, each) for each in laid)


def _written(template: BankTemplate, part: FilePart, content: bytes) -> WrittenFile:
    return WrittenFile(
        file_name(template, part), part.relation, len(part.payments), part.total, len(content),
        hashlib.sha256(content).hexdigest(), sm3_of(content),
    )  # fmt: skip


def sm3_of(content: bytes) -> str:
    """Return the SM3 of a file (GB/T 32905), in hex."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(content)
    return digest.finalize().hex()


def write_export(
    office: OpenOffice, order: ExportOrder, folder: Path, progress: Progress | None = None, *, replace: bool = False
) -> ExportReport:
    """Write the files for the bank into a folder and keep with the run what was written, as one act.

    Raises:
        InvalidError: payments that cannot go to the bank, the first of them by name. Others as `plan_export`.
        ConflictError: another file of that name is there, and `replace` is not given.
        StorageError: the folder cannot be written.
    """
    report = plan_export(office, order, progress)
    require_no_refusal(report)
    keep_planned(office, report, lambda: _write(report, folder, replace))
    return report


def keep_planned(office: OpenOffice, report: ExportReport, write: Callable[[], None] = lambda: None) -> None:
    """Keep with the run what is written for the bank, as one act.

    `write` runs within its transaction: what could not be written leaves no record.
    """
    by = (office.clock(), office.account_name)
    office.act(_sentence(report), _keep, report, by, write)


def _keep(session: Session, report: ExportReport, by: tuple[datetime, str], write: Callable[[], None]) -> None:
    keep_export(session, report.run, report.template, report.files, report.left_out, by)
    write()


def _write(report: ExportReport, folder: Path, replace: bool) -> None:
    """Write all files or none: a file that no record knows must not reach the bank."""
    pairs = [(folder / file.name, content) for file, content in zip(report.files, report.contents, strict=True)]
    others = [path.name for path, content in pairs if path.exists() and path.read_bytes() != content]
    if others and not replace:
        raise ConflictError(
            N_("{folder} has {files} already. Choose another folder, or allow that files are replaced."),
            folder=folder, files="、".join(others),
        )  # fmt: skip
    with storage_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    made: list[Path] = []
    try:
        for path, content in pairs:
            made += [] if path.exists() else [path]
            write_file(path, content)
    except GridAdminError:
        for path in made:
            path.unlink(missing_ok=True)
        raise


def require_no_refusal(report: ExportReport) -> None:
    """Refuse an export some payment of which cannot go to the bank; InvalidError as `refuse` makes it."""
    if report.refusals:
        raise refuse(report)


def refuse(report: ExportReport) -> InvalidError:
    """Return what keeps an export from being written: it names the first persons and says how many there are."""
    first = report.refusals[:SHOWN_REFUSALS]
    names = "；".join(f"{each.name}：{each.reason}" for each in first)
    return InvalidError(
        N_("{count} payments cannot go to the bank; nothing was written. {names}"),
        count=len(report.refusals), names=names,
    )  # fmt: skip


def _sentence(report: ExportReport) -> Message:
    values: dict[str, object] = {
        "month": report.run.month, "count": report.rows, "total": yuan_text(report.total),
        "template": report.template.name,
    }  # fmt: skip
    if not report.left_out:
        return Message(N_("Wrote {count} payments of {month}, {total} yuan, for the bank by “{template}”"), values)
    values["left"] = len(report.left_out)
    values["names"] = "、".join(f"{each.name}（{each.reason}）" for each in report.left_out[:SHOWN_REFUSALS])
    return Message(
        N_("Wrote {count} payments of {month}, {total} yuan, for the bank by “{template}”; {left} left out: {names}"),
        values,
    )


def verify_file(office: OpenOffice, path: Path) -> KnownFile:
    """Tell whether a file is one that was written for the bank, and whether it is as it was.

    Raises:
        NotFoundError: there is no such file.
    """
    if not path.is_file():
        raise NotFoundError(N_("There is no file {file}."), file=path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    exports = office.read(list_exports)
    pairs = [(export, each) for export in exports for each in export.files]
    for state, match in (
        (FileState.UNCHANGED, [pair for pair in pairs if pair[1].sha256 == digest]),
        (FileState.CHANGED, [pair for pair in pairs if pair[1].name == path.name]),
    ):
        if match:
            export, file = match[0]
            return KnownFile(state, digest, export, file, office.read(get_run, export.run_id).net)
    return KnownFile(FileState.UNKNOWN, digest)
