"""One run: its sums and state, its lines, what differs from last month, and the explanation of every amount."""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy, QSplitter, QStackedWidget, QWidget

from gridadmin.domain.pay_runs import PayLineRow, RunState
from gridadmin.i18n import _
from gridadmin.jobs.pay import RunView
from gridadmin.ui.layouts import badge, column, label, restyle, row
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import ViewTabs
from gridadmin.ui.pay.runs_columns import STATE_TONES, concerns_of, line_columns, yuan_shown
from gridadmin.ui.table_view import EmptyState, RecordTable
from gridadmin.ui.tables import TableModel
from gridadmin.ui.text_field import TextField
from gridadmin.ui.tokens import MEDIUM, ROOMY, SNUG, TIGHT

LINES, TO_LOOK_AT = "lines", "concerns"
_BADGES = {"accent_text": "accent", "muted": ""}


class RunPanel(QWidget):
    """Shows a run."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.view: RunView | None = None
        self.model: TableModel[PayLineRow] = TableModel(line_columns(), self)
        self.lines = RecordTable(self.model, "pay/lines", desk.preferences)
        self.box = TextField(_("Name"))
        self.views = ViewTabs([(LINES, _("Lines")), (TO_LOOK_AT, _("To look at"))])
        self._build()
        self.views.chosen.connect(lambda _key: self._show_lines())
        self.box.changed.connect(self._show_lines)

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
        return [self.lines]

    def _build(self) -> None:
        self._title, self._state = label("", "title"), badge("")
        self._facts, self._steps = label("", "muted", wrap=True), label("", "caption", wrap=True)
        head = column(row(self._title, self._state, 1, spacing=SNUG), self._facts, self._steps, spacing=TIGHT)
        self.box.setClearButtonEnabled(True)
        self.box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        bar = row(self.views, 1, self.box, spacing=SNUG, margins=(0, 0, ROOMY, 0))
        self.lines.setProperty("look", "flat")
        self.split = QSplitter()
        self.split.addWidget(self.lines)
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
