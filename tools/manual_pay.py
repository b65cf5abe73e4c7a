"""Pictures of pay: runs with an explanation, the three steps of the guide, the year."""

from __future__ import annotations

from tools.manual_pictures import Stage

EMPLOYEE_COLUMN = 3


def pay(stage: Stage) -> None:
    """The page with an amount explained, then the month step by step, then the year."""
    page = stage.page("pay", "runs")
    panel = page.pane.panel
    place = next(at for at, line in enumerate(panel.model.rows()) if line.employee)
    panel.lines.choose(place)
    panel.lines.clicked.emit(panel.model.index(place, EMPLOYEE_COLUMN))
    stage.wait()
    stage.keep("pay")
    pane = page.pane
    pane.new_record()
    stage.wait()
    stage.keep("pay-reckon")
    pane.guide.keep()
    stage.wait()
    pane.guide.review.toggle(pane.guide.review.view.changes[:4])
    stage.keep("pay-review")
    pane.guide.review.tick_all()
    pane.guide.go_on()
    stage.wait()
    stage.keep("pay-steps")
    pane.guide.left.emit()
    stage.wait()
    stage.page("pay", "year")
    stage.wait()
    stage.keep("pay-year")
    stage.page("pay", "runs")
