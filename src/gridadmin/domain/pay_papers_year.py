"""A person's year of pay: every payment of the year with its month, and the sums of the tax year."""

from __future__ import annotations

from dataclasses import dataclass

from gridadmin.domain.pay_papers import PaidPerson
from gridadmin.domain.pay_runs import PayRunRow


@dataclass(frozen=True)
class PaidYear:
    """The payments of one person in a year, in their order.

    Attributes:
        lines: each with the run it is of; of back-adjustments of insurance, too.
    """

    person: PaidPerson
    lines: tuple[tuple[PayRunRow, PaidPerson], ...]

    @property
    def months(self) -> int:
        """In how many months something was paid."""
        return len({run.pay_date.month for run, person in self.lines if person.line.gross or person.line.bonus})
