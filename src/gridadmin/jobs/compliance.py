"""Checking the office against the regulation, for any day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gridadmin.domain.compliance import MatrixRow, compliance_matrix
from gridadmin.domain.compliance_duties import Finding
from gridadmin.domain.snapshot import OfficeSnapshot
from gridadmin.jobs.files import write_file
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.progress import Progress
from gridadmin.services.compliance import check_on
from gridadmin.services.office import get_office


@dataclass(frozen=True)
class ComplianceView:
    """The check of a day: every finding, the grids by articles, and the facts that both were made from."""

    as_of: date
    findings: tuple[Finding, ...]
    matrix: tuple[MatrixRow, ...]
    snapshot: OfficeSnapshot


def check_office(office: OpenOffice, as_of: date) -> tuple[Finding, ...]:
    """Return what the regulation asks of the office on a day, and whether it is met."""
    return office.read(check_on, as_of)[0]


def view_compliance(office: OpenOffice, as_of: date, progress: Progress | None = None) -> ComplianceView:
    """Return the check of a day as the window shows it."""
    (progress or Progress()).check()
    findings, snapshot = office.read(check_on, as_of)
    return ComplianceView(as_of, findings, compliance_matrix(findings, snapshot), snapshot)


def write_findings(office: OpenOffice, as_of: date, out: Path, progress: Progress | None = None) -> tuple[Finding, ...]:
    """Write the check of a day as a workbook and return the findings."""
    (progress or Progress()).check()
    from gridadmin.reports.compliance import findings_xlsx
    from gridadmin.reports.workbook import PaperOffice

    findings, snapshot = office.read(check_on, as_of)
    row = office.read(get_office)
    write_file(out, findings_xlsx(findings, snapshot, PaperOffice(row.organisation, row.practice), office.clock()))
    return findings
