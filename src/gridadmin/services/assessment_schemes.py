"""Schemes of assessment and their versions (Art 24): what the editor keeps, and what it refuses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.assessment_checks import check_scheme
from gridadmin.domain.assessment_json import definition_to_json, stored_definition
from gridadmin.domain.assessment_rows import SchemeForm, SchemeRow, SchemeVersionRow
from gridadmin.domain.errors import InvalidError, NotFoundError, NotPermittedError
from gridadmin.i18n import N_, Message
from gridadmin.models.assessment import AssessmentPeriod, AssessmentScheme, AssessmentSchemeVersion
from gridadmin.models.ids import new_id
from gridadmin.services.assignment import assign, require_version

ONE_DAY = timedelta(days=1)


def list_schemes(session: Session) -> list[SchemeRow]:
    """Return every scheme with its versions, in the order of their first days."""
    versions: dict[UUID, list[SchemeVersionRow]] = defaultdict(list)
    for row in list_versions(session):
        versions[row.scheme_id].append(row)
    schemes = session.execute(select(AssessmentScheme.id, AssessmentScheme.name))
    rows = [SchemeRow(row.id, row.name, tuple(versions[row.id])) for row in schemes]
    return sorted(rows, key=lambda row: (row.versions[0].valid_from if row.versions else date.max, row.name))


def get_scheme(session: Session, scheme_id: UUID) -> SchemeRow:
    """Return one scheme; NotFoundError where it is gone."""
    found = next((row for row in list_schemes(session) if row.id == scheme_id), None)
    if found is None:
        raise NotFoundError(N_("The scheme of assessment is no longer there."))
    return found


def find_scheme(session: Session, key: str) -> SchemeRow:
    """Return the scheme with a name or an id; NotFoundError lists those there are."""
    schemes = list_schemes(session)
    found = [row for row in schemes if key in (row.name, str(row.id))] or [row for row in schemes if key in row.name]
    if len(found) != 1:
        names = "、".join(row.name for row in schemes) or "—"
        raise NotFoundError(N_("No one scheme of assessment is called {key}. There are: {names}"), key=key, names=names)
    return found[0]


def list_versions(session: Session) -> list[SchemeVersionRow]:
    """Return the versions of all schemes, the first first."""
    published = set(
        session.scalars(
            select(AssessmentPeriod.scheme_version_id).where(AssessmentPeriod.published_on.is_not(None)).distinct()
        )
    )
    query = select(AssessmentSchemeVersion).order_by(AssessmentSchemeVersion.valid_from)
    return [_version_row(row, row.id in published) for row in session.scalars(query)]


def get_version(session: Session, version_id: UUID) -> SchemeVersionRow:
    """Return one version; NotFoundError where it is gone."""
    return _version_row(_version(session, version_id), _is_published(session, version_id))


def _version(session: Session, version_id: UUID) -> AssessmentSchemeVersion:
    row = session.get(AssessmentSchemeVersion, version_id)
    if row is None:
        raise NotFoundError(N_("This version of the scheme is no longer there."))
    return row


def _version_row(row: AssessmentSchemeVersion, published: bool) -> SchemeVersionRow:
    return SchemeVersionRow(
        id=row.id,
        scheme_id=row.scheme_id,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        document=row.document,
        definition=stored_definition(row.definition),
        published=published,
        version=row.version,
    )


def _is_published(session: Session, version_id: UUID) -> bool:
    query = select(AssessmentPeriod.id).where(
        AssessmentPeriod.scheme_version_id == version_id, AssessmentPeriod.published_on.is_not(None)
    )
    return session.scalar(query.limit(1)) is not None


def create_scheme(session: Session, form: SchemeForm) -> UUID:
    """Make a scheme with its first version and return the scheme's id.

    Raises:
        InvalidError: what the editor refuses: overlapping grades, parts that are not 100 %, and so on.
    """
    _check(form, ())
    scheme = AssessmentScheme(id=new_id(), name=form.definition.name.strip())
    session.add(scheme)
    session.add(_new_version(scheme.id, form))
    return scheme.id


def add_version(session: Session, scheme_id: UUID, form: SchemeForm) -> UUID:
    """Add a version that holds from a day on and return its id; an open one before it ends on the day before.

    Raises:
        InvalidError: what the editor refuses, or the days meet those of another version.
    """
    scheme = session.get(AssessmentScheme, scheme_id)
    if scheme is None:
        raise NotFoundError(N_("The scheme of assessment is no longer there."))
    others = _versions_of(session, scheme_id)
    ended = _ended_before(others, form.valid_from)
    shown = [
        replace(row, valid_to=form.valid_from - ONE_DAY) if ended and row.id == ended.id else row for row in others
    ]
    _check(form, shown)
    if ended is not None:
        assign(_version(session, ended.id), valid_to=form.valid_from - ONE_DAY)
    assign(scheme, name=form.definition.name.strip())
    version = _new_version(scheme_id, form)
    session.add(version)
    return version.id


def _ended_before(others: Sequence[SchemeVersionRow], first: date) -> SchemeVersionRow | None:
    """The open version that gives way to one from a day on."""
    return next((row for row in others if row.valid_to is None and row.valid_from < first), None)


def correct_version(session: Session, version_id: UUID, form: SchemeForm) -> None:
    """Correct a version that nothing was published with.

    Raises:
        NotPermittedError: results were published with it; what was published keeps the version it was made with.
        InvalidError: as `add_version`.
    """
    row = _version(session, version_id)
    require_version(row, form.version, form.definition.name)
    if _is_published(session, version_id):
        raise NotPermittedError(
            N_("Results were published with this version of {name}. Add a version that holds from a later day."),
            name=form.definition.name,
        )
    _check(form, [other for other in _versions_of(session, row.scheme_id) if other.id != version_id])
    scheme = session.get(AssessmentScheme, row.scheme_id)
    if scheme is not None:
        assign(scheme, name=form.definition.name.strip())
    assign(row, **_values(form))


def end_scheme(session: Session, scheme_id: UUID, last_day: date) -> str:
    """End a scheme: its open version holds until a day; return the name. InvalidError where none is open."""
    scheme = get_scheme(session, scheme_id)
    held = scheme.on(last_day)
    if held is None or (held.valid_to is not None and held.valid_to <= last_day):
        raise InvalidError(N_("{name} is not in force on {day}."), name=scheme.name, day=last_day.isoformat())
    assign(_version(session, held.id), valid_to=last_day)
    return scheme.name


def _versions_of(session: Session, scheme_id: UUID) -> list[SchemeVersionRow]:
    return [row for row in list_versions(session) if row.scheme_id == scheme_id]


def _new_version(scheme_id: UUID, form: SchemeForm) -> AssessmentSchemeVersion:
    return AssessmentSchemeVersion(id=new_id(), scheme_id=scheme_id, **_values(form))


def _values(form: SchemeForm) -> dict[str, object]:
    return {
        "valid_from": form.valid_from,
        "valid_to": form.valid_to,
        "document": form.document or None,
        "definition": definition_to_json(form.definition),
    }


def _check(form: SchemeForm, others: Iterable[SchemeVersionRow]) -> None:
    fields: dict[str, Message] = {}
    for problem in check_scheme(form.definition):
        if problem.refused:
            fields.setdefault(problem.place, problem.reason)
    if form.valid_to is not None and form.valid_to < form.valid_from:
        fields["valid_to"] = Message(N_("The last day lies before the first."))
    for other in others:
        if other.valid_from <= (form.valid_to or date.max) and form.valid_from <= (other.valid_to or date.max):
            values = {
                "first": other.valid_from.isoformat(),
                "last": other.valid_to.isoformat() if other.valid_to else "…",
            }
            fields["valid_from"] = Message(N_("Another version holds from {first} to {last}."), values)
    if fields:
        raise InvalidError(N_("The scheme cannot be kept like this."), fields)
