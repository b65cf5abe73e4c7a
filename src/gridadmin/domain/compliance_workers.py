"""Article 11: the conditions for being a grid worker; two are computed where they can be, a person attests the rest."""

from __future__ import annotations

from datetime import date

from gridadmin.domain.ages import age_on
from gridadmin.domain.codes import EDUCATIONS
from gridadmin.domain.compliance_duties import Page, Result, SubjectType, Verdict, duty, page_of
from gridadmin.domain.snapshot import OfficeSnapshot
from gridadmin.domain.workers import AttestationRow, Condition, WorkerRow
from gridadmin.i18n import N_, Message

AGE_FROM = 18
"""Art 11 (2). The regulation names no upper age."""

FOREIGNER_PREFIX = "9"
"""18-digit numbers of foreigners' permanent residence cards begin with 9."""

RESIDENCE_PERMIT_PREFIXES = ("81", "82", "83")
"""18-digit numbers of residence permits for Hong Kong, Macao and Taiwan residents."""

ID_NUMBER_LENGTH = 18
UNFINISHED = ("肄业", "结业")


def _attested(snapshot: OfficeSnapshot, worker: WorkerRow, condition: Condition) -> AttestationRow | None:
    rows = [
        row
        for row in snapshot.attestations.get(worker.id, ())
        if row.condition is condition and row.attested_on <= snapshot.as_of
    ]
    return max(rows, key=lambda row: row.attested_on, default=None)


def _attestation(snapshot: OfficeSnapshot, worker: WorkerRow, condition: Condition) -> Verdict:
    """Return what a person has said of the condition last; nobody yet = a person is needed. Never computed."""
    row = _attested(snapshot, worker, condition)
    page = page_of(Page.WORKERS, worker.id, "attestations")
    if row is None:
        fact = Message(N_("Nobody has attested this yet."))
        return Verdict(Result.NEEDS_PERSON, "not_attested", (fact,), Message(N_("Attest it with name and date.")), page)
    values = {"name": row.attested_by, "day": row.attested_on}
    if row.met:
        return Verdict(Result.MET, "attested", (Message(N_("Attested by {name} on {day}."), values),))
    fact = Message(N_("{name} attested on {day} that this is not met."), values)
    remedy = Message(N_("Decide whether the person may stay (Articles 14 and 24), or attest anew."))
    return Verdict(Result.NOT_MET, "attested_not_met", (fact,), remedy, page)


@duty(
    "art11.character",
    SubjectType.WORKER,
    Condition.CHARACTER.msgid,
    "拥护中国共产党领导，遵守法律法规，具有良好的政治素质和道德品行",
)
def character(snapshot: OfficeSnapshot, worker: WorkerRow) -> Verdict:
    """Art 11 (1), attested."""
    return _attestation(snapshot, worker, Condition.CHARACTER)


@duty(
    "art11.nationality_and_age",
    SubjectType.WORKER,
    Condition.NATIONALITY_AND_AGE.msgid,
    "拥有中华人民共和国国籍、年满十八周岁",
)
def nationality_and_age(snapshot: OfficeSnapshot, worker: WorkerRow) -> Verdict:
    """Art 11 (2): a resident ID number shows nationality; 18 years full on the first day of service."""
    foreign = _nationality(snapshot, worker)
    if foreign is not None and foreign.result is Result.NOT_MET:
        return foreign
    page = page_of(Page.WORKERS, worker.id)
    first_day = _first_day(worker)
    if worker.birth_date is None or first_day is None:
        fact = Message(N_("The birth date is not on file."))
        return Verdict(
            Result.NEEDS_PERSON, "no_birth_date", (fact,), Message(N_("Enter the ID number or birth date.")), page
        )
    age = age_on(worker.birth_date, first_day)
    fact = Message(
        N_("Born {birth}, {age} years old on the first day of service, {day}."),
        {"birth": worker.birth_date, "age": age, "day": first_day},
    )
    if age < AGE_FROM:
        remedy = Message(
            N_("Check the birth date and the first day; nobody under {age} may be a grid worker."), {"age": AGE_FROM}
        )
        return Verdict(Result.NOT_MET, "under_age", (fact,), remedy, page)
    if foreign is not None:
        return foreign
    return Verdict(Result.MET, "citizen_of_age", (fact,))


def _first_day(worker: WorkerRow) -> date | None:
    """The earliest day on which the person served under the spell that holds."""
    days = [grid.started_on for grid in worker.grids]
    return min([*days, worker.started_on]) if worker.started_on else min(days, default=None)


def _nationality(snapshot: OfficeSnapshot, worker: WorkerRow) -> Verdict | None:
    """Return a verdict where the ID number does not settle the nationality and nobody has attested it, else None."""
    number = worker.id_number or ""
    page = page_of(Page.WORKERS, worker.id, "attestations")
    settled = len(number) == ID_NUMBER_LENGTH and not number.startswith((FOREIGNER_PREFIX, *RESIDENCE_PERMIT_PREFIXES))
    if settled:
        return None
    attested = _attested(snapshot, worker, Condition.NATIONALITY_AND_AGE)
    if attested is not None:
        return None if attested.met else _attestation(snapshot, worker, Condition.NATIONALITY_AND_AGE)
    if number.startswith(FOREIGNER_PREFIX) and len(number) == ID_NUMBER_LENGTH:
        fact = Message(N_("The number is that of a foreigner's permanent residence card."))
        remedy = Message(N_("Only citizens of the People's Republic of China may be grid workers; check the number."))
        return Verdict(Result.NOT_MET, "foreigner", (fact,), remedy, page)
    fact = Message(N_("No resident ID number that shows the nationality is on file."))
    remedy = Message(N_("Enter the ID number, or attest the nationality with name and date."))
    return Verdict(Result.NEEDS_PERSON, "nationality_unknown", (fact,), remedy, page)


@duty("art11.education", SubjectType.WORKER, Condition.EDUCATION.msgid, "具有符合岗位要求的文化程度")
def education(snapshot: OfficeSnapshot, worker: WorkerRow) -> Verdict:
    """Art 11 (3): held against the post's required level where a paper sets one; a person's word goes first."""
    if _attested(snapshot, worker, Condition.EDUCATION) is not None:
        return _attestation(snapshot, worker, Condition.EDUCATION)
    name = EDUCATIONS.get(worker.education or "")
    if name is None or worker.education == "90":
        fact = Message(N_("The education is not on file."))
        remedy = Message(N_("Enter the education."))
        return Verdict(Result.NEEDS_PERSON, "education_unknown", (fact,), remedy, page_of(Page.WORKERS, worker.id))
    fact = Message(N_("Education: {education}."), {"education": name})
    required = snapshot.parameters.text("art11.required_education", snapshot.as_of)
    if required is None:
        page = page_of(Page.WORKERS, worker.id, "attestations")
        remedy = Message(N_("Attest that it fits the post, or set the required education in the parameters."))
        return Verdict(Result.NEEDS_PERSON, "no_required_education", (fact,), remedy, page)
    return _against_required(worker, name, required, fact)


def _against_required(worker: WorkerRow, name: str, required: str, fact: Message) -> Verdict:
    """GB/T 4658 numbers levels downwards by tens: 10 postgraduate … 80 primary school."""
    wanted = Message(N_("Required for the post: {education}."), {"education": EDUCATIONS.get(required, required)})
    page = page_of(Page.WORKERS, worker.id, "attestations")
    level, least = int(worker.education or "0") // 10, int(required) // 10
    if level < least or (level == least and not name.endswith(UNFINISHED)):
        return Verdict(Result.MET, "education_fits", (fact, wanted))
    if level == least or name.endswith(UNFINISHED) or {level, least} == {4, 6}:
        remedy = Message(N_("Attest whether this education fits the post."))
        return Verdict(Result.NEEDS_PERSON, "education_doubtful", (fact, wanted), remedy, page)
    remedy = Message(N_("Check the education on file; attest it where the post allows an exception."))
    return Verdict(Result.NOT_MET, "education_below", (fact, wanted), remedy, page)


@duty("art11.health", SubjectType.WORKER, Condition.HEALTH.msgid, "具备履行职责的身体条件")
def health(snapshot: OfficeSnapshot, worker: WorkerRow) -> Verdict:
    """Art 11 (4), attested."""
    return _attestation(snapshot, worker, Condition.HEALTH)


@duty("art11.communication", SubjectType.WORKER, Condition.COMMUNICATION.msgid, "具有较好的沟通协调、应急处置能力")
def communication(snapshot: OfficeSnapshot, worker: WorkerRow) -> Verdict:
    """Art 11 (5), attested."""
    return _attestation(snapshot, worker, Condition.COMMUNICATION)


@duty("art11.zeal", SubjectType.WORKER, Condition.ZEAL.msgid, "热爱基层工作，热心服务群众")
def zeal(snapshot: OfficeSnapshot, worker: WorkerRow) -> Verdict:
    """Art 11 (6), attested."""
    return _attestation(snapshot, worker, Condition.ZEAL)


@duty("art11.other_law", SubjectType.WORKER, Condition.OTHER_LAW.msgid, "法律法规规定的其他条件")
def other_law(snapshot: OfficeSnapshot, worker: WorkerRow) -> Verdict:
    """Art 11 (7), attested."""
    return _attestation(snapshot, worker, Condition.OTHER_LAW)
