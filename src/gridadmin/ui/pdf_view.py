"""A PDF on the screen: the pages of the very file that is printed, drawn sharp for the screen at hand."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QStackedWidget, QWidget

from gridadmin.i18n import _
from gridadmin.reports.preview import PageImage, page_size_mm, render_page
from gridadmin.ui.background import Background
from gridadmin.ui.layouts import column, label, row, tool_button
from gridadmin.ui.panes import Switch
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import MEDIUM, SNUG, TIGHT

MM_PER_INCH = 25.4
SCREEN_DPI = 96
FINEST_DPI = 300
RESIZED_MS = 90
SAME_SIZE = 0.02
_PAGES = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class PdfView(QFrame):
    """Shows one page at a time: fitted, at 100 %, or as large as it will be on the wall (1:1).

    Signals:
        drawn: a page stands on the screen.
    """

    drawn = Signal()

    def __init__(self, background: Background) -> None:
        super().__init__()
        self._background = background
        self._pdf: bytes = b""
        self._size_mm = (210.0, 297.0)
        self._pages, self.page = 0, 0
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._area = QScrollArea()
        self._area.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._area.setWidget(self._picture)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._note = label("", "muted", wrap=True)
        self._note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._late = QTimer(self, singleShot=True, interval=RESIZED_MS)
        self._late.timeout.connect(self._draw)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._build()

    def _build(self) -> None:
        self.zoom = Switch([("fit", _("Fit")), ("percent", "100 %"), ("real", _("Real size"))], "fit")
        self.zoom.setToolTip(_("Real size: as large as on the wall, if the screen tells its size rightly"))
        self.zoom.chosen.connect(lambda _key: self._draw())
        self._before = tool_button("chevron-left", _("Previous page"), partial(self.turn, -1))
        self._after = tool_button("chevron-right", _("Next page"), partial(self.turn, 1))
        self._count = label("", "caption")
        self._count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._count.setMinimumWidth(1)
        pager = self._before, self._count, self._after
        bar = row(self.zoom, 1, *pager, spacing=TIGHT, margins=(SNUG, TIGHT, SNUG, TIGHT))
        self._stack = QStackedWidget()
        holder = QWidget()
        holder.setLayout(column(1, self._note, 1, margins=(MEDIUM,) * 4))
        self._stack.addWidget(holder)
        self._stack.addWidget(self._area)
        whole = column(bar, self._stack, spacing=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.say("")

    @property
    def pages(self) -> int:
        """How many pages the shown file has."""
        return self._pages

    def say(self, text: str) -> None:
        """Show words instead of a page: what is being waited for, or why there is none."""
        self._pdf, self._pages, self.page = b"", 0, 0
        self._note.setText(text)
        self._stack.setCurrentIndex(0)
        self._show_count()

    def show_pdf(self, pdf: bytes, pages: int) -> None:
        """Show the first page of a file."""
        self._pdf, self._pages, self.page = pdf, pages, 0
        self._background.call(page_size_mm, pdf, done=partial(self._on_size, pdf), caller=self)

    def _on_size(self, pdf: bytes, size_mm: tuple[float, float]) -> None:
        if pdf is self._pdf:
            self._size_mm = size_mm
            self._draw()

    def turn(self, step: int) -> None:
        """Go on or back by pages."""
        page = min(max(self.page + step, 0), self._pages - 1)
        if self._pages and page != self.page:
            self.page = page
            self._draw()

    def dpi(self) -> float:
        """Return the resolution in which the page is drawn now, in device pixels."""
        ratio = self.devicePixelRatioF()
        if self.zoom.value() == "percent":
            return min(SCREEN_DPI * current().text_percent / 100 * ratio, FINEST_DPI)
        if self.zoom.value() == "real":
            return min(self.screen().physicalDotsPerInch() * ratio, FINEST_DPI)
        room = self._stack.size() - QSize(current().px(16), current().px(16))
        width, height = (side / MM_PER_INCH for side in self._size_mm)
        return max(min(room.width() / width, room.height() / height) * ratio, 10)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page keys and arrows turn pages."""
        step = _PAGES.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.turn(step)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw a fitted page again when the size has settled."""
        super().resizeEvent(event)
        if self._pdf and self.zoom.value() == "fit":
            self._late.start()

    def _draw(self) -> None:
        self._show_count()
        if self._pdf:
            asked = (self._pdf, self.page, self.dpi())
            self._background.call(render_page, *asked, done=partial(self._show, asked), caller=self)

    def _show(self, asked: tuple[bytes, int, float], drawn: PageImage) -> None:
        if asked[:2] != (self._pdf, self.page):
            return  # another page or file was asked for in the meantime
        image = QImage(drawn.rgba, drawn.width, drawn.height, drawn.width * 4, QImage.Format.Format_RGBA8888)
        picture = QPixmap.fromImage(image)
        picture.setDevicePixelRatio(self.devicePixelRatioF())
        self._picture.setPixmap(picture)
        self._picture.resize(picture.deviceIndependentSize().toSize())
        self._stack.setCurrentIndex(1)
        if abs(self.dpi() - asked[2]) > asked[2] * SAME_SIZE:
            self._late.start()  # the place has grown or shrunk since the drawing was asked for
        self.drawn.emit()

    def _show_count(self) -> None:
        many = self._pages > 1
        self._before.setVisible(many)
        self._after.setVisible(many)
        self._before.setEnabled(self.page > 0)
        self._after.setEnabled(self.page < self._pages - 1)
        text = _("page {page} of {pages}").format(page=self.page + 1, pages=self._pages) if self._pages else ""
        width, height = self._size_mm
        size = f"  ·  {width:.0f} × {height:.0f} mm" if self._pages else ""
        self._count.setText(f"{self.page + 1} / {self._pages}" if many else size.strip(" ·"))
        needed = self._count.sizeHint().width() if many else 1  # the page is always told, the size where there is room
        self._count.setMinimumWidth(needed)
        self._count.setToolTip(text + size)
