"""What a package did, in words."""

from __future__ import annotations

from typing import Any

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
    if receipt.photos:
        lines.append(_("{count} photos came").format(count=receipt.photos))
    if receipt.gap:
        lines.append(_("{count} packages of the city before this one were never read here").format(count=receipt.gap))
    if receipt.copied:
        lines.append(_("The city has packages of this database that were not written here: see the note on this page."))
    if receipt.rewound:
        lines.append(_("The city was restored meanwhile. Write another package: it carries everything once more."))
    if receipt.applied.asks:
        lines.append(_("The city lacks many records of ours: answer the question first, then read this package again."))
    return _("The package is read"), "\n".join(lines)
