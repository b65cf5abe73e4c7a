"""Photos and QR codes on notice boards."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import segno
from PIL import Image, ImageOps, UnidentifiedImageError
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from gridadmin.domain.errors import InvalidError
from gridadmin.i18n import N_

LARGEST_PIXELS = (1200, 1600)  # 66 mm at 460 dpi: more is only a larger file
QR_BORDER = 4  # modules of white around the code (ISO/IEC 18004)


class Pictures:
    """The photos of one PDF: each written into it once, whatever the number of boards that show it.

    `largest`: pixels up to which a JPEG goes into the file as it is; photos need fewer than scanned pages.
    """

    def __init__(self, canvas: Canvas, largest: tuple[int, int] = LARGEST_PIXELS) -> None:
        self._canvas: Any = canvas
        self._largest = largest
        self._known: dict[str, tuple[str, tuple[int, int]]] = {}

    def register(self, photo: bytes, whose: str) -> tuple[str, tuple[int, int]]:
        """Return a photo's name in the file and its size in pixels. Raises InvalidError where it cannot be read."""
        key = hashlib.sha256(photo).hexdigest()
        if key not in self._known:
            image = pdfdoc.PDFImageXObject(key)
            image.loadImageFromJPEG(io.BytesIO(_as_jpeg(photo, whose, self._largest)))
            document = self._canvas._doc
            registered = document.getXObjectName(key)
            document.Reference(image, registered)
            document.addForm(key, image)
            self._known[key] = registered, (image.width, image.height)
        registered, size = self._known[key]
        if key not in self._canvas._formsinuse:
            self._canvas._formsinuse.append(key)
        return registered, size


def _as_jpeg(photo: bytes, whose: str, largest: tuple[int, int]) -> bytes:
    """Return the photo itself where a PDF can hold it as it is; else upright, on white, as JPEG."""
    try:
        with Image.open(io.BytesIO(photo)) as image:
            fits = image.width <= largest[0] and image.height <= largest[1]
            upright = image.getexif().get(0x0112, 1) == 1
            if image.format == "JPEG" and image.mode in {"RGB", "L"} and fits and upright:
                return photo
            return _encoded(ImageOps.exif_transpose(image), largest)
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise InvalidError(N_("The photo of {name} cannot be read. Choose it again."), name=whose) from error


def _encoded(image: Image.Image, largest: tuple[int, int]) -> bytes:
    image.thumbnail(largest)
    opaque = Image.new("RGB", image.size, "white")
    with_alpha = image.convert("RGBA")
    opaque.paste(with_alpha, mask=with_alpha.getchannel("A"))
    out = io.BytesIO()
    opaque.save(out, "JPEG", quality=88)
    return out.getvalue()


@lru_cache(maxsize=512)
def qr_runs(text: str) -> tuple[int, tuple[tuple[int, int, int], ...]]:
    """Return a QR code (error correction M or better) as its side in modules, border included, and its dark runs.

    A run is (x, y, length). The mask is fixed: every reader reads every mask, and weighing all eight takes longer than
    the rest of the board.
    """
    matrix = segno.make(text, error="m", mask=2, micro=False).matrix
    return len(matrix) + 2 * QR_BORDER, tuple(_runs(matrix))


def _runs(matrix: tuple[bytearray, ...]) -> Iterator[tuple[int, int, int]]:
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            length = 0
            while x + length < len(row) and row[x + length]:
                length += 1
            if length:
                yield x + QR_BORDER, y + QR_BORDER, length
            x += length or 1
