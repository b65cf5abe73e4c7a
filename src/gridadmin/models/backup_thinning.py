"""Which of the automatic backups stay: all of two days, then one a day, one a week, one a month, as Anki thins them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

SUFFIX = ".gabackup"
NAME = re.compile(r"gridadmin-(\d{8}-\d{6})\.gabackup")
_STAMP = "%Y%m%d-%H%M%S"


@dataclass(frozen=True)
class Keep:
    """How many backups stay.

    Attributes:
        days: of the last so many days, today included, all.
        daily: before that, the last one of so many days that have one.
        weekly: before those, the last one of so many weeks.
        monthly: before those, the last one of so many months.
    """

    days: int = 2
    daily: int = 12
    weekly: int = 8
    monthly: int = 12


def backup_name(moment: datetime) -> str:
    """Return the file name of an automatic backup."""
    return f"gridadmin-{moment.strftime(_STAMP)}{SUFFIX}"


def backup_moment(path: Path) -> datetime | None:
    """Return the moment in the name of an automatic backup, None where the file is not one of ours."""
    found = NAME.fullmatch(path.name)
    try:
        return datetime.strptime(found[1], _STAMP) if found else None
    except ValueError:
        return None


def superfluous(moments: Iterable[datetime], today: date, keep: Keep | None = None) -> set[datetime]:
    """Return the backups that go; the newest never does, whatever the clock says."""
    keep = keep or Keep()
    left = {"day": keep.daily, "week": keep.weekly, "month": keep.monthly}
    newest_first = sorted(set(moments), reverse=True)
    last: datetime | None = None
    gone = set()
    for moment in newest_first:
        if (today - moment.date()).days < keep.days or last is None:
            last = moment
            continue
        span = next((span for span, count in left.items() if count), None)
        if span is not None and _period(span, moment) != _period(span, last):
            left[span] -= 1
            last = moment
        else:
            gone.add(moment)
    return gone


def _period(span: str, moment: datetime) -> object:
    if span == "day":
        return moment.date()
    return moment.isocalendar()[:2] if span == "week" else (moment.year, moment.month)
