"""The pay sheet (劳动报酬发放表, 工作补贴发放表): everybody's line of a month, with room to sign.

Full-time workers are paid, part-time workers get an allowance (Art 22), so each has a sheet of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from gridadmin.domain.capital_amounts import capital_amount
from gridadmin.domain.pay_papers import PaidMonth, PaidPerson
from gridadmin.domain.tables import Cell, ColumnKind, Heading, Table
from gridadmin.i18n import N_, Message
from gridadmin.reports.pay_columns import money, money_groups, yuan
from gridadmin.reports.pay_ledger import LedgerFile, LedgerPaper
from gridadmin.reports.workbook import Paper, PaperOffice, add_paper, new_workbook, practice_mark
from gridadmin.reports.workbook_bulk import BulkRows, bulk_bytes
from gridadmin.reports.workbook_cells import SONG, CellStyles

TITLES = {
    False: N_("Pay sheet of full-time grid workers, {year}-{month:02d}"),
    True: N_("Allowance sheet of part-time grid workers, {year}-{month:02d}"),
}
SIGNATURES = (N_("Made by:"), N_("Checked by:"), N_("Approved by:"), N_("Head of the unit:"))
DRAFT_MARK = N_("DRAFT")
SIGN_WIDTH = 14.0
SIGN_HEIGHT = 25.0
A3 = 8
Step = Callable[[int], None]


def sheet_pdf(paid: PaidMonth, office: PaperOffice, step: Step = lambda _pages: None, *, large: bool = False) -> bytes:
    """Return the sheets of a month as they are signed; a run that is not approved is marked across every page."""
    file = LedgerFile(str(Message(N_("Pay sheet {month}"), {"month": paid.month})), office.practice, large)
    for part_time in _kinds(paid):
        people = paid.of_kind(part_time=part_time)
        file.add(
            LedgerPaper(
                title=title_of(paid, part_time=part_time),
                lines=lines_under_title(paid, office),
                table=sheet_table(people),
                capital=capital_line(people).text(),
                signatures=tuple(Message(each).text() for each in SIGNATURES),
                foot=foot_of(paid),
                mark=draft_mark(paid),
                row_height=8.6,
            ),
            step,
        )
    return file.content()


def sheet_xlsx(paid: PaidMonth, office: PaperOffice, now: datetime, *, large: bool = False) -> bytes:
    """Return the same sheets as a workbook."""
    workbook = new_workbook(str(Message(N_("Pay sheet {month}"), {"month": paid.month})), now)
    styles, bulk = CellStyles(workbook, SONG, 10), list[BulkRows]()
    for part_time in _kinds(paid):
        people = paid.of_kind(part_time=part_time)
        paper = Paper(
            sheet=Message(N_("Part-time") if part_time else N_("Full-time")),
            title=title_of(paid, part_time=part_time),
            table=sheet_table(people, (capital_line(people), Message(foot_of(paid)))),
            period=period_of(paid),
            signature=signature_line(),
            frozen_columns=2,
            row_height=SIGN_HEIGHT,
        )
        sheet = add_paper(workbook, styles, paper, office, bulk).sheet
        if large:
            sheet.page_setup.paperSize = A3
        mark_draft(sheet, paid, office)
    return bulk_bytes(workbook, bulk)


def _kinds(paid: PaidMonth) -> list[bool]:
    """Return which of the two sheets there are; an empty run has the first, empty."""
    found = [part_time for part_time in (False, True) if paid.of_kind(part_time=part_time)]
    return found or [False]


def sheet_table(people: Sequence[PaidPerson], notes: tuple[Message, ...] = ()) -> Table:
    """Return the table of a sheet; its sums are those of its lines, to the fen."""
    groups = money_groups(people)
    columns = [column for group in groups for column in group.columns]
    headings = (*_who(), *(heading for group in groups for heading in group.heading), signature_heading())
    total: list[Cell] = [Message(N_("Sum of {count} persons"), {"count": len(people)}), None, None, None]
    total += [yuan(column.total) for column in columns]
    always = {id(group.columns[-1]) for group in groups}
    amounts = [[yuan(fen) if id(column) in always else money(fen) for fen in column.amounts] for column in columns]
    rows = tuple(
        (person.number, person.shown_name, person.community, days_of(person), *cells, None)
        for person, *cells in zip(people, *amounts, strict=True)
    )
    return Table("sheet", Message(N_("Pay sheet")), Message(N_("yuan")), headings, rows, (*total, None), notes)


def days_of(person: PaidPerson) -> str:
    """Return the days in service, with those of the month where they are fewer."""
    present, whole = person.line.details["days"]
    return str(present) if present == whole else f"{present}/{whole}"


def _who() -> tuple[Heading, ...]:
    return (
        Heading(Message(N_("No.")), kind=ColumnKind.CODE, width=6),
        Heading(Message(N_("Name")), kind=ColumnKind.NAME),
        Heading(Message(N_("Community")), kind=ColumnKind.TEXT),
        Heading(Message(N_("Days in service")), kind=ColumnKind.CODE, width=8),
    )


def signature_heading() -> Heading:
    """Return the column with room to sign."""
    return Heading(Message(N_("Signature")), kind=ColumnKind.TEXT, width=SIGN_WIDTH)


# --- what stands around the tables of a month -------------------------------------------------------------------------


def title_of(paid: PaidMonth, *, part_time: bool) -> str:
    """Return the title of a sheet."""
    return Message(TITLES[part_time], {"year": paid.month.year, "month": paid.month.number}).text()


def lines_under_title(paid: PaidMonth, office: PaperOffice) -> tuple[str, str, str]:
    """Return what stands under the title of every paper of a month."""
    left = Message(N_("Unit: {unit}"), {"unit": office.name}).text()
    return left, period_of(paid).text(), Message(N_("Amounts in yuan")).text()


def signature_line() -> Message:
    """Return the line for those who sign a workbook's sheet."""
    return Message((" " * 20).join(Message(each).text() for each in SIGNATURES))


def period_of(paid: PaidMonth) -> Message:
    """Return the month of the work and the day of the payment."""
    return Message(N_("Paid for {month}, on {day}"), {"month": paid.month, "day": paid.run.pay_date})


def capital_line(people: Sequence[PaidPerson]) -> Message:
    """Return the sum that is paid out, in capitals and figures."""
    net = sum(person.line.net for person in people)
    values = {"capital": capital_amount(net), "amount": f"{yuan(net):,.2f}"}
    return Message(N_("Paid out in all (capitals): {capital}  (￥{amount})"), values)


def foot_of(paid: PaidMonth) -> str:
    """Return the small line that says which run a paper is of."""
    values = {"state": state_of(paid), "known": paid.run.known_on, "check": paid.check}
    return Message(N_("State: {state} · reckoned by what was known on {known} · check number {check}"), values).text()


def state_of(paid: PaidMonth) -> Message:
    """Return the state of the run with who took the last step and when."""
    if not paid.run.steps:
        return paid.run.state.message
    _state, day, by = paid.run.steps[-1][:3]
    return Message(N_("{state} ({by}, {day})"), {"state": paid.run.state.message, "by": by, "day": day})


def draft_mark(paid: PaidMonth) -> str:
    """Return the words across a paper of a run that is not approved; empty for one that is."""
    return "" if paid.is_approved else Message(DRAFT_MARK).text()


def mark_draft(sheet: Any, paid: PaidMonth, office: PaperOffice) -> None:
    """Write into the header of a sheet that its run is not approved yet."""
    if paid.is_approved:
        return
    words = Message(N_("DRAFT: not approved yet")).text()
    header = sheet.oddHeader
    header.center.text = f"{practice_mark()}　{words}" if office.practice else words
    header.center.size, header.center.color = 14, "C00000"
