"""A person's whole file from the window: shown for the printer; one with full numbers is journaled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gridadmin.jobs.office import OpenOffice
from gridadmin.reports.preview import page_count
from gridadmin.services.journal import list_acts
from gridadmin.ui.pdf_dialog import PdfDialog
from gridadmin.ui.workers.page import WorkersPage
from tests.peopled_offices import People


def test_the_whole_file_is_shown_for_the_printer(
    page: WorkersPage, office: OpenOffice, people: People, settle: Callable[[], None]
) -> None:
    page.open_worker(people.workers["张三"])
    settle()
    before = len(office.read(list_acts, 100))
    shown = [shown_file(page, settle, unmask=unmask) for unmask in (False, True)]
    assert [page_count(pdf) for pdf in shown] == [2, 2]
    acts = office.read(list_acts, 100)
    assert len(acts) == before + 1, "only the one with full numbers leaves its trace"
    assert "张三" in str(acts[0].sentence)


def shown_file(page: WorkersPage, settle: Callable[[], None], unmask: bool) -> Any:
    page.pane.print_file(unmask)
    settle()
    dialog = next(found for found in page.pane.findChildren(PdfDialog) if found.isVisible())
    pdf = dialog.pdf
    dialog.reject()
    return pdf
