"""Who may change what of a page of a scanned paper: the same for every feature that keeps such pages."""

from __future__ import annotations

from gridadmin.wire.owner_fields import DAY, PERSONAL, SENSITIVE, TEXT, WHOLE, about, refers
from gridadmin.wire.owner_terms import Field, Kind, Owner, RecordOwners


def scan_page(owner: str, record_type: str) -> RecordOwners:
    """Return the owners of a table of pages (`models/scans.py`) whose column `owner` names a `record_type`.

    A scanned paper shows ID numbers and more, so what is on it counts as sensitive.
    """
    return RecordOwners(
        Owner.TOWNSHIP,
        {
            owner: refers(record_type),
            "scan": about(SENSITIVE, Field(Kind.CONTENT)),
            "place": WHOLE,
            "title": about(PERSONAL, TEXT),
            "added_on": DAY,
        },
        twin_key=(owner, "scan"),
        since=2,
    )
