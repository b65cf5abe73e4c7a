"""The scenes of `manual_pictures.py`: how to bring the window to each place that the manual shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from tools.manual_insurance import insurance
from tools.manual_leaving import changeover, contracts
from tools.manual_pay import pay, pay_facts, pay_papers
from tools.manual_pictures import Stage

DAY_BEFORE = date(2026, 3, 3)


def login(stage: Stage) -> None:
    """The login of an office with two accounts."""
    from gridadmin.ui.login.dialog import LoginDialog

    dialog = LoginDialog(stage.desktop.background, lambda _request: None, ["王芳", "李建国"], "王芳")
    show_alone(stage, "login", dialog)


def show_alone(stage: Stage, name: str, dialog: Any) -> None:
    """Show a window of its own and keep its picture."""
    dialog.show()
    stage.keep(name, over=dialog, alone=True)


def first_run(stage: Stage) -> None:
    """The steps of the first run: welcome, township, first account, recovery code."""
    from gridadmin.config import find_resources
    from gridadmin.ui.first_run.setup import read_divisions
    from gridadmin.ui.first_run.wizard import FirstRunWizard

    divisions = read_divisions(find_resources() / "data" / "divisions_3715.csv")
    code = "K7QMD-2XW9A-HR4TB-PN6FC-3VYJE-8GSZK-5UMDQ-W1AHR"  # looks like one, opens nothing
    wizard = FirstRunWizard(stage.desktop.background, divisions, lambda: code, lambda _setup: None)
    wizard.show()
    keep = partial(stage.keep, over=_Shown(wizard), alone=True)
    keep("first-run-1")
    wizard.go_on()
    stage.wait()
    place = wizard.place
    place.county.set_value(next(found.code for found in divisions if found.name == "阳谷县"))
    place.township.set_value(next(found.code for found in divisions if found.name == "侨润街道"))
    keep("first-run-2")
    wizard.go_on()
    wizard.clerk.name.setText("王芳")
    for field in (wizard.clerk.password, wizard.clerk.again):
        field.setText("春天在侨润街道种树")
    keep("first-run-3")
    wizard.go_on()
    keep("first-run-4")
    wizard.go_on()
    keep("first-run-5")
    wizard.close()


class _Shown:
    """A window whose picture is taken and that stays open."""

    def __init__(self, window: Any) -> None:
        self.grab = window.grab


def a_page(feature: str, view: str = "") -> Callable[[Stage], None]:
    """Return the scene of a page as it opens."""

    def scene(stage: Stage) -> None:
        stage.page(feature, view)
        stage.wait()
        stage.keep(feature)

    return scene


def workers(stage: Stage) -> None:
    """The list of workers, and the tabs of a person."""
    page = stage.page("workers")
    page.table.choose(3)
    stage.keep("workers")
    for tab in ("service", "history"):
        page.pane.open_tab(tab)
        stage.keep(f"workers-{tab}")
    page = stage.page("workers", "to_attest")
    page.pane.open_tab("conditions")
    stage.keep("workers-conditions")
    page.pane.open_tab("facts")
    page.bar.show_everybody()
    stage.wait()


def workers_dialogs(stage: Stage) -> None:
    """Entering, changing, leaving, attesting, merging, changing many."""
    from gridadmin.domain.workers import ExitReason

    page = stage.page("workers", "all")
    page.table.choose(3)
    stage.wait()
    page.new_record()
    stage.keep("workers-new", over=stage.dialog())
    pane = page.pane
    pane.edit_asked.emit()
    stage.keep("workers-edit", over=stage.dialog())
    pane.service.end_asked.emit()
    dialog = stage.dialog()
    dialog.form.editor("reason").set_value(ExitReason.RESIGNED)
    settle_form(stage)
    stage.keep("workers-leave", over=dialog)
    pane.conditions.attest_asked.emit(None)
    stage.keep("workers-attest", over=stage.dialog())
    workers_selection(stage, page)


def workers_selection(stage: Stage, page: Any) -> None:
    """Two persons selected, with what can be done to both."""
    select_rows(page.table, 4, 2)
    stage.keep("workers-selected")
    page.table.clearSelection()
    page.table.choose(0)


def settle_form(stage: Stage) -> None:
    """Let a form ask what follows."""
    for _round in range(3):
        stage.wait()


def select_rows(table: Any, first: int, count: int) -> None:
    """Select some rows of a table, one below the other."""
    from PySide6.QtCore import QItemSelectionModel

    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    table.clearSelection()
    for place in range(first, first + count):
        table.selectionModel().select(table.model().index(place, 0), flags)


def grids(stage: Stage) -> None:
    """The list of grids, the tabs of one, its township fields, a proposal, the guard of Art 7."""
    page = stage.page("grids")
    page.pane.open_tab("overview")
    stage.keep("grids")
    page.pane.open_tab("county")
    stage.keep("grids-county")
    page.pane.propose_asked.emit()
    stage.keep("grids-proposal", over=stage.dialog())
    page.new_record()
    stage.keep("grids-guard", over=stage.dialog())
    page.pane.open_tab("overview")
    page = stage.page("grids", "exception")
    page.table.choose(1)
    stage.wait()
    page.pane.edit_asked.emit()
    stage.keep("grids-township", over=stage.dialog())


def qualifications(stage: Stage) -> None:
    """Who serves without a certificate, a renewal of several, the register of cards and its print, the kinds."""
    from gridadmin.ui.qualifications.sheet_dialog import CardsDialog

    page = stage.page("qualifications", "breach")
    page.table.choose(2)
    stage.keep("qualifications")
    page = stage.page("qualifications", "due")
    page.table.selectAll()
    page.renew_selected()
    stage.keep("qualifications-renew", over=stage.dialog())
    page = stage.page("qualifications", "cards")
    stage.wait()
    lines = [line for line in page.register.lines if line.state.value == "in_hand"][:9]
    page.register.table.selectRow(0)
    dialog = CardsDialog(page, page.desk, [line.card.id for line in lines])
    dialog.open()
    stage.wait()
    stage.keep("qualifications-cards", over=dialog)
    page.open_types()
    stage.keep("qualifications-types", over=stage.dialog())


def training(stage: Stage) -> None:
    """A session that is done, one whose results are pasted, the plan of the year, who is short of hours."""
    page = stage.page("training", "done")
    page.lists.table.choose(2)
    stage.keep("training")
    page = stage.page("training", "to_enter")
    page.lists.table.choose(page.lists.table.model().rowCount() - 1)
    stage.wait()
    people = page.pane.detail.attendees[:14]
    lines = [f"{row.name}\t{'请假' if at == 4 else '√'}\t{'四' if at == 6 else ''}" for at, row in enumerate(people)]
    page.pane.grid.paste("姓名\t出勤\t学时\n" + "\n".join(lines))
    stage.keep("training-entry")
    page.pane._discard()
    page = stage.page("training", "plan")
    page.lists.table.choose(1)
    stage.keep("training-plan")
    stage.page("training", "short")
    stage.keep("training-short")


def assessment(stage: Stage) -> None:
    """Scores being entered, results with their grades, the editor with the bands of a real scheme and its hole."""
    from gridadmin.domain.assessment_periods import PeriodState
    from gridadmin.services.assessment_templates import find_template
    from gridadmin.ui.assessment.schemes import SchemesDialog

    page = stage.page("assessment")
    model = page.pane.entry.grid.model
    first = model.place_of("entry")
    for place in range(24):
        cells = ("L1" if place % 5 == 2 else "", 98 - place % 7, 100 - place % 4, "J1" if place % 9 == 4 else "")
        texts = (*cells, 19 - place % 3, 20 - place % 4, 18.5, "H1" if place % 4 == 0 else "")
        model.set_texts([(place, first + at, str(text)) for at, text in enumerate(texts)])
    page.pane.entry.grid.choose(7, "satisfied/station")
    stage.keep("assessment")
    rows = page.model.rows()
    page.table.choose(next(at for at, row in enumerate(rows) if row.state is not PeriodState.ENTRY))
    stage.keep("assessment-results")
    dialog = SchemesDialog(page, page.desk)
    dialog.open()
    editor = dialog.begin(find_template("A2").definition)
    editor.tabs.choose("bands")
    stage.wait()
    stage.keep("assessment-scheme", over=editor)
    dialog.done(0)


def notices(stage: Stage) -> None:
    """The boards and the one under the cursor."""
    page = stage.page("notices", "stale")
    stage.wait()
    stage.keep("notices")
    page.pane.tabs.choose("wall")
    stage.keep("notices-wall")
    page.pane.tabs.choose("prints")
    stage.keep("notices-prints")
    page.pane.tabs.choose("preview")
    page.print_stale()
    dialog = stage.dialog()
    settle_form(stage)
    stage.keep("notices-print", over=dialog)


def notices_community(stage: Stage) -> None:
    """The board of a community."""
    page = stage.page("notices", "all")
    page.bar.kinds.choose("communities")
    page.bar.changed.emit()
    settle_form(stage)
    stage.keep("notices-community")
    page.bar.kinds.choose("grids")
    page.bar.changed.emit()


def statistics(stage: Stage) -> None:
    """The month in tables, in pictures, and the rows behind a figure."""
    page = stage.page("statistics")
    stage.keep("statistics")
    page.open_figure("summary", 5, 3)
    stage.keep("statistics-rows", over=stage.dialog())
    page.tabs.choose("pictures")
    stage.keep("statistics-charts")
    page.tabs.choose("summary")


def imports(stage: Stage) -> None:
    """The four steps of an import, with the village's roster; the last one is real."""
    page = stage.page("imports")
    stage.keep("imports")
    page.open_paths([stage.roster])
    stage.keep("imports-map")
    page.map.preview_asked.emit()
    stage.keep("imports-preview")
    page.preview.corrections_asked.emit()
    stage.keep("imports-fix")
    page.preview.import_asked.emit()
    stage.keep("imports-done")


def search(stage: Stage) -> None:
    """The global search over the home page."""
    stage.page("home")
    popup = stage.window._search
    stage.window.open_search()
    popup.field.setText("zs")
    stage.wait()
    shot = stage.window.grab()
    from PySide6.QtGui import QPainter

    painter = QPainter(shot)
    place = stage.window.mapFromGlobal(popup.geometry().topLeft())
    painter.drawPixmap(place, popup.grab())
    painter.end()
    from tools.manual_pictures import write_small

    write_small(shot.toImage(), stage.out / f"search{stage.suffix}.png")
    popup.hide()


def as_of(stage: Stage) -> None:
    """An earlier day: tinted, only corrections."""
    stage.page("workers", "all")
    stage.window.set_as_of(DAY_BEFORE)
    stage.keep("as-of")
    stage.window.set_as_of(stage.window._today())
    stage.wait()


def settings(stage: Stage) -> None:
    """The parts of the settings."""
    page = stage.page("settings")
    for part in ("appearance", "office", "parameters", "accounts"):
        page.open_part(part)
        stage.keep(f"settings-{part}")
    page.open_part("backups")
    stage.wait()
    page.part("backups").make.click()
    settle_form(stage)
    stage.keep("settings-backups")


def journal(stage: Stage) -> None:
    """The journal after the import, its check above it."""
    page = stage.page("journal")
    page.check()
    stage.keep("journal")


BEFORE: dict[str, Callable[[Stage], None]] = {"login": login, "first-run": first_run}
SCENES: dict[str, Callable[[Stage], None]] = {
    "home": a_page("home"),
    "grids": grids,
    "workers": workers,
    "workers-dialogs": workers_dialogs,
    "qualifications": qualifications,
    "contracts": contracts,
    "changeover": changeover,
    "training": training,
    "assessment": assessment,
    "notices": notices,
    "notices-community": notices_community,
    "statistics": statistics,
    "compliance": a_page("compliance"),
    "discipline": a_page("discipline"),
    "lapses": a_page("lapses"),
    "pay": pay,
    "pay-papers": pay_papers,
    "pay-facts": pay_facts,
    "insurance": insurance,
    "search": search,
    "as-of": as_of,
    "settings": settings,
    "imports": imports,
    "journal": journal,
}
README: tuple[tuple[tuple[str, str], str, dict[str, Callable[[Stage], None]]], ...] = (
    (("zh_CN", "dark"), "-dark", {"home": a_page("home")}),
    (("en", "light"), "-en", {"notices": a_page("notices", "stale")}),
)
"""Language and theme, what the names of the pictures end with, and the scenes of the README."""
