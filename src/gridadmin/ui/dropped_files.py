"""Files that are dragged onto the window from outside."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QDropEvent


def dropped_files(event: QDropEvent, *endings: str) -> list[Path]:
    """Return the files of a drag; where endings (lower case, with the dot) are given, those of them alone."""
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return [path for path in paths if not endings or path.suffix.lower() in endings]
