"""A person's whole file from the window: shown for the printer; one with full numbers is journaled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.workers_file import USUAL, FileOptions
from gridadmin.reports.preview import page_count
from gridadmin.services.journal import list_acts
from gridadmin.ui.pdf_dialog import PdfDialog
from gridadmin.ui.workers.detail import IN_FULL, WITH_PAY
from gridadmin.ui.workers.page import WorkersPage
from tests.peopled_offices import People


def test_the_whole_file_is_shown_for_the_printer(
    page: WorkersPage, office: OpenOffice, people: People, settle: Callable[[], None]
) -> None:
    page.open_worker(people.workers["张三"])
    settle()
    before = len(office.read(list_acts, 100))
    shown = [shown_file(page, settle, options) for options in (USUAL, IN_FULL, WITH_PAY)]
    assert [page_count(pdf) for pdf in shown] == [2, 2, 2]
    acts = office.read(list_acts, 100)
    assert len(acts) == before + 2, "the one with full numbers and the one with pay leave their traces"
    assert "张三" in str(acts[0].sentence)
    assert "with pay" in str(acts[0].sentence)


def shown_file(page: WorkersPage, settle: Callable[[], None], options: FileOptions) -> Any:
    page.pane.print_file(options)
    settle()
    dialog = next(found for found in page.pane.findChildren(PdfDialog) if found.isVisible())
    pdf = dialog.pdf
    dialog.reject()
    return pdf
