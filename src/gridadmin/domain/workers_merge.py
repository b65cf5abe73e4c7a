"""What two files of one person say together, as the merge does it and its dialog shows it beforehand."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from gridadmin.domain.workers import Sex


class Identity(Protocol):
    """What an ID number says of a person, and the number."""

    @property
    def id_number(self) -> str | None: ...  # noqa: D102
    @property
    def birth_date(self) -> date | None: ...  # noqa: D102
    @property
    def sex(self) -> Sex: ...  # noqa: D102


def merged_birth_date(kept: Identity, gone: Identity) -> date | None:
    """Return the birth date after a merge: with the ID number comes the one that it says, else gaps are filled."""
    first, second = (gone, kept) if _brings_number(kept, gone) else (kept, gone)
    return first.birth_date or second.birth_date


def merged_sex(kept: Identity, gone: Identity) -> Sex:
    """Return the sex after a merge: with the ID number comes the one that it says, else an unknown one is filled."""
    return gone.sex if _brings_number(kept, gone) or kept.sex is Sex.UNKNOWN else kept.sex


def _brings_number(kept: Identity, gone: Identity) -> bool:
    return kept.id_number is None and gone.id_number is not None
