"""Payments laid out as a template says: values as text, lines, bytes. Pure; what cannot be written is told by name."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from gridadmin.domain.bank_accounts import BankAccountRow
from gridadmin.domain.bank_templates import (
    DIGITS_ONLY,
    MONEY_FIELDS,
    NUMBER_FIELDS,
    Align,
    BankField,
    BankTemplate,
    Column,
    FileType,
    Line,
    MoneyUnit,
)
from gridadmin.domain.months import Month
from gridadmin.domain.pay_rounding import FEN_A_YUAN, yuan_text
from gridadmin.i18n import N_, Message


@dataclass(frozen=True)
class Payment:
    """What one person gets, in fen, and to where."""

    name: str
    amount: int
    account: BankAccountRow


@dataclass(frozen=True)
class FilePart:
    """The payments of one file.

    Attributes:
        number, of: this is the first, second … of so many files.
        relation: of own or other bank alone; "" where the template does not divide them.
    """

    payments: tuple[Payment, ...]
    month: Month
    pay_date: date
    number: int = 1
    of: int = 1
    relation: str = ""

    @property
    def total(self) -> int:
        """The sum in fen."""
        return sum(payment.amount for payment in self.payments)


@dataclass(frozen=True)
class LayoutFault:
    """A value that cannot be written as the template wants it.

    Attributes:
        payment: of whom; None where it is not of one person.
        field: which value.
        reason: what is wrong, and the way out.
    """

    payment: Payment | None
    field: BankField
    reason: Message


@dataclass(frozen=True)
class LaidOut:
    """A file as lines of values, before it becomes bytes; `numbers` tells where a sheet writes a number."""

    lines: tuple[tuple[str, ...], ...]
    columns: tuple[tuple[Column | None, ...], ...]
    faults: tuple[LayoutFault, ...]


Value = str | int | date
_Reader = Callable[[BankTemplate, FilePart, Payment | None, int], Value]


def _account(name: str) -> _Reader:
    return lambda _template, _part, payment, _at: getattr(payment.account, name) or "" if payment else ""


_READERS: dict[BankField, _Reader] = {
    BankField.SEQUENCE: lambda _template, _part, _payment, at: at,
    BankField.NAME: lambda _template, _part, payment, _at: payment.name if payment else "",
    BankField.HOLDER: _account("holder"),
    BankField.ID_NUMBER: _account("id_number"),
    BankField.ACCOUNT: _account("number"),
    BankField.BANK: _account("bank"),
    BankField.BRANCH: _account("branch"),
    BankField.CNAPS: _account("cnaps"),
    BankField.AMOUNT: lambda _template, _part, payment, _at: payment.amount if payment else 0,
    BankField.PURPOSE: lambda template, _part, _payment, _at: template.purpose,
    BankField.REMARK: lambda template, _part, _payment, _at: template.remark,
    BankField.DATE: lambda _template, part, _payment, _at: part.pay_date,
    BankField.MONTH: lambda _template, part, _payment, _at: part.month.first_day,
    BankField.TEXT: lambda _template, _part, _payment, _at: "",
    BankField.COUNT: lambda _template, part, _payment, _at: len(part.payments),
    BankField.TOTAL: lambda _template, part, _payment, _at: part.total,
    BankField.PART: lambda _template, part, _payment, _at: part.number,
    BankField.PAYER_NAME: lambda template, _part, _payment, _at: template.payer.name,
    BankField.PAYER_ACCOUNT: lambda template, _part, _payment, _at: template.payer.account,
    BankField.PAYER_BANK: lambda template, _part, _payment, _at: template.payer.bank,
}


def money_text(fen: int, style: str) -> str:
    """Return an amount as `yuan` 1234.50, `grouped` 1,234.50 or `fen` 123450."""
    if style == "fen":
        return str(fen)
    if style == "grouped":
        return f"{fen // FEN_A_YUAN:,}.{fen % FEN_A_YUAN:02d}" if fen >= 0 else f"-{money_text(-fen, style)}"
    return yuan_text(fen)


def read_money(text: str, style: str) -> int:
    """Return the fen that `money_text` wrote: what a file says is read back before it leaves the house."""
    plain = text.replace(",", "").strip()
    if style == "fen":
        return int(plain or "0")
    yuan, _point, fen = plain.partition(".")
    return int(yuan or "0") * FEN_A_YUAN + int(fen or "0")


def money_style(template: BankTemplate, column: Column) -> str:
    """Return in which style a column says amounts."""
    return column.format or ("fen" if template.unit is MoneyUnit.FEN else "yuan")


def day_text(day: date, pattern: str) -> str:
    """Return a day as a pattern of yyyy, yy, MM and dd says; `yyyyMMdd` where there is none."""
    text = (pattern or "yyyyMMdd").replace("yyyy", f"{day.year:04d}").replace("yy", f"{day.year % 100:02d}")
    return text.replace("MM", f"{day.month:02d}").replace("dd", f"{day.day:02d}")


def value_text(template: BankTemplate, column: Column, value: Value) -> str:
    """Return a value as its column writes it, before it is padded."""
    if column.field in MONEY_FIELDS and isinstance(value, int):
        text = money_text(value, money_style(template, column))
    elif isinstance(value, date):
        text = day_text(value, column.format or ("yyyyMM" if column.field is BankField.MONTH else ""))
    else:
        text = str(value)
        if column.format == DIGITS_ONLY:
            text = "".join(char for char in text if char.isascii() and char.isdigit())
    return column.text + text


def padded(text: str, column: Column, encoding: str) -> str:
    """Return a text filled up to the width of its column, counted in bytes; longer ones are returned as they are."""
    missing = column.width - len(text.encode(encoding, "replace"))
    fill = column.pad * max(missing, 0)
    return text + fill if column.align is Align.LEFT else fill + text


def lay_out(template: BankTemplate, part: FilePart) -> LaidOut:
    """Return the lines of a file with their values, and everything that cannot be written, each by name."""
    sheet = _Sheet(template, part)
    for line in template.headers:
        sheet.add(line)
    if template.titles:
        sheet.add_titles()
    for at, payment in enumerate(part.payments, start=1):
        sheet.add(Line(template.columns), payment, at)
    for line in template.trailers:
        sheet.add(line)
    return LaidOut(tuple(sheet.lines), tuple(sheet.columns), tuple(sheet.faults))


class _Sheet:
    """The lines of one file as they come."""

    def __init__(self, template: BankTemplate, part: FilePart) -> None:
        self._template, self._part = template, part
        self.lines: list[tuple[str, ...]] = []
        self.columns: list[tuple[Column | None, ...]] = []
        self.faults: list[LayoutFault] = []

    def add_titles(self) -> None:
        """Add the line of headings."""
        titles = self._template.columns
        self.lines.append(tuple(column.title for column in titles))
        self.columns.append((None,) * len(titles))
        for column in titles:
            self._check(column.title, column, None, self._template.delimiter)

    def add(self, line: Line, payment: Payment | None = None, at: int = 0) -> None:
        """Add a line; of a payment where one is given."""
        delimiter = self._template.delimiter if line.delimiter is None else line.delimiter
        values = []
        for column in line.columns:
            read = _READERS[column.field](self._template, self._part, payment, at)
            text = value_text(self._template, column, read)
            self._check(text, column, payment, delimiter, read)
            sheet = self._template.file_type.is_sheet
            values.append(text if sheet else padded(text, column, self._template.encoding.value))
        self.lines.append(tuple(values))
        self.columns.append(line.columns)

    def _check(self, text: str, column: Column, payment: Payment | None, delimiter: str, read: Value = " ") -> None:
        reason = value_fault(self._template, column, text, delimiter)
        if reason is None and column.required and read == "":
            reason = Message(N_("{field} is missing."), {"field": column.field.message})
        if reason is not None:
            self.faults.append(LayoutFault(payment, column.field, reason))


def value_fault(template: BankTemplate, column: Column, text: str, delimiter: str) -> Message | None:
    """Return why a text file cannot hold a value: a character, the delimiter or a line break in it, the width."""
    field = column.field.message
    if any(char in text for char in "\r\n\0"):
        return Message(N_("{field} holds a line break."), {"field": field})
    if template.file_type.is_sheet:
        return None
    for char in text:
        if not _fits(char, template.encoding.value):
            return Message(
                N_("“{char}” (U+{code}) cannot be written in {encoding}. Enter how the bank spells the name."),
                {"char": char, "code": f"{ord(char):04X}", "encoding": template.encoding.message},
            )
    if delimiter and delimiter in text and template.file_type is FileType.TXT:
        return Message(
            N_("{field} holds the delimiter “{delimiter}”."), {"field": field, "delimiter": delimiter.strip() or " "}
        )
    size = len(text.encode(template.encoding.value))
    if column.width and size > column.width:
        return Message(
            N_("{field} takes {size} bytes; the template leaves {width}."),
            {"field": field, "size": size, "width": column.width},
        )
    return None


def _fits(char: str, encoding: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def file_bytes(template: BankTemplate, laid: LaidOut) -> bytes:
    """Return a text file, byte for byte.

    Args:
        template: of a text file; a sheet is written by `reports.bank_sheets`.
        laid: without faults.
    """
    assert not template.file_type.is_sheet
    ends = [_line_text(template, line, values) for line, values in zip(_lines(template, laid), laid.lines, strict=True)]
    text = template.line_end.text.join(ends)
    if ends and template.last_line_end:
        text += template.line_end.text
    return text.encode(template.encoding.value)


def _lines(template: BankTemplate, laid: LaidOut) -> list[Line]:
    """The line of the template behind each line of a file."""
    body = len(laid.lines) - len(template.headers) - len(template.trailers)
    return [*template.headers, *[Line(template.columns)] * body, *template.trailers]


def _line_text(template: BankTemplate, line: Line, values: Sequence[str]) -> str:
    delimiter = template.delimiter if line.delimiter is None else line.delimiter
    ending = template.ending if line.ending is None else line.ending
    if template.file_type is FileType.CSV and len(delimiter) == 1:
        buffer = io.StringIO()
        csv.writer(buffer, delimiter=delimiter, lineterminator="").writerow(values)
        text = buffer.getvalue()
    else:
        text = delimiter.join(values)
    return text + delimiter if ending else text


def is_number(column: Column | None) -> bool:
    """Tell whether a sheet writes a column as a number: amounts and counts, unless something is put before them."""
    return column is not None and column.field in NUMBER_FIELDS and not column.text and not column.width


def written_total(template: BankTemplate, laid: LaidOut) -> int:
    """Return the sum of the amounts that stand in a file, read back from its own words, in fen.

    A second column of amounts must say the same in every line; a file in which it does not is a bug.
    """
    total = 0
    for values, columns in zip(laid.lines, laid.columns, strict=True):
        said = {
            read_money(_unpadded(value, column), money_style(template, column))
            for value, column in zip(values, columns, strict=True)
            if column is not None and column.field is BankField.AMOUNT
        }
        assert len(said) <= 1, "two amounts of one payment differ"
        total += sum(said)
    return total


def _unpadded(value: str, column: Column) -> str:
    if column.width:
        value = value.lstrip(column.pad) if column.align is Align.RIGHT else value.rstrip(column.pad)
    return value.removeprefix(column.text)
