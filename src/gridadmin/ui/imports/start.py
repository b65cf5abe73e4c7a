"""Where an import begins: a place to drop files on, and the newest imports with their undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QWidget

from gridadmin.domain.journal import ActRow
from gridadmin.domain.queues import Target
from gridadmin.i18n import N_, _
from gridadmin.ui.dropped_files import dropped_files
from gridadmin.ui.layouts import badge, button, column, icon_label, label, panel, restyle, row, rule
from gridadmin.ui.scroll import ScrollPane
from gridadmin.ui.tokens import ICON_LARGE, MEDIUM, ROOMY, SNUG, TIGHT, WIDE

ELSEWHERE = (
    (N_("Attendance and results"), ("training", "to_enter")),
    (N_("Scores of an assessment"), ("assessment", "entry")),
    (N_("Rewards and problems"), ("discipline", "all")),
    (N_("Contracts"), ("contracts", "contracts")),
    (N_("Pay entries"), ("pay", "entries")),
)


class DropZone(QFrame):
    """Takes files that are dropped or chosen.

    Signals:
        dropped: list of Path.
    """

    dropped = Signal(list)

    def __init__(self, ask: Callable[[], None], ask_photos: Callable[[], None]) -> None:
        super().__init__()
        self.setProperty("panel", "drop")
        self.setAcceptDrops(True)
        self.choose = button(_("Choose a file …"), ask, "primary", "upload")
        self.photos = button(_("Choose a folder of photos …"), ask_photos, "", "circle-user")
        words = label(_("Drop a workbook or a folder of photos here"), "title", wrap=True)
        note = label(
            _("xlsx, xls or csv, as the village or the county sent it. Nothing is changed before you say so."),
            "muted",
            wrap=True,
        )
        text = column(words, note, spacing=TIGHT)
        line = row(
            icon_label("file-input", "accent_text", ICON_LARGE), text, self.photos, self.choose, spacing=ROOMY,
            margins=(WIDE, WIDE, WIDE, WIDE),
        )  # fmt: skip
        line.setStretch(1, 1)
        self.setLayout(line)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
            restyle(self, over=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Look as before."""
        super().dragLeaveEvent(event)
        restyle(self, over=False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand the files over."""
        restyle(self, over=False)
        paths = dropped_files(event)
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(paths)


class StartPane(QWidget):
    """The drop zone, and below it what was imported last.

    Signals:
        dropped: list of Path; undo_asked: ActRow; page_asked: the Target of a page with an import of its own.
    """

    dropped = Signal(list)
    undo_asked = Signal(object)
    page_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.zone = DropZone(self._ask_file, self._ask_folder)
        self.zone.dropped.connect(self.dropped)
        self._recent = ScrollPane()
        heading = label(_("Imported lately"), "strong")
        self.setLayout(
            column(
                self.zone, self._elsewhere(), heading, self._recent, spacing=MEDIUM, margins=(ROOMY, SNUG, ROOMY, ROOMY)
            )
        )

    def show_recent(self, acts: Sequence[ActRow]) -> None:
        """Show the newest imports."""
        if not acts:
            self._recent.fill(label(_("Nothing has been imported yet."), "muted"))
            return
        self._recent.fill(
            panel("card", column(*self._lines(acts), spacing=SNUG, margins=(ROOMY, MEDIUM, ROOMY, MEDIUM)))
        )

    def _elsewhere(self) -> QWidget:
        """Sheets that belong to one session, period or list are imported where it is seen."""
        holder = QWidget()
        words = label(_("Imported on their own pages:"), "muted")
        ways = [button(_(name), partial(self.page_asked.emit, Target(*place)), "chip") for name, place in ELSEWHERE]
        holder.setLayout(column(words, row(*ways, 1, spacing=SNUG), spacing=TIGHT))
        return holder

    def _lines(self, acts: Sequence[ActRow]) -> list[QWidget]:
        lines: list[QWidget] = []
        for act in acts:
            if lines:
                lines.append(rule())
            lines.append(self._line(act))
        return lines

    def _line(self, act: ActRow) -> QWidget:
        undone = badge(_("undone"), "warning") if act.undone_by else None
        undo = (
            None
            if act.undone_by
            else button(_("Undo this import"), partial(self.undo_asked.emit, act), "quiet", "undo-2")
        )
        words = column(
            label(str(act.sentence), wrap=True),
            label(f"{act.at.astimezone():%Y-%m-%d %H:%M} · {act.actor}", "caption"),
            spacing=2,
        )
        line = row(words, undone, undo, spacing=MEDIUM)
        line.setStretch(0, 1)
        holder = QWidget()
        holder.setLayout(line)
        return holder

    def _ask_file(self) -> None:
        kinds = _("Workbooks and tables") + " (*.xlsx *.xls *.xlsm *.csv *.et)"
        path, _kind = QFileDialog.getOpenFileName(self, _("Choose a file"), "", kinds)
        if path:
            self.dropped.emit([Path(path)])

    def _ask_folder(self) -> None:
        path = QFileDialog.getExistingDirectory(self, _("Choose a folder of photos"))
        if path:
            self.dropped.emit([Path(path)])
