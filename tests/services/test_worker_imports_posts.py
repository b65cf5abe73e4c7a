"""Posts that a roster makes: one on each grid, however often and in whatever words a row names it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.imports import ParsedRow
from gridadmin.domain.workers import EmploymentKind, WorkerImport
from gridadmin.models.workers import Appointment
from gridadmin.services.grids import list_grids
from gridadmin.services.import_tally import ImportOptions
from gridadmin.services.worker_imports import import_workers
from tests.real_offices import TODAY, id_number, real_office, with_grids

PART = EmploymentKind.PART_TIME


def test_a_grid_that_a_row_names_twice_is_one_post(tmp_path: Path) -> None:
    with real_office(tmp_path) as office:
        with_grids(office)
        grid = office.read(list_grids, TODAY)[0]
        number, born = id_number("371525", date(1980, 1, 1), 0), date(1980, 1, 1)
        named = (grid.code, grid.name)
        record = WorkerImport("张三", number, birth_date=born, grids=named, community=grid.code[:12], kind=PART)

        def posts(session: Session) -> int:
            report = import_workers(session, [ParsedRow("表", 2, record)], ImportOptions(TODAY))
            assert report.new == 1, report.problems
            session.flush()
            return len(list(session.scalars(select(Appointment))))

        assert office.rehearse(posts) == 1
