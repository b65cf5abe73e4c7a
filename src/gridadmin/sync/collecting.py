"""Acts become groups: what the journal has gained since the last time is put into the queue."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session


def collect_acts(session: Session, now: datetime) -> int:
    """Put what the journal has gained into the queue and return the number of groups.

    Acts that the exchange wrote (`models.journal.RECEIVED` in their own entry) are passed over, as are acts that
    changed nothing that travels. To be called again until it returns 0: one call takes a bounded part.
    """
    raise NotImplementedError
