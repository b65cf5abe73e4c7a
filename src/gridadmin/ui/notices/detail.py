"""One board in full: as it would be printed now, what the wall says against what is true, its prints and places."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QStackedWidget, QWidget

from gridadmin.domain.errors import GridAdminError
from gridadmin.domain.notices import BoardDifference, BoardTemplate
from gridadmin.domain.notices_lists import BoardDetail, BoardLine, BoardPrintRow
from gridadmin.i18n import _
from gridadmin.jobs.notices import BoardChoice, PrintedBoards, preview_boards
from gridadmin.services.notices_lists import get_board
from gridadmin.ui.layouts import badge, button, column, label, panel, row, tool_button
from gridadmin.ui.notices.columns import SIGNS, TONES
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import Facts, ViewTabs
from gridadmin.ui.pdf_view import PdfView
from gridadmin.ui.scroll import ScrollPane
from gridadmin.ui.theme import current, fit_layout
from gridadmin.ui.tokens import MEDIUM, ROOMY, SNUG, TAB_EDGE, TIGHT

SETTLED_MS = 140  # the cursor rests on a row for so long before its board is drawn


class BoardPane(QFrame):
    """The board under the cursor of the list.

    Signals:
        print_asked: print this board. place_asked: add a posting place.
        place_removed: id and name of a posting place.
        subject_opened: the grid or community is wanted.
    """

    print_asked = Signal()
    place_asked = Signal()
    place_removed = Signal(object, str)
    subject_opened = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("panel", "plain")
        self._desk = desk
        self.line: BoardLine | None = None
        self.detail: BoardDetail | None = None
        self.template, self.paper = BoardTemplate.STANDARD_BLUE, "A3"
        self._title = label("", "title", wrap=True)
        self._badges = row(spacing=TIGHT)
        self._facts = label("", "caption", wrap=True)
        for words in (self._title, self._facts):
            words.setMinimumWidth(1)
        self.view = PdfView(desk.background)
        self._wall, self._past = ScrollPane(), ScrollPane()
        self.tabs = ViewTabs(
            [("preview", _("Preview")), ("wall", _("Wall and facts")), ("prints", _("Prints and places"))]
        )
        self._stack = QStackedWidget()
        for pane in (self.view, self._wall, self._past):
            self._stack.addWidget(pane)
        self.tabs.currentChanged.connect(self._stack.setCurrentIndex)
        self._late = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._late.timeout.connect(self._draw)
        self._build()

    def _build(self) -> None:
        opened = button(_("Open"), self.subject_opened.emit, "quiet", "arrow-right")
        self.print_button = button(_("Print …"), self.print_asked.emit, icon="printer")
        head = row(self._title, opened, self.print_button, spacing=SNUG)
        head.setStretch(0, 1)
        below = row(self._badges, self._facts, spacing=SNUG)
        below.setStretch(1, 1)
        top = column(head, below, spacing=TIGHT, margins=(ROOMY, MEDIUM, MEDIUM, TIGHT))
        whole = column(top, row(self.tabs, margins=(TAB_EDGE, 0, 0, 0)), self._stack, spacing=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def show_line(self, line: BoardLine | None) -> None:
        """Show a board; the drawing waits until the cursor rests."""
        is_same = self.line is not None and line is not None and self.line.subject == line.subject
        self.line = line
        self.setVisible(line is not None)
        if line is None:
            return
        self._show_head(line)
        if not is_same:
            self.view.say(_("Drawing the board …"))
        self._late.start()
        self._desk.background.read(get_board, line.subject, self._desk.as_of, done=self._show_detail, caller=self)

    def _show_head(self, line: BoardLine) -> None:
        self._title.setText(line.name)
        while (item := self._badges.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._badges.addWidget(badge(f"{SIGNS[line.status]} {line.status.label}", TONES[line.status]))
        parts = [line.code, line.community if not line.is_community else _("its own board"), line.place]
        self._facts.setText("  ·  ".join(part for part in parts if part))

    def _draw(self) -> None:
        if self.line is None:
            return
        subject = self.line.subject
        choice = BoardChoice(
            grid_ids=(subject.grid_id,) if subject.grid_id else (),
            community_ids=() if subject.grid_id else (subject.community_id,),
            template=self.template,
            size=self.paper,
        )
        self._desk.background.run(
            preview_boards, choice, done=partial(self._show_board, subject), failed=self._say_why, caller=self
        )

    def _show_board(self, subject: object, printed: PrintedBoards) -> None:
        if self.line is not None and self.line.subject == subject:
            self.view.show_pdf(printed.pdf, printed.pages)

    def _say_why(self, error: GridAdminError) -> None:
        self.view.say(str(error))

    def _show_detail(self, detail: BoardDetail) -> None:
        self.detail = detail
        self._wall.fill(self._comparison(detail))
        self._past.fill(
            self._card(_("Posting places"), *self._places(detail), act=self._adds()),
            self._card(_("Prints"), *self._prints(detail)),
        )
        for pane in (self._wall, self._past):
            pane.body.setContentsMargins(current().px(ROOMY), current().px(SNUG), current().px(SNUG), 0)
        printed = detail.prints[0] if detail.prints else None
        if printed is not None and printed.template in {template.value for template in BoardTemplate}:
            self.template = BoardTemplate(printed.template)

    def _comparison(self, detail: BoardDetail) -> QWidget:
        if not detail.prints:
            return self._card(_("Nothing hangs on the wall yet"), label(_("No board has been printed."), "muted"))
        if not detail.differences:
            words = _("Everything that the board of {day} says is still true.")
            day = detail.prints[0].printed_on.isoformat()
            return self._card(_("The wall is right"), label(words.format(day=day), "muted", wrap=True))
        grid = QGridLayout()
        grid.setProperty("units", SNUG)
        fit_layout(current(), grid)
        for place, title in enumerate((_("Item"), _("On the wall"), _("True now"))):
            grid.addWidget(label(title, "caption"), 0, place)
        for line, found in enumerate(detail.differences, 1):
            self._compare(grid, line, found)
        for place, share in enumerate((2, 4, 4)):
            grid.setColumnStretch(place, share)
        holder = QWidget()
        holder.setLayout(grid)
        return self._card(_("What is no longer true"), self._since(), holder)

    def _since(self) -> QWidget:
        since = self.line.outdated_since if self.line else None
        text = _("False since {day}").format(day=since.isoformat()) if since else _("It is not known since when.")
        return label(text, "caption", "warning")

    def _compare(self, grid: QGridLayout, line: int, found: BoardDifference) -> None:
        was = label(found.printed or "—", tone="danger", wrap=True)
        now = label(found.now or "—", tone="good", wrap=True)
        grid.addWidget(label(found.item.label, "strong", wrap=True), line, 0)
        grid.addWidget(was, line, 1)
        grid.addWidget(now, line, 2)

    def _places(self, detail: BoardDetail) -> list[QWidget]:
        lines = [self._place(place_id, place) for place_id, place in detail.places]
        return lines or [label(_("No posting place is recorded"), "muted")]

    def _place(self, place_id: UUID, place: str) -> QWidget:
        remove = tool_button("x", _("Remove this posting place"), partial(self.place_removed.emit, place_id, place))
        remove.setEnabled(not self._desk.read_only)
        holder = QWidget()
        holder.setLayout(row(label(place, wrap=True), 1, remove))
        return holder

    def _adds(self) -> QWidget:
        add = button(_("Add"), self.place_asked.emit, "quiet", "plus")
        add.setEnabled(not self._desk.read_only)
        return add

    def _prints(self, detail: BoardDetail) -> list[QWidget]:
        if not detail.prints:
            return [label(_("No board has been printed."), "muted")]
        facts = Facts()
        facts.show_facts([(self._number(found), self._print(found)) for found in detail.prints])
        return [facts]

    def _number(self, found: BoardPrintRow) -> str:
        return _("Version {number}").format(number=found.number)

    def _print(self, found: BoardPrintRow) -> str:
        known = {template.value: template.label for template in BoardTemplate}
        return f"{found.printed_on.isoformat()}  ·  {found.size}  ·  {known.get(found.template, found.template)}"

    def _card(self, title: str, *items: QWidget, act: QWidget | None = None) -> QFrame:
        head = row(label(title, "strong"), 1, act)
        return panel("card", column(head, *items, spacing=SNUG, margins=(ROOMY, MEDIUM, ROOMY, MEDIUM)))
