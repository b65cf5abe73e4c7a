"""One run: its sums and state, its next step, its lines, and the explanation of every amount."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QMenu, QSizePolicy, QSplitter, QStackedWidget, QWidget

from gridadmin.domain.pay_runs import PayLineRow, RunState
from gridadmin.i18n import _
from gridadmin.jobs.pay import RunView
from gridadmin.ui.layouts import badge, button, column, label, restyle, row, tool_button
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import ViewTabs
from gridadmin.ui.pay.explain_panel import ExplainPanel
from gridadmin.ui.pay.runs_columns import STATE_TONES, concerns_of, line_columns, yuan_shown
from gridadmin.ui.table_view import EmptyState, RecordTable
from gridadmin.ui.tables import TableModel, fitted
from gridadmin.ui.text_field import TextField
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import MEDIUM, ROOMY, SNUG, TIGHT

LINES, TO_LOOK_AT = "lines", "concerns"
_BADGES = {"accent_text": "accent", "muted": ""}


class RunPanel(QWidget):
    """Shows a run.

    Signals:
        asked: the key of an act: go_on, reopen, drop, papers.
        person_asked: the id of a person.
    """

    asked = Signal(str)
    person_asked = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.view: RunView | None = None
        self.model: TableModel[PayLineRow] = TableModel(fitted(line_columns()), self)
        self.lines = RecordTable(self.model, "pay/lines", desk.preferences)
        self.box = TextField(_("Name"))
        self.views = ViewTabs([(LINES, _("Lines")), (TO_LOOK_AT, _("To look at"))])
        self.explanation = ExplainPanel()
        self._build()
        self._connect()

    @property
    def table(self) -> RecordTable:
        """The table that is seen."""
        return self.lines

    def show_view(self, view: RunView | None) -> None:
        """Show a run; None shows that there is none."""
        self.view = view
        self._pages.setCurrentIndex(1 if view else 0)
        if view is None:
            return
        run = view.run
        self._title.setText(self.title())
        self._state.setText(run.state.label)
        tone = STATE_TONES[run.state]
        restyle(self._state, tone=_BADGES.get(tone, tone))
        self._facts.setText(self._sums())
        self._steps.setText(_step_words(run.steps))
        self._steps.setVisible(bool(run.steps))
        read_only = self._desk.read_only
        self.go_on.setVisible(run.state is not RunState.LOCKED and not read_only)
        self.papers.setVisible(run.state is not RunState.DRAFT)
        self._drop.setEnabled(run.state is RunState.DRAFT and not read_only)
        self._reopen.setEnabled(run.state is not RunState.DRAFT and not read_only)
        self._show_lines()

    def title(self) -> str:
        """Return what run is shown."""
        if self.view is None:
            return ""
        return f"{self.view.run.month}  {self.view.run.kind.label}"

    def filters(self) -> tuple[str, ...]:
        """Return what restricts the lines that are seen."""
        shown = (_("To look at") if self.views.value() == TO_LOOK_AT else "", self.box.value() or "")
        return tuple(text for text in shown if text)

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        return [self.lines, self.explanation.text]

    def _make_head(self) -> QBoxLayout:
        self._title, self._state = label("", "title"), badge("")
        self._facts, self._steps = label("", "muted", wrap=True), label("", "caption", wrap=True)
        self.go_on = button(_("Go on with this run"), lambda: self.asked.emit("go_on"), icon="arrow-right")
        self.papers = button(_("Papers …"), lambda: self.asked.emit("papers"), icon="printer")
        more = tool_button("ellipsis", _("More"))
        self.menu = QMenu(more)
        more.clicked.connect(lambda: self.menu.popup(more.mapToGlobal(more.rect().bottomLeft())))
        self._reopen = self.menu.addAction(_("Reopen …"), lambda: self.asked.emit("reopen"))
        self._drop = self.menu.addAction(_("Throw the draft away …"), lambda: self.asked.emit("drop"))
        acts = row(self._title, self._state, 1, self.papers, self.go_on, more, spacing=SNUG)
        return column(acts, self._facts, self._steps, spacing=TIGHT, margins=(0, 0, ROOMY, 0))

    def _build(self) -> None:
        head = self._make_head()
        self.box.setClearButtonEnabled(True)
        self.box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        bar = row(self.views, 1, self.box, spacing=SNUG, margins=(0, 0, ROOMY, 0))
        self.lines.setProperty("look", "flat")
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.addWidget(self.lines)
        self.split.addWidget(self.explanation)
        self.split.setChildrenCollapsible(False)
        self.split.setCollapsible(1, True)  # with large text the lines can have all the room
        self.split.setHandleWidth(1)
        self.split.setSizes([current().px(320), current().px(190)])
        whole = QWidget()
        lines = column(head, bar, self.split, spacing=SNUG, margins=(ROOMY, MEDIUM, 0, 0))
        lines.setStretch(2, 1)
        whole.setLayout(lines)
        self._empty = EmptyState(icon="wallet")
        self._empty.say(_("Nothing was reckoned yet."))
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(whole)
        self.setLayout(column(self._pages))

    def _connect(self) -> None:
        self.views.chosen.connect(lambda _key: self._show_lines())
        self.box.changed.connect(self._show_lines)
        self.lines.row_chosen.connect(self.explanation.show_line)
        self.lines.clicked.connect(self._explain_cell)
        self.lines.row_opened.connect(lambda _row: self._explain_cell(self.lines.currentIndex()))
        self.explanation.person_asked.connect(self.person_asked)

    def _explain_cell(self, index: QModelIndex) -> None:
        """Bring the amount that was clicked, or under the cursor at Enter, to the front."""
        self.explanation.show_figure(self.model.columns[index.column()].key)

    def _show_lines(self) -> None:
        if self.view is None:
            return
        words = (self.box.value() or "").casefold()
        concerned = [line for line in self.view.lines if concerns_of(line)]
        self.views.show_count(TO_LOOK_AT, _("To look at"), len(concerned))
        rows = concerned if self.views.value() == TO_LOOK_AT else self.view.lines
        kept = self.lines.current_row()
        self.model.set_rows([line for line in rows if words in line.name.casefold()])
        shown = self.model.rows()
        self.lines.choose(next((place for place, each in enumerate(shown) if kept and each.id == kept.id), 0))
        self.explanation.show_line(self.lines.current_row() if shown else None)

    def _sums(self) -> str:
        assert self.view is not None
        run = self.view.run
        parts = [
            _("paid on {day}").format(day=run.pay_date.isoformat()),
            _("{count} persons").format(count=run.people),
            _("gross {amount}").format(amount=yuan_shown(run.gross)),
            _("contributions {amount}").format(amount=yuan_shown(run.employee)),
            _("tax {amount}").format(amount=yuan_shown(run.tax)),
            _("net {amount}").format(amount=yuan_shown(run.net)),
            _("the unit's contributions {amount}").format(amount=yuan_shown(run.employer)),
        ]
        return " · ".join(parts)


def _step_words(steps: tuple[tuple[str, ...], ...]) -> str:
    words = []
    for state, day, by, *rest in steps:
        said = _("{state} {day} {by}").format(state=RunState(state).label, day=day, by=by)
        words.append(f"{said} ({rest[0]})" if rest else said)
    return "  →  ".join(words)
