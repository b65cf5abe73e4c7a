"""Every file of the corpus says what its manifest says."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.imports import ImportKind, Problem, Severity
from gridadmin.intake.cells import IntakeContext
from gridadmin.intake.reading import FileIntake, read_file
from tests.corpus.build import CASES, build
from tests.corpus.cases import TODAY, Case, Expected

GOOD = [case for case in CASES if not case.error]


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    build(folder)
    return folder


def read(corpus: Path, case: Case) -> FileIntake:
    return read_file(corpus / case.name, ImportKind(case.kind), IntakeContext(TODAY))


def line(problem: Problem) -> tuple[str, int, str, str, str]:
    return problem.sheet, problem.row, problem.column, problem.severity.value, problem.reason.msgid


def matches(expected: Expected, found: tuple[str, int, str, str, str], sheet: str) -> bool:
    place = (sheet if expected.sheet == "Sheet1" else expected.sheet, expected.row, expected.column, expected.severity)
    return place == found[:4] and found[4].startswith(expected.reason)


def shown(value: object) -> str:
    if isinstance(value, Iterable) and not isinstance(value, str):
        return " ".join(map(str, value))
    return str(value)


def test_the_corpus_is_large_and_names_are_unique() -> None:
    assert len(CASES) >= 36
    assert len({case.name for case in CASES}) == len(CASES)
    assert {Path(case.name).suffix for case in CASES} == {".xlsx", ".xls", ".csv", ".xlsm"}


def test_the_manifest_is_complete_json(corpus: Path) -> None:
    manifest = json.loads((corpus / "manifest.json").read_text(encoding="utf-8"))
    assert [entry["name"] for entry in manifest] == [case.name for case in CASES]
    assert all(0 <= entry["new"] <= entry["rows"] - entry["rejected"] for entry in manifest)


@pytest.mark.parametrize("case", GOOD, ids=lambda case: case.name)
def test_rows_and_problems(corpus: Path, case: Case) -> None:
    intake = read(corpus, case)
    sheet = "Sheet1" if not case.name.endswith(".csv") else Path(case.name).stem
    lines = [line(problem) for row in intake.rows for problem in row.problems] + [
        line(problem) for problem in intake.problems
    ]
    serious = [found for found in lines if found[3] != Severity.NOTE]
    assert len(intake.rows) == case.rows
    assert [(row.sheet, row.row) for row in intake.rows if row.rejected] == sorted(
        {(row.sheet, row.row) for row in intake.rows if row.rejected}, key=lambda place: (place[0] != sheet, place[1])
    )
    assert sum(row.rejected for row in intake.rows) == case.rejected
    unexpected = [found for found in serious if not any(matches(wanted, found, sheet) for wanted in case.problems)]
    missing = [
        wanted for wanted in (*case.problems, *case.notes) if not any(matches(wanted, found, sheet) for found in lines)
    ]
    assert (unexpected, missing) == ([], [])


@pytest.mark.parametrize("case", GOOD, ids=lambda case: case.name)
def test_tables_and_values(corpus: Path, case: Case) -> None:
    intake = read(corpus, case)
    assert tuple(table.header_rows[1] for table, _ in intake.tables) == case.header
    assert tuple(row.row for row in intake.skipped) == case.skipped
    table, mapping = intake.tables[0]
    labels = {column.index: column.label for column in table.columns}
    found = {labels[index]: field for index, field in mapping.fields}
    assert {label: found.get(label) for label in case.mapping} == case.mapping
    by_row = {row.row: row.record for row in intake.rows if row.sheet == table.sheet}
    read_values = {
        row: {field: shown(getattr(by_row[row], field, "rejected")) for field in fields}
        for row, fields in case.values.items()
    }
    assert read_values == case.values


@pytest.mark.parametrize("case", [case for case in CASES if case.error], ids=lambda case: case.name)
def test_refused_files_name_the_file(corpus: Path, case: Case) -> None:
    with pytest.raises(InvalidError) as refused:
        read(corpus, case)
    assert refused.value.message.msgid.startswith(case.error)
    assert case.name in str(refused.value)


@pytest.mark.parametrize("case", GOOD, ids=lambda case: case.name)
def test_every_cell_is_read_ignored_or_reported(corpus: Path, case: Case) -> None:
    """No value is dropped without a line: each column with values feeds a field, is a running number, or has a note."""
    intake = read(corpus, case)
    for table, mapping in intake.tables:
        used = {index for index, _ in mapping.fields} | set(mapping.ignored)
        noted = {problem.column for problem in intake.problems if problem.sheet == table.sheet}
        for column in table.columns:
            if any(row.cell(column.index) is not None for row in table.rows):
                assert column.index in used or column.letter in noted
