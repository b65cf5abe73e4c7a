"""Writing a person: entering, changing and correcting, phones with their history, attestations."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.codes import EDUCATIONS, ETHNICITIES, POLITICAL_STATUSES
from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.domain.id_numbers import parse_id_number
from gridadmin.domain.text import clean_name
from gridadmin.domain.workers import AttestationForm, PhonePurpose, Sex, WorkerForm
from gridadmin.i18n import N_, Message
from gridadmin.models.ids import new_id
from gridadmin.models.workers import Attestation, Worker, WorkerPhone, WorkerProfile
from gridadmin.services.assignment import assign, require_version, take_away
from gridadmin.services.dated import covers, version_on
from gridadmin.services.pinyin import pinyin_of

ONE_DAY = timedelta(days=1)


def create_worker(session: Session, form: WorkerForm, today: date) -> UUID:
    """Enter a person and return the id.

    Raises:
        InvalidError: fields are wrong, or the ID number is known (the person is here already: re-hire instead).
    """
    form = checked_form(session, form, today)
    worker = new_worker(form.name)
    session.add(worker)
    _write(session, worker, form)
    return worker.id


def new_worker(name: str) -> Worker:
    """Return a person of whom only the name is known yet."""
    full, initials = pinyin_of(name)
    return Worker(id=new_id(), name=name, name_pinyin=full, name_initials=initials, sex=Sex.UNKNOWN)


def update_worker(session: Session, worker_id: UUID, form: WorkerForm, today: date) -> None:
    """Change or correct a person.

    Raises:
        NotFoundError, ConflictError (a lost race), InvalidError (fields are wrong).
    """
    worker = require_worker(session, worker_id)
    require_version(worker, form.version, worker.name)
    _write(session, worker, checked_form(session, form, today, worker_id))


def require_worker(session: Session, worker_id: UUID) -> Worker:
    """Return a person to be changed; NotFoundError where the person is gone."""
    worker = session.get(Worker, worker_id)
    if worker is None:
        raise NotFoundError(N_("The person is no longer there."))
    return worker


def checked_form(session: Session, form: WorkerForm, today: date, worker_id: UUID | None = None) -> WorkerForm:
    """Return the form cleaned: name without stray spaces, birth date and sex taken from the ID number.

    Raises:
        InvalidError: with what is wrong under each field.
    """
    fields: dict[str, Message] = {}
    name = clean_name(form.name).value
    if not name:
        fields["name"] = Message(N_("Enter the name."))
    form = replace(form, name=name)
    if form.id_number:
        form = _with_id_number(session, form, today, worker_id, fields)
    if form.birth_date is not None and form.birth_date > today:
        fields["birth_date"] = Message(N_("The birth date lies in the future."))
    known = (("ethnicity", ETHNICITIES), ("political_status", POLITICAL_STATUSES), ("education", EDUCATIONS))
    for field, codes in known:
        if (value := getattr(form, field)) and value not in codes:
            fields[field] = Message(N_("{value} is not a code of this list."), {"value": value})
    if fields:
        raise InvalidError(N_("The person cannot be saved like this."), fields)
    return form


def _with_id_number(
    session: Session, form: WorkerForm, today: date, worker_id: UUID | None, fields: dict[str, Message]
) -> WorkerForm:
    try:
        number = parse_id_number(form.id_number or "", today)
    except InvalidError as error:
        fields["id_number"] = error.message
        return form
    other = session.scalar(select(Worker).where(Worker.id_number == number.value))
    if other is not None and other.id != worker_id:
        fields["id_number"] = Message(
            N_("{name} has this ID number already. Open that person and choose re-hire."), {"name": other.name}
        )
    if form.birth_date not in (None, number.birth_date):
        fields["birth_date"] = Message(
            N_("The ID number says {date}. Correct one of the two."), {"date": number.birth_date.isoformat()}
        )
    if form.sex not in (Sex.UNKNOWN, number.sex):
        fields["sex"] = Message(N_("The ID number says {sex}. Correct one of the two."), {"sex": number.sex.message})
    return replace(form, id_number=number.value, birth_date=number.birth_date, sex=number.sex)


def _write(session: Session, worker: Worker, form: WorkerForm) -> None:
    full, initials = pinyin_of(form.name)
    assign(
        worker,
        name=form.name,
        name_pinyin=full,
        name_initials=initials,
        id_number=form.id_number or None,
        birth_date=form.birth_date,
        sex=form.sex,
        ethnicity=form.ethnicity or None,
        address=form.address or None,
        emergency_contact=form.emergency_contact or None,
        emergency_phone=form.emergency_phone or None,
        remarks=form.remarks or None,
    )
    profiles = list(session.scalars(select(WorkerProfile).where(WorkerProfile.worker_id == worker.id)))
    facts = {"political_status": form.political_status or None, "education": form.education or None}
    put_profile(session, worker.id, profiles, form.effective_on, facts, correction=form.correction)
    phones = list(session.scalars(select(WorkerPhone).where(WorkerPhone.worker_id == worker.id)))
    put_phone(session, worker.id, phones, PhonePurpose.MOBILE, form.mobile, form.effective_on)
    put_phone(session, worker.id, phones, PhonePurpose.DUTY, form.duty_phone, form.effective_on)


def put_profile(
    session: Session,
    worker_id: UUID,
    profiles: list[WorkerProfile],
    effective_on: date,
    facts: dict[str, str | None],
    *,
    correction: bool = False,
) -> bool:
    """Let dated facts hold from a day on; a correction mends the row that holds instead. Return whether any changed.

    `profiles` are the person's rows; a new one joins them.
    """
    held = version_on(profiles, effective_on)
    if held is None:
        if not any(facts.values()):
            return False
        held = WorkerProfile(id=new_id(), worker_id=worker_id, valid_from=effective_on, **facts)
        session.add(held)
        profiles.append(held)
        return True
    if all(getattr(held, name) == value for name, value in facts.items()):
        return False
    if correction or held.valid_from >= effective_on:
        return assign(held, **facts)
    kept = {"political_status": held.political_status, "education": held.education} | facts
    row = WorkerProfile(id=new_id(), worker_id=worker_id, valid_from=effective_on, **kept)
    session.add(row)
    profiles.append(row)
    return True


def put_phone(
    session: Session,
    worker_id: UUID,
    phones: list[WorkerPhone],
    purpose: PhonePurpose,
    number: str | None,
    effective_on: date,
) -> bool:
    """Let a number hold from a day on; the one before ends on the day before and stays searchable.

    Return whether anything changed. An empty number ends the one that holds. `phones` are the person's rows, kept up.
    """
    holding = [p for p in phones if p.purpose is purpose and covers(p.valid_from, p.valid_to, effective_on)]
    if number and any(phone.number == number for phone in holding):
        return False
    for phone in holding:
        if phone.valid_from is not None and phone.valid_from >= effective_on:
            take_away(session, phone)
            phones.remove(phone)
        else:
            assign(phone, valid_to=effective_on - ONE_DAY)
    if number:
        alike = [phone for phone in phones if phone.purpose is purpose]
        since = effective_on if alike else None
        later = [phone.valid_from for phone in alike if phone.valid_from and phone.valid_from > effective_on]
        until = min(later) - ONE_DAY if later else None  # the number that is known to follow stays the only one then
        row = WorkerPhone(
            id=new_id(), worker_id=worker_id, number=number, purpose=purpose, valid_from=since, valid_to=until
        )
        session.add(row)
        phones.append(row)
    return bool(number or holding)


def set_photo(session: Session, worker_id: UUID, photo: str | None) -> None:
    """Set the photo of a person by the hash under which it is kept; None takes it away."""
    assign(require_worker(session, worker_id), photo=photo)


def attest_condition(session: Session, worker_id: UUID, form: AttestationForm) -> None:
    """Record a person's word on a condition of Art 11 that cannot be computed.

    Raises:
        InvalidError: nobody is named.
    """
    if not form.attested_by.strip():
        raise InvalidError(
            N_("An attestation needs a name."), {"attested_by": Message(N_("Enter the name of who attests."))}
        )
    require_worker(session, worker_id)
    session.add(
        Attestation(
            id=new_id(),
            worker_id=worker_id,
            condition=form.condition,
            met=form.met,
            attested_by=form.attested_by.strip(),
            attested_on=form.attested_on,
            remark=form.remark or None,
        )
    )
