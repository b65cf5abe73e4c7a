"""The compliance workbook: grids down, articles across; what is to be mended; every finding; the words of the law."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from gridadmin.domain.compliance import ARTICLE_TITLES, MATRIX_ARTICLES, MatrixRow, compliance_matrix, duties
from gridadmin.domain.compliance_duties import DUTIES, Finding, Result
from gridadmin.domain.snapshot import OfficeSnapshot
from gridadmin.domain.tables import Cell, ColumnKind, Heading, Table
from gridadmin.i18n import N_, Message
from gridadmin.reports.workbook import Paper, PaperOffice, add_paper, new_workbook, workbook_bytes
from gridadmin.reports.workbook_cells import CellStyles, Style

SIGNATURE = Message(N_("Checked by:                    Responsible:"))
ACCENTS = {
    Result.MET.msgid: Style.GOOD,
    Result.NOT_MET.msgid: Style.BAD,
    Result.NEEDS_PERSON.msgid: Style.DOUBTFUL,
}
TEXT, CODE = ColumnKind.TEXT, ColumnKind.CODE
RESULTS = Message(N_("results"))
TO_MEND = (Result.NOT_MET, Result.NEEDS_PERSON)


def findings_xlsx(findings: Sequence[Finding], snapshot: OfficeSnapshot, office: PaperOffice, now: datetime) -> bytes:
    """Return the workbook of a check: matrix, what is to be mended, all findings, and the words checked against."""
    workbook = new_workbook(Message(N_("Compliance check")).text(), now)
    styles = CellStyles(workbook)
    to_mend = [finding for finding in findings if finding.result in TO_MEND]
    tables = (
        _matrix_table(compliance_matrix(findings, snapshot)),
        _findings_table(Message(N_("To be mended")), to_mend),
        _findings_table(Message(N_("All findings")), findings),
        _duties_table(),
    )
    for table in tables:
        values = {"township": snapshot.township, "title": table.title}
        paper = Paper(
            sheet=table.title,
            title=Message(N_("{township}: {title}"), values),
            table=table,
            period=Message(N_("As of {day}"), {"day": snapshot.as_of}),
            signature=SIGNATURE if table.key == "matrix" else None,
            accents=ACCENTS,
            frozen_columns=3 if table.key == "matrix" else 1,
        )
        add_paper(workbook, styles, paper, office)
    return workbook_bytes(workbook)


def _article(article: str) -> Message:
    return Message(ARTICLE_TITLES[article])


def _matrix_table(matrix: Sequence[MatrixRow]) -> Table:
    headings = (
        Heading(Message(N_("No.")), kind=CODE),
        Heading(Message(N_("Grid code")), kind=CODE),
        Heading(Message(N_("Grid")), kind=TEXT),
        Heading(Message(N_("Community or village")), kind=TEXT),
        Heading(
            Message(N_("Result by article")),
            tuple(Heading(_article(article), kind=CODE, width=13) for article in MATRIX_ARTICLES),
        ),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            number,
            row.grid.code,
            row.grid.name,
            row.grid.community,
            *(row.results[article].message for article in MATRIX_ARTICLES),
        )
        for number, row in enumerate(matrix, start=1)
    )
    notes = tuple(_article_count(matrix, article) for article in MATRIX_ARTICLES)
    by_workers = Message(N_("Article 11 sums up the workers appointed to the grid; each cell shows the worst result."))
    return Table("matrix", Message(N_("Compliance by grid")), RESULTS, headings, rows, None, (*notes, by_workers))


def _article_count(matrix: Sequence[MatrixRow], article: str) -> Message:
    results = [row.results[article] for row in matrix]
    values = {"article": _article(article), **{result.value: results.count(result) for result in Result}}
    return Message(
        N_("{article}: met {met}, not met {not_met}, to be decided {needs_person}, not applicable {not_applicable}."),
        values,
    )


FINDING_HEADINGS = (
    Heading(Message(N_("Article")), kind=CODE, width=10),
    Heading(Message(N_("Duty")), kind=TEXT, width=24),
    Heading(Message(N_("Checked on")), kind=CODE, width=10),
    Heading(Message(N_("Subject")), kind=TEXT, width=28),
    Heading(Message(N_("Result")), kind=CODE, width=12),
    Heading(Message(N_("Facts")), kind=TEXT, width=48),
    Heading(Message(N_("Remedy")), kind=TEXT, width=36),
)


def _findings_table(title: Message, findings: Sequence[Finding]) -> Table:
    return Table(title.msgid, title, RESULTS, FINDING_HEADINGS, tuple(map(_finding_row, findings)))


def _finding_row(finding: Finding) -> tuple[Cell, ...]:
    return (
        _article(finding.article),
        DUTIES[finding.duty].title,
        finding.subject_type.message,
        finding.subject,
        finding.result.message,
        "\n".join(fact.text() for fact in finding.facts),
        finding.remedy,
    )


def _duties_table() -> Table:
    headings = (
        Heading(Message(N_("Article")), kind=CODE, width=10),
        Heading(Message(N_("Duty")), kind=TEXT, width=34),
        Heading(Message(N_("Words of the regulation")), kind=TEXT, width=80),
    )
    rows = tuple((_article(duty.article), duty.title, duty.quote) for duty in duties())
    return Table("duties", Message(N_("Words checked against")), Message(N_("duties")), headings, rows)
