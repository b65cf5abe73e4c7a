"""The office on a day as frozen data, for the checks of the statute and for statistics."""

from __future__ import annotations

import calendar
from collections import defaultdict
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.insurance_enrolments import insurance_facts
from gridadmin.domain.snapshot import MonthFacts, OfficeSnapshot, SpellFact
from gridadmin.domain.workers import AttestationRow
from gridadmin.models.workers import Attestation, Employment, Worker
from gridadmin.services.assessment_overview import month_results, office_assessment
from gridadmin.services.dated import covers
from gridadmin.services.discipline_facts import discipline_facts
from gridadmin.services.grids import list_grids
from gridadmin.services.insurance_facts import insured_people
from gridadmin.services.notices_states import board_states, community_states
from gridadmin.services.office import get_office, get_parameters, list_communities
from gridadmin.services.proposals import list_proposals
from gridadmin.services.qualifications import list_certificate_types
from gridadmin.services.qualifications_book import certificates_by_worker
from gridadmin.services.qualifications_cards import cards_by_worker
from gridadmin.services.training_snapshot import training_snapshot
from gridadmin.services.workers import list_workers
from gridadmin.services.workers_leaving_facts import leaving_facts


def take_snapshot(session: Session, as_of: date) -> OfficeSnapshot:
    """Return the office as it stands on a day."""
    office, parameters = get_office(session), get_parameters(session)
    ever = list_grids(session, as_of, ended=True)
    grids = [grid for grid in ever if covers(grid.valid_from, grid.valid_to, as_of)]
    workers = [row for row in list_workers(session, as_of) if row.status is not None]
    parameters = get_parameters(session)
    return OfficeSnapshot(
        as_of=as_of,
        township_code=office.township_code,
        township=office.township,
        county=office.county,
        communities=tuple(list_communities(session)),
        grids=tuple(grids),
        workers=tuple(workers),
        parameters=parameters,
        attestations=_attestations(session, as_of),
        boards=(*board_states(session, as_of, grids), *community_states(session, as_of, ever)),
        proposals=tuple(list_proposals(session, as_of, grids)),
        certificate_types=tuple(list_certificate_types(session)),
        certificates=certificates_by_worker(session),
        cards=cards_by_worker(session),
        discipline=discipline_facts(session, as_of),
        training=training_snapshot(session, as_of, workers, parameters),
        leaving=leaving_facts(session, as_of, parameters),
        assessment=office_assessment(session, as_of),
        insurance=insurance_facts(insured_people(session), as_of),
    )


def _attestations(session: Session, as_of: date) -> dict[UUID, tuple[AttestationRow, ...]]:
    grouped: dict[UUID, list[AttestationRow]] = defaultdict(list)
    # Columns, not records: thousands of rows that nobody changes here.
    columns = (Attestation.id, Attestation.worker_id, Attestation.condition, Attestation.met, Attestation.attested_by)
    query = select(*columns, Attestation.attested_on, Attestation.remark).where(Attestation.attested_on <= as_of)
    for row in session.execute(query.order_by(Attestation.attested_on)):
        grouped[row.worker_id].append(
            AttestationRow(row.id, row.condition, row.met, row.attested_by, row.attested_on, row.remark)
        )
    return {worker_id: tuple(rows) for worker_id, rows in grouped.items()}


def take_month(session: Session, year: int, month: int) -> MonthFacts:
    """Return a calendar month: the office on its last day, and every spell of service begun by then."""
    first, last = date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    return MonthFacts(
        first=first,
        last=last,
        snapshot=take_snapshot(session, last),
        spells=_spells(session, last),
        results=month_results(session, first, last),
    )


def _spells(session: Session, until: date) -> tuple[SpellFact, ...]:
    query = (
        select(Employment, Worker.name, Worker.sex)
        .join(Worker, Worker.id == Employment.worker_id)
        .where(Employment.started_on <= until)
        .order_by(Employment.started_on, Worker.name_pinyin)
    )
    return tuple(
        SpellFact(
            worker_id=spell.worker_id,
            name=name,
            sex=sex,
            kind=spell.kind,
            source=spell.source,
            started_on=spell.started_on,
            ended_on=spell.ended_on,
            exit_reason=spell.exit_reason,
        )
        for spell, name, sex in session.execute(query)
    )
