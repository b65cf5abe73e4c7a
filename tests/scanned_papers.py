"""Papers as a scanner gives them, and a contract to file them with."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from uuid import UUID

from PIL import Image
from sqlalchemy.orm import Session

from gridadmin.domain.contracts import ContractKind, ContractTerm
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.contracts import Contract
from gridadmin.models.ids import new_id

SCANS = "contract_scan"


def scanned(shade: int = 0, size: tuple[int, int] = (1240, 1754)) -> Image.Image:
    """Return a page in a shade of its own."""
    return Image.new("RGB", size, (200, 200, shade % 256))


def png(shade: int = 0, size: tuple[int, int] = (1240, 1754)) -> bytes:
    """Return a page as a PNG."""
    target = io.BytesIO()
    scanned(shade, size).save(target, "PNG")
    return target.getvalue()


def pdf(path: Path, pages: int, first: int = 0) -> Path:
    """Write a PDF with so many pages, each of another shade."""
    some = [scanned(first + 20 * page) for page in range(pages)]
    some[0].save(path, "PDF", save_all=True, append_images=some[1:], resolution=150)
    return path


def with_contract(office: OpenOffice, worker_id: UUID) -> UUID:
    """Give somebody a contract and return its id."""

    def add(session: Session) -> UUID:
        values = {"kind": ContractKind.LABOUR, "term": ContractTerm.FIXED, "employer": "崇文街道办事处"}
        row = Contract(
            id=new_id(), worker_id=worker_id, started_on=date(2024, 1, 1), ends_on=date(2026, 12, 31), **values
        )
        session.add(row)
        return row.id

    return office.act(Message("Contract"), add)
