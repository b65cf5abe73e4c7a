"""What is known of people's service and insurance, and what may not fit between them.

Sources: Regulation on grid management art. 22 (full-time workers have all statutory social insurance, part-time
workers may be insured against accidents); Social Insurance Law art. 58 (registration within 30 days of entry). Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.months import Month
from gridadmin.domain.pay_person import Enrolment
from gridadmin.domain.pay_service import Spell
from gridadmin.domain.pay_tables import Scheme
from gridadmin.domain.workers import EmploymentKind
from gridadmin.i18n import N_, Message

STATUTORY = (Scheme.PENSION, Scheme.MEDICAL, Scheme.UNEMPLOYMENT, Scheme.INJURY)
DAYS_TO_REGISTER = 30
ONE_DAY = timedelta(days=1)


class Fault(LabelledEnum):
    """What does not fit between service and insurance."""

    NOT_ENROLLED = "not_enrolled", N_("In service, but not enrolled")
    GONE = "gone", N_("Enrolled, but not in service")
    TWICE = "twice", N_("Enrolled twice in one scheme")
    ON_NO_LIST = "on_no_list", N_("Part-time, on no accident policy")
    LISTED_LATE = "listed_late", N_("Part-time, on an accident policy only later")
    LAPSED = "lapsed", N_("The accident policy has lapsed")
    LISTED_GONE = "listed_gone", N_("On an accident policy, but not in service")

    @property
    def mend(self) -> Mend:
        """The act that puts it right."""
        return _MENDED[self]

    @property
    def is_breach(self) -> bool:
        """Whether it breaches Art 22; accident cover of part-timers is advice, what is paid for nothing costs money."""
        return self is Fault.NOT_ENROLLED


class Mend(LabelledEnum):
    """The act that puts a fault right."""

    ENROL = "enrol", N_("Enrol in insurance")
    END = "end", N_("End the enrolment")
    CORRECT = "correct", N_("Correct the enrolments")
    COVER = "cover", N_("Put on the list")
    UNCOVER = "uncover", N_("Take off the list")


_MENDED = {
    Fault.NOT_ENROLLED: Mend.ENROL,
    Fault.GONE: Mend.END,
    Fault.TWICE: Mend.CORRECT,
    Fault.ON_NO_LIST: Mend.COVER,
    Fault.LISTED_LATE: Mend.COVER,
    Fault.LAPSED: Mend.COVER,
    Fault.LISTED_GONE: Mend.UNCOVER,
}


@dataclass(frozen=True)
class Policy:
    """A commercial accident policy; both days included."""

    id: UUID
    insurer: str
    number: str
    first: date
    last: date

    @property
    def title(self) -> str:
        """Insurer and number."""
        return f"{self.insurer} {self.number}"


@dataclass(frozen=True)
class Cover:
    """A person on the list of a policy, from day to day; no last day: as long as the policy."""

    policy: Policy
    first: date
    last: date | None

    @property
    def ends(self) -> date:
        """The last day of the cover."""
        return min(self.policy.last, self.last or date.max)

    def covers(self, day: date) -> bool:
        """Tell whether the person is covered on a day."""
        return self.first <= day <= self.ends


@dataclass(frozen=True)
class Explanation:
    """Why something that does not fit is in order, from month to month; no last month: until further notice.

    Attributes:
        scheme: of social insurance that it speaks of; None for accident cover.
    """

    fault: Fault
    scheme: Scheme | None
    first: Month
    last: Month | None
    reason: str
    explained_on: date

    def covers(self, fault: Fault, scheme: Scheme | None, month: Month) -> bool:
        """Tell whether it explains a fault of a month."""
        within = self.first <= month and (self.last is None or month <= self.last)
        return within and self.fault is fault and self.scheme is scheme


@dataclass(frozen=True)
class InsuredPerson:
    """What is known of a person's service and insurance."""

    worker_id: UUID
    name: str
    spells: tuple[Spell, ...]
    enrolments: tuple[Enrolment, ...] = ()
    covers: tuple[Cover, ...] = ()
    explanations: tuple[Explanation, ...] = ()

    def schemes_in(self, month: Month) -> list[Scheme]:
        """Return the schemes that somebody is enrolled in for a month, one that is there twice twice."""
        return [each.scheme for each in self.enrolments if each.covers(month)]

    def missing_in(self, month: Month) -> tuple[Scheme, ...]:
        """Return the statutory schemes that somebody is not enrolled in for a month."""
        held = set(self.schemes_in(month))
        return tuple(scheme for scheme in STATUTORY if scheme not in held)

    def reason_for(self, fault: Fault, schemes: Sequence[Scheme], month: Month) -> str | None:
        """Return why a fault of a month is in order; None where it is not explained, or not for every scheme."""
        found = []
        for scheme in schemes or (None,):
            reasons = (each.reason for each in self.explanations if each.covers(fault, scheme, month))
            reason = next(reasons, None)
            if reason is None:
                return None
            found.append(reason)
        return "；".join(dict.fromkeys(found))


@dataclass(frozen=True)
class Run:
    """Service of one kind without a day between, both days included; no last day: it goes on."""

    first: date
    last: date | None

    def meets(self, first: date, last: date) -> bool:
        """Tell whether it has a day in common with a time."""
        return self.first <= last and (self.last is None or self.last >= first)

    @property
    def register_by(self) -> date:
        """Until when somebody who enters is to be registered (Social Insurance Law art. 58)."""
        return self.first + timedelta(DAYS_TO_REGISTER)


def runs_of(spells: Sequence[Spell], kind: EmploymentKind) -> list[Run]:
    """Return the unbroken service of a kind in the order of time; spells that follow each other at once are one."""
    runs: list[Run] = []
    for spell in sorted((each for each in spells if each.kind is kind), key=lambda each: each.first):
        before = runs[-1] if runs else None
        if before is not None and (before.last is None or spell.first <= before.last + ONE_DAY):
            ends = None if before.last is None or spell.last is None else max(before.last, spell.last)
            runs[-1] = Run(before.first, ends)
        else:
            runs.append(Run(spell.first, spell.last))
    return runs


@dataclass(frozen=True)
class InsuranceFinding:
    """One person and month that do not fit.

    Attributes:
        schemes: of social insurance that it concerns. due_on: until when it is to be put right by law, where it says.
        explained: why it is in order nevertheless; None where it is not explained.
    """

    worker_id: UUID
    name: str
    month: Month
    fault: Fault
    words: Message
    schemes: tuple[Scheme, ...] = ()
    due_on: date | None = None
    explained: str | None = None


def listed_schemes(schemes: Sequence[Scheme]) -> str:
    """Return the names of schemes in one line."""
    return "、".join(scheme.label for scheme in schemes)
