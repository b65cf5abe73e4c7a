"""The sheet of a back-adjustment of insurance: whom it concerns with room to sign, and month by month what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from gridadmin.domain.months import Month
from gridadmin.domain.pay_papers import PaidMonth, PaidPerson, adjusted_shares
from gridadmin.domain.pay_tables import Scheme
from gridadmin.domain.tables import Cell, ColumnKind, Heading, Table
from gridadmin.i18n import N_, Message
from gridadmin.reports.pay_columns import money, yuan
from gridadmin.reports.pay_ledger import LedgerFile, LedgerPaper
from gridadmin.reports.pay_sheet import (
    SIGN_HEIGHT,
    SIGNATURES,
    capital_line,
    draft_mark,
    foot_of,
    lines_under_title,
    mark_draft,
    period_of,
    signature_heading,
    signature_line,
)
from gridadmin.reports.workbook import ROW_HEIGHT, Paper, PaperOffice, add_paper, new_workbook
from gridadmin.reports.workbook_bulk import BulkRows, bulk_bytes
from gridadmin.reports.workbook_cells import SONG, CellStyles

WORKER, UNIT = 1, 2  # the sides among the differences (base, worker, unit) of an adjusted scheme


def adjustment_pdf(paid: PaidMonth, office: PaperOffice) -> bytes:
    """Return the sheet to be signed, and behind it every month and scheme with its difference."""
    file = LedgerFile(_title(paid).text(), office.practice)
    tables = ((person_table(paid), capital_line(paid.people).text(), 8.6), (month_table(paid), "", 6.4))
    for table, capital, height in tables:
        file.add(
            LedgerPaper(
                title=table.title.text(),
                lines=lines_under_title(paid, office),
                table=table,
                capital=capital,
                signatures=tuple(Message(each).text() for each in SIGNATURES),
                foot=foot_of(paid),
                mark=draft_mark(paid),
                row_height=height,
            )
        )
    return file.content()


def adjustment_xlsx(paid: PaidMonth, office: PaperOffice, now: datetime) -> bytes:
    """Return the same as a workbook of two sheets."""
    workbook = new_workbook(_title(paid).text(), now)
    styles, bulk = CellStyles(workbook, SONG, 10), list[BulkRows]()
    notes = (capital_line(paid.people), Message(foot_of(paid)))
    for tab, table, height in (
        (N_("To be signed"), person_table(paid, notes), SIGN_HEIGHT),
        (N_("Month by month"), month_table(paid), ROW_HEIGHT),
    ):
        paper = Paper(
            Message(tab), table.title, table, period_of(paid), signature=signature_line(), frozen_columns=2,
            row_height=height,
        )  # fmt: skip
        mark_draft(add_paper(workbook, styles, paper, office, bulk).sheet, paid, office)
    return bulk_bytes(workbook, bulk)


def _title(paid: PaidMonth) -> Message:
    values = {"day": paid.run.pay_date}
    return Message(N_("Back-adjustment of insurance, {day}"), values)


def person_table(paid: PaidMonth, notes: tuple[Message, ...] = ()) -> Table:
    """Return a line for each person: the differences of both sides, what is carried on, and what is paid back."""
    people = paid.people
    schemes = _schemes(people)
    own = [Heading(each.message, kind=ColumnKind.MONEY) for each in schemes]
    headings = (
        Heading(Message(N_("No.")), kind=ColumnKind.CODE, width=6),
        Heading(Message(N_("Name")), kind=ColumnKind.NAME),
        Heading(Message(N_("Community")), kind=ColumnKind.TEXT),
        Heading(Message(N_("Months adjusted")), kind=ColumnKind.CODE, width=18),
        Heading(Message(N_("To be paid later by the person")), (*own, _together())),
        Heading(Message(N_("Owed from before")), kind=ColumnKind.MONEY),
        Heading(Message(N_("Taken off the next pay")), kind=ColumnKind.MONEY),
        Heading(Message(N_("Paid back now")), kind=ColumnKind.MONEY),
        Heading(Message(N_("To be paid later by the unit")), kind=ColumnKind.MONEY),
        signature_heading(),
    )
    rows = tuple(_person_row(person, schemes) for person in people)
    total = (Message(N_("Sum of {count} persons"), {"count": len(people)}), None, None, None)
    sums = tuple(_sum(rows, at) for at in range(4, len(schemes) + 9))
    note = Message(N_("An amount below zero comes back. Papers: {papers}"), {"papers": "；".join(_papers(paid)) or "—"})
    return Table("adjustment", _title(paid), Message(N_("yuan")), headings, rows, (*total, *sums, None), (note, *notes))


def _person_row(person: PaidPerson, schemes: Sequence[Scheme]) -> tuple[Cell, ...]:
    line, months = person.line, sorted(person.line.details.get("adjusts", {}))
    shown = months[0] if len(months) == 1 else f"{months[0]} — {months[-1]}" if months else "—"
    own = adjusted_shares([line])
    return (
        person.number, person.shown_name, person.community, shown, *(money(own.get(each, 0)) for each in schemes),
        yuan(line.employee), money(line.owed_before), money(line.owed), money(line.net), yuan(line.employer), None,
    )  # fmt: skip


def month_table(paid: PaidMonth) -> Table:
    """Return a line for each stretch of months of a person that differ alike, scheme by scheme, with both sums."""
    headings = (
        Heading(Message(N_("No.")), kind=ColumnKind.CODE, width=6),
        Heading(Message(N_("Name")), kind=ColumnKind.NAME),
        Heading(Message(N_("Months adjusted")), kind=ColumnKind.CODE, width=18),
        Heading(Message(N_("Number of months")), kind=ColumnKind.NUMBER),
        Heading(Message(N_("Difference of each month: scheme, base, the person's part / the unit's")), width=58),
        Heading(Message(N_("The person's part")), kind=ColumnKind.MONEY),
        Heading(Message(N_("The unit's part")), kind=ColumnKind.MONEY),
        Heading(Message(N_("By which paper")), kind=ColumnKind.TEXT, width=28),
    )
    rows = tuple(_stretch_row(person, stretch) for person in paid.people for stretch in stretches(person))
    total = (Message(N_("Sum")), None, None, None, None, _sum(rows, 5), _sum(rows, 6), None)
    title = Message(N_("Back-adjustment of insurance, {day}, month by month"), {"day": paid.run.pay_date})
    return Table("adjusted-months", title, Message(N_("yuan")), headings, rows, total, ())


@dataclass(frozen=True)
class Stretch:
    """Months of a person that follow each other and differ alike; `schemes`: scheme -> (base, worker, unit)."""

    months: tuple[Month, ...]
    schemes: Mapping[str, Sequence[int]]
    paper: str

    def goes_on(self, month: Month, schemes: Mapping[str, Sequence[int]], paper: str) -> bool:
        """Tell whether a month follows and differs in the same way, by the same paper."""
        return month == self.months[-1].plus(1) and (schemes, paper) == (self.schemes, self.paper)


def stretches(person: PaidPerson) -> list[Stretch]:
    """Return the months of a line, those that differ alike together."""
    details, found = person.line.details, list[Stretch]()
    for text, schemes in sorted(details.get("adjusts", {}).items()):
        month, paper = Month.parse(text), details["papers"].get(text, "")
        if found and found[-1].goes_on(month, schemes, paper):
            found[-1] = replace(found[-1], months=(*found[-1].months, month))
        else:
            found.append(Stretch((month,), schemes, paper))
    return found


def _stretch_row(person: PaidPerson, stretch: Stretch) -> tuple[Cell, ...]:
    first, last, count = stretch.months[0], stretch.months[-1], len(stretch.months)
    parts = "、".join(
        f"{scheme.label} {yuan(base)} {yuan(worker)} / {yuan(unit)}"
        for scheme in Scheme
        if scheme in stretch.schemes
        for base, worker, unit in (stretch.schemes[scheme],)
    )
    sums = [yuan(count * sum(each[side] for each in stretch.schemes.values())) for side in (WORKER, UNIT)]
    months = str(first) if count == 1 else f"{first} — {last}"
    return (person.number, person.shown_name, months, count, parts, *sums, stretch.paper)


def _schemes(people: Sequence[PaidPerson]) -> list[Scheme]:
    """Return the schemes in which somebody's own part differs."""
    found = adjusted_shares([person.line for person in people])
    return [scheme for scheme in Scheme if scheme in found and any(_own(person, scheme) for person in people)]


def _own(person: PaidPerson, scheme: Scheme) -> int:
    return adjusted_shares([person.line]).get(scheme, 0)


def _together() -> Heading:
    return Heading(Message(N_("Together")), kind=ColumnKind.MONEY)


def _papers(paid: PaidMonth) -> list[str]:
    """Return the papers behind the months that differ, each once."""
    named = (
        person.line.details["papers"].get(month, "")
        for person in paid.people
        for month in sorted(person.line.details.get("adjusts", {}))
    )
    return [paper for paper in dict.fromkeys(named) if paper]


def _sum(rows: Sequence[Sequence[Cell]], at: int) -> Decimal:
    return sum((cell for row in rows if isinstance(cell := row[at], Decimal)), Decimal("0.00"))
