"""Checking the office against the regulation, for any day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from gridadmin.domain.compliance import check_office as check_snapshot
from gridadmin.domain.compliance_duties import Finding
from gridadmin.domain.compliance_queues import queues
from gridadmin.domain.queues import Queue
from gridadmin.domain.snapshot import OfficeSnapshot
from gridadmin.jobs.files import write_file
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.office import get_office
from gridadmin.services.snapshots import take_snapshot


def check_office(office: OpenOffice, as_of: date) -> tuple[Finding, ...]:
    """Return what the regulation asks of the office on a day, and whether it is met."""
    return check_snapshot(office.read(take_snapshot, as_of))


def check_with_snapshot(office: OpenOffice, as_of: date) -> tuple[tuple[Finding, ...], OfficeSnapshot]:
    """Return the findings of a day with the facts they were made from."""
    snapshot = office.read(take_snapshot, as_of)
    return check_snapshot(snapshot), snapshot


def home_queues(office: OpenOffice, as_of: date) -> tuple[Queue, ...]:
    """Return the work that waits on a day, at most nine queues named by the next act."""
    findings, snapshot = check_with_snapshot(office, as_of)
    return queues(findings, snapshot)


def write_findings(office: OpenOffice, as_of: date, out: Path) -> tuple[Finding, ...]:
    """Write the check of a day as a workbook and return the findings."""
    from gridadmin.reports.compliance import findings_xlsx
    from gridadmin.reports.workbook import PaperOffice

    findings, snapshot = check_with_snapshot(office, as_of)
    row = office.read(get_office)
    write_file(out, findings_xlsx(findings, snapshot, PaperOffice(row.organisation, row.practice), office.clock()))
    return findings
