"""The figures of the monthly workbook, counted again by plain SQL that knows nothing of the services."""

from __future__ import annotations

import calendar
import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.statistics import write_monthly

pytestmark = pytest.mark.slow
MONTHS = [(2026, 10), (2026, 3), (2024, 2), (2022, 6)]
Row = tuple[Any, ...]

GRIDS = """
SELECT g.id, g.code, v.kind, v.dedicated_kind, v.setting, v.households, v.residents, c.code AS place, c.name AS village,
       v.name, coalesce(g.board_area, v.area) AS area, g.exception_reason AS reason, g.exception_review_on AS review,
       coalesce(g.supervision_phone, (SELECT supervision_phone FROM office), '') AS supervision
  FROM grid g
  JOIN grid_version v ON v.grid_id = g.id AND v.valid_from = coalesce(
       (SELECT max(x.valid_from) FROM grid_version x WHERE x.grid_id = g.id AND x.valid_from <= :day),
       (SELECT min(x.valid_from) FROM grid_version x WHERE x.grid_id = g.id))
  JOIN community c ON c.id = v.community_id
 WHERE g.valid_from <= :day AND (g.valid_to IS NULL OR g.valid_to >= :day)
 ORDER BY g.code"""
STAFF = """
SELECT a.grid_id, e.kind, w.name,
       (SELECT p.number FROM worker_phone p WHERE p.worker_id = w.id
           AND (p.valid_from IS NULL OR p.valid_from <= :day) AND (p.valid_to IS NULL OR p.valid_to >= :day)
         ORDER BY CASE p.purpose WHEN 'duty' THEN 0 WHEN 'mobile' THEN 1 ELSE 2 END LIMIT 1) AS phone
  FROM appointment a JOIN worker w ON w.id = a.worker_id JOIN employment e ON e.worker_id = w.id
 WHERE a.started_on <= :day AND (a.ended_on IS NULL OR a.ended_on >= :day)
   AND e.started_on <= :day AND (e.ended_on IS NULL OR e.ended_on >= :day)"""
PEOPLE = """
SELECT w.sex, w.birth_date, e.kind, e.source,
       (SELECT p.education FROM worker_profile p WHERE p.worker_id = w.id AND p.valid_from = coalesce(
           (SELECT max(x.valid_from) FROM worker_profile x WHERE x.worker_id = w.id AND x.valid_from <= :day),
           (SELECT min(x.valid_from) FROM worker_profile x WHERE x.worker_id = w.id))) AS education,
       (SELECT p.political_status FROM worker_profile p WHERE p.worker_id = w.id AND p.valid_from = coalesce(
           (SELECT max(x.valid_from) FROM worker_profile x WHERE x.worker_id = w.id AND x.valid_from <= :day),
           (SELECT min(x.valid_from) FROM worker_profile x WHERE x.worker_id = w.id))) AS political
  FROM worker w JOIN employment e ON e.worker_id = w.id
 WHERE e.started_on <= :day AND (e.ended_on IS NULL OR e.ended_on >= :day)"""
HOLDS = "x.worker_id = e.worker_id AND x.started_on <= {0} AND (x.ended_on IS NULL OR x.ended_on >= {0})"
EVE, AFTER = "date(e.started_on, '-1 day')", "date(e.ended_on, '+1 day')"
ARRIVALS = f"""
SELECT e.kind, EXISTS (SELECT 1 FROM employment x WHERE x.worker_id = e.worker_id AND x.started_on < e.started_on)
  FROM employment e WHERE e.started_on BETWEEN :first AND :day
   AND NOT EXISTS (SELECT 1 FROM employment x WHERE {HOLDS.format(EVE)})"""
LEAVERS = f"""
SELECT e.kind FROM employment e WHERE {AFTER} BETWEEN :first AND :day
   AND NOT EXISTS (SELECT 1 FROM employment x WHERE {HOLDS.format(AFTER)})"""
CHANGES = f"""
SELECT x.kind, e.kind FROM employment e JOIN employment x ON {HOLDS.format(EVE)}
 WHERE e.started_on BETWEEN :first AND :day AND x.kind <> e.kind"""
PRINTS = """
SELECT grid_id, content FROM board_print p WHERE grid_id IS NOT NULL AND printed_on <= :day AND number =
       (SELECT max(number) FROM board_print x WHERE x.grid_id = p.grid_id AND x.printed_on <= :day)"""

RESULTS = """
SELECT r.grade FROM assessment_result r JOIN assessment_period p ON p.id = r.period_id
 WHERE p.published_on BETWEEN :first AND :day AND r.announced_on <= :day AND NOT EXISTS
       (SELECT 1 FROM assessment_result x WHERE x.period_id = r.period_id AND x.worker_id = r.worker_id
           AND x.announced_on <= :day AND (x.announced_on, x.id) > (r.announced_on, r.id))"""
POOR = ("不合格", "不评星")


class Counted:
    """A month counted from the tables."""

    def __init__(self, office: OpenOffice, year: int, month: int) -> None:
        last = date(year, month, calendar.monthrange(year, month)[1])
        self.values = {"first": date(year, month, 1).isoformat(), "day": last.isoformat()}
        self.last, self._office = last, office

    def rows(self, sql: str, **values: Any) -> Sequence[Any]:
        used = {name: value for name, value in (self.values | values).items() if f":{name}" in sql}
        return self._office.with_connection(lambda connection: connection.execute(text(sql), used).all())

    @cached_property
    def grids(self) -> Sequence[Any]:
        return self.rows(GRIDS)

    @cached_property
    def people(self) -> Sequence[Any]:
        return self.rows(PEOPLE)

    @cached_property
    def staff(self) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {grid.id: [] for grid in self.grids}
        for row in self.rows(STAFF):
            found.get(row.grid_id, []).append(row)
        return found

    def article_10(self, grid: Any) -> str:
        kinds = {row.kind for row in self.staff[grid.id]}
        if self.values["day"] < "2023-11-01":
            return "not applicable"
        if "full_time" in kinds:
            return "met"
        if not kinds or grid.setting == "urban":
            return "not met"
        recorded = grid.kind == "comprehensive" and grid.reason and (grid.review or "") >= self.values["day"]
        return "met" if recorded else "needs person"

    @cached_property
    def boards(self) -> Counter[str]:
        printed = {row.grid_id: json.loads(row.content) for row in self.rows(PRINTS)}
        duties = next(iter(printed.values()))["duties"] if printed else []
        return Counter(self._board(grid, printed.get(grid.id), duties) for grid in self.grids)

    def _board(self, grid: Any, printed: Mapping[str, Any] | None, duties: list[str]) -> str:
        if printed is None:
            return "missing"
        staff = self.staff[grid.id]
        now = {
            "grid_name": grid.name,
            "area": grid.area,
            "duties": duties,
            "names": sorted(row.name for row in staff),
            "contact": sorted([row.name, row.phone or ""] for row in staff),
            "supervision_phone": grid.supervision,
        }
        return "current" if now == printed else "to reprint"

    def staffing(self, grids: Sequence[Any]) -> tuple[int, int, int]:
        kinds = [{row.kind for row in self.staff[grid.id]} for grid in grids]
        full = sum("full_time" in found for found in kinds)
        return full, sum(bool(found) for found in kinds) - full, sum(not found for found in kinds)

    def summary(self) -> dict[str, object]:
        full, part, nobody = self.staffing(self.grids)
        results = Counter(self.article_10(grid) for grid in self.grids)
        kinds, sexes = Counter(p.kind for p in self.people), Counter(p.sex for p in self.people)
        grids = Counter(grid.kind for grid in self.grids)
        return {
            "Grids": len(self.grids),
            "Comprehensive grids": grids["comprehensive"],
            "Dedicated grids": grids["dedicated"],
            "Grids with a full-timer": full,
            "Grids with part-timers only": part,
            "Grids without a worker": nobody,
            "Full-timer coverage": pytest.approx(full / len(self.grids)) if self.grids else None,
            "Staffing meets Article 10": results["met"],
            "Staffing does not meet Article 10": results["not met"],
            "Staffing to be decided by a person": results["needs person"],
            "Workers in service": len(self.people),
            "Full-timers": kinds["full_time"],
            "Part-timers": kinds["part_time"],
            "Men": sexes["1"],
            "Women": sexes["2"],
            "Arrivals": len(self.rows(ARRIVALS)),
            "Leavers": len(self.rows(LEAVERS)),
            "Changes between full-time and part-time": len(self.rows(CHANGES)),
            "Boards current": self.boards["current"],
            "Boards to be reprinted": self.boards["to reprint"],
            "Boards missing": self.boards["missing"],
            "Assessment results published": len(self.rows(RESULTS)),
            "Of these: poor grades": sum(row.grade in POOR for row in self.rows(RESULTS)),
        }

    def age(self, born: str | None) -> int | None:
        if born is None:
            return None
        start, day = date.fromisoformat(born), self.last
        return day.year - start.year - ((day.month, day.day) < (start.month, start.day))


@pytest.fixture(scope="module", params=MONTHS, ids=lambda month: f"{month[0]}-{month[1]:02}")
def month(
    request: pytest.FixtureRequest, practice: OpenOffice, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Counted, dict[str, list[Row]]]:
    """A month counted from the tables, and the rows of every sheet of its workbook."""
    out = tmp_path_factory.mktemp("monthly") / "month.xlsx"
    year, last = request.param
    write_monthly(practice, year, last, out)
    sheets = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in load_workbook(out)}
    return Counted(practice, *request.param), sheets


def test_the_summary(month: tuple[Counted, dict[str, list[Row]]]) -> None:
    counted, sheets = month
    assert {row[1]: row[3] for row in sheets["Summary"] if isinstance(row[0], int)} == counted.summary()
    doubts = [str(row[0]) for row in sheets["Summary"] if "failed" in str(row[0])]
    assert all("says what it is set up for" in doubt for doubt in doubts)  # one grid of the practice office does not


def test_the_grids_of_each_community(month: tuple[Counted, dict[str, list[Row]]]) -> None:
    counted, sheets = month
    villages = counted.rows("SELECT code, name FROM community ORDER BY code")
    expected = [(v.name, *_grid_cells(counted, [g for g in counted.grids if g.place == v.code])) for v in villages]
    expected.append(("Total", *_grid_cells(counted, counted.grids)))
    first = next(n for n, row in enumerate(sheets["Grids and staffing"]) if row[0] == villages[0].name)
    found = sheets["Grids and staffing"][first : first + len(expected)]
    assert [(row[0], *row[1:11], row[11] or 0, row[12] or 0, *row[13:16], *row[17:20]) for row in found] == expected


def _grid_cells(counted: Counted, grids: Sequence[Any]) -> tuple[int, ...]:
    kinds = ("park", "market", "enterprise", "school", "hospital", "scenic_area", "office_building")
    results = Counter(counted.article_10(grid) for grid in grids)
    dedicated = Counter(grid.dedicated_kind for grid in grids)
    return (
        len(grids),
        sum(grid.kind == "comprehensive" for grid in grids),
        sum(grid.kind == "dedicated" for grid in grids),
        *(dedicated[kind] for kind in kinds),
        sum(grid.households or 0 for grid in grids),
        sum(grid.residents or 0 for grid in grids),
        *counted.staffing(grids),
        *(results[result] for result in ("met", "not met", "needs person")),
    )


EDUCATION = {"Postgraduate": "1", "Bachelor's degree course": "2", "Junior college": "3", "Junior middle school": "7"}
EDUCATION |= {"Primary school or less": "8", "Senior or vocational secondary school": "46"}
PARTY = {"Party member": "01", "Probationary Party member": "02", "Youth League member": "03", "Of the masses": "13"}
SOURCES = {
    "City recruitment plan": "city_plan",
    "Village or residents' committee member": "committee_member",
    "People's mediator": "mediator",
    "Police assistant": "police_assistant",
    "Villagers' delegate": "villagers_delegate",
    "Residents' delegate": "residents_delegate",
    "Property management staff": "property_staff",
    "Volunteer": "volunteer",
    "Other source": "other",
}


def _belongs(counted: Counted, item: str, group: str) -> Callable[[Any], bool]:
    years = [int(number) for number in re.findall(r"\d+", group)]
    low = 0 if "younger" in group or not years else years[0]
    high = 999 if "older" in group or not years else years[-1]
    tests: dict[str, Callable[[Any], bool]] = {
        "Sex": lambda p: {"1": "Male", "2": "Female"}.get(p.sex) == group,
        "Age": lambda p: p.birth_date is not None and low <= (counted.age(p.birth_date) or 0) <= high,
        "Education": lambda p: (p.education or "x") not in ("20", "90") and (p.education or "x")[0] in EDUCATION[group],
        "Political status": lambda p: p.political == PARTY[group],
        "Source": lambda p: p.source == SOURCES[group],
    }
    return tests[item]


def test_the_workers_of_each_group(month: tuple[Counted, dict[str, list[Row]]]) -> None:
    counted, sheets = month
    item, seen = "", 0
    for row in sheets["Workers"][4:]:
        item = row[0] or item
        if row[1] is None:
            break
        if row[1] in ("Not on file", "Member of a democratic party", "Without party affiliation"):
            continue
        members = [p for p in counted.people if _belongs(counted, item, row[1])(p)]
        cells = Counter((p.kind, p.sex) for p in members)
        of_kind = [sum(p.kind == kind for p in members) for kind in ("full_time", "part_time")]
        expected = (
            len(members), of_kind[0], cells["full_time", "1"], cells["full_time", "2"],
            of_kind[1], cells["part_time", "1"], cells["part_time", "2"],
        )  # fmt: skip
        assert row[2:9] == expected, (item, row[1])
        seen += 1
    assert seen >= 2 + 1 + 6 + 4 + 9
    total = next(row for row in sheets["Workers"] if row[0] == "Total")
    assert total[2] == len(counted.people)


def test_arrivals_and_leavers(month: tuple[Counted, dict[str, list[Row]]]) -> None:
    counted, sheets = month
    arrivals, leavers, changes = (counted.rows(sql) for sql in (ARRIVALS, LEAVERS, CHANGES))
    eve = "SELECT e.kind FROM employment e WHERE e.started_on < :first AND (e.ended_on IS NULL OR {0} >= :first)"
    opening = Counter(row[0] for row in counted.rows(eve.format(AFTER)))
    for label, kind in (("Full-time", "full_time"), ("Part-time", "part_time")):
        row = next(row for row in sheets["Movements"] if row[0] == label)
        came = [bool(again) for held, again in arrivals if held == kind]
        assert row[1:6] == (opening[kind], len(came), came.count(False), came.count(True), row[5])
        assert row[5] == sum(held == kind for (held,) in leavers) == sum(row[6:13])
        assert row[13:15] == (sum(now == kind for _was, now in changes), sum(was == kind for was, _now in changes))
        assert row[15] == sum(p.kind == kind for p in counted.people)
    named = Counter(row[3] for row in sheets["Names"] if isinstance(row[0], int))
    assert named["Left service"] == len(leavers)
    assert named["Entered service"] + named["Re-hired"] == len(arrivals)
    assert named["Change of kind"] == len(changes)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_libreoffice_opens_it_as_it_is(practice: OpenOffice, tmp_path: Path) -> None:
    out = tmp_path / "month.xlsx"
    write_monthly(practice, 2026, 10, out)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false"]
    run = subprocess.run(
        [*command, "--outdir", str(tmp_path), str(out)], capture_output=True, text=True, timeout=120, check=False
    )
    assert run.returncode == 0
    assert "Error" not in run.stdout + run.stderr
    (converted,) = tmp_path.glob("*.csv")
    assert "Grids with a full-timer" in converted.read_text(encoding="utf-8")
