"""What is kept of one person's pay, as lists and forms show it. Amounts in fen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from gridadmin.domain.months import Month
from gridadmin.domain.pay_deductions import Declaration
from gridadmin.domain.pay_labour import IncomeCategory
from gridadmin.domain.pay_month import Nature
from gridadmin.domain.pay_person import EntryKind, PersonElement
from gridadmin.domain.pay_tax import BasicMode, YearSoFar
from gridadmin.domain.workers import EmploymentKind
from gridadmin.i18n import N_, Message


@dataclass(frozen=True)
class ElementRow:
    """A personal element."""

    id: UUID
    worker_id: UUID
    worker: str
    element: PersonElement
    version: int


@dataclass(frozen=True)
class CategoryRow:
    """As what somebody's money is taxed on a day; `category` None where nothing is recorded."""

    worker_id: UUID
    worker: str
    kind: EmploymentKind
    category: IncomeCategory | None
    valid_from: date | None
    reason: str

    @property
    def missing(self) -> bool:
        """Whether it has to be recorded still: it is never inferred for a part-timer."""
        return self.kind is EmploymentKind.PART_TIME and self.category is None


@dataclass(frozen=True)
class DeclarationRow:
    """A special additional deduction as declared; `amount` is what it is worth in the month looked at."""

    id: UUID
    worker_id: UUID
    worker: str
    item: Declaration
    amount: int
    version: int


@dataclass(frozen=True)
class SixtyProof:
    """What the program's own records say about the 60 000 rule: the year before, months, income, opening sums in it."""

    year: int
    months: int
    income: int
    opening_months: int
    qualifies: bool

    @property
    def words(self) -> Message:
        """What was found, as the evidence of the act says it."""
        values = {"year": self.year, "months": self.months, "opening": self.opening_months}
        if self.opening_months:
            return Message(
                N_("{year}: {months} months of wages declared here, {opening} of them from the opening sums"), values
            )
        return Message(N_("{year}: {months} months of wages declared here"), values)


@dataclass(frozen=True)
class YearRow:
    """A person's tax year.

    Attributes:
        opening: the sums before the program was taken up.
        confirmed: (month of payment, basic deduction so far, reason) as the tax office's client shows it.
        proof: of the 60 000 rule by the program's records; None where it does not ask.
    """

    worker_id: UUID
    worker: str
    year: int
    mode: BasicMode
    evidence: str
    opening: YearSoFar
    confirmed: tuple[int, int, str] | None
    proof: SixtyProof | None
    recorded: bool

    @property
    def proposed(self) -> bool:
        """Whether the 60 000 rule is proposed and not confirmed yet."""
        return self.proof is not None and self.proof.qualifies and self.mode is BasicMode.ORDINARY


@dataclass(frozen=True)
class EntryColumn:
    """A column of the month's entries: what is entered, under which code and name."""

    kind: EntryKind
    code: str
    name: str
    nature: Nature = Nature.TAXED

    @property
    def key(self) -> str:
        """The column's key, the same in every month."""
        return f"{self.kind.value}:{self.code}"

    @property
    def is_money(self) -> bool:
        """Whether yuan are entered; else a number of days or events, or a grade."""
        return self.kind in (EntryKind.ONCE, EntryKind.BONUS_SEPARATE, EntryKind.BONUS_MERGED)


Cell = int | Decimal | str


@dataclass(frozen=True)
class EntryPerson:
    """A person of the month's entries: `cells` by column key (fen, a number, a grade) and the reason."""

    worker_id: UUID
    worker: str
    id_number: str
    kind: EmploymentKind | None
    cells: dict[str, Cell]
    reason: str


@dataclass(frozen=True)
class EntrySheet:
    """The month's entries as a grid.

    Attributes:
        closed: why nothing may be entered any more; None while it may.
        grades: those that a grade may be.
    """

    month: Month
    columns: tuple[EntryColumn, ...]
    people: tuple[EntryPerson, ...]
    closed: Message | None
    grades: tuple[str, ...]
