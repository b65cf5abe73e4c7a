"""Entering scores as in a spreadsheet, with total, rank, grade and quotas that follow every key."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from gridadmin.domain.assessment import Method
from gridadmin.domain.assessment_entries import Entry, EntryColumn, read_entry, shown_entry
from gridadmin.domain.assessment_ranking import Graded, Standing, distribution, grade, quota_use
from gridadmin.domain.assessment_rounding import plain_number
from gridadmin.domain.assessment_rows import ParticipantRow, PeriodSheet
from gridadmin.domain.assessment_scoring import Scorer, SheetScore, scorer_of
from gridadmin.i18n import _
from gridadmin.ui.assessment.pictures import GradePicture
from gridadmin.ui.entry_grid import EntryColumn as GridColumn
from gridadmin.ui.entry_grid import EntryGrid, EntryRow
from gridadmin.ui.layouts import column, label, row
from gridadmin.ui.tables import CENTRE, RIGHT
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import MEDIUM, SNUG

ROOM_FOR_PICTURE = 300  # pixels of height below which a bar of grades would cost the last rows

NAME, SCORE, RANK, GRADE = ":name", ":score", ":rank", ":grade"
Cell = tuple[UUID, str, str]


class ScoreEntry(QWidget):
    """The entry grid of a period.

    Signals:
        save_asked: what is to be saved: cells as `enter_scores` takes them.
        edited: something differs from what is saved, or no longer does.
    """

    save_asked = Signal(object)
    edited = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.whole: PeriodSheet | None = None
        self._scorer: Scorer | None = None
        self._people: tuple[ParticipantRow, ...] = ()
        self._sheets: list[SheetScore] = []
        self.grid = EntryGrid(_fixed())
        self.picture = GradePicture()
        self._note = label("", "caption", wrap=True)
        self.grid.model.edited.connect(self._on_edited)
        self.grid.save_asked.connect(self.save)
        foot = row(self.picture, self._note, spacing=MEDIUM, margins=(MEDIUM, SNUG, MEDIUM, SNUG))
        foot.setStretch(0, 3)
        foot.setStretch(1, 2)
        whole = column(self.grid, foot, spacing=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low window the grades give way: there the rows are what is needed."""
        super().resizeEvent(event)
        self.picture.setVisible(self.height() >= current().px(ROOM_FOR_PICTURE))

    def show_period(self, whole: PeriodSheet, read_only: bool) -> None:
        """Show a period as it is saved; a grid with edits that are not saved keeps them while its period stays."""
        if self.is_dirty() and self.whole is not None and self.whole.period.id == whole.period.id:
            return
        self.whole, self._scorer = whole, scorer_of(whole.definition, whole.period.round_key)
        self._people = whole.assessed
        columns = [*_fixed(), *(_grid_column(each) for each in self._scorer.columns)]
        self.grid.model.set_columns(columns, [self._row(person) for person in self._people])
        self.grid.set_read_only(read_only)
        self._sheets = [person.sheet or self._scorer.score(person.entries) for person in self._people]
        self._show_figures()

    def is_dirty(self) -> bool:
        """Whether something is not saved."""
        return self.grid.model.is_dirty()

    def save(self) -> None:
        """Ask for what changed to be saved; nothing changed asks for nothing."""
        cells = self.cells()
        if cells:
            self.save_asked.emit(cells)

    def cells(self) -> list[Cell]:
        """Return what changed, as it is written."""
        return [
            (who, key, shown_entry(value))
            for who, row_ in self.grid.model.changes().items()
            for key, value in row_.items()
        ]

    def saved(self) -> None:
        """What was typed is what is saved now."""
        whole = self.whole
        if whole is not None:
            model = self.grid.model
            entries = [model.values(place) for place in range(len(self._people))]
            rows = [
                EntryRow(person.worker_id, {**values, NAME: person.name}, person.name, person.id_number or "")
                for person, values in zip(self._people, entries, strict=True)
            ]
            place = self.grid.cells.currentIndex()
            model.set_rows(rows)
            self._show_figures()
            if place.isValid():
                self.grid.cells.go_to(place.row(), place.column())
        self.edited.emit(False)

    def graded(self) -> dict[UUID, Graded]:
        """Return where everybody stands by what is typed."""
        assert self.whole is not None
        return grade(self.whole.definition, self._standings(), len(self._people))

    def _row(self, person: ParticipantRow) -> EntryRow:
        return EntryRow(person.worker_id, {**person.entries, NAME: person.name}, person.name, person.id_number or "")

    def _on_edited(self, places: set[int]) -> None:
        assert self._scorer is not None
        model, keys = self.grid.model, [each.key for each in self._scorer.columns]
        for place in places:
            values = model.values(place)
            entries = {key: values[key] for key in keys if values[key] is not None}
            self._sheets[place] = self._scorer.score(entries)
        self._show_figures()
        self.edited.emit(model.is_dirty())

    def _standings(self) -> dict[UUID, Standing]:
        assert self.whole is not None
        breakers = self.whole.definition.arithmetic.tie_breakers
        return {
            person.worker_id: (sheet.score, *(sheet.section_points(key) for key in breakers))
            for person, sheet in zip(self._people, self._sheets, strict=True)
            if sheet.score is not None
        }

    def _show_figures(self) -> None:
        assert self.whole is not None
        graded, model = self.graded(), self.grid.model
        model.set_column(SCORE, [_score(sheet) for sheet in self._sheets])
        stands = [graded.get(person.worker_id) for person in self._people]
        model.set_column(RANK, [at.rank if at else None for at in stands])
        model.set_column(GRADE, [_grade(at) if at else None for at in stands])
        self.picture.show_grades(distribution(self.whole.definition, [at.grade for at in graded.values()]))
        self._note.setText(self._words(graded))

    def _words(self, graded: dict[UUID, Graded]) -> str:
        assert self.whole is not None
        parts = [_("{done} of {all} sheets complete").format(done=len(graded), all=len(self._people))]
        for use in quota_use(self.whole.definition, graded, len(self._people)):
            words = _("{grade}: {given} of {places} places, {reaching} reach it")
            values = {"grade": use.band.name, "given": use.given, "places": use.places, "reaching": use.reaching}
            parts.append(words.format(**values))
        ungraded = sum(at.grade is None for at in graded.values())
        if ungraded:
            parts.append(_("{count} in no grade").format(count=ungraded))
        return "    ".join(parts)


def _score(sheet: SheetScore) -> str:
    """The score; in brackets the sum so far of a sheet that is not complete."""
    return plain_number(sheet.score) if sheet.score is not None else f"({plain_number(sheet.so_far)})"


def _grade(at: Graded) -> str:
    held = "↓" if at.held_back else ""
    return (at.grade or _("no grade")) + held


def _fixed() -> tuple[GridColumn, ...]:
    return (
        GridColumn(NAME, _("Name"), 10, frozen=True),
        GridColumn(SCORE, _("Total score"), 9, frozen=True, align=RIGHT),
        GridColumn(RANK, _("Rank"), 6, frozen=True, align=RIGHT),
        GridColumn(GRADE, _("Grade"), 11, frozen=True, align=CENTRE),
    )


def _grid_column(each: EntryColumn) -> GridColumn:
    events = each.indicator.method is Method.EVENTS
    return GridColumn(
        key=each.key,
        title=each.title,
        width=14 if events else 12 if each.assessor else 9,
        read=partial(_read, each),
        show=_shown,
        align=CENTRE if events else RIGHT,
        hint=column_hint(each),
    )


def _read(each: EntryColumn, text: str) -> Entry | None:
    return read_entry(each, text)


def _shown(value: Entry | None) -> str:
    return shown_entry(value)


def column_hint(each: EntryColumn) -> str:
    """Return what may be typed into a column: its range, or its clauses."""
    indicator = each.indicator
    match indicator.method:
        case Method.EVENTS:
            lines = [
                _("By code, several with *: {example}").format(example=_example(each)),
                *map(_clause_line, indicator.clauses),
            ]
            return "\n".join([each.title, *lines])
        case Method.RATE:
            return _("{title}: per cent, {points} points at 100").format(
                title=each.title, points=plain_number(indicator.maximum)
            )
        case Method.COUNT:
            return _("{title}: how many times, {each} points each, at most {most}").format(
                title=each.title, each=plain_number(indicator.each), most=_most(indicator.ceiling)
            )
    return _("{title}: 0 to {most} points").format(title=each.title, most=_most(each.most))


def _most(number: Decimal | None) -> str:
    return "∞" if number is None else plain_number(number)


def _example(each: EntryColumn) -> str:
    codes: Sequence[str] = [clause.code for clause in each.indicator.clauses]
    return f"{codes[0]}*2 {codes[1]}" if len(codes) > 1 else f"{codes[0]}*2"


def _clause_line(clause: object) -> str:
    from gridadmin.domain.assessment import Clause

    assert isinstance(clause, Clause)
    sign = "+" if clause.points > 0 else ""
    held = _(", at most {most}").format(most=plain_number(clause.most)) if clause.most is not None else ""
    return f"{clause.code}    {clause.text} {sign}{plain_number(clause.points)}{held}"
