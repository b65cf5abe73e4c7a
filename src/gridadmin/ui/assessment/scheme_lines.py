"""The spreadsheets of the scheme editor: one line for each round, indicator or grade, empty ones below to go on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gridadmin.domain.assessment import Method, MissingRule, PeriodKind
from gridadmin.domain.assessment_drafts import YES, Line, LineFlag, member, number
from gridadmin.domain.labels import LabelledEnum
from gridadmin.i18n import N_, _
from gridadmin.ui.entry_grid import EntryColumn, EntryGrid, EntryRow
from gridadmin.ui.layouts import column, label
from gridadmin.ui.tables import LEFT, RIGHT
from gridadmin.ui.tokens import SNUG

SPARE = 6
Spec = tuple[str, str, int, str]  # key, title, width, how it is read
ROUNDS: tuple[Spec, ...] = (
    ("name", N_("Name"), 16, "text"),
    ("kind", N_("How long"), 10, "period"),
    ("numbers", N_("Only number"), 10, "text"),
    ("parts", N_("Made of (name and per cent; …)"), 36, "text"),
    ("missing", N_("A part that is missing"), 22, "missing"),
)
INDICATORS: tuple[Spec, ...] = (
    ("section", N_("Section"), 14, "text"),
    ("name", N_("Indicator"), 16, "text"),
    ("maximum", N_("Full points"), 8, "number"),
    ("method", N_("How it is scored"), 14, "method"),
    ("assessors", N_("Assessors and weights"), 26, "text"),
    ("clauses", N_("Clauses (code text points ≤most; …)"), 40, "text"),
    ("each", N_("Each"), 7, "number"),
    ("most", N_("At most"), 8, "number"),
    ("least", N_("At least"), 8, "number"),
    ("flags", N_("Further"), 14, "flags"),
    ("section_most", N_("Section at most"), 9, "number"),
    ("rounds", N_("Only in"), 12, "text"),
)
BANDS: tuple[Spec, ...] = (
    ("name", N_("Grade"), 16, "text"),
    ("least", N_("Lowest score"), 10, "number"),
    ("most", N_("Highest score"), 10, "number"),
    ("quota", N_("Quota %"), 10, "number"),
    ("poor", N_("Poor"), 8, "poor"),
)
HINTS = {
    "assessors": N_("Several assessors, each with a weight: leader 5; part-timer 5; centre 10"),
    "clauses": N_("Code, text and points, with an upper limit if there is one: L1 missing -2; L2 wrong -1 ≤5"),
    "parts": N_("Of a composite: names of other rounds with their per cent, 100 together: half 40; end 60"),
    "flags": N_("Own shares: each assessor gives a share. From 0: clauses begin at 0. The space bar chooses."),
    "poor": N_("Yes: the grade counts towards a review."),
    "least": N_("Included. Empty: no limit below."),
    "most": N_("Included. Empty: as the full points, or no limit above for a grade."),
}


class LineGrid(QWidget):
    """One spreadsheet of the editor.

    Signals:
        changed: something was typed.
    """

    changed = Signal()

    def __init__(self, specs: Sequence[Spec], lines: Sequence[Line]) -> None:
        super().__init__()
        self._kept = list(lines)
        self.grid = EntryGrid([_column(spec) for spec in specs])
        spare: list[Line] = [{} for _line in range(SPARE)]
        rows = [EntryRow(place, _values(specs, line)) for place, line in enumerate([*lines, *spare])]
        self.grid.model.set_rows(rows)
        self.grid.model.edited.connect(lambda _rows: self.changed.emit())
        keys = [key for key, _title, _width, _how in specs if key in HINTS]
        hint = label("\n".join(_(HINTS[key]) for key in keys), "caption", wrap=True)
        whole = column(self.grid, hint, spacing=SNUG)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def lines(self) -> tuple[Line, ...]:
        """Return every line with its hidden keys, as texts; what cannot be read stays as it was typed."""
        model = self.grid.model
        found = []
        for place in range(len(model.rows)):
            texts = {item.key: model.text(place, at) for at, item in enumerate(model.columns)}
            kept: Mapping[str, str] = self._kept[place] if place < len(self._kept) else {}
            found.append({**kept, **texts})
        return tuple(found)


def _values(specs: Sequence[Spec], line: Line) -> dict[str, Any]:
    return {key: line.get(key) or None for key, _title, _width, _how in specs}


ENUMS: dict[str, type[LabelledEnum]] = {"period": PeriodKind, "missing": MissingRule, "method": Method}
CYCLES: dict[str, Callable[[], tuple[str, ...]]] = {
    "poor": lambda: ("", str(YES)),
    "flags": lambda: ("", *(flag.label for flag in LineFlag)),
}


def _column(spec: Spec) -> EntryColumn:
    key, title, width, how = spec
    cycle: tuple[Any, ...] = tuple(value or None for value in CYCLES[how]()) if how in CYCLES else ()
    if how in ENUMS:
        cycle = tuple(each.label for each in ENUMS[how])
    return EntryColumn(
        key=key,
        title=_(title),
        width=width,
        read=_READS.get(how, _text) if how not in ENUMS else lambda text: _label(ENUMS[how], text),
        align=RIGHT if how == "number" else LEFT,
        cycle=cycle,
        hint=_(HINTS[key]) if key in HINTS else "",
    )


def _text(text: str) -> str | None:
    return text.strip() or None


def _number(text: str) -> str:
    number(text)
    return text.strip().removesuffix("%")


def _label(kind: type[LabelledEnum], text: str) -> str | None:
    found = member(kind, text)
    return found.label if found else None


_READS = {"number": _number}
