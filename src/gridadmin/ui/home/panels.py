"""The cards below the queues: coverage of the grids, state of the boards, what was done last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QProgressBar, QWidget

from gridadmin.domain.journal import ActRow
from gridadmin.domain.office_overview import Coverage
from gridadmin.domain.snapshot import BoardStatus
from gridadmin.domain.tables import Share
from gridadmin.i18n import _
from gridadmin.ui.charts import RingChart, Slice
from gridadmin.ui.layouts import button, column, icon_label, label, row
from gridadmin.ui.tokens import ICON_SMALL, MEDIUM, ROOMY, SNUG, TIGHT

BACKUP_IS_OLD = timedelta(days=7)
TONES = {BoardStatus.CURRENT: "good", BoardStatus.TO_REPRINT: "warning", BoardStatus.MISSING: "danger"}


class _Card(QFrame):
    """A white surface with a heading; what is below it is replaced as a whole."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setProperty("panel", "card")
        self.lines = column(spacing=SNUG)
        self.setLayout(column(label(title, "strong"), self.lines, 1, spacing=MEDIUM, margins=(ROOMY,) * 4))

    def fill(self, *items: QWidget) -> None:
        """Show these instead of what was there."""
        while (item := self.lines.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for widget in items:
            self.lines.addWidget(widget)


class CoveragePanel(_Card):
    """Grids, how many are staffed, how many by a full-timer.

    Signals:
        opened: the view of the grids that lists those that lack somebody.
    """

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__(_("Coverage of the grids"))

    def show_coverage(self, found: Coverage) -> None:
        """Show the coverage of a day."""
        counts = _("{grids} grids, {workers} workers in service, {full} of them full-time").format(
            grids=found.grids, workers=found.workers, full=found.full_timers
        )
        self.fill(
            label(counts, "muted", wrap=True),
            self._share(_("Somebody is appointed"), found.staffed_share, "no_worker"),
            self._share(_("A full-timer is appointed"), found.full_timer_share, "no_full_timer"),
        )

    def _share(self, title: str, share: Share, view: str) -> QWidget:
        ratio = share.ratio or 0.0
        opened = button(title, partial(self.opened.emit, view), "link")
        figure = label(f"{ratio:.1%}" if share.whole else "—", "lead")
        head = row(opened, 1, figure, label(f"{share.part} / {share.whole}", "caption"), spacing=SNUG)
        bar = QProgressBar()
        bar.setTextVisible(False)
        bar.setRange(0, max(share.whole, 1))
        bar.setValue(share.part)
        bar.setAccessibleName(title)
        holder = QWidget()
        holder.setLayout(column(head, bar, spacing=TIGHT, margins=(0, SNUG, 0, 0)))
        return holder


class BoardsPanel(_Card):
    """The boards on the wall by their state, each part a way to its list.

    Signals:
        opened: the view of the boards.
    """

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__(_("Boards on the wall"))
        self.chart = RingChart()
        self.chart.chosen.connect(self.opened)
        self.lines.addWidget(self.chart)

    def show_boards(self, counts: Mapping[BoardStatus, int]) -> None:
        """Show how many grids have a board in each state."""
        slices = [Slice(status.value, status.label, counts.get(status, 0), TONES[status]) for status in BoardStatus]
        total = sum(part.value for part in slices)
        current = slices[0].value
        self.chart.show_slices(slices, f"{current / total:.0%}" if total else "—", _("current"))


class JournalPanel(_Card):
    """What was done last, by whom, and when the last backup was verified.

    Signals:
        backup_asked: the clerk wants to see or make a backup.
    """

    backup_asked = Signal()

    def __init__(self) -> None:
        super().__init__(_("Done last"))

    def show_acts(self, acts: Sequence[ActRow], last_backup: datetime | None) -> None:
        """Show acts, the newest first, and the backup."""
        lines = [self._line(act) for act in acts] or [label(_("Nothing was done yet."), "muted")]
        self.fill(*lines, self._backup(last_backup))

    def _line(self, act: ActRow) -> QWidget:
        moment = act.at.astimezone()
        words = label(str(act.sentence), tone="faint" if act.undone_by else "")
        words.setToolTip(str(act.sentence))
        words.setMinimumWidth(1)
        who = label(f"{act.actor}  {moment:%m-%d %H:%M}", "caption")
        who.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        holder = QWidget()
        line = row(words, who, spacing=MEDIUM)
        line.setStretch(0, 1)
        holder.setLayout(line)
        return holder

    def _backup(self, made: datetime | None) -> QWidget:
        old = made is None or datetime.now().astimezone() - made.astimezone() > BACKUP_IS_OLD
        text = _("No verified backup yet")
        if made is not None:
            text = _("Verified backup of {moment}").format(moment=f"{made.astimezone():%Y-%m-%d %H:%M}")
        holder = QWidget()
        tone = "warning" if old else "good"
        self.backup = button(text, self.backup_asked.emit, "link")
        self.backup.setProperty("tone", tone)
        self.backup.setToolTip(_("Open the backups in the settings"))
        icon = icon_label("database-backup", tone, ICON_SMALL)
        holder.setLayout(row(icon, self.backup, 1, margins=(0, TIGHT, 0, 0)))
        return holder
