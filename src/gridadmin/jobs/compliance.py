"""Checking the office against the regulation, for any day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from gridadmin.domain.compliance_duties import Finding
from gridadmin.jobs.files import write_file
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.compliance import check_on
from gridadmin.services.office import get_office


def check_office(office: OpenOffice, as_of: date) -> tuple[Finding, ...]:
    """Return what the regulation asks of the office on a day, and whether it is met."""
    return office.read(check_on, as_of)[0]


def write_findings(office: OpenOffice, as_of: date, out: Path) -> tuple[Finding, ...]:
    """Write the check of a day as a workbook and return the findings."""
    from gridadmin.reports.compliance import findings_xlsx
    from gridadmin.reports.workbook import PaperOffice

    findings, snapshot = office.read(check_on, as_of)
    row = office.read(get_office)
    write_file(out, findings_xlsx(findings, snapshot, PaperOffice(row.organisation, row.practice), office.clock()))
    return findings
