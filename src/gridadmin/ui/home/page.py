"""Home: the work that waits as tiles, and below them how the grids stand, what was done last, and the last backup."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from gridadmin.domain.office_overview import Overview
from gridadmin.domain.queues import Queue, Target
from gridadmin.i18n import N_, _
from gridadmin.ui.home.panels import BoardsPanel, CoveragePanel, JournalPanel
from gridadmin.ui.home.queues import QueueGrid
from gridadmin.ui.layouts import column
from gridadmin.ui.pages import Desk, Page
from gridadmin.ui.panes import PageHeader, SideBySide
from gridadmin.ui.tokens import ROOMY, SNUG

WEEKDAYS = (N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"))
MORNING, NOON, EVENING = 5, 12, 18


class HomePage(Page):
    """The home page, from one background job: `desk.overview(office, as_of, progress=…)`."""

    features = frozenset(
        {
            "office",
            "grids",
            "workers",
            "notices",
            "matters",
            "qualifications",
            "insurance",
            "journal",
            "exchange",
            "backups",
        }
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        office = desk.background.office
        self._name = office.account_name if office else ""
        self.header = PageHeader(greeting(datetime.now().astimezone(), self._name))
        self.grid = QueueGrid()
        self.grid.opened.connect(self._on_opened)
        self.coverage, self.boards, self.journal = CoveragePanel(), BoardsPanel(), JournalPanel()
        self.coverage.opened.connect(lambda view: desk.go(Target("grids", view)))
        self.boards.opened.connect(lambda view: desk.go(Target("notices", view)))
        self.journal.backup_asked.connect(lambda: desk.go(Target("settings", "backups")))
        lower = SideBySide((self.coverage, 5), (self.boards, 5), (self.journal, 6))
        holder = QWidget()
        holder.setLayout(column(self.grid, lower, 1, spacing=ROOMY, margins=(ROOMY, SNUG, ROOMY, ROOMY)))
        area = QScrollArea()
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidgetResizable(True)
        area.setWidget(holder)
        self.setLayout(column(self.header, area, spacing=0))

    def reload(self) -> None:
        """Read the home page again."""
        if self.desk.overview is not None:
            self.desk.background.run(self.desk.overview, self.desk.as_of, done=self.show_overview, caller=self)

    def show_overview(self, found: Overview) -> None:
        """Show what was read; the answer for a day that is no longer looked at is dropped."""
        if found.as_of != self.desk.as_of:
            return
        self.grid.show_queues(found.queues)
        waiting = sum(1 for queue in found.queues if queue.count)
        words = _("{count} queues have work in them.") if waiting else _("Nothing waits. Well done.")
        self.header.say(self._greeting(found) + "  ·  " + words.format(count=waiting))
        self.coverage.show_coverage(found.coverage)
        self.boards.show_boards(found.boards)
        self.journal.show_acts(found.acts, found.last_backup)

    def panes(self) -> list[QWidget]:
        """The tiles, then what stands below them."""
        return [*self.grid.tiles(), *self.boards.chart.parts]

    def _greeting(self, found: Overview) -> str:
        day, weekday = found.as_of, _(WEEKDAYS[found.as_of.weekday()])
        return f"{found.organisation}  ·  {day.isoformat()} {weekday}"

    def _on_opened(self, queue: Queue) -> None:
        self.desk.go(queue.target)


def greeting(now: datetime, name: str) -> str:
    """Return the words with which a clerk is greeted at an hour of the day."""
    hour = now.hour
    if MORNING <= hour < NOON:
        words = _("Good morning, {name}")
    elif NOON <= hour < EVENING:
        words = _("Good afternoon, {name}")
    else:
        words = _("Good evening, {name}")
    return words.format(name=name)
