"""The year statement: every payment of a person's year with sums and tax, and one line for each person of all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal

from gridadmin.domain.capital_amounts import capital_amount
from gridadmin.domain.pay_papers import adjusted_shares, shares
from gridadmin.domain.pay_papers_year import PaidYear
from gridadmin.domain.pay_tables import Scheme
from gridadmin.domain.tables import Cell, ColumnKind, Heading, Table
from gridadmin.i18n import N_, Message
from gridadmin.reports.pay_columns import money, money_groups, yuan
from gridadmin.reports.pay_ledger import LedgerFile, LedgerPaper
from gridadmin.reports.workbook import Paper, PaperOffice, add_paper, new_workbook
from gridadmin.reports.workbook_bulk import BulkRows, bulk_bytes
from gridadmin.reports.workbook_cells import SONG, CellStyles

Step = Callable[[int], None]


def year_pdf(
    year: int, people: Sequence[PaidYear], office: PaperOffice, today: date, step: Step = lambda _done: None
) -> bytes:
    """Return the statements of some people as one PDF, each on pages of its own.

    `step(done)` is called after each and may raise CancelledError.
    """
    file = LedgerFile(Message(N_("Year statement {year}"), {"year": year}).text(), office.practice)
    for done, each in enumerate(people, start=1):
        file.add(_statement(year, each, office, today))
        step(done)
    return file.content()


def _statement(year: int, each: PaidYear, office: PaperOffice, today: date) -> LedgerPaper:
    values = {"name": each.person.line.name, "number": each.person.id_number or "—", "office": office.name}
    net = sum(person.line.net for _run, person in each.lines)
    capital = {"capital": capital_amount(net), "amount": f"{yuan(net):,.2f}"}
    return LedgerPaper(
        title=Message(N_("Statement of pay and tax, {year}: {name}"), {"year": year, **values}).text(),
        lines=(
            Message(N_("Unit: {unit}"), {"unit": office.name}).text(),
            Message(N_("Name: {name}    ID number: {number}"), values).text(),
            Message(N_("Amounts in yuan")).text(),
        ),
        table=person_table(each),
        capital=Message(N_("Paid out in all (capitals): {capital}  (￥{amount})"), capital).text(),
        signatures=(Message(N_("Issued by (seal):")).text(), Message(N_("The person:")).text()),
        foot=Message(N_("By the days of payment of {year}; printed on {day}"), {"year": year, "day": today}).text(),
        page_sums=False,
        row_height=7.4,
    )


def person_table(each: PaidYear) -> Table:
    """Return a person's payments, column by column as on the pay sheet, and how the tax of the year came about."""
    people = [person for _run, person in each.lines]
    groups = money_groups(people)
    columns = [column for group in groups for column in group.columns]
    headings = (
        Heading(Message(N_("Month")), kind=ColumnKind.CODE),
        Heading(Message(N_("What was paid")), kind=ColumnKind.TEXT),
        Heading(Message(N_("Day of payment")), kind=ColumnKind.CODE),
        *(heading for group in groups for heading in group.heading),
    )
    amounts = [[money(fen) for fen in column.amounts] for column in columns]
    rows = tuple(
        (str(run.month), run.kind.label, run.pay_date.isoformat(), *cells)
        for (run, _person), *cells in zip(each.lines, *amounts, strict=True)
    )
    total = (Message(N_("Sum")), None, None, *(yuan(column.total) for column in columns))
    title = Message(N_("Year statement"))
    return Table("year", title, Message(N_("yuan")), headings, rows, total, _tax_notes(each))


def _tax_notes(each: PaidYear) -> tuple[Message, ...]:
    """Tell the sums of the tax year that the last line with wages ended with."""
    told = [person.line.details["tax"] for _run, person in each.lines if "income" in person.line.details["tax"]]
    if not told:
        return ()
    last = told[-1]
    keys = ("income", "exempt", "basic", "special", "additional", "other", "taxable")
    values = {key: f"{yuan(last[key]):,.2f}" for key in keys}
    values["withheld"] = f"{yuan(last['withheld_before'] + last['tax']):,.2f}"
    return (
        Message(
            N_(
                "Wages of the tax year with this unit: income {income}, exempt {exempt}, basic deduction {basic},"
                " contributions {special}, special additional {additional}, other {other}, taxable {taxable},"
                " withheld {withheld}. The tax office's settlement holds."
            ),
            values,
        ),
    )


def year_xlsx(year: int, people: Sequence[PaidYear], office: PaperOffice, now: datetime) -> bytes:
    """Return a workbook with one line for each person: months, gross, contributions, tax, net, the unit's part."""
    title = Message(N_("Pay and tax of the year {year}, person by person"), {"year": year})
    workbook = new_workbook(title.text(), now)
    bulk: list[BulkRows] = []
    paper = Paper(Message(N_("Year statement")), title, all_table(year, people), Message(str(year)),
                  frozen_columns=2)  # fmt: skip
    add_paper(workbook, CellStyles(workbook, SONG, 10), paper, office, bulk)
    return bulk_bytes(workbook, bulk)


def all_table(year: int, people: Sequence[PaidYear]) -> Table:
    """Return one line for each person, with the sums of all."""
    own = [_own_shares(each) for each in people]
    schemes = [scheme for scheme in Scheme if any(scheme in found for found in own)]
    headings = (
        Heading(Message(N_("No.")), kind=ColumnKind.CODE, width=6),
        Heading(Message(N_("Name")), kind=ColumnKind.NAME),
        Heading(Message(N_("ID number")), kind=ColumnKind.CODE, width=21),
        Heading(Message(N_("Months paid")), kind=ColumnKind.NUMBER),
        Heading(Message(N_("Sum payable")), kind=ColumnKind.MONEY),
        *(Heading(scheme.message, kind=ColumnKind.MONEY) for scheme in schemes),
        Heading(Message(N_("Income tax")), kind=ColumnKind.MONEY),
        Heading(Message(N_("Kept back")), kind=ColumnKind.MONEY),
        Heading(Message(N_("Paid out")), kind=ColumnKind.MONEY),
        Heading(Message(N_("Sum of the unit")), kind=ColumnKind.MONEY),
    )
    rows = tuple(
        _all_row(number, each, [found.get(scheme, 0) for scheme in schemes])
        for number, (each, found) in enumerate(zip(people, own, strict=True), start=1)
    )
    total = (
        Message(N_("Sum of {count} persons"), {"count": len(rows)}), None, None, None,
        *(_sum(rows, at) for at in range(4, len(headings))),
    )  # fmt: skip
    title = Message(N_("Year statement {year}"), {"year": year})
    return Table("all", title, Message(N_("yuan")), headings, rows, total)


def _all_row(number: int, each: PaidYear, own: Sequence[int]) -> tuple[Cell, ...]:
    lines = [person.line for _run, person in each.lines]
    amounts = (
        sum(line.gross + line.bonus for line in lines), *own, sum(line.tax for line in lines),
        sum(line.kept for line in lines), sum(line.net for line in lines), sum(line.employer for line in lines),
    )  # fmt: skip
    person = each.person
    return (number, person.line.name, person.id_number, each.months, *(yuan(fen) for fen in amounts))


def _own_shares(each: PaidYear) -> dict[Scheme, int]:
    found: dict[Scheme, int] = {}
    for _run, person in each.lines:
        for part in (shares(person.line), adjusted_shares([person.line])):
            for scheme, amount in part.items():
                found[scheme] = found.get(scheme, 0) + amount
    return found


def _sum(rows: Sequence[Sequence[Cell]], at: int) -> Decimal:
    return sum((cell for row in rows if isinstance(cell := row[at], Decimal)), Decimal("0.00"))
