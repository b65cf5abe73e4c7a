"""Printing as one job: what is chosen, what is checked before, and that nothing is recorded that was not written."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from gridadmin.domain.errors import CancelledError, NotFoundError, PrinterError, StorageError
from gridadmin.domain.notices import BoardIssueKind, BoardSize
from gridadmin.domain.snapshot import BoardStatus
from gridadmin.jobs.notices import BoardChoice, check_choice, preview_boards, print_boards, spool_boards
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.printers import media_of
from gridadmin.jobs.progress import Progress
from gridadmin.reports.preview import page_count
from gridadmin.services.grids import list_grids
from gridadmin.services.notices_states import board_states, community_states
from gridadmin.services.office import list_communities
from tests.real_offices import TODAY, real_office, with_grids


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    with real_office(tmp_path / "real") as opened:
        with_grids(opened, 2)
        yield opened


def current(office: OpenOffice) -> tuple[int, int]:
    grids, homes = office.read(board_states, TODAY), office.read(community_states, TODAY)
    return tuple(sum(s.status is BoardStatus.CURRENT for s in states) for states in (grids, homes))  # type: ignore[return-value]


def test_a_check_counts_and_warns_and_draws_nothing(office: OpenOffice) -> None:
    homes = len(office.read(list_communities))
    checked = check_choice(office, BoardChoice(communities=True))
    assert (checked.grids, checked.communities, checked.boards) == (2 * homes, homes, 3 * homes)
    assert {issue.kind for issue in checked.issues} == {BoardIssueKind.NO_STAFF, BoardIssueKind.NO_SUPERVISION_PHONE}
    assert checked.blocking == ()
    assert current(office) == (0, 0)


def test_one_village_with_its_own_board_first(office: OpenOffice, tmp_path: Path) -> None:
    home = office.read(list_communities)[3]
    choice = BoardChoice(community_code=home.code, communities=True, size="A4")
    printed = print_boards(office, choice, tmp_path / "village.pdf")
    assert [sheet.community for sheet in printed.communities] == [home.name]
    assert [board.code[:12] for board in printed.contents] == [home.code] * 2
    assert printed.first_pages == (0, 1, 2)
    assert page_count((tmp_path / "village.pdf").read_bytes()) == printed.pages == 3
    assert current(office) == (2, 1)
    assert str(office.undo().sentence) == "Printed 3 boards, A4"  # type: ignore[union-attr]


def test_ids_name_exactly_their_boards(office: OpenOffice) -> None:
    grid, home = office.read(list_grids, TODAY)[5], office.read(list_communities)[0]
    printed = preview_boards(office, BoardChoice(grid_ids=(grid.id,), size="A4"))
    assert [board.code for board in printed.contents] == [grid.code]
    assert printed.communities == ()
    printed = preview_boards(office, BoardChoice(community_ids=(home.id,), size="A4"))
    assert printed.contents == ()
    assert [sheet.code for sheet in printed.communities] == [home.code]


def test_stale_alone_is_printed_and_then_there_is_nothing_left(office: OpenOffice, tmp_path: Path) -> None:
    first = office.read(list_grids, TODAY)[0]
    print_boards(office, BoardChoice(grid_ids=(first.id,), size="A4"), tmp_path / "one.pdf")
    stale = BoardChoice(stale_only=True, communities=True, size="A4")
    printed = print_boards(office, stale, tmp_path / "rest.pdf")
    assert first.code not in {board.code for board in printed.contents}
    assert check_choice(office, stale).boards == 0
    with pytest.raises(NotFoundError):
        preview_boards(office, stale)


def test_nothing_is_recorded_when_the_file_cannot_be_written(office: OpenOffice, tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        print_boards(office, BoardChoice(size="A4"), tmp_path / "nowhere" / "boards.pdf")
    assert current(office) == (0, 0)


def test_stopping_leaves_nothing(office: OpenOffice, tmp_path: Path) -> None:
    progress = Progress()
    progress.listener = lambda done, _total, _text: progress.cancel() if done == 5 else None
    with pytest.raises(CancelledError):
        print_boards(office, BoardChoice(size="A4", communities=True), tmp_path / "boards.pdf", progress)
    assert not (tmp_path / "boards.pdf").exists()
    assert current(office) == (0, 0)


def _spooler(folder: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> Path:
    """Put an `lp` on the path that keeps what it is given, and answers with a code."""
    folder.mkdir()
    script = folder / "lp"
    script.write_text(
        f'#!/bin/sh\necho "$@" > {folder}/asked\ncat > {folder}/job.pdf\necho "out of paper" >&2\nexit {code}\n'
    )
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return folder


@pytest.mark.skipif(os.name == "nt", reason="lp is of CUPS")
def test_a_printer_gets_the_pdf_unscaled_and_then_it_is_recorded(
    office: OpenOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spooled = _spooler(tmp_path / "bin", monkeypatch, 0)
    grid = office.read(list_grids, TODAY)[0]
    printed = spool_boards(office, BoardChoice(grid_ids=(grid.id,), size="A3"), "Canon")
    assert (spooled / "job.pdf").read_bytes() == printed.pdf
    asked = (spooled / "asked").read_text()
    assert "-d Canon" in asked
    assert "media=A3" in asked
    assert "print-scaling=none" in asked
    assert current(office) == (1, 0)


@pytest.mark.skipif(os.name == "nt", reason="lp is of CUPS")
def test_a_printer_that_refuses_is_told_and_nothing_is_recorded(
    office: OpenOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _spooler(tmp_path / "bin", monkeypatch, 1)
    with pytest.raises(PrinterError, match="out of paper"):
        spool_boards(office, BoardChoice(size="A4"), "Canon")
    assert current(office) == (0, 0)


def test_papers_of_ones_own_size_are_named_in_millimetres() -> None:
    assert media_of(BoardSize(297, 420)) == "A3"
    assert media_of(BoardSize(600, 900)) == "Custom.600x900mm"
