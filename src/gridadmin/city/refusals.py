"""The city's words for what it refuses: for the clerk, in her language, and never the value itself."""

from __future__ import annotations

from gridadmin.i18n import N_, Message, _
from gridadmin.wire.groups import Op
from gridadmin.wire.push import Refusal, RefusalKind

MISSING = N_("This has to be filled in.")
NOT_ALLOWED = N_("The city does not take this value: it is of another kind, or none of the choices.")
_TITLES = {
    RefusalKind.VALIDATION: NOT_ALLOWED,
    RefusalKind.NOT_OWNER: N_("This belongs to the county or the city. File a proposal instead."),
    RefusalKind.DUPLICATE_KEY: N_("The city already has a record with this number."),
    RefusalKind.MISSING_PARENT: N_("The city does not have what this refers to, or it was deleted there."),
    RefusalKind.MISSING_RECORD: N_("The city does not have this record."),
    RefusalKind.STILL_REFERRED_TO: N_("Other records still refer to this one. Settle those first."),
    RefusalKind.UNKNOWN_FIELD: N_("The city does not know this kind of entry yet. It can be sent after its update."),
    RefusalKind.WRONG_SCOPE: N_("Such a record cannot lie with this office."),
}
_MASS = N_("{deletions} of {live} records would be deleted at once. Confirm the number, or undo the deletion.")


def refusal(kind: RefusalKind, op: Op, name: str | None = None, title: str | None = None, **parts: object) -> Refusal:
    """Return a refusal of an operation, or of one field of it; `title` is a msgid for a closer reason."""
    words = _(title or _TITLES[kind])
    return Refusal(kind=kind, title=words, t=op.t, id=op.id, field=name, **parts)  # type: ignore[arg-type]


def mass_deletion(t: str, deletions: int, live: int) -> Refusal:
    """Return the refusal of a group that deletes suspiciously much."""
    words = Message(_MASS, {"deletions": deletions, "live": live}).text()
    return Refusal(kind=RefusalKind.MASS_DELETION, title=words, t=t)
