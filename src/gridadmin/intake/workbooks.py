"""Reads a file into sheets: .xlsx through calamine, .xls through xlrd, .csv as text."""

from __future__ import annotations

from pathlib import Path

from gridadmin.intake.csv_cells import read_csv
from gridadmin.intake.guards import FileKind, load_checked
from gridadmin.intake.sheets import RawSheet
from gridadmin.intake.xls_cells import read_xls
from gridadmin.intake.xlsx_cells import read_xlsx


def read_workbook(path: Path) -> list[RawSheet]:
    """Read every sheet of a workbook or a CSV file, hidden ones too.

    Raises:
        NotFoundError, StorageError, InvalidError: see `guards.load_checked`; each names the file and the way out.
    """
    kind, content = load_checked(path)
    if kind is FileKind.XLSX:
        return read_xlsx(content, path.name)
    if kind is FileKind.XLS:
        return read_xls(content, path.name)
    return read_csv(content, path)
