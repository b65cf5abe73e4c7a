"""Offices with a scheme and people to assess, for the tests of assessment. Nobody in them exists."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from gridadmin.domain.assessment import SchemeDefinition
from gridadmin.domain.assessment_rows import ParticipantRow, PeriodSheet, SchemeForm
from gridadmin.domain.workers import EmploymentForm, EmploymentKind, WorkerSource
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.assessment import get_period, open_period
from gridadmin.services.assessment_results import publish_period
from gridadmin.services.assessment_schemes import create_scheme
from gridadmin.services.assessment_scores import enter_scores
from gridadmin.services.assessment_templates import find_template
from gridadmin.services.employment import start_employment
from gridadmin.services.worker_records import create_worker
from tests.real_offices import TODAY, worker_form

DO = Message("Do")
FULL, PART = EmploymentKind.FULL_TIME, EmploymentKind.PART_TIME


def template(template_id: str) -> SchemeDefinition:
    """Return a scheme that ships with the program."""
    return find_template(template_id).definition


def with_scheme(office: OpenOffice, definition: SchemeDefinition, since: date = date(2024, 1, 1)) -> UUID:
    """Make a scheme that holds from a day on and return its id."""
    return office.act(DO, create_scheme, SchemeForm(definition, since))


def hire(
    office: OpenOffice,
    name: str,
    since: date = date(2024, 1, 1),
    until: date | None = None,
    kind: EmploymentKind = FULL,
) -> UUID:
    """Enter a person with one spell of service and return the id."""
    person = office.act(DO, create_worker, worker_form(name), TODAY)
    form = EmploymentForm(kind, WorkerSource.CITY_PLAN, since, until)
    office.act(DO, start_employment, person, form)
    return person


def with_period(office: OpenOffice, scheme: UUID, round_key: str, year: int, number: int = 1) -> UUID:
    """Open a period and return its id."""
    return office.act(DO, open_period, scheme, round_key, year, number)


def enter(office: OpenOffice, period: UUID, cells: dict[UUID, dict[str, str]]) -> None:
    """Enter cells; every one of them must be taken."""
    listed = [(who, key, text) for who, row in cells.items() for key, text in row.items()]
    report = office.act(DO, enter_scores, period, listed)
    assert not report.refused, [str(each.reason) for each in report.refused]


def publish(office: OpenOffice, period: UUID, on: date) -> None:
    """Publish a period on a day."""
    office.act(DO, publish_period, period, on)


def sheet_of(office: OpenOffice, period: UUID, on: date = TODAY) -> PeriodSheet:
    """Return a period as of a day."""
    return office.read(get_period, period, on)


def line_of(office: OpenOffice, period: UUID, worker: UUID, on: date = TODAY) -> ParticipantRow:
    """Return somebody's line of a period as of a day."""
    found = sheet_of(office, period, on).participant(worker)
    assert found is not None
    return found
