"""Who is insured and who should be, month by month: social insurance of full-timers, accident policies of part-timers.

Sources: Regulation on grid management art. 22 (full-time workers have all statutory social insurance, part-time
workers may be insured against accidents); Social Insurance Law art. 58 (registration within 30 days of entry). Pure;
days are arguments.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.months import Month
from gridadmin.domain.pay_person import Enrolment, Spell
from gridadmin.domain.pay_tables import Scheme
from gridadmin.domain.workers import EmploymentKind
from gridadmin.i18n import N_, Message

STATUTORY = (Scheme.PENSION, Scheme.MEDICAL, Scheme.UNEMPLOYMENT, Scheme.INJURY)
DAYS_TO_REGISTER = 30


class Fault(LabelledEnum):
    """What does not fit between service and insurance."""

    NOT_ENROLLED = "not_enrolled", N_("In service, but not enrolled")
    GONE = "gone", N_("Enrolled, but not in service")
    TWICE = "twice", N_("Enrolled twice in one scheme")
    ON_NO_LIST = "on_no_list", N_("Part-time, on no accident policy")
    LAPSED = "lapsed", N_("The accident policy has lapsed")
    LISTED_GONE = "listed_gone", N_("On an accident policy, but not in service")


@dataclass(frozen=True)
class Policy:
    """A commercial accident policy; both days included."""

    id: UUID
    insurer: str
    number: str
    first: date
    last: date


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


@dataclass(frozen=True)
class InsuredPerson:
    """What is known of a person's service and insurance."""

    worker_id: UUID
    name: str
    spells: tuple[Spell, ...]
    enrolments: tuple[Enrolment, ...] = ()
    covers: tuple[Cover, ...] = ()


@dataclass(frozen=True)
class InsuranceFinding:
    """One person and month that do not fit.

    Attributes:
        schemes: of social insurance that it concerns. due_on: until when it is to be put right by law, where it says.
    """

    worker_id: UUID
    name: str
    fault: Fault
    words: Message
    schemes: tuple[Scheme, ...] = ()
    due_on: date | None = None


def reconcile(people: Sequence[InsuredPerson], month: Month, known_on: date) -> list[InsuranceFinding]:
    """Return everything that does not fit in a month, by person; each fault of a person once.

    Args:
        known_on: the day that is asked on: whoever entered less than 30 days before it is in time still.
    """
    found = []
    for person in people:
        for finding in (
            *_not_enrolled(person, month, known_on),
            *_gone(person, month),
            *_twice(person, month),
            *_accident(person, month),
        ):
            found.append(finding)
    return found


def _served(person: InsuredPerson, month: Month) -> list[Spell]:
    return [
        spell
        for spell in person.spells
        if spell.first <= month.last_day and (spell.last is None or spell.last >= month.first_day)
    ]


def _enrolled(person: InsuredPerson, month: Month) -> list[Scheme]:
    return [each.scheme for each in person.enrolments if each.covers(month)]


def _not_enrolled(person: InsuredPerson, month: Month, known_on: date) -> list[InsuranceFinding]:
    full = [spell for spell in _served(person, month) if spell.kind is EmploymentKind.FULL_TIME]
    missing = tuple(scheme for scheme in STATUTORY if scheme not in _enrolled(person, month))
    if not full or not missing:
        return []
    due_on = full[0].first + timedelta(DAYS_TO_REGISTER)
    if known_on <= due_on:
        return []
    values = {"schemes": _listed(missing), "first": full[0].first.isoformat(), "due": due_on.isoformat()}
    words = Message(N_("in service since {first}, not in {schemes}; to be registered by {due}"), values)
    return [InsuranceFinding(person.worker_id, person.name, Fault.NOT_ENROLLED, words, missing, due_on)]


def _gone(person: InsuredPerson, month: Month) -> list[InsuranceFinding]:
    enrolled = tuple(dict.fromkeys(_enrolled(person, month)))
    if not enrolled or any(spell.kind is EmploymentKind.FULL_TIME for spell in _served(person, month)):
        return []
    last = max((spell.last for spell in person.spells if spell.last), default=None)
    values = {"schemes": _listed(enrolled), "last": last.isoformat() if last else "—"}
    words = Message(N_("in {schemes}, though full-time service ended on {last}"), values)
    return [InsuranceFinding(person.worker_id, person.name, Fault.GONE, words, enrolled)]


def _twice(person: InsuredPerson, month: Month) -> list[InsuranceFinding]:
    enrolled = _enrolled(person, month)
    twice = tuple(scheme for scheme in Scheme if enrolled.count(scheme) > 1)
    if not twice:
        return []
    words = Message(N_("two bases in {schemes}; end one of the enrolments"), {"schemes": _listed(twice)})
    return [InsuranceFinding(person.worker_id, person.name, Fault.TWICE, words, twice)]


def _accident(person: InsuredPerson, month: Month) -> list[InsuranceFinding]:
    served = [spell for spell in _served(person, month) if spell.kind is EmploymentKind.PART_TIME]
    held = [cover for cover in person.covers if cover.first <= month.last_day and cover.ends >= month.first_day]
    if not served:
        return [_listed_gone(person, held[-1])] if held and not _served(person, month) else []
    last = min(served[-1].last or date.max, month.last_day)
    if any(cover.first <= last <= cover.ends for cover in held):
        return []
    former = [cover for cover in person.covers if cover.ends < last]
    if former:
        policy = former[-1].policy
        values = {"policy": f"{policy.insurer} {policy.number}", "last": former[-1].ends.isoformat()}
        words = Message(N_("covered by {policy} until {last} only"), values)
        return [InsuranceFinding(person.worker_id, person.name, Fault.LAPSED, words)]
    words = Message(N_("part-time in service, on the list of no accident policy"))
    return [InsuranceFinding(person.worker_id, person.name, Fault.ON_NO_LIST, words)]


def _listed_gone(person: InsuredPerson, cover: Cover) -> InsuranceFinding:
    values = {"policy": f"{cover.policy.insurer} {cover.policy.number}"}
    words = Message(N_("on the list of {policy}, but not in service in this month"), values)
    return InsuranceFinding(person.worker_id, person.name, Fault.LISTED_GONE, words)


def _listed(schemes: Sequence[Scheme]) -> str:
    return "、".join(scheme.label for scheme in schemes)
