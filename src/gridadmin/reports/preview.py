"""Pages of a PDF as pictures: what the window shows is the very file that is printed."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class PageImage:
    """A page as pixels: four bytes each (red, green, blue, alpha), row by row without padding."""

    width: int
    height: int
    rgba: bytes


def page_count(pdf: bytes) -> int:
    """Return how many pages a PDF has."""
    document = _opened(pdf)
    try:
        return len(document)
    finally:
        document.close()


def page_size_mm(pdf: bytes, page: int = 0) -> tuple[float, float]:
    """Return width and height of a page in millimetres."""
    document = _opened(pdf)
    try:
        width, height = document[page].get_size()
        return width / 72 * 25.4, height / 72 * 25.4
    finally:
        document.close()


def render_page(pdf: bytes, page: int = 0, dpi: float = 96) -> PageImage:
    """Return a page of a PDF as pixels at a resolution."""
    document = _opened(pdf)
    try:
        bitmap = document[page].render(scale=dpi / 72, rev_byteorder=True, prefer_bgrx=True)
        image = bitmap.to_pil().convert("RGBA")
        return PageImage(image.width, image.height, image.tobytes())
    finally:
        document.close()


def page_png(pdf: bytes, page: int = 0, dpi: float = 96) -> bytes:
    """Return a page of a PDF as a PNG file."""
    from PIL import Image

    pixels = render_page(pdf, page, dpi)
    out = io.BytesIO()
    Image.frombytes("RGBA", (pixels.width, pixels.height), pixels.rgba).convert("RGB").save(out, "PNG")
    return out.getvalue()


def _opened(pdf: bytes) -> Any:
    import pypdfium2  # when the first page is drawn: the page that shows it is open before

    return pypdfium2.PdfDocument(pdf)
