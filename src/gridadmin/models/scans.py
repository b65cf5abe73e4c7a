"""Scanned papers: what the table of pages of every feature shares.

A feature whose papers are scanned makes a table of its own, so that each page points at its owner with a real key:

    class ContractScan(ScanPage):
        __tablename__ = "contract_scan"
        feature = "contracts"
        owner = "contract_id"

        contract_id: Mapped[UUID] = mapped_column(references("contract.id"), index=True)

and with it, for `contract_scan`:

* a table in its migration (`r0007_contracts` shows it) and `scan_page("contract_id", "contract")` of
  `wire/owners_scans.py` in its map of owners: the exchange then sends and fetches the pictures by itself, and the city
  keeps them as long as the page is there;
* its word in `domain/journal_words.py` (RECORDS).

Pictures lie in the attachments beside the photos (`models/attachments.py`), under the hash of their content, and so do
they in backups; nothing there asks which record a picture belongs to. Everything else is shared and goes by the name
of the table:

* `services/scans.py`: `list_scans(session, "contract_scan", contract_id)`, `count_scans`, `add_scans`, `remove_scan`,
  `remove_all_scans` (before the owner itself is deleted);
* `jobs/scans.py`: `file_scans(office, Paper("contract_scan", contract_id, of), paths)` takes picture files and PDFs,
  whose pages become pictures, as one act with one undo;
* `ui/scans/strip.py`: `ScanStrip(desk, "contract_scan")`, a card of thumbnails for any tab of a person's file:
  `strip.show_scans(contract_id, of="劳动合同 张三", read_only=…)`. Files are chosen or dropped, opened large, removed.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from gridadmin.models.base import Record


class ScanPage(Record):
    """One page of a scanned paper.

    Attributes:
        owner: the name of the column with the id of the record that the paper belongs to.
        scan: the SHA-256 of the picture, a JPEG in the attachments.
        place: among the pages of the owner, from 1.
        title: what the paper is called.
    """

    __abstract__ = True
    owner: ClassVar[str]

    scan: Mapped[str] = mapped_column(sort_order=10)
    place: Mapped[int] = mapped_column(sort_order=10)
    title: Mapped[str] = mapped_column(sort_order=10)
    added_on: Mapped[date] = mapped_column(sort_order=10)

    @property
    def owner_id(self) -> UUID:
        """The id of the record that the paper belongs to."""
        found: UUID = getattr(self, self.owner)
        return found
