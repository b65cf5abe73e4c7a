"""One period beside the list: the next act on top, then scores, results and objections."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from gridadmin.domain.assessment_bands import scheme_holes
from gridadmin.domain.assessment_checks import hole_words
from gridadmin.domain.assessment_periods import PeriodState
from gridadmin.domain.assessment_ranking import distribution
from gridadmin.domain.assessment_rows import ObjectionRow, ParticipantRow, PeriodSheet, ReviewDue
from gridadmin.i18n import N_, _
from gridadmin.ui.assessment.columns import STATE_TONES, objection_columns, result_columns
from gridadmin.ui.assessment.entry import ScoreEntry
from gridadmin.ui.assessment.pictures import GradePicture
from gridadmin.ui.layouts import badge, button, column, label, panel, restyle, row
from gridadmin.ui.listing import joined
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import ViewTabs
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import TableModel
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import MEDIUM, ROOMY, SNUG, TIGHT

ENTRY, RESULTS, OBJECTIONS = "entry", "results", "objections"
LOW = 480  # pixels of height below which what is not about scores gives way while they are entered
TABS = {ENTRY: N_("Enter scores"), RESULTS: N_("Results of all"), OBJECTIONS: N_("Objections")}


class PeriodPane(QWidget):
    """A period whole.

    Signals:
        publish_asked, notices_asked, sheets_asked, summary_asked, import_asked, reviews_asked: the act of a button.
        person_asked: an act on a person's line: excuse, event, correct, object, sheet; the line.
        decide_asked: an objection to be decided.
    """

    publish_asked = Signal()
    notices_asked = Signal()
    sheets_asked = Signal()
    summary_asked = Signal()
    import_asked = Signal()
    reviews_asked = Signal()
    person_asked = Signal(str, object)
    decide_asked = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.whole: PeriodSheet | None = None
        self.due: Sequence[ReviewDue] = ()
        self.entry = ScoreEntry()
        self.results: TableModel[ParticipantRow] = TableModel(result_columns(), self)
        self.result_table = RecordTable(self.results, "assessment/results", desk.preferences)
        self.objections: TableModel[ObjectionRow] = TableModel(objection_columns(), self)
        self.objection_table = RecordTable(self.objections, "assessment/objections", desk.preferences)
        self.picture = GradePicture()
        self.tabs = ViewTabs([(key, _(title)) for key, title in TABS.items()])
        self._read_only = False
        self._build()
        self._connect()

    def show_period(self, whole: PeriodSheet, objections: Sequence[ObjectionRow], day: date, read_only: bool) -> None:
        """Show a period as of a day."""
        same = self.whole is not None and self.whole.period.id == whole.period.id
        self.whole, self._read_only = whole, read_only
        period = whole.period
        self._title.setText(str(period.words))
        self._state.setText(period.state.label)
        restyle(self._state, tone={"accent_text": "accent"}.get(STATE_TONES[period.state], STATE_TONES[period.state]))
        self._words.setText(self._said(whole, day))
        editable = period.state is PeriodState.ENTRY and not whole.round.is_composite
        self.entry.show_period(whole, read_only or not editable)
        self._show_results(whole, same)
        self.objections.set_rows(list(objections))
        self.objection_table.choose(0)
        self.picture.show_grades(
            distribution(whole.definition, [line.graded.grade for line in whole.ranked if line.graded])
        )
        self.tabs.show_count(OBJECTIONS, _(TABS[OBJECTIONS]), len(objections))
        self._show_acts()
        if not same:
            self.tabs.choose(ENTRY if editable else RESULTS)
        self._on_tab(self.tabs.value())

    def _show_results(self, whole: PeriodSheet, same: bool) -> None:
        """The best first, who has none below; the cursor stays on its person while the period stays."""
        kept: ParticipantRow | None = self.result_table.current_row() if same else None
        self.results.set_rows([*whole.ranked, *(line for line in whole.participants if line.graded is None)])
        people = [line.worker_id for line in self.results.rows()]
        self.result_table.choose(people.index(kept.worker_id) if kept and kept.worker_id in people else 0)

    def show_reviews(self, due: Sequence[ReviewDue]) -> None:
        """Say who is due for a review, and offer to open those."""
        self.due = due
        self._show_due()
        if due:
            names = joined(row.name for row in due[:6]) + ("…" if len(due) > 6 else "")
            text = _("{count} due for a review after poor results in a row: {names}")
            self._due_words.setText(text.format(count=len(due), names=names))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low window has room for scores or for the reviews that are due."""
        super().resizeEvent(event)
        self._show_due()

    def _show_due(self) -> None:
        gives_way = self.tabs.value() == ENTRY and self.height() < current().px(LOW)
        self._due.setVisible(bool(self.due) and not self._read_only and not gives_way)

    def line(self) -> ParticipantRow | None:
        """Return the person under the cursor of the tab that is open."""
        if self.whole is None:
            return None
        if self.tabs.value() == ENTRY:
            place = self.entry.grid.cells.currentIndex().row()
            people = self.whole.assessed
            return people[place] if 0 <= place < len(people) else None
        found: ParticipantRow | None = self.result_table.current_row()
        return found

    def _make_acts(self) -> None:
        self._title, self._state, self._words = label("", "heading"), badge(""), label("", "caption", wrap=True)
        for words in (self._title, self._words):
            words.setMinimumWidth(1)  # large text in a small window: the words give way, not the acts
        self.save = button(_("Save"), self.entry.save, icon="save")
        self.publish = button(_("Publish …"), self.publish_asked.emit, "primary", "presentation")
        self.notices = button(_("Print the notices"), self.notices_asked.emit, "primary", "printer")
        self.sheets = button(_("Score sheets"), self.sheets_asked.emit, icon="file-text")
        self.summary = button(_("Summary sheet"), self.summary_asked.emit, icon="columns-3")
        self.scores = button(_("Import scores …"), self.import_asked.emit, "quiet")
        self.record = button(_("Event …"), lambda: self._ask("event"), "quiet")
        self.excuse = button(_("Leave out …"), lambda: self._ask("excuse"), "quiet")
        self.correct = button(_("Correct …"), lambda: self._ask("correct"), "quiet")
        self.protest = button(_("Objection …"), lambda: self._ask("object"), "quiet")
        self.decide = button(_("Decide …"), self._decide, "primary", "scale")

    def _build(self) -> None:
        self._make_acts()
        said = row(self._words, self.sheets, self.summary, self.save, spacing=SNUG)
        said.setStretch(0, 1)
        head = column(
            row(self._title, self._state, 1, self.publish, self.notices),
            said,
            spacing=TIGHT,
            margins=(ROOMY, MEDIUM, MEDIUM, SNUG),
        )
        self._due_words = label("", wrap=True)
        self.reviews = button(_("Open the reviews"), self.reviews_asked.emit, "primary")
        line = row(self._due_words, self.reviews, spacing=MEDIUM, margins=(ROOMY, SNUG, MEDIUM, SNUG))
        line.setStretch(0, 1)
        self._due = panel("warning", line)
        self._due.hide()
        self._stack = QStackedWidget()
        results = QWidget()
        lines = column(self.picture, self.result_table, spacing=SNUG, margins=(MEDIUM, SNUG, MEDIUM, 0))
        lines.setStretch(1, 1)
        results.setLayout(lines)
        for part in (self.entry, results, self.objection_table):
            self._stack.addWidget(part)
        for table in (self.result_table, self.objection_table):
            table.setProperty("look", "flat")
        self.result_table.set_empty(_("Nobody has a result yet."))
        self.objection_table.set_empty(_("Nobody has objected."))
        acts = row(
            self.tabs, 1, self.scores, self.record, self.excuse, self.correct, self.protest, self.decide, spacing=SNUG
        )
        acts.setContentsMargins(0, 0, SNUG, 0)
        whole = column(head, self._due, acts, self._stack, spacing=0)
        whole.setStretch(3, 1)
        self.setLayout(whole)

    def _connect(self) -> None:
        self.tabs.chosen.connect(self._on_tab)
        self.entry.edited.connect(self._on_edited)
        self.objection_table.row_opened.connect(self.decide_asked)
        self.result_table.row_opened.connect(lambda line: self.person_asked.emit("sheet", line))

    def _said(self, whole: PeriodSheet, day: date) -> str:
        period = whole.period
        parts = [whole.definition.name, f"{period.first_day.isoformat()} – {period.last_day.isoformat()}"]
        if period.published_on is not None and period.published_on <= day:
            words = _("published on {day}, objections until {until}")
            parts.append(words.format(day=period.published_on, until=period.objections_until))
        parts += [str(hole_words(hole)) for hole in scheme_holes(whole.definition)]
        missing = sum(not line.assessed for line in whole.participants)
        if missing:
            parts.append(_("{count} not assessed, with the reason under Results").format(count=missing))
        return "    ".join(parts)

    def _show_acts(self) -> None:
        assert self.whole is not None
        period, writable = self.whole.period, not self._read_only
        entering = period.state is PeriodState.ENTRY
        self.save.setVisible(entering and writable and not self.whole.round.is_composite)
        self._on_edited(self.entry.is_dirty())
        self.publish.setVisible(entering and writable)
        self.notices.setVisible(not entering)
        self.tabs.setTabVisible(0, not self.whole.round.is_composite)

    def _on_edited(self, dirty: bool) -> None:
        """What was typed is saved before a sheet is imported over it."""
        self.save.setEnabled(dirty)
        self.scores.setEnabled(not dirty)
        self.scores.setToolTip(_("Save what was typed first.") if dirty else "")

    def _on_tab(self, key: str) -> None:
        if self.whole is None:
            return
        self._stack.setCurrentIndex(list(TABS).index(key))
        self._show_due()
        entering = self.whole.period.state is PeriodState.ENTRY and not self._read_only
        open_now = self.whole.period.state is PeriodState.OBJECTIONS and not self._read_only
        scored = not self.whole.round.is_composite
        for act in (self.scores, self.record):
            act.setVisible(key == ENTRY and entering and scored)
        self.excuse.setVisible(key != OBJECTIONS and entering)
        self.correct.setVisible(key == RESULTS and not entering and not self._read_only)
        self.protest.setVisible(key == RESULTS and open_now)
        self.decide.setVisible(key == OBJECTIONS and not self._read_only)

    def _ask(self, act: str) -> None:
        line = self.line()
        if line is not None:
            self.person_asked.emit(act, line)

    def _decide(self) -> None:
        found: ObjectionRow | None = self.objection_table.current_row()
        if found is not None and found.decision is None:
            self.decide_asked.emit(found)

    def chosen_ids(self) -> list[UUID]:
        """Return the people selected in the results; empty for everybody."""
        chosen = self.result_table.selected_rows() if self.tabs.value() == RESULTS else []
        return [line.worker_id for line in chosen] if len(chosen) > 1 else []
