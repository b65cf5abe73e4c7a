"""The county's list meets an office: what the county owns is taken over from a day on, the township's own is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from gridadmin.domain.grids import DedicatedKind, GridImport, GridKind, GridRow
from gridadmin.domain.imports import ImportReport, ParsedRow
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.grid_imports import import_grids
from gridadmin.services.grids import list_grids
from gridadmin.services.import_tally import ImportOptions
from gridadmin.services.journal import list_acts
from tests.real_offices import TODAY, business_state, grid_rows, real_office

CODE = "371525002036001"
BEFORE = TODAY - timedelta(days=1)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenOffice]:
    """One office; tests rehearse in it, so that nothing stays."""
    with real_office(tmp_path_factory.mktemp("office")) as opened:
        yield opened


def row(number: int = 2, code: str = CODE, **values: Any) -> ParsedRow:
    return ParsedRow("表", number, GridImport(code, **values))


def put(session: Session, *rows: ParsedRow, on: date = TODAY) -> ImportReport:
    report = import_grids(session, rows, ImportOptions(on))
    session.flush()
    return report


def grid(session: Session, on: date = TODAY) -> GridRow:
    return next(found for found in list_grids(session, on) if found.code == CODE)


def test_a_changed_fact_holds_from_the_day_on(office: OpenOffice) -> None:
    def check(session: Session) -> None:
        put(session, row(name="第一网格", households=300, valid_from=date(2023, 11, 1)), on=date(2023, 11, 1))
        report = put(session, row(households=420))
        assert [(c.field, c.was, c.now) for c in report.outcomes[0].changes] == [("households", 300, 420)]
        assert (grid(session).households, grid(session, BEFORE).households) == (420, 300)
        assert grid(session).name == "第一网格"
        assert put(session, row(households=420)).unchanged == 1

    office.rehearse(check)


def test_a_comprehensive_grid_loses_what_it_was_dedicated_to(office: OpenOffice) -> None:
    def check(session: Session) -> None:
        put(session, row(kind=GridKind.DEDICATED, dedicated_kind=DedicatedKind.SCHOOL), on=date(2024, 1, 1))
        assert put(session, row(kind=GridKind.COMPREHENSIVE)).updated == 1
        assert grid(session).dedicated_kind is None
        assert grid(session, BEFORE).dedicated_kind is DedicatedKind.SCHOOL

    office.rehearse(check)


def test_a_code_twice_and_a_foreign_grid_are_refused(office: OpenOffice) -> None:
    def check(session: Session) -> None:
        report = put(session, row(2), row(3), row(4, "371502001001001"))
        assert (report.new, report.rejected) == (1, 2)
        assert [problem.field for problem in report.problems] == ["code", "code"]

    office.rehearse(check)


def test_an_unknown_community_is_added_and_said(office: OpenOffice) -> None:
    def check(session: Session) -> None:
        report = put(session, row(2, "371525002999001", community="新合村"), row(3, "371525002999002"))
        assert report.new == 2
        assert len(report.problems) == 1
        assert {found.community for found in list_grids(session, TODAY)} == {"新合村"}

    office.rehearse(check)


def test_the_undo_of_a_list_restores_everything(tmp_path: Any) -> None:
    with real_office(tmp_path) as own:
        rows = grid_rows(own)
        own.act(Message("Import"), import_grids, rows, ImportOptions(date(2024, 1, 1)))
        before = business_state(own)
        changed = [replace(item, record=replace(item.record, households=777, name="改名")) for item in rows]  # type: ignore[type-var]
        own.act(Message("Import"), import_grids, changed, ImportOptions(TODAY))
        own.undo_act(own.read(list_acts, 1)[0].id)
        assert business_state(own) == before


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sheet=st.lists(
        st.builds(
            GridImport,
            st.sampled_from([f"371525002036{serial:03d}" for serial in range(1, 5)]),
            st.sampled_from([None, "第一网格", "第二网格"]),
            st.sampled_from([None, GridKind.COMPREHENSIVE]),
            households=st.sampled_from([None, 300, 400]),
            valid_from=st.sampled_from([None, date(2023, 11, 1), date(2026, 12, 1)]),
        ),
        max_size=6,
    )
)
def test_the_same_list_again_changes_nothing(office: OpenOffice, sheet: list[GridImport]) -> None:
    def check(session: Session) -> None:
        rows = [ParsedRow("表", number, record) for number, record in enumerate(sheet, 2)]
        first = put(session, *rows)
        assert first.new == len({record.code for record in sheet})
        again = put(session, *rows)
        assert (again.new, again.updated, again.rejected) == (0, 0, first.rejected)

    office.rehearse(check)
