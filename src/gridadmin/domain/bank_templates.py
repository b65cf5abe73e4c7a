"""The language in which an operator says how a bank wants its file: data, from a closed set, nothing is evaluated.

A template tells type and encoding of the file, its lines before and after the payments, its columns, how payments are
divided into files, who pays, and how sure it is: what its source elides or contradicts stands in `unverified`.
"""

from __future__ import annotations

from dataclasses import dataclass

from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.pay_parameters import PayCertainty
from gridadmin.i18n import N_, Message


class FileType(LabelledEnum):
    """What the file is."""

    XLSX = "xlsx", N_("Workbook (.xlsx)")
    XLS = "xls", N_("Old workbook (.xls)")
    CSV = "csv", N_("Comma-separated (.csv)")
    TXT = "txt", N_("Text")

    @property
    def is_sheet(self) -> bool:
        """Whether it is a workbook, which has no encoding and no delimiter."""
        return self in (FileType.XLSX, FileType.XLS)


class TextEncoding(LabelledEnum):
    """In which bytes a text file is written."""

    GBK = "gbk", N_("GBK")
    GB18030 = "gb18030", N_("GB 18030")
    UTF8 = "utf-8", N_("UTF-8")
    UTF8_BOM = "utf-8-sig", N_("UTF-8 with mark (BOM)")
    ASCII = "ascii", N_("ASCII, no Chinese")


class LineEnd(LabelledEnum):
    """How a line ends."""

    CRLF = "crlf", N_("CR LF (Windows)")
    LF = "lf", N_("LF")

    @property
    def text(self) -> str:
        """The characters themselves."""
        return "\r\n" if self is LineEnd.CRLF else "\n"


class MoneyUnit(LabelledEnum):
    """In which unit a file says amounts where a column says nothing else."""

    YUAN = "yuan", N_("Yuan, two decimals")
    FEN = "fen", N_("Fen, digits only")


class Align(LabelledEnum):
    """On which side a value stands in a width; the other side is padded."""

    LEFT = "left", N_("At the left")
    RIGHT = "right", N_("At the right")


class BankField(LabelledEnum):
    """What a column or a line may say."""

    SEQUENCE = "sequence", N_("Sequence number")
    NAME = "name", N_("Name")
    HOLDER = "holder", N_("Name as the bank spells it")
    ID_NUMBER = "id_number", N_("ID number")
    ACCOUNT = "account", N_("Account number")
    BANK = "bank", N_("Bank")
    BRANCH = "branch", N_("Branch")
    CNAPS = "cnaps", N_("CNAPS number")
    AMOUNT = "amount", N_("Amount")
    PURPOSE = "purpose", N_("Purpose")
    REMARK = "remark", N_("Remark")
    DATE = "date", N_("Day of payment")
    MONTH = "month", N_("Month of pay")
    TEXT = "text", N_("Fixed text")
    COUNT = "count", N_("Number of payments")
    TOTAL = "total", N_("Total")
    PART = "part", N_("Number of the file")
    PAYER_NAME = "payer_name", N_("Payer's name")
    PAYER_ACCOUNT = "payer_account", N_("Payer's account")
    PAYER_BANK = "payer_bank", N_("Payer's bank")


OF_A_PERSON = frozenset(
    (
        BankField.SEQUENCE, BankField.NAME, BankField.HOLDER, BankField.ID_NUMBER, BankField.ACCOUNT, BankField.BANK,
        BankField.BRANCH, BankField.CNAPS, BankField.AMOUNT,
    )
)  # fmt: skip
"""What only the line of a payment can say."""

MONEY_FIELDS = frozenset((BankField.AMOUNT, BankField.TOTAL))
DAY_FIELDS = frozenset((BankField.DATE, BankField.MONTH))
NUMBER_FIELDS = MONEY_FIELDS | {BankField.SEQUENCE, BankField.COUNT}
MONEY_FORMATS = ("yuan", "grouped", "fen")
DIGITS_ONLY = "digits"


@dataclass(frozen=True)
class Column:
    """One value in a line.

    Attributes:
        field: what it says.
        title: its heading, where the file has headings.
        text: the fixed text; of other fields what stands before the value.
        format: money: `yuan` 1234.50, `grouped` 1,234.50, `fen` 123450, "" the file's unit; days: `yyyyMMdd` and the
            like; others: `digits` leaves digits alone.
        width: bytes in the file's encoding that the value takes up exactly; 0 for no fixed width.
        pad: the character that fills the width.
        required: an empty value is refused.
    """

    field: BankField
    title: str = ""
    text: str = ""
    format: str = ""
    width: int = 0
    align: Align = Align.LEFT
    pad: str = " "
    required: bool = False


@dataclass(frozen=True)
class Line:
    """A line before or after the payments; `delimiter` None is that of the file."""

    columns: tuple[Column, ...]
    delimiter: str | None = None
    ending: bool | None = None


@dataclass(frozen=True)
class Payer:
    """Who pays."""

    name: str = ""
    account: str = ""
    bank: str = ""


@dataclass(frozen=True)
class BankTemplate:
    """How a bank wants its file.

    Attributes:
        key: of a shipped one; "" of the office's own.
        delimiter: between values of a text file; "" for fixed widths.
        ending: the delimiter follows the last value of a line, too.
        titles: a line of headings stands before the payments.
        last_line_end: the last line ends as the others do.
        max_rows: payments in one file at most; 0 for no limit.
        split_banks: own and other bank in files of their own.
        file_name: with `{month}`, `{period}`, `{date}`, `{bank}`, `{relation}`, `{part}`, `{count}`.
        unverified: what the source elides or contradicts, in words for the clerk.
    """

    name: str
    bank: str
    file_type: FileType
    columns: tuple[Column, ...]
    key: str = ""
    encoding: TextEncoding = TextEncoding.GBK
    line_end: LineEnd = LineEnd.CRLF
    delimiter: str = ","
    ending: bool = False
    titles: bool = False
    last_line_end: bool = True
    headers: tuple[Line, ...] = ()
    trailers: tuple[Line, ...] = ()
    unit: MoneyUnit = MoneyUnit.YUAN
    max_rows: int = 0
    split_banks: bool = False
    file_name: str = "{bank}-{month}"
    extension: str = ""
    sheet: str = "工资"
    payer: Payer = Payer()
    purpose: str = ""
    remark: str = ""
    certainty: PayCertainty = PayCertainty.ENTERED
    source: str = ""
    note: str = ""
    unverified: tuple[str, ...] = ()

    @property
    def fixed(self) -> bool:
        """Whether the payments stand in fixed widths."""
        return not self.file_type.is_sheet and not self.delimiter

    @property
    def suffix(self) -> str:
        """The ending of the file's name, with its dot."""
        return f".{self.extension or self.file_type.value}"

    def lines(self) -> tuple[Line, ...]:
        """Return every line there is: before, of the payments, after."""
        return (*self.headers, Line(self.columns), *self.trailers)


@dataclass(frozen=True)
class BankNote:
    """A way of paying that no template can write, or of which no layout was found, and what to do."""

    bank: str
    name: str
    why: str
    source: str


def unverified_message(template: BankTemplate) -> Message | None:
    """Return how many places of a template nobody has verified; None where there are none."""
    if not template.unverified:
        return None
    return Message(N_("{count} places not verified"), {"count": len(template.unverified)})
