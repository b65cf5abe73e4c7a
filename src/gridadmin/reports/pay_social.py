"""Social-insurance sheets of a month: scheme by scheme with base, rates and both sides; the housing fund by itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from gridadmin.domain.pay_papers import PaidMonth, PaidPerson
from gridadmin.domain.pay_tables import Scheme
from gridadmin.domain.tables import Cell, ColumnKind, Heading, Table
from gridadmin.i18n import N_, Message
from gridadmin.reports.pay_columns import yuan
from gridadmin.reports.pay_sheet import foot_of, mark_draft, period_of, signature_line
from gridadmin.reports.workbook import Paper, PaperOffice, add_paper, new_workbook
from gridadmin.reports.workbook_bulk import BulkRows, bulk_bytes
from gridadmin.reports.workbook_cells import SONG, CellStyles

SOCIAL = tuple(scheme for scheme in Scheme if scheme is not Scheme.HOUSING_FUND)
HOUSING = (Scheme.HOUSING_FUND,)
MASKED = Message(N_("ID numbers are masked; ask for full numbers for the office that receives the sheet."))


def used_schemes(paid: PaidMonth, schemes: Sequence[Scheme]) -> list[Scheme]:
    """Return those of some schemes into which the month pays, back-adjustments included."""
    found = {scheme for person in paid.people for scheme in person.line.details["schemes"]}
    found |= {
        scheme for person in paid.adjusted for parts in person.line.details["adjusts"].values() for scheme in parts
    }
    return [scheme for scheme in schemes if scheme.value in found]


def social_xlsx(
    paid: PaidMonth, schemes: Sequence[Scheme], title: Message, office: PaperOffice, now: datetime
) -> bytes:
    """Return the workbook of some schemes: a summary, a sheet for each, and the back-adjustments."""
    workbook = new_workbook(title.text(), now)
    styles, bulk = CellStyles(workbook, SONG, 10), list[BulkRows]()
    used = used_schemes(paid, schemes)
    tables = [(Message(N_("Summary of schemes")), summary_table(paid, used))]
    tables += [(scheme.message, _scheme_table(paid, scheme)) for scheme in used]
    late = _late_table(paid, schemes)
    if late.rows:
        tables.append((Message(N_("Back-adjustments")), late))
    for tab, table in tables:
        paper = Paper(
            tab, Message(N_("{title}: {part}"), {"title": title, "part": table.title}), table, period_of(paid),
            signature=signature_line(), frozen_columns=2,
        )  # fmt: skip
        mark_draft(add_paper(workbook, styles, paper, office, bulk).sheet, paid, office)
    return bulk_bytes(workbook, bulk)


def summary_table(paid: PaidMonth, schemes: Sequence[Scheme]) -> Table:
    """Return people, bases and both sides of each scheme, with what back-adjustments change."""
    headings = (
        Heading(Message(N_("Scheme")), kind=ColumnKind.TEXT, width=16),
        Heading(Message(N_("Number of persons")), kind=ColumnKind.NUMBER),
        Heading(Message(N_("Sum of bases")), kind=ColumnKind.MONEY),
        Heading(Message(N_("Due for the month")), _sides()),
        Heading(Message(N_("Back-adjustments")), _sides()),
        Heading(Message(N_("To be paid in all")), _sides()),
    )
    rows = tuple(_summary_row(paid, scheme) for scheme in schemes)
    total = (Message(N_("Sum")), None, None, *(_column_sum(rows, at) for at in range(3, 12)))
    notes = (Message(foot_of(paid)),)
    return Table("summary", Message(N_("Summary of schemes")), Message(N_("yuan")), headings, rows, total, notes)


def _sides() -> tuple[Heading, ...]:
    words = (N_("Borne by the unit"), N_("Borne by persons"), N_("Together"))
    return tuple(Heading(Message(word), kind=ColumnKind.MONEY) for word in words)


def _summary_row(paid: PaidMonth, scheme: Scheme) -> tuple[Cell, ...]:
    told = list(_of_scheme(paid.people, scheme))
    late = [parts for _person, _month, found, parts in _late(paid.adjusted) if found is scheme]
    unit, person = (sum(each["paid"][side] for _who, each in told) for side in (1, 0))
    late_unit, late_person = (sum(parts[side] for parts in late) for side in (2, 1))
    amounts = (unit, person, late_unit, late_person, unit + late_unit, person + late_person)
    pairs = zip(amounts[::2], amounts[1::2], strict=True)
    sides = [yuan(amount) for one, other in pairs for amount in (one, other, one + other)]
    return (scheme.message, len(told), yuan(sum(each["base"] for _who, each in told)), *sides)


def _of_scheme(people: Iterable[PaidPerson], scheme: Scheme) -> Iterable[tuple[PaidPerson, Any]]:
    return ((each, told) for each in people if (told := each.line.details["schemes"].get(scheme.value)) is not None)


def _scheme_table(paid: PaidMonth, scheme: Scheme) -> Table:
    headings = (
        *_who(),
        Heading(Message(N_("Declared base")), kind=ColumnKind.MONEY),
        Heading(Message(N_("Base")), kind=ColumnKind.MONEY),
        Heading(
            Message(N_("Borne by the unit")),
            (
                Heading(Message(N_("Contribution rate")), kind=ColumnKind.CODE),
                Heading(Message(N_("Amount")), kind=ColumnKind.MONEY),
            ),
        ),
        Heading(
            Message(N_("Borne by persons")),
            (
                Heading(Message(N_("Contribution rate")), kind=ColumnKind.CODE),
                Heading(Message(N_("Amount")), kind=ColumnKind.MONEY),
            ),
        ),
        Heading(Message(N_("Together")), kind=ColumnKind.MONEY),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            number, person.line.name, person.id_number, person.community, yuan(told["declared"]), yuan(told["base"]),
            percent(told["rates"][1]), yuan(told["paid"][1]), _own_rate(told), yuan(told["paid"][0]),
            yuan(sum(told["paid"])),
        )
        for number, (person, told) in enumerate(_of_scheme(paid.people, scheme), start=1)
    )  # fmt: skip
    total = (
        Message(N_("Sum of {count} persons"), {"count": len(rows)}), None, None, None, _column_sum(rows, 4),
        _column_sum(rows, 5), None, _column_sum(rows, 7), None, _column_sum(rows, 9), _column_sum(rows, 10),
    )  # fmt: skip
    return Table(scheme.value, scheme.message, Message(N_("yuan")), headings, rows, total, _notes(paid))


def _rate_and_amount() -> tuple[Heading, ...]:
    rate = Heading(Message(N_("Contribution rate")), kind=ColumnKind.CODE)
    return rate, Heading(Message(N_("Amount")), kind=ColumnKind.MONEY)


def _own_rate(told: Any) -> str:
    rate = percent(told["rates"][0])
    return f"{rate} + {yuan(told['fixed'])}" if told["fixed"] else rate


def percent(rate: str) -> str:
    """Return a rate such as `0.0016` as a percentage."""
    return f"{(Decimal(rate) * 100).normalize():f}%"


def _who() -> tuple[Heading, ...]:
    return (
        Heading(Message(N_("No.")), kind=ColumnKind.CODE, width=6),
        Heading(Message(N_("Name")), kind=ColumnKind.NAME),
        Heading(Message(N_("ID number")), kind=ColumnKind.CODE, width=21),
        Heading(Message(N_("Community")), kind=ColumnKind.TEXT),
    )


def _late_table(paid: PaidMonth, schemes: Sequence[Scheme]) -> Table:
    headings = (
        *_who()[:3],
        Heading(Message(N_("Month")), kind=ColumnKind.CODE, width=10),
        Heading(Message(N_("Scheme")), kind=ColumnKind.TEXT, width=14),
        Heading(Message(N_("Change of the base")), kind=ColumnKind.MONEY),
        *_sides(),
    )
    late = [each for each in _late(paid.adjusted) if each[2] in schemes]
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            number, person.line.name, person.id_number, month, scheme.message,
            *(yuan(fen) for fen in (parts[0], parts[2], parts[1], parts[1] + parts[2])),
        )
        for number, (person, month, scheme, parts) in enumerate(late, start=1)
    )  # fmt: skip
    words = Message(N_("Sum of {count} lines"), {"count": len(rows)})
    total = (words, *[None] * 5, *(_column_sum(rows, at) for at in range(6, 9)))
    title = Message(N_("Back-adjustments"))
    return Table("late", title, Message(N_("yuan")), headings, rows, total, _notes(paid))


def _late(people: Iterable[PaidPerson]) -> Iterable[tuple[PaidPerson, str, Scheme, Sequence[int]]]:
    for person in people:
        for month, found in person.line.details["adjusts"].items():
            for scheme, parts in found.items():
                yield person, month, Scheme(scheme), parts


def _column_sum(rows: Sequence[Sequence[Cell]], at: int) -> Decimal:
    return sum((cell for row in rows if isinstance(cell := row[at], Decimal)), Decimal("0.00"))


def _notes(paid: PaidMonth) -> tuple[Message, ...]:
    return (Message(foot_of(paid)),) if paid.full_numbers else (MASKED, Message(foot_of(paid)))
