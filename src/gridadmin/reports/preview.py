"""Pages of a PDF as pictures: what the window shows is the very file that is printed."""

from __future__ import annotations

import io
from dataclasses import dataclass

from gridadmin.reports.pdfium import opened_pdf


@dataclass(frozen=True)
class PageImage:
    """A page as pixels: four bytes each (red, green, blue, alpha), row by row without padding."""

    width: int
    height: int
    rgba: bytes


def page_count(pdf: bytes) -> int:
    """Return how many pages a PDF has."""
    with opened_pdf(pdf) as document:
        return len(document)


def page_size_mm(pdf: bytes, page: int = 0) -> tuple[float, float]:
    """Return width and height of a page in millimetres."""
    with opened_pdf(pdf) as document:
        width, height = document[page].get_size()
        return width / 72 * 25.4, height / 72 * 25.4


def render_page(pdf: bytes, page: int = 0, dpi: float = 96) -> PageImage:
    """Return a page of a PDF as pixels at a resolution."""
    with opened_pdf(pdf) as document:
        bitmap = document[page].render(scale=dpi / 72, rev_byteorder=True, prefer_bgrx=True)
        image = bitmap.to_pil().convert("RGBA")
        bitmap.close()
    return PageImage(image.width, image.height, image.tobytes())


def page_png(pdf: bytes, page: int = 0, dpi: float = 96) -> bytes:
    """Return a page of a PDF as a PNG file."""
    from PIL import Image

    pixels = render_page(pdf, page, dpi)
    out = io.BytesIO()
    Image.frombytes("RGBA", (pixels.width, pixels.height), pixels.rgba).convert("RGB").save(out, "PNG")
    return out.getvalue()
