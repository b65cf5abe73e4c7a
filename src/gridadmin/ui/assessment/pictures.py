"""Pictures of grades: how many people have each, and which scores each band covers, holes and overlaps to be seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gridadmin.domain.assessment import Band
from gridadmin.domain.assessment_bands import Hole, holes, overlaps
from gridadmin.domain.assessment_ranking import Distribution, best_first
from gridadmin.domain.assessment_rounding import plain_number
from gridadmin.i18n import _
from gridadmin.ui.charts import series_colour
from gridadmin.ui.listing import joined
from gridadmin.ui.theme import current

BAR, GAP = 22, 6
SERIES, BRIGHT = 4, 128


def grade_colour(place: int) -> QColor:
    """Return the colour of a grade, the best first; from the fifth on a quiet one, its word stands beside it."""
    return series_colour(place) if place < SERIES else current().colour("muted")


class GradePicture(QWidget):
    """One bar cut into grades, each with its name and number of people; no colour says anything alone."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[tuple[str, int]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_grades(self, counted: Distribution) -> None:
        """Show how many people have each grade."""
        self.parts = [*counted.grades, *([(_("no grade"), counted.none)] if counted.none else [])]
        words = joined(f"{name} {count}" for name, count in self.parts)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height of bar and words."""
        return QSize(current().px(260), current().px(BAR + GAP) + self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        """Return the same height; the width may shrink."""
        return QSize(current().px(120), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the parts one after the other, their words below."""
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        total = sum(count for _name, count in self.parts)
        whole = QRectF(0, 0, self.width(), theme.px(BAR))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("sunken"))
        painter.drawRoundedRect(whole, theme.px(4), theme.px(4))
        x, below = 0.0, theme.px(BAR + GAP)
        room, words_at = self.fontMetrics().horizontalAdvance("  "), 0.0
        for place, (name, count) in enumerate(self.parts):
            width = self.width() * count / total if total else 0.0
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(grade_colour(place))
            painter.drawRect(QRectF(x, 0, width, theme.px(BAR)))
            text = f"{name} {count}"
            dot = theme.px(9)
            at = QRectF(words_at, below + (self.fontMetrics().height() - dot) / 2, dot, dot)
            painter.drawRoundedRect(at, theme.px(2), theme.px(2))
            painter.setPen(theme.colour("text"))
            left = words_at + dot + theme.px(4)
            painter.drawText(QRectF(left, below, self.width() - left, self.fontMetrics().height()), text)
            words_at = left + self.fontMetrics().horizontalAdvance(text) + room
            x += width


def _readable_on(colour: QColor) -> QColor:
    """Black or white, whichever is read more easily on a colour."""
    brightness = (colour.red() * 299 + colour.green() * 587 + colour.blue() * 114) // 1000
    return QColor("#101418") if brightness > BRIGHT else QColor("#FFFFFF")


@dataclass(frozen=True)
class _Piece:
    """What is painted of the scale: a band or a hole."""

    name: str
    least: Decimal
    most: Decimal
    tone: str | int


class BandPicture(QWidget):
    """The scale of scores with its bands; a hole is hatched and named, an overlap stands in red."""

    def __init__(self) -> None:
        super().__init__()
        self._bands: Sequence[Band] = ()
        self._least, self._most = Decimal(0), Decimal(100)
        self.holes: tuple[Hole, ...] = ()
        self.overlaps: tuple[tuple[Band, Band], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bands(self, bands: Sequence[Band], decimals: int, least: Decimal, most: Decimal | None) -> None:
        """Show bands over the scores that can be reached; a scale without end is cut a little above the last band."""
        self._bands = tuple(bands)
        ends = [end for band in bands for end in (band.least, band.most) if end is not None]
        self._least = least
        self._most = most if most is not None else max([*ends, Decimal(100)]) * Decimal("1.1")
        self.holes, self.overlaps = holes(bands, decimals, least, most), overlaps(bands)
        self.setToolTip("\n".join(self.words()))
        self.update()

    def words(self) -> list[str]:
        """Return what the picture says, for those who do not see it."""
        from gridadmin.domain.assessment_checks import hole_words

        said = [
            _("{first} and {second} overlap: one score, two grades.").format(first=a.name, second=b.name)
            for a, b in self.overlaps
        ]
        return said + [str(hole_words(hole)) for hole in self.holes]

    def sizeHint(self) -> QSize:
        """Return the height of scale, names and numbers."""
        return QSize(current().px(420), current().px(BAR * 2 + GAP) + 2 * self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        """Return the same height; the width may shrink."""
        return QSize(current().px(200), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint bands, then holes over them, then the numbers where they begin."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for piece in self._pieces():
            self._paint_piece(painter, piece)
        self._paint_numbers(painter)

    def _pieces(self) -> list[_Piece]:
        double = {band.name for pair in self.overlaps for band in pair}
        pieces = [
            _Piece(
                band.name,
                self._least if band.least is None else band.least,
                self._most if band.most is None else band.most,
                "danger" if band.name in double else place,
            )
            for place, band in enumerate(best_first(self._bands))
        ]
        gaps = [_Piece(_("no grade"), hole.least, hole.most or self._most, "warning") for hole in self.holes]
        return pieces + gaps

    def _x(self, score: Decimal) -> float:
        span = self._most - self._least
        share = float((min(max(score, self._least), self._most) - self._least) / span) if span else 0.0
        return share * (self.width() - 2)

    def _paint_piece(self, painter: QPainter, piece: _Piece) -> None:
        theme = current()
        left, right = self._x(piece.least), self._x(piece.most)
        box = QRectF(left, 0, max(right - left, 2.0), theme.px(BAR * 2))
        hole = piece.tone == "warning"
        colour = grade_colour(piece.tone) if isinstance(piece.tone, int) else theme.colour(piece.tone)
        painter.setPen(QPen(theme.colour("surface"), 1))
        painter.setBrush(colour)
        if hole:
            painter.setPen(QPen(colour, 1))
            brush = painter.brush()
            brush.setStyle(Qt.BrushStyle.BDiagPattern)
            painter.setBrush(brush)
        painter.drawRect(box)
        if self.fontMetrics().horizontalAdvance(piece.name) + 4 <= box.width():
            painter.setPen(theme.colour("text") if hole else _readable_on(colour))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), piece.name)

    def _paint_numbers(self, painter: QPainter) -> None:
        theme = current()
        painter.setPen(theme.colour("muted"))
        at, top = -1.0, theme.px(BAR * 2 + GAP / 2)
        starts = {piece.least for piece in self._pieces()} | {self._most}
        for score in sorted(starts):
            text = plain_number(score)
            width = self.fontMetrics().horizontalAdvance(text)
            x = min(self._x(score), self.width() - width)
            if x > at:
                painter.drawText(QRectF(x, top, width + 2, self.fontMetrics().height()), text)
                at = x + width + theme.px(4)
