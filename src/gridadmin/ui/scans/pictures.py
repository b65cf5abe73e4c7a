"""Scanned pages as pictures of a size; made off the GUI thread."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader


class Pictures(Protocol):
    """Where the pictures are; the opened office is one."""

    def photo(self, digest: str) -> bytes | None:
        """Return a picture by its digest."""


def thumbnail(office: Pictures, digest: str, room: QSize) -> QImage | None:
    """Return a page so large that it fits into a room, and no larger than it is; None where it is lost."""
    content = office.photo(digest)
    if content is None:
        return None
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    size = reader.size()
    if size.width() > room.width() or size.height() > room.height():
        reader.setScaledSize(size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return None if image.isNull() else image
