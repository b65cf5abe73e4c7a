"""What a paper of a month's pay is to the registry: its word, its title, and the function that makes its files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from gridadmin.domain.months import Month
from gridadmin.domain.office import OfficeRow
from gridadmin.domain.pay_papers import PaidMonth, masked_month, safe_file_name
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.progress import Progress
from gridadmin.services.office import get_office
from gridadmin.services.pay_papers import read_adjustments, read_paid_month

if TYPE_CHECKING:
    from gridadmin.reports.workbook import PaperOffice


@dataclass(frozen=True)
class PaperFile:
    """A file that was made: its name, with one folder before it at most (`工资条/001 张三.pdf`), and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True)
class PaperOptions:
    """How papers are made.

    Attributes:
        full_numbers: whole ID numbers in the papers whose receiver needs them; asking is journaled.
        large: A3 in place of A4 where a paper knows both.
        replace: whether files of the same name may be replaced.
        bank_template: by which the files for the bank are written; "" for the one used last.
    """

    full_numbers: bool = False
    large: bool = False
    replace: bool = False
    bank_template: str = ""


@dataclass
class PaperWork:
    """The making of a month's papers. What several of them need is read once, when the first one asks for it."""

    office: OpenOffice
    month: Month
    options: PaperOptions = field(default_factory=PaperOptions)
    progress: Progress = field(default_factory=Progress)

    @cached_property
    def organisation(self) -> OfficeRow:
        """The office."""
        return self.office.read(get_office)

    @property
    def paper_office(self) -> PaperOffice:
        """Whose papers they are."""
        from gridadmin.reports.workbook import PaperOffice

        return PaperOffice(self.organisation.organisation, self.organisation.practice)

    def file_name(self, title: str, more: str = "") -> str:
        """Return the name of a file by the msgid of its title, without its ending, such as `2026-10 薪酬发放表`."""
        return safe_file_name(f"{self.month} {Message(title).text()}{more}")

    @cached_property
    def paid(self) -> PaidMonth:
        """The month with masked ID numbers; NotFoundError where it has no run."""
        return masked_month(self._whole)

    @property
    def paid_for_authority(self) -> PaidMonth:
        """The month for a paper whose receiver needs ID numbers: whole where they were asked for."""
        return self._whole if self.options.full_numbers else self.paid

    @cached_property
    def adjustments(self) -> tuple[PaidMonth, ...]:
        """The back-adjustments of the month with masked ID numbers; NotFoundError where there is none."""
        return tuple(masked_month(each) for each in self.office.read(read_adjustments, self.month))

    @cached_property
    def _whole(self) -> PaidMonth:
        return self.office.read(read_paid_month, self.month)


@dataclass(frozen=True)
class MonthPaper:
    """A paper of a month's run.

    Attributes:
        word: for the command line and scripts, of small letters.
        title, note: msgids: the name in lists, and what it is for, in one line.
        make: gives the files. It reads through `work`, reports steps to `work.progress` and may yield file by file.
        has_numbers: whether whole ID numbers can be asked for.
        is_chosen: whether the window ticks it at first.
        of_adjustment: whether it is of the month's back-adjustments in place of its regular run.
        has_preview: whether its first file is a PDF that the window can show.
        keep: called when every file is made and before the first is there, to keep a record of them.
    """

    word: str
    title: str
    note: str
    make: Callable[[PaperWork], Iterable[PaperFile]]
    has_numbers: bool = False
    is_chosen: bool = True
    has_preview: bool = False
    keep: Callable[[PaperWork], None] | None = None
    of_adjustment: bool = False
