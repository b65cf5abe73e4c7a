"""Every file of the corpus goes through preview, import, import again and undo of a real office."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.grids import GridImport, GridKind
from gridadmin.domain.imports import ImportKind, ImportReport, Outcome, ParsedRow
from gridadmin.domain.workers import EmploymentKind
from gridadmin.i18n import Message
from gridadmin.jobs.imports import preview_import, read_import, run_import
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.grid_imports import import_grids
from gridadmin.services.import_tally import ImportOptions
from gridadmin.services.journal import list_acts
from tests.corpus.build import CASES, build
from tests.corpus.cases import GRIDS, TODAY, Case
from tests.models.conftest import postgres_url  # noqa: F401 - a fixture
from tests.real_offices import business_state, real_office, server_office

OPTIONS = ImportOptions(TODAY, EmploymentKind.PART_TIME)
GOOD = [case for case in CASES if not case.error]
# What only the office can refuse: a grid name that several villages have, a grid of another township.
REFUSED_HERE = {"several_grids.xlsx": 1, "grid_codes.xlsx": 1}
# A roster names grids of its own and a list of grids makes them: only rosters need the grids of the manifest before.
ON_SERVER = [case for case in GOOD if case.kind == "workers"][:3] + [case for case in GOOD if case.kind == "grids"][:2]


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    build(folder)
    return folder


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    with real_office(tmp_path) as opened:
        opened.practice = True  # no backup before each import: that is tested by itself
        yield opened


def numbers(report: ImportReport) -> tuple[int, ...]:
    return report.rows, report.new, report.updated, report.unchanged, report.rejected


def give_grids(office: OpenOffice) -> None:
    rows = [
        ParsedRow("网格", place, GridImport(code=grid["code"], name=grid["name"], kind=GridKind.COMPREHENSIVE))
        for place, grid in enumerate(GRIDS, 2)
    ]
    office.act(Message("Import grids"), import_grids, rows, replace(OPTIONS, effective_on=TODAY.replace(year=2020)))


def go_through(office: OpenOffice, corpus: Path, case: Case) -> None:
    if case.kind == "workers":
        give_grids(office)
    before = business_state(office)
    file = read_import(office, ImportKind(case.kind), corpus / case.name)
    seen = preview_import(office, file, OPTIONS)
    assert business_state(office) == before
    done = run_import(office, file, OPTIONS)
    assert replace(done, act_id=None) == seen
    refused = REFUSED_HERE.get(case.name, 0)
    assert (done.rows, done.rejected) == (case.rows, case.rejected + refused), [str(p.reason) for p in done.problems]
    assert done.new == (case.rows - case.rejected if case.new is None else case.new) - refused
    assert [row.outcome for row in done.outcomes].count(Outcome.REJECTED) == done.rejected
    after = business_state(office)
    again = run_import(office, read_import(office, ImportKind(case.kind), corpus / case.name), OPTIONS)
    assert (again.new, again.updated, again.rejected) == (0, 0, done.rejected)
    assert business_state(office) == after
    if done.act_id is not None:
        office.undo_act(done.act_id)
    assert business_state(office) == before
    assert office.verify().ok


@pytest.mark.parametrize("case", GOOD, ids=lambda case: case.name)
def test_the_corpus_in_a_file(office: OpenOffice, corpus: Path, case: Case) -> None:
    go_through(office, corpus, case)


@pytest.mark.parametrize("case", ON_SERVER, ids=lambda case: case.name)
def test_the_corpus_on_a_server(
    corpus: Path,
    case: Case,
    tmp_path: Path,
    postgres_url: str,  # noqa: F811
) -> None:
    with server_office(postgres_url, tmp_path) as office:
        go_through(office, corpus, case)


@pytest.mark.parametrize("case", [case for case in CASES if case.error], ids=lambda case: case.name)
def test_refused_files_change_nothing(office: OpenOffice, corpus: Path, case: Case) -> None:
    with pytest.raises(InvalidError):
        read_import(office, ImportKind(case.kind), corpus / case.name)
    assert len(office.read(list_acts)) == 2
