"""Tax-declaration sheets: the rows that the tax office's client imports, what it should come to, what is unverified."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from gridadmin.domain.pay_papers import PaidMonth
from gridadmin.domain.pay_papers_tax import TaxForm, TaxLine, TaxTemplate
from gridadmin.domain.tables import Cell, ColumnKind, Heading, Table
from gridadmin.i18n import N_, Message
from gridadmin.reports.pay_columns import yuan
from gridadmin.reports.pay_sheet import foot_of, mark_draft
from gridadmin.reports.workbook import Paper, PaperOffice, add_paper, new_sheet, new_workbook, set_up_page
from gridadmin.reports.workbook_bulk import BulkRows, bulk_bytes
from gridadmin.reports.workbook_cells import SONG, CellStyles, Style, write
from gridadmin.reports.workbook_measures import width_of

_WAGE_SUMS = (
    ("income", N_("Income so far")), ("exempt", N_("Exempt so far")), ("basic", N_("Basic deduction so far")),
    ("special", N_("Contributions so far")), ("additional", N_("Special additional so far")),
    ("other", N_("Other deductions so far")), ("taxable", N_("Taxable so far")), ("quick", N_("Quick deduction")),
    ("relief", N_("Forgiven so far")), ("withheld_before", N_("Withheld before")),
)  # fmt: skip
_LABOUR_SUMS = (
    ("labour", N_("Payment of the month")), ("expenses", N_("Expenses")), ("taxable", N_("Taxable")),
    ("quick", N_("Quick deduction")),
)  # fmt: skip


def tax_xlsx(
    paid: PaidMonth, template: TaxTemplate, lines: Sequence[TaxLine], office: PaperOffice, now: datetime
) -> bytes:
    """Return the workbook of one form: rows to import, sums to compare, what has to be looked at."""
    workbook = new_workbook(template.title, now)
    styles, bulk = CellStyles(workbook, SONG, 10), list[BulkRows]()
    _import_sheet(workbook, template, lines, styles)
    add_paper(workbook, styles, _comparison(paid, template, lines), office, bulk)
    _told(workbook, _remarks(paid, template, lines), styles, office)
    for sheet in workbook.worksheets[1:]:
        mark_draft(sheet, paid, office)
    return bulk_bytes(workbook, bulk)


def _import_sheet(workbook: Workbook, template: TaxTemplate, lines: Sequence[TaxLine], styles: CellStyles) -> None:
    """Write the sheet that is imported: headings in the first row and nothing else, texts as text."""
    sheet = new_sheet(workbook, template.sheet)
    for column, (heading, _field) in enumerate(template.columns, start=1):
        write(sheet, (1, column), heading, Style.HEADER, styles)
        sheet.column_dimensions[get_column_letter(column)].width = max(width_of(heading) + 2.0, 10.0)
    sheet.column_dimensions["B"].width, sheet.column_dimensions["D"].width = 18, 21
    for row, line in enumerate(lines, start=2):
        for column, (_heading, key) in enumerate(template.columns, start=1):
            value = _value(line, key)
            if value not in (None, ""):
                style = Style.TEXT if isinstance(value, str) else Style.POINTS
                write(sheet, (row, column), value, style, styles)
    sheet.freeze_panes = "C2"


def _value(line: TaxLine, key: str | None) -> Cell:
    if key == "note":
        return "；".join(note.text() for note in line.notes)
    value = line.values.get(key) if key else None
    if isinstance(value, int):
        return yuan(value) if value or key == "income" else None
    return value


def _comparison(paid: PaidMonth, template: TaxTemplate, lines: Sequence[TaxLine]) -> Paper:
    """What the client should come to, line by line."""
    sums = _WAGE_SUMS if template.form is TaxForm.WAGES else _LABOUR_SUMS if template.form is TaxForm.LABOUR else ()
    headings = (
        Heading(Message(N_("No.")), kind=ColumnKind.CODE, width=7),
        Heading(Message(N_("Name")), kind=ColumnKind.NAME),
        *(Heading(Message(title), kind=ColumnKind.MONEY) for _key, title in sums),
        Heading(Message(N_("Tax rate")), kind=ColumnKind.CODE),
        Heading(Message(N_("Income tax")), kind=ColumnKind.MONEY),
    )
    rows = tuple(_compared(line, template.form, [key for key, _title in sums]) for line in lines)
    tax = sum((row[-1] for row in rows if isinstance(row[-1], Decimal)), Decimal("0.00"))
    total = (Message(N_("Sum of {count} persons"), {"count": len(rows)}), *[None] * (len(headings) - 2), tax)
    title = Message(N_("What the client should come to: {form}"), {"form": template.title})
    table = Table("compared", title, Message(N_("yuan")), headings, rows, total)
    return Paper(
        Message(N_("To compare")), title, table, Message(N_("Tax period {month}"), {"month": _period(paid)}),
        frozen_columns=2,
    )  # fmt: skip


def _compared(line: TaxLine, form: TaxForm, keys: Sequence[str]) -> tuple[Cell, ...]:
    tax = line.person.line.details["tax"]
    rate = f"{Decimal(tax['rate']) * 100:f}".rstrip("0").rstrip(".") + "%" if "rate" in tax and keys else ""
    amount = tax.get("bonus_tax", 0) if form is TaxForm.BONUS else tax.get("tax", 0)
    amounts = [yuan(tax[key]) if key in tax else None for key in keys]
    return (str(line.values["number"]), line.person.line.name, *amounts, rate, yuan(amount))


def _remarks(paid: PaidMonth, template: TaxTemplate, lines: Sequence[TaxLine]) -> list[str]:
    income = sum(value for line in lines if isinstance(value := line.values["income"], int))
    values = {"month": _period(paid), "work": paid.month, "count": len(lines), "income": f"{yuan(income):,.2f}"}
    told = [
        Message(N_("Tax period {month} (pay of {work}): {count} persons, income {income} yuan."), values),
        Message(
            N_("gridadmin prepares this sheet; the tax office's own client reckons and files. What it shows holds.")
        ),
        Message(N_("Import the first sheet only. Compare the second with what the client comes to.")),
    ]
    if paid.earlier is not None:
        months = {"months": "、".join(str(each.month) for each in paid.in_period[1:])}
        both = N_("With the pay of {months}, paid in the same tax period: import this sheet in place of that one.")
        told.append(Message(both, months))
    if not paid.full_numbers:
        told.append(Message(N_("ID numbers are masked: ask for full numbers before importing.")))
    lacking = [line.person.line.name for line in lines if not line.person.id_number]
    if lacking:
        told.append(Message(N_("Without an ID number: {names}"), {"names": "、".join(lacking)}))
    noted = [f"{line.person.line.name}：{_value(line, 'note')}" for line in lines if line.notes]
    words = [message.text() for message in told] + noted
    words.append(Message(N_("To be held against the client's own template (unverified):")).text())
    return [*words, *template.unverified, foot_of(paid)]


def _told(workbook: Workbook, words: Sequence[str], styles: CellStyles, office: PaperOffice) -> None:
    sheet: Worksheet = new_sheet(workbook, Message(N_("Remarks")).text())
    sheet.column_dimensions["A"].width = 110
    for row, text in enumerate(words, start=1):
        write(sheet, (row, 1), text, Style.TEXT, styles)
    set_up_page(sheet, landscape=True, office=office)


def _period(paid: PaidMonth) -> str:
    return f"{paid.run.pay_date:%Y-%m}"
