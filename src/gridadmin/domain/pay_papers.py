"""What the papers of a month's pay are made of: the run, its lines with whose they are, a number to check it by."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from gridadmin.domain.masking import mask_id_number
from gridadmin.domain.months import Month
from gridadmin.domain.pay_person import BACK
from gridadmin.domain.pay_runs import PayLineRow, PayRunRow, RunState
from gridadmin.domain.pay_tables import Scheme
from gridadmin.domain.workers import EmploymentKind

UNAPPROVED = (RunState.DRAFT, RunState.CHECKED)
BONUS = "bonus"
CHECK_DIGITS = 12
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
_LONGEST_NAME = 80


@dataclass(frozen=True)
class PaidPerson:
    """A line of a run with who it is of.

    Attributes:
        number: the place among those of the same kind of service, on every paper of the month.
        id_number: masked unless full numbers were asked for; empty where none is known.
        community, grids: where the person served at the end of the month.
        same_name: whether somebody else on the papers has the same name.
    """

    number: int
    line: PayLineRow
    id_number: str
    community: str
    grids: str
    same_name: bool = False

    @property
    def kind(self) -> EmploymentKind | None:
        """As what the person served; None where only something was owed or late."""
        found = self.line.details.get("kind")
        return EmploymentKind(found) if found else None

    @property
    def is_part_time(self) -> bool:
        """Whether the line is an allowance of a part-timer; whoever has no service in the month counts by the last."""
        return self.kind is EmploymentKind.PART_TIME

    @property
    def shown_name(self) -> str:
        """The name, with the end of the ID number where two have the same name."""
        return f"{self.line.name}({self.id_number[-4:]})" if self.same_name and self.id_number else self.line.name


@dataclass(frozen=True)
class PaidMonth:
    """A month's regular run with its lines, and the back-adjustments of insurance paid since the run before it.

    Of a back-adjustment by itself, `people` are its own lines and nothing else was adjusted.

    Attributes:
        people: in the order of the papers. adjusted: lines of the back-adjustments.
        earlier: the month paid before in the same month of payment, which is one tax period; None where there is none.
        full_numbers: whether the ID numbers are whole.
    """

    run: PayRunRow
    people: tuple[PaidPerson, ...]
    adjusted: tuple[PaidPerson, ...] = ()
    earlier: PaidMonth | None = None
    full_numbers: bool = False

    @property
    def month(self) -> Month:
        """The month of the work."""
        return self.run.month

    @property
    def in_period(self) -> tuple[PaidMonth, ...]:
        """The months paid in the tax period up to this one, the newest first."""
        return (self, *(self.earlier.in_period if self.earlier else ()))

    @property
    def is_approved(self) -> bool:
        """Whether the run was approved; before that every paper is marked as a draft."""
        return self.run.state not in UNAPPROVED

    @cached_property
    def check(self) -> str:
        """The check number of the run, see `check_number`."""
        return check_number(self.run, [person.line for person in self.people])

    def of_kind(self, *, part_time: bool) -> list[PaidPerson]:
        """Return the people of one kind of service."""
        return [person for person in self.people if person.is_part_time is part_time]


def check_number(run: PayRunRow, lines: Sequence[PayLineRow]) -> str:
    """Return twelve hex digits over every amount of a run, such as `3F2A-91C0-7D4E`.

    Two papers with the same number were made from the same figures; the state of the run does not count.
    """
    told = [[str(run.month), run.kind.value, run.pay_date.isoformat()], *sorted(map(_amounts, lines))]
    digest = hashlib.sha256(json.dumps(told, separators=(",", ":"), sort_keys=True).encode()).hexdigest().upper()
    return "-".join(digest[at : at + 4] for at in range(0, CHECK_DIGITS, 4))


def _amounts(line: PayLineRow) -> list[Any]:
    elements = [[each["code"], each["nature"], each["amount"]] for each in line.details["elements"]]
    schemes = sorted([scheme, *each["paid"]] for scheme, each in line.details["schemes"].items())
    sums = [line.gross, line.bonus, line.employee, line.employer, line.tax, line.kept, line.owed_before, line.net]
    adjusts = [line.details["adjusts"]] if "adjusts" in line.details else []
    return [str(line.worker_id), *sums, line.owed, elements, schemes, *adjusts]


def paid_elements(line: PayLineRow, *, kept: bool = False) -> dict[tuple[str, str], int]:
    """Return (code, name) -> amount of what is paid, or of what is kept back after tax; equal ones are added up.

    Back pay of all months is one; the bonus stands last.
    """
    found: dict[tuple[str, str], int] = {}
    for element in line.details["elements"]:
        if (element["nature"] == "kept") is kept:
            key = (BACK, "") if element["formula"] == BACK else (element["code"], element["name"])
            found[key] = found.get(key, 0) + element["amount"]
    if line.bonus and not kept:
        found[BONUS, ""] = line.bonus
    return found


def shares(line: PayLineRow, *, employer: bool = False) -> dict[Scheme, int]:
    """Return what a line pays into each scheme: the person's part, or the unit's."""
    return {Scheme(scheme): told["paid"][int(employer)] for scheme, told in line.details["schemes"].items()}


def adjusted_shares(lines: Iterable[PayLineRow], *, employer: bool = False) -> dict[Scheme, int]:
    """Return what back-adjustments change in each scheme."""
    found: dict[Scheme, int] = {}
    for line in lines:
        for parts in line.details.get("adjusts", {}).values():
            for scheme, amounts in parts.items():
                found[Scheme(scheme)] = found.get(Scheme(scheme), 0) + amounts[1 + int(employer)]
    return found


def masked_month(paid: PaidMonth) -> PaidMonth:
    """Return the same with every ID number masked."""
    return replace(
        paid, people=_masked(paid.people), adjusted=_masked(paid.adjusted), full_numbers=False,
        earlier=masked_month(paid.earlier) if paid.earlier else None,
    )  # fmt: skip


def _masked(people: Sequence[PaidPerson]) -> tuple[PaidPerson, ...]:
    return tuple(replace(person, id_number=mask_id_number(person.id_number)) for person in people)


def safe_file_name(words: str) -> str:
    """Return words as the name of a file that every system takes; what none takes becomes a blank."""
    name = " ".join(_FORBIDDEN.sub(" ", words).split()).rstrip(". ")[:_LONGEST_NAME].rstrip(". ")
    if _RESERVED.fullmatch(name):
        name = f"_{name}"
    return name or "_"
