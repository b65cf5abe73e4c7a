"""Every kind of record that is exchanged is found on some page, with whatever it belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.queues import Target
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.ids import new_id
from gridadmin.services.exchange_places import target_of
from gridadmin.services.journal import record_classes
from gridadmin.ui.page_list import PAGES
from tests.peopled_offices import filled
from tests.real_offices import real_office

NOWHERE = {"import_layout"}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    with real_office(tmp_path) as opened:
        yield opened


def first_of_each(session: Session) -> dict[str, UUID]:
    found = {name: session.scalar(select(record.id).limit(1)) for name, record in record_classes().items()}
    return {name: record_id for name, record_id in found.items() if record_id is not None}


def test_records_are_found_where_they_are_shown(office: OpenOffice) -> None:
    people = filled(office)
    records = office.read(first_of_each)
    assert {"worker", "worker_phone", "employment", "appointment", "grid", "grid_version", "office"} <= set(records)
    pages = {page.feature for page in PAGES}
    for name, record_id in records.items():
        target = office.read(target_of, name, record_id)
        assert (target is None) == (name in NOWHERE), name
        assert target is None or target.feature in pages
    zhang = people.workers["张三"]
    assert office.read(target_of, "worker", zhang) == Target("workers", record_id=str(zhang))


def test_what_is_gone_or_unknown_leads_nowhere(office: OpenOffice) -> None:
    assert office.read(target_of, "worker_phone", new_id()) is None
    assert office.read(target_of, "something_newer", new_id()) is None
    assert office.read(target_of, None, None) is None
