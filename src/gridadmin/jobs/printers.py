"""Sending a PDF to a printer by the system's own spooler: vectors stay vectors, and nothing is scaled."""

from __future__ import annotations

import shutil
import subprocess

from gridadmin.domain.errors import PrinterError
from gridadmin.domain.notices import PAPER_SIZES, BoardSize
from gridadmin.i18n import N_

SECONDS = 120
TITLE = "gridadmin"


def has_spooler() -> bool:
    """Return whether this system prints a PDF by `lp` (CUPS); elsewhere the window paints the pages itself."""
    return shutil.which("lp") is not None


def spool_pdf(pdf: bytes, printer: str, size: BoardSize) -> None:
    """Hand a PDF to a printer's queue, on the paper of the board's own size.

    Raises PrinterError when the queue does not take it.
    """
    command = ["lp", "-d", printer, "-t", TITLE, "-o", f"media={media_of(size)}", "-o", "print-scaling=none", "-"]
    try:
        done = subprocess.run(command, input=pdf, capture_output=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PrinterError(
            N_("The printer {printer} does not answer: {detail}"), printer=printer, detail=error
        ) from error
    if done.returncode:
        detail = done.stderr.decode(errors="replace").strip()
        raise PrinterError(
            N_("The printer {printer} did not take the boards: {detail}"), printer=printer, detail=detail
        )


def media_of(size: BoardSize) -> str:
    """Return the name of a paper for CUPS: A3, or a size of its own in millimetres."""
    if size.name in PAPER_SIZES:
        return size.name
    return f"Custom.{size.width_mm}x{size.height_mm}mm"
