"""Scanned papers (扫描件): pages as pictures, which belong to a contract, a certificate, a decision …"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

TITLE_LENGTH = 80
MOST_PAGES = 200  # of one paper


@dataclass(frozen=True)
class ScanRow:
    """One page of a scanned paper.

    Attributes:
        digest: the SHA-256 under which the picture is kept (`OpenOffice.photo`).
        place: its place among the pages of its owner, from 1; pages that were removed leave gaps.
        title: what the paper is called; several pages of one paper share it.
    """

    id: UUID
    digest: str
    place: int
    title: str
    added_on: date
    version: int = 1


@dataclass(frozen=True)
class NewScan:
    """A page whose picture is kept already, to be filed with a record."""

    digest: str
    title: str


@dataclass(frozen=True)
class Paper:
    """Where pages are filed.

    Attributes:
        table: the table of the pages, such as `contract_scan` (`models/scans.py`).
        owner_id: the record that they belong to.
        of: what the record is called in the sentence of the act, such as “劳动合同 张三”.
        title: what the paper is called; the name of each file where it is empty.
    """

    table: str
    owner_id: UUID
    of: str
    title: str = ""
