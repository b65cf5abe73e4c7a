"""Scenes of the manual: contracts, leaving with its hand-over list, and the change-over."""

from __future__ import annotations

from typing import Any


def contracts(stage: Any) -> None:
    """The page, and the tab of somebody who has left and still has to hand over."""
    from gridadmin.domain.queues import Target
    from gridadmin.services.workers_handover import list_exits

    stage.page("contracts", "lapses")
    stage.keep("contracts")
    office = stage.desktop.background.office
    day = office.today()
    gone = next(row for row in office.read(list_exits, day) if row.overdue_items(day))
    stage.window.go(Target("workers", "contracts", str(gone.worker_id)))
    stage.wait()
    stage.keep("contracts-tab")


def changeover(stage: Any) -> None:
    """The form of a change-over, and what follows from it."""
    page = stage.page("grids")
    staffed = [each for each in page.model.rows() if each.row.staff]
    line = next((each for each in staffed if each.board.value != "missing"), staffed[0])
    page.table.choose(page.model.rows().index(line))
    stage.wait()
    page.changeover.from_grid(line.row.id)
    dialog = stage.dialog()
    form = dialog.form_page
    form.reason.choose("resigned")
    form.people.field.setText("zh")
    form.people._look_for("zh")
    stage.wait()
    dialog.ask()
    stage.wait()
    stage.keep("changeover", over=dialog)
