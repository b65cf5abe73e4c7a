"""Kinds of certificates and their dated rules: what the office asks for, since when, and by which paper."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.config import find_resources
from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.domain.parameters import Certainty
from gridadmin.domain.qualifications import CertificateRule, CertificateRuleForm, CertificateType
from gridadmin.domain.workers import AppointmentRole, EmploymentKind
from gridadmin.i18n import N_, Message
from gridadmin.models import qualifications as stored
from gridadmin.models.ids import new_id
from gridadmin.services.assignment import assign, require_version
from gridadmin.services.dated import columns_of

LONGEST_LEAD, LONGEST_VALIDITY = 366, 600


def list_certificate_types(session: Session) -> list[CertificateType]:
    """Return every kind with its rules: those that posts need first, each group by name."""
    rules: dict[UUID, list[CertificateRule]] = defaultdict(list)
    rows = session.execute(select(*columns_of(stored.CertificateRule)).order_by(stored.CertificateRule.valid_from))
    for row in rows:
        rules[row.type_id].append(_rule(row))
    kinds = session.execute(select(*columns_of(stored.CertificateType)))
    found = [
        CertificateType(row.id, row.name, tuple(rules[row.id]), row.ended_on, row.version)
        for row in kinds
        if rules[row.id]  # the exchange may bring a kind before its first rule
    ]
    return sorted(found, key=lambda kind: (not kind.rules[-1].kinds, kind.name))


def _rule(row: object) -> CertificateRule:
    values = {name: getattr(row, name) for name in ("id", "valid_from", "issuer", "validity_months", "lead_days")}
    texts = {name: getattr(row, name) for name in ("source", "certainty", "note", "version")}
    return CertificateRule(
        kinds=frozenset(map(EmploymentKind, row.kinds)),  # type: ignore[attr-defined]
        roles=frozenset(map(AppointmentRole, row.roles)),  # type: ignore[attr-defined]
        **values,
        **texts,
    )


def find_certificate_type(session: Session, name: str) -> CertificateType:
    """Return the kind of a name; NotFoundError names those that there are."""
    kinds = list_certificate_types(session)
    found = next((kind for kind in kinds if kind.name == name.strip()), None)
    if found is None:
        names = "、".join(kind.name for kind in kinds)
        raise NotFoundError(N_("There is no kind of certificate “{name}”. There are: {names}"), name=name, names=names)
    return found


def shipped_certificate_types() -> list[CertificateRuleForm]:
    """Return the kinds that the program ships with; their numbers are assumed."""
    path = find_resources() / "defaults" / "certificate_types.json"
    return [
        CertificateRuleForm(
            name=row["name"],
            valid_from=date.fromisoformat(row["valid_from"]),
            issuer=row["issuer"],
            validity_months=row["validity_months"],
            lead_days=row["lead_days"],
            kinds=frozenset(map(EmploymentKind, row["kinds"])),
            roles=frozenset(map(AppointmentRole, row["roles"])),
            source=row["source"],
            certainty=Certainty(row["certainty"]),
            note=row["note"],
        )
        for row in json.loads(path.read_text(encoding="utf-8"))
    ]


def seed_certificate_types(session: Session) -> int:
    """Add the shipped kinds that the office does not have yet; return how many."""
    known = set(session.scalars(select(stored.CertificateType.name)))
    new = [form for form in shipped_certificate_types() if form.name not in known]
    for form in new:
        define_certificate_type(session, form)
    return len(new)


def define_certificate_type(session: Session, form: CertificateRuleForm) -> UUID:
    """Add a kind of certificate with its first rule and return its id.

    Raises:
        InvalidError: the name is missing or taken, or a number is out of range.
    """
    _check(form)
    name = form.name.strip()
    if session.scalar(select(stored.CertificateType.id).where(stored.CertificateType.name == name)) is not None:
        raise InvalidError(
            N_("The kind of certificate cannot be saved like this."),
            {"name": Message(N_("There is a kind of this name already."))},
        )
    kind = stored.CertificateType(id=new_id(), name=name)
    session.add(kind)
    session.add(stored.CertificateRule(id=new_id(), type_id=kind.id, valid_from=form.valid_from, **_values(form)))
    return kind.id


def change_certificate_type(session: Session, type_id: UUID, form: CertificateRuleForm, version: int) -> None:
    """Let other rules hold from a day on; the day of a rule that is there corrects that rule.

    Raises: as `define_certificate_type`; NotFoundError; ConflictError for a lost race.
    """
    _check(form)
    kind = session.get(stored.CertificateType, type_id)
    if kind is None:
        raise NotFoundError(N_("This kind of certificate is no longer there."))
    require_version(kind, version, kind.name)
    taken = select(stored.CertificateType.id).where(stored.CertificateType.name == form.name.strip())
    if session.scalar(taken) not in (None, type_id):
        raise InvalidError(
            N_("The kind of certificate cannot be saved like this."),
            {"name": Message(N_("There is a kind of this name already."))},
        )
    assign(kind, name=form.name.strip())
    rule = stored.CertificateRule
    held = session.scalar(select(rule).where(rule.type_id == type_id, rule.valid_from == form.valid_from))
    if held is None:
        session.add(rule(id=new_id(), type_id=type_id, valid_from=form.valid_from, **_values(form)))
    else:
        assign(held, **_values(form))


def end_certificate_type(session: Session, type_id: UUID, from_day: date | None) -> None:
    """Ask for a kind no more from a day on; None asks for it again. Certificates on file stay."""
    kind = session.get(stored.CertificateType, type_id)
    if kind is None:
        raise NotFoundError(N_("This kind of certificate is no longer there."))
    assign(kind, ended_on=from_day)


def _values(form: CertificateRuleForm) -> dict[str, object]:
    return {
        "issuer": form.issuer.strip(),
        "validity_months": form.validity_months,
        "lead_days": form.lead_days,
        "kinds": _sorted(form.kinds, EmploymentKind),
        "roles": _sorted(form.roles, AppointmentRole),
        "source": form.source.strip(),
        "certainty": form.certainty,
        "note": form.note.strip(),
    }


def _sorted(chosen: Iterable[str], members: Iterable[str]) -> list[str]:
    wanted = set(chosen)
    return [str(member.value) for member in members if member in wanted]  # type: ignore[attr-defined]


def _check(form: CertificateRuleForm) -> None:
    fields: dict[str, Message] = {}
    if not form.name.strip():
        fields["name"] = Message(N_("Enter the name of the certificate."))
    if form.validity_months is not None and not 1 <= form.validity_months <= LONGEST_VALIDITY:
        fields["validity_months"] = Message(
            N_("Enter whole months from 1 to {most}; leave it empty where it never expires."),
            {"most": LONGEST_VALIDITY},
        )
    if not 0 <= form.lead_days <= LONGEST_LEAD:
        fields["lead_days"] = Message(N_("Enter days from 0 to {most}."), {"most": LONGEST_LEAD})
    if bool(form.kinds) != bool(form.roles):
        fields["roles"] = Message(N_("Choose both kinds and roles of the posts that need it, or neither."))
    if fields:
        raise InvalidError(N_("The kind of certificate cannot be saved like this."), fields)
