"""PDFium, one caller at a time: the library knows no threads, and the window prints while a page is drawn behind it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from typing import Any

_turn: SimpleQueue[None] = SimpleQueue()  # holds the one permission; who takes it out puts it back
_turn.put(None)


@contextmanager
def pdfium() -> Iterator[Any]:
    """Give the module `pypdfium2`, imported at the first call, while nobody else works with it.

    Everything that was opened must be closed before the end.
    """
    _turn.get()
    try:
        import pypdfium2

        yield pypdfium2
    finally:
        _turn.put(None)


@contextmanager
def opened_pdf(pdf: bytes) -> Iterator[Any]:
    """Give a `PdfDocument`, and close it with all its pages."""
    with pdfium() as library:
        document = library.PdfDocument(pdf)
        try:
            yield document
        finally:
            document.close()
