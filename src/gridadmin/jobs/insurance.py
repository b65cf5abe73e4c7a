"""Insurance end to end: one act with one sentence each, for the window and the command line."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.insurance import STATUTORY, InsuranceFinding
from gridadmin.domain.insurance_enrolments import EnrolmentRow
from gridadmin.domain.months import Month
from gridadmin.domain.pay_tables import Scheme
from gridadmin.i18n import N_, Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.insurance import end_enrolments, enrol
from gridadmin.services.insurance_bases import SuggestedBases, list_enrolments, suggest_bases
from gridadmin.services.insurance_policies import cover_people, end_cover, find_policy_id
from gridadmin.services.insurance_reconciliation import ExplanationForm, explain_finding, reconcile_insurance
from gridadmin.services.workers import find_worker_id, get_worker

ENROLLED = N_("Enrol {name} in social insurance")
ENDED = N_("End the insurance of {name}")
LISTED = N_("Put {name} on the list of the accident policy")
UNLISTED = N_("Take {name} off the list of the accident policy")
EXPLAINED = N_("Explain for {name}: {fault}")


def reconcile_month(office: OpenOffice, month: Month, months: int = 1) -> list[InsuranceFinding]:
    """Return everybody whose service and insurance do not fit in some months, by what is known today."""
    return office.read(reconcile_insurance, month, office.today(), months)


def enrol_worker(
    office: OpenOffice,
    worker: str,
    first: Month,
    schemes: Collection[Scheme] = STATUTORY,
    base: int | None = None,
    reason: str = "",
) -> tuple[SuggestedBases, list[EnrolmentRow]]:
    """Enrol somebody from a month on, as one act; without a base with the suggested one of each scheme.

    Returns the suggestion with its reckoning, and the enrolments of the person as they are now.

    Raises:
        NotFoundError: there is no such person. InvalidError: as `services.insurance.enrol`.
    """
    worker_id = office.read(find_worker_id, worker)
    (suggested,) = office.read(suggest_bases, first, office.today(), [worker_id])
    bases = {scheme: _base(suggested, scheme) if base is None else base for scheme in schemes}
    sentence = Message(ENROLLED, {"name": suggested.name})
    office.act(sentence, enrol, worker_id, first, bases, reason or None)
    return suggested, office.read(_of_person, worker_id, first, office.today())


def _base(suggested: SuggestedBases, scheme: Scheme) -> int:
    found = suggested.bases.get(scheme)
    return found.found if found and found.found else (found.applied if found else 0)


def end_worker(
    office: OpenOffice, worker: str, last: Month, reason: str = "", schemes: Collection[Scheme] = tuple(Scheme)
) -> tuple[int, list[EnrolmentRow]]:
    """Let enrolments of somebody end with a month, as one act; return how many ended, and all that there are."""
    worker_id, name = _who(office, worker)
    ended = office.act(Message(ENDED, {"name": name}), end_enrolments, worker_id, last, reason or None, schemes)
    return ended, office.read(_of_person, worker_id, last, office.today())


def cover_worker(office: OpenOffice, worker: str, policy: str, first: date) -> int:
    """Put somebody on the list of a policy from a day on, as one act; 0 where the person is on it."""
    worker_id, name = _who(office, worker)
    policy_id = office.read(find_policy_id, policy)
    return office.act(Message(LISTED, {"name": name}), cover_people, policy_id, [worker_id], first)


def uncover_worker(office: OpenOffice, worker: str, last: date) -> int:
    """Take somebody off every list after a day, as one act; return off how many."""
    worker_id, name = _who(office, worker)
    return office.act(Message(UNLISTED, {"name": name}), end_cover, worker_id, last)


def explain_worker(office: OpenOffice, worker: str, form: ExplanationForm) -> ExplanationForm:
    """Record why a finding about somebody is in order, as one act; the person in the form is not looked at."""
    worker_id, name = _who(office, worker)
    made = replace(form, worker_id=worker_id)
    sentence = Message(EXPLAINED, {"name": name, "fault": made.fault.message})
    office.act(sentence, explain_finding, made, office.today())
    return made


def _of_person(session: Session, worker_id: UUID, month: Month, known_on: date) -> list[EnrolmentRow]:
    return list_enrolments(session, month, known_on, worker_id=worker_id, ended=True)


def _who(office: OpenOffice, worker: str) -> tuple[UUID, str]:
    worker_id = office.read(find_worker_id, worker)
    return worker_id, office.read(get_worker, worker_id, office.today()).row.name
