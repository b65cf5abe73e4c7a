"""Pages of somebody else's PDF as pictures: how a scanned paper that came as a PDF is kept."""

from __future__ import annotations

import io

from gridadmin.domain.errors import InvalidError
from gridadmin.i18n import N_
from gridadmin.reports.pdfium import pdfium

_NO_PDF = N_("This is no PDF that can be read. Print it to PDF once more, or scan the paper as a picture.")
_LOCKED = N_("The PDF is protected by a password. Open it, print it to PDF without one, and take that file.")
_PASSWORD = 4  # FPDF_ERR_PASSWORD


def count_pdf_pages(pdf: bytes) -> int:
    """Return how many pages a PDF has; InvalidError for what is none, or a locked one."""
    with pdfium() as library:
        try:
            document = library.PdfDocument(pdf)
        except library.PdfiumError as error:
            raise InvalidError(_LOCKED if getattr(error, "err_code", None) == _PASSWORD else _NO_PDF) from error
        try:
            return len(document)
        finally:
            document.close()


def pdf_picture(pdf: bytes, page: int, long_edge: int) -> bytes:
    """Return a page as a PNG whose longer side has so many pixels, however large the paper is; InvalidError."""
    with pdfium() as library:
        document = None
        try:
            document = library.PdfDocument(pdf)
            width, height = document[page].get_size()
            bitmap = document[page].render(scale=long_edge / max(width, height, 1))
            picture = bitmap.to_pil().convert("RGB")
            bitmap.close()
        except library.PdfiumError as error:
            raise InvalidError(_NO_PDF) from error
        finally:
            if document is not None:
                document.close()
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=1)
    return out.getvalue()
