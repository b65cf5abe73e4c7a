"""Several PDF files as one: boards of communities and of grids go to the printer as one job."""

from __future__ import annotations

import io
from collections.abc import Sequence

from gridadmin.reports.pdfium import pdfium


def joined_pdf(parts: Sequence[bytes]) -> bytes:
    """Return the pages of several PDF files, in order, as one file; one part is returned as it is."""
    if len(parts) == 1:
        return parts[0]
    with pdfium() as library:
        whole = library.PdfDocument.new()
        try:
            for part in parts:
                document = library.PdfDocument(part)
                whole.import_pages(document)
                document.close()
            out = io.BytesIO()
            whole.save(out)
            return out.getvalue()
        finally:
            whole.close()
