"""What of somebody's contract wants attention on a day, and what will lapse: computed from days, never fired once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from gridadmin.domain.contracts import ContractKind, ContractRow, ContractTerm
from gridadmin.domain.contracts_rules import FIXED_TERMS_BEFORE_OPEN, fixed_terms_before
from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.months import Month
from gridadmin.domain.queues import Tone
from gridadmin.domain.retirement import RetirementCategory, find_retirement
from gridadmin.domain.terms import MONTHS_A_YEAR, ONE_DAY, term_end, years_later
from gridadmin.domain.workers import EmploymentKind, Sex
from gridadmin.i18n import N_, Message

LONG_SERVICE_YEARS = 10  # Art 14 (1)


class LapseKind(LabelledEnum):
    """What lapses, or has lapsed."""

    NO_CONTRACT = "no_contract", N_("No written contract")
    UNSIGNED = "unsigned", N_("Contract not signed")
    RAN_OUT = "ran_out", N_("Contract ran out, service goes on")
    ENDS = "ends", N_("Contract ends")
    PROBATION = "probation", N_("Probation ends")
    OPEN_ENDED = "open_ended", N_("Next contract open-ended")
    LONG_SERVICE = "long_service", N_("Ten years of service")
    RETIREMENT = "retirement", N_("Retirement age")


@dataclass(frozen=True)
class ContractLapse:
    """One thing with its day.

    Attributes:
        day: when it lapses, or lapsed.
        what: what lapses. breaks: what follows from it, with the article.
        tone: urgent where the law is broken as things stand.
    """

    kind: LapseKind
    day: date
    worker_id: UUID
    name: str
    what: Message
    breaks: tuple[Message, ...]
    tone: Tone


@dataclass(frozen=True)
class ServiceFact:
    """Somebody in service: the unbroken full-time or part-time service that holds, and what retirement depends on."""

    worker_id: UUID
    name: str
    kind: EmploymentKind
    serving_since: date
    serving_until: date | None
    birth_date: date | None
    sex: Sex


def contract_lapses(
    service: ServiceFact, contracts: Sequence[ContractRow], today: date, until: date
) -> tuple[ContractLapse, ...]:
    """Return what has lapsed by a day and what will by another one, in the order of the days.

    Part-timers are mostly village cadres, whom no labour contract binds: of them only contracts on file are followed.
    """
    begun = [row for row in contracts if row.started_on <= today]
    found = [*_missing(service, begun, today), *_ending(service, contracts, today)]
    found += [*_rights(service, contracts, today), *_retiring(service, contracts, today)]
    shown = (lapse for lapse in found if lapse.day <= until and not _is_over(service, lapse))
    return tuple(sorted(shown, key=lambda lapse: (lapse.day, lapse.kind)))


def _is_over(service: ServiceFact, lapse: ContractLapse) -> bool:
    """Whoever leaves on that day or before needs nothing of it any more."""
    return service.serving_until is not None and lapse.day > service.serving_until


def _missing(service: ServiceFact, begun: Sequence[ContractRow], today: date) -> Iterator[ContractLapse]:
    holding = [row for row in begun if row.holds_on(today)]
    if any(row.signed_on is not None and row.signed_on <= today for row in holding):
        return
    if holding:
        yield _unwritten(service, LapseKind.UNSIGNED, holding[0].started_on, today)
        return
    ran_out = [row.last_day for row in begun if row.last_day is not None]
    if ran_out:
        last = max(ran_out)
        if service.serving_since <= last:
            yield _unwritten(service, LapseKind.RAN_OUT, last + ONE_DAY, today)
            return
    if service.kind is EmploymentKind.FULL_TIME:
        yield _unwritten(service, LapseKind.NO_CONTRACT, service.serving_since, today)


_WHAT = {
    LapseKind.NO_CONTRACT: N_("{name} serves since {since} without a written contract"),
    LapseKind.UNSIGNED: N_("The contract of {name} from {since} is not signed"),
    LapseKind.RAN_OUT: N_("{name} serves since {since} after the contract ran out"),
}


def _unwritten(service: ServiceFact, kind: LapseKind, since: date, today: date) -> ContractLapse:
    """Art 10: written within a month; Art 82: double pay from then on; Art 14: open-ended after a year."""
    by, year = term_end(since, 1), term_end(since, MONTHS_A_YEAR)
    if today > year:
        breaks = Message(N_("Counts as an open-ended contract since {day} (Art 14)."), {"day": year + ONE_DAY})
    elif today > by:
        breaks = Message(N_("Double pay is due since {day} (Art 82)."), {"day": by + ONE_DAY})
    else:
        breaks = Message(N_("To be signed by {day} (Labour Contract Law Art 10)."), {"day": by})
    tone = Tone.URGENT if today > by else Tone.WARNING
    what = Message(_WHAT[kind], {"name": service.name, "since": since})
    return ContractLapse(kind, by, service.worker_id, service.name, what, (breaks,), tone)


def _ending(service: ServiceFact, contracts: Sequence[ContractRow], today: date) -> Iterator[ContractLapse]:
    for row in contracts:
        if row.ended_on is not None:
            continue
        if row.probation_until is not None and today <= row.probation_until:
            what = Message(N_("Probation of {name} ends"), {"name": service.name})
            text = N_("Decide before that day whether the person stays (Labour Contract Law Art 39).")
            yield _lapse(service, LapseKind.PROBATION, row.probation_until, what, (Message(text),))
        if row.ends_on is not None and today <= row.ends_on and not _is_followed(row, contracts):
            what = Message(N_("The contract of {name} with {employer} ends"), _named(service, row))
            yield _lapse(service, LapseKind.ENDS, row.ends_on, what, _after_end(row, contracts))


def _is_followed(row: ContractRow, contracts: Sequence[ContractRow]) -> bool:
    assert row.ends_on is not None
    return any(other.started_on > row.started_on and (other.last_day or date.max) > row.ends_on for other in contracts)


def _after_end(row: ContractRow, contracts: Sequence[ContractRow]) -> tuple[Message, ...]:
    decide = Message(N_("Renew it or give notice of the end; service without one leads to double pay (Art 82)."))
    if 1 + fixed_terms_before(row, contracts) < FIXED_TERMS_BEFORE_OPEN:
        return (decide,)
    text = N_("After {count} fixed terms the worker may ask for an open-ended contract (Art 14).")
    return decide, Message(text, {"count": 1 + fixed_terms_before(row, contracts)})


def _rights(service: ServiceFact, contracts: Sequence[ContractRow], today: date) -> Iterator[ContractLapse]:
    """What the worker may ask for: an open-ended contract instead of the third fixed term, or after ten years."""
    holding = [row for row in contracts if row.holds_on(today) and row.kind is not ContractKind.SERVICE]
    third = [row for row in holding if row.term is ContractTerm.FIXED and _comes_third(row, contracts)]
    for row in third:
        what = Message(N_("{name} has a third fixed term in a row with {employer}"), _named(service, row))
        text = Message(N_("It has to be open-ended unless the worker asked for a fixed term (Art 14)."))
        yield _lapse(service, LapseKind.OPEN_ENDED, row.started_on, what, (text,))
    ten = years_later(service.serving_since, LONG_SERVICE_YEARS)
    if holding and not any(row.term is ContractTerm.OPEN for row in holding):
        what = Message(N_("{name} has served for ten years without a break"), {"name": service.name})
        text = Message(N_("The worker may ask for an open-ended contract (Art 14)."))
        yield _lapse(service, LapseKind.LONG_SERVICE, ten, what, (text,))


def _comes_third(row: ContractRow, contracts: Sequence[ContractRow]) -> bool:
    return fixed_terms_before(row, contracts) >= FIXED_TERMS_BEFORE_OPEN


def _retiring(service: ServiceFact, contracts: Sequence[ContractRow], today: date) -> Iterator[ContractLapse]:
    """The earliest legal month: of a woman's two ages the lower one, since her post decides and not her number.

    Once the month is over it matters only while a labour contract still holds.
    """
    bound = any(row.holds_on(today) and row.kind is not ContractKind.SERVICE for row in contracts)
    if service.birth_date is None or service.sex is Sex.UNKNOWN:
        return
    if not bound and service.kind is not EmploymentKind.FULL_TIME:
        return
    man = service.sex is Sex.MALE
    category = RetirementCategory.MALE if man else RetirementCategory.FEMALE_50
    found = find_retirement(category, Month.of(service.birth_date))
    if found.month.last_day < today and not bound:
        return
    years, months = found.age
    what = Message(
        N_("{name} reaches the statutory retirement age in {month} ({years} years, {months} months)"),
        {"name": service.name, "month": str(found.month), "years": years, "months": months},
    )
    post = Message(N_("In a management or technical post only from 55 on; her post decides."))
    ends = Message(N_("A labour contract ends with retirement; after it only a service agreement is possible."))
    yield _lapse(service, LapseKind.RETIREMENT, found.month.last_day, what, (ends,) if man else (ends, post))


def _named(service: ServiceFact, row: ContractRow) -> dict[str, object]:
    return {"name": service.name, "employer": row.employer}


def _lapse(
    service: ServiceFact, kind: LapseKind, day: date, what: Message, breaks: tuple[Message, ...]
) -> ContractLapse:
    return ContractLapse(kind, day, service.worker_id, service.name, what, breaks, Tone.WARNING)
