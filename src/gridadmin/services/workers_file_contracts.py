"""The section of a worker's file on contracts."""

from __future__ import annotations

from gridadmin.domain.workers_file import FileSection, FileTable
from gridadmin.i18n import N_, Message
from gridadmin.services.contracts import contracts_of
from gridadmin.services.workers_file_person import FileRequest, day


def contracts_section(request: FileRequest) -> FileSection:
    """Return every contract that had begun by the day, with its scanned pages."""
    held = [row for row in contracts_of(request.session, request.worker_id) if row.started_on <= request.as_of]
    rows = [
        (row.kind.message, row.term.message, row.employer, row.number or "", day(row.started_on), day(row.ends_on),
         day(row.ended_on if row.ended_on and row.ended_on <= request.as_of else None))
        for row in held
    ]  # fmt: skip
    headings = (Message(N_("Kind")), Message(N_("Term")), Message(N_("Employer")), Message(N_("Number")),
                Message(N_("First day")), Message(N_("Agreed last day")), Message(N_("Contract ended on")))  # fmt: skip
    scans = tuple(scan for row in held for scan in request.scans("contract_scan", row.id))
    table = FileTable(headings, rows, (1.6, 1.2, 2.2, 1.6, 1.6, 1.6, 1.6))
    return FileSection("contracts", Message(N_("Contracts")), (table,) if rows else (), scans)
