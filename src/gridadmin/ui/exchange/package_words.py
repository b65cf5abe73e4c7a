"""What a package did, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gridadmin.domain.exchange_cards import AWAY
from gridadmin.i18n import _


def submission_words(submission: Any) -> str:
    """Return what a package for the city holds (`sync.packages.Submission`)."""
    words = _(
        "Number {number}: {groups} changes, {photos} photos. Take it to the city; its receipt comes back on a package."
    )
    return words.format(number=submission.number, groups=submission.groups, photos=submission.photos)


def receipt_words(receipt: Any) -> tuple[str, str]:
    """Return title and words for a package of the city that was read (`sync.packages.Receipt`)."""
    if receipt.repeated and not receipt.settled.sent and not receipt.copied:
        return _("Nothing new"), _("This package was read before; nothing was changed.")
    lines = [
        _("{count} of our changes have arrived").format(count=receipt.settled.sent),
        _("{count} records came").format(count=receipt.applied.records),
    ]
    if receipt.settled.conflicts or receipt.settled.refused:
        text = _("{conflicts} conflicts, {refused} sent back: see the tabs")
        lines.append(text.format(conflicts=receipt.settled.conflicts, refused=receipt.settled.refused))
    return _("The package is read"), "\n".join([*lines, *_notes(receipt)])


def _notes(receipt: Any) -> Iterator[str]:
    """Yield what else has to be said of it."""
    if receipt.photos:
        yield _("{count} photos came").format(count=receipt.photos)
    if receipt.gap:
        yield _("{count} packages of the city before this one were never read here").format(count=receipt.gap)
    if receipt.copied:
        yield _("The city has packages of this database that were not written here: see the note on this page.")
    if receipt.rewound:
        yield _("The city was restored meanwhile. Write another package: it carries everything once more.")
    if receipt.expired:
        yield _(AWAY)
    if receipt.applied.asks:
        yield _("The city lacks many records of ours: answer the question first, then read this package again.")
