"""The office itself: setting it up, its communities, and its dated parameters."""

from __future__ import annotations

import json
from dataclasses import replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.config import find_resources
from gridadmin.domain.errors import NotFoundError, StorageError
from gridadmin.domain.office import CommunityRow, OfficeForm, OfficeRow
from gridadmin.domain.parameters import Parameter as ParameterValueRow
from gridadmin.domain.parameters import ParameterTable, parse_parameters
from gridadmin.i18n import N_
from gridadmin.models.ids import new_id
from gridadmin.models.office import Community, Office, Parameter
from gridadmin.services.assignment import assign, require_version
from gridadmin.services.calendar import office_working_days
from gridadmin.services.divisions import divisions, find_township, is_residents_community, villages_of
from gridadmin.services.pinyin import pinyin_of
from gridadmin.services.qualifications import seed_certificate_types

OWN_PUBLISHER = "town"


def set_up_office(session: Session, township_code: str, *, practice: bool = False) -> UUID:
    """Make this database the office of a township, with its communities and the parameters shipped; return its id.

    Raises:
        NotFoundError: the code is not a township of Liaocheng.
        StorageError: the database is an office already.
    """
    township = find_township(township_code)
    if session.scalar(select(Office.id)) is not None:
        raise StorageError(N_("This is an office already; an office is set up once."))
    county = divisions()[township.parent]
    office = Office(
        id=new_id(),
        township_code=township.code,
        township=township.name,
        county_code=county.code,
        county=county.name,
        organisation=f"{county.name}{township.name}网格化服务管理中心",
        hotlines=_shipped_hotlines(),
        practice=practice,
    )
    session.add(office)
    for village in villages_of(township_code):
        session.add(_new_community(village.code, village.name))
    for row in _shipped_parameters().rows:
        session.add(_new_parameter(row))
    seed_certificate_types(session)
    session.flush()
    return office.id


def _new_community(code: str, name: str) -> Community:
    return Community(id=new_id(), code=code, name=name, initials=pinyin_of(name)[1], urban=is_residents_community(code))


def _shipped_hotlines() -> list[list[str]]:
    path = find_resources() / "defaults" / "board_hotlines.json"
    return [[row["label"], row["number"]] for row in json.loads(path.read_text(encoding="utf-8"))["hotlines"]]


def _shipped_parameters() -> ParameterTable:
    path = find_resources() / "defaults" / "parameters.json"
    return parse_parameters(json.loads(path.read_text(encoding="utf-8")))


def _new_parameter(row: ParameterValueRow) -> Parameter:
    value = list(row.value) if isinstance(row.value, tuple) else row.value
    return Parameter(
        id=new_id(),
        key=row.key,
        value=value,
        unit=row.unit,
        valid_from=row.valid_from,
        source=row.source,
        certainty=row.certainty.value,
        note=row.note,
    )


def get_office(session: Session) -> OfficeRow:
    """Return the office; StorageError where the database was never set up."""
    office = _office(session)
    return OfficeRow(
        id=office.id,
        township_code=office.township_code,
        township=office.township,
        county_code=office.county_code,
        county=office.county,
        organisation=office.organisation,
        supervision_phone=office.supervision_phone,
        hotlines=tuple((label, number) for label, number in office.hotlines),
        board_url=office.board_url,
        practice=office.practice,
        version=office.version,
    )


def _office(session: Session) -> Office:
    office: Office | None = session.scalar(select(Office))
    if office is None:
        raise StorageError(N_("This office was never set up. Set it up with: gridadmin init --township CODE"))
    return office


def update_office(session: Session, form: OfficeForm) -> None:
    """Change what stands under papers and on boards; ConflictError for a lost race."""
    office = _office(session)
    require_version(office, form.version, office.township)
    assign(
        office,
        organisation=form.organisation.strip(),
        supervision_phone=form.supervision_phone or None,
        hotlines=[list(pair) for pair in form.hotlines],
        board_url=form.board_url or None,
    )


def list_communities(session: Session) -> list[CommunityRow]:
    """Return the communities of the office in the order of their codes."""
    rows = session.execute(
        select(Community.id, Community.code, Community.name, Community.urban).order_by(Community.code)
    )
    return [CommunityRow(*row) for row in rows]


def set_community_urban(session: Session, community_id: UUID, *, urban: bool) -> None:
    """Record whether a community is an urban one (Art 8, 10): the code list alone cannot tell."""
    community = session.get(Community, community_id)
    if community is None:
        raise NotFoundError(N_("The community is no longer there."))
    assign(community, urban=urban)


def add_community(session: Session, code: str, name: str) -> UUID:
    """Add a community that the 2023 code list does not know (村改居, a new community); return its id."""
    community = _new_community(code, name)
    session.add(community)
    session.flush()
    return community.id


def get_parameters(session: Session) -> ParameterTable:
    """Return every dated parameter of the office, with the calendar by which periods end."""
    rows = session.scalars(select(Parameter).order_by(Parameter.key, Parameter.valid_from))
    table = parse_parameters(
        {
            "key": row.key,
            "value": row.value,
            "unit": row.unit,
            "valid_from": row.valid_from.isoformat(),
            "source": row.source,
            "certainty": row.certainty,
            "note": row.note,
            "publisher": row.publisher,
        }
        for row in rows
    )
    return replace(table, calendar=office_working_days(session))


def set_parameter(session: Session, row: ParameterValueRow) -> None:
    """Record the office's own value of a parameter from a day on; the same key and day is a correction of that row.

    Where county or city publish one, theirs holds, and this one is shown as overruled.
    """
    query = select(Parameter).where(Parameter.key == row.key, Parameter.valid_from == row.valid_from)
    known = session.scalar(query.where(Parameter.publisher == OWN_PUBLISHER))
    new = _new_parameter(row)
    if known is None:
        session.add(new)
        return
    assign(known, value=new.value, unit=new.unit, source=new.source, certainty=new.certainty, note=new.note)
