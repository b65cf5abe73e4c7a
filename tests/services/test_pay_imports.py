"""Declared deductions from a sheet: an empty cell changes nothing of what is on file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from gridadmin.domain.imports import SHARED, UNCOMPUTED
from gridadmin.domain.months import Month
from gridadmin.domain.pay_deductions import AdditionalKind, Declaration
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.pay_declarations import declarations_of, declare
from gridadmin.services.pay_imports import import_declarations
from tests.pay_offices import ACT, paying

TODAY = date(2026, 11, 2)


@dataclass(frozen=True)
class Line:
    """A row of a sheet."""

    cells: Mapping[str, str]
    name: str = "张三"
    id_number: str = ""
    sheet: str = "表"
    row: int = 2


def of_child(**more: str) -> Line:
    return Line({"kind": "子女教育", "first": "2026-01", "subject": "张小一", **more})


def test_an_empty_cell_of_a_declaration_changes_nothing(office: OpenOffice) -> None:
    """Half of a child until June stays half and until June when the sheet of January is imported again."""
    worker = paying(office).workers["张三"]
    held = Declaration(AdditionalKind.CHILD, Month(2026, 1), Month(2026, 6), 50, subject="张小一")
    office.act(ACT, declare, worker, held)
    report = office.act(ACT, import_declarations, TODAY, [of_child()])
    assert (report.unchanged, report.updated, report.rejected) == (1, 0, 0)
    assert office.read(declarations_of, worker) == [held]
    office.act(ACT, import_declarations, TODAY, [of_child(percent="100")])
    assert office.read(declarations_of, worker) == [replace(held, percent=100)]
    office.act(ACT, import_declarations, TODAY, [of_child(last="2026-08")])
    assert office.read(declarations_of, worker) == [replace(held, percent=100, last=Month(2026, 8))]


def test_what_excel_has_spoilt_is_no_fact(office: OpenOffice) -> None:
    """#N/A of a VLOOKUP would else be kept as the child's name."""
    paying(office)
    for failed in ("#N/A", UNCOMPUTED, SHARED, "3.71525198506E+17"):
        report = office.rehearse(import_declarations, TODAY, [of_child(subject=failed)], lambda _sheet, _field: "D")
        (problem,) = report.problems
        assert (report.rejected, problem.field, problem.column, problem.value) == (1, "subject", "D", failed)


def test_a_name_that_is_padded_to_the_width_of_others_is_the_same(office: OpenOffice) -> None:
    paying(office)
    report = office.rehearse(import_declarations, TODAY, [replace(of_child(), name="张\u3000三")])
    assert (report.new, report.rejected) == (1, 0)
