"""Pictures of pay: runs with an explanation, the three steps of the guide, the year; what is entered; papers, bank."""

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
    with_funds(stage)
    stage.page("pay", "funds")
    stage.wait()
    stage.keep("pay-funds")
    stage.page("pay", "runs")


def with_funds(stage: Stage) -> None:
    """Enter who bears the cost of 2026, and what is budgeted."""
    from datetime import date

    from gridadmin.domain.pay_funds import Budget
    from gridadmin.jobs.pay_funds import enter_budget, enter_fund_shares
    from gridadmin.services.pay_funds import FundForm

    office, paper = stage.desktop.background.office, "侨财〔2026〕3号"
    since = date(2026, 1, 1)
    enter_fund_shares(office, FundForm("", (("县财政", 7000), ("乡镇财政", 3000)), since, paper))
    enter_fund_shares(office, FundForm("unit", (("县财政", 10000),), since, paper))
    for source, amount in (("县财政", 2_600_000_00), ("乡镇财政", 800_000_00)):
        enter_budget(office, Budget(2026, source, amount, paper))


def pay_papers(stage: Stage) -> None:
    """The papers of a month to choose from, and the files for the bank with who keeps them waiting."""
    from gridadmin.domain.months import Month
    from gridadmin.ui.pay.bank_export_dialog import BankExportDialog
    from gridadmin.ui.pay.papers_dialog import MonthPapersDialog

    page = stage.page("pay", "runs")
    papers = MonthPapersDialog(stage.window, page.desk, Month(2026, 9))
    papers.folder.setText("薪酬")
    papers.show()
    stage.keep("pay-papers", over=papers, alone=True)
    page = stage.page("pay", "bank")
    stage.keep("pay-bank")
    export = BankExportDialog(stage.window, page.desk)
    export.show()
    stage.wait()
    stage.keep("pay-bank-export", over=export, alone=True)


def pay_facts(stage: Stage) -> None:
    """Standards, the grid of a month, parameters."""
    for view in ("standards", "entries", "parameters"):
        stage.page("pay", view)
        stage.keep(f"pay-{view}")
    stage.page("pay", "runs")
