"""What narrows the line of time: months as views, how far to look ahead, the kind, a box, what breaks something."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from gridadmin.domain.lapses import DEFAULT_MONTHS, Lapse, LapseKind
from gridadmin.domain.months import Month
from gridadmin.i18n import _
from gridadmin.ui.fields import ChoiceField, Option, TextField
from gridadmin.ui.layouts import column, row
from gridadmin.ui.panes import Folding, Switch, ViewTabs
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import ROOMY, SNUG, TAB_EDGE

AHEAD = (1, DEFAULT_MONTHS, 6, 12, 24)
ALL, OVERDUE = "all", "overdue"
EVERYTHING, BREAKING = "everything", "breaking"


class LapseFilterBar(QWidget):
    """Holds the filter; the lapses are in memory, so it is applied here.

    Signals:
        changed: the filter is another one now. months_chosen: how many months are looked ahead.
    """

    changed = Signal()
    months_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.views = ViewTabs([(ALL, _("All"))])
        self.views.chosen.connect(lambda _key: self.changed.emit())
        self.months = Switch([(str(n), _("{count} months").format(count=n)) for n in AHEAD], str(DEFAULT_MONTHS))
        self.months.chosen.connect(lambda key: self.months_chosen.emit(int(key)))
        self.weight = Switch([(EVERYTHING, _("Everything")), (BREAKING, _("What breaks something"))], EVERYTHING)
        self.weight.chosen.connect(lambda _key: self.changed.emit())
        kinds = [Option(None, _("Every kind")), *(Option(kind, kind.label) for kind in LapseKind)]
        self.kind = ChoiceField(kinds, _("Every kind"))
        self.kind.setAccessibleName(_("Kind"))
        self.kind.changed.connect(self.changed)
        self.box = TextField(_("Name, grid or a word"))
        self.box.setClearButtonEnabled(True)
        self.box.changed.connect(self.changed)
        self.kind.setMinimumWidth(current().px(110))
        line = row(Folding(self.months, self.weight), margins=(ROOMY, SNUG, ROOMY, 0))
        second = row(self.kind, self.box, spacing=SNUG, margins=(ROOMY, SNUG, ROOMY, SNUG))
        second.setStretch(0, 2)
        second.setStretch(1, 5)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setLayout(column(row(self.views, margins=(TAB_EDGE, 0, 0, 0)), line, second, spacing=0))

    def apply(self, lapses: Sequence[Lapse], as_of: date, until: date) -> list[Lapse]:
        """Return the lapses that pass; the months that are looked at become the views, with their counts."""
        narrowed = [lapse for lapse in lapses if self._is_wanted(lapse)]
        self._show_views(narrowed, as_of, until)
        key = self.views.value()
        return [lapse for lapse in narrowed if key in (ALL, _view_of(lapse, as_of))]

    def show_all(self) -> None:
        """Take every filter away."""
        self.box.clear()
        self.kind.set_value(None)
        self.weight.choose(EVERYTHING)
        self.views.choose(ALL)

    def _show_views(self, lapses: Iterable[Lapse], as_of: date, until: date) -> None:
        counts: dict[str, int] = {}
        for lapse in lapses:
            key = _view_of(lapse, as_of)
            counts[key] = counts.get(key, 0) + 1
        titles = {ALL: _("All"), OVERDUE: _("Past the last day")}
        month = Month.of(as_of)
        while month <= Month.of(until):
            titles[str(month)] = _("{year}-{month}").format(year=month.year, month=month.number)
            month = month.plus(1)
        chosen = self.views.value()
        self.views.blockSignals(True)
        self.views.show_views(
            [
                (key, f"{title} {counts.get(key, 0) if key != ALL else sum(counts.values())}")
                for key, title in titles.items()
            ]
        )
        self.views.choose(chosen)
        self.views.blockSignals(False)

    def _is_wanted(self, lapse: Lapse) -> bool:
        kind, words = self.kind.value(), (self.box.value() or "").casefold()
        if kind is not None and lapse.kind is not kind:
            return False
        if self.weight.value() == BREAKING and not lapse.breaks:
            return False
        texts = (lapse.what.text(), *(broken.text() for broken in lapse.breaks))
        return not words or any(words in text.casefold() for text in texts)


def _view_of(lapse: Lapse, as_of: date) -> str:
    return OVERDUE if lapse.day < as_of else str(Month.of(lapse.day))
