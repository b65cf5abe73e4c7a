"""The columns of what lapses."""

from __future__ import annotations

from gridadmin.domain.lapses import Lapse
from gridadmin.domain.queues import Tone
from gridadmin.i18n import N_, _
from gridadmin.ui.listing import joined
from gridadmin.ui.tables import Column

TONES = {Tone.CALM: "muted", Tone.GOOD: "good", Tone.WARNING: "warning", Tone.URGENT: "danger"}
WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


def day_text(lapse: Lapse) -> str:
    """Return a day with its weekday."""
    return f"{lapse.day.isoformat()} {_(WEEKDAYS[lapse.day.weekday()])}"


def lapse_columns() -> tuple[Column[Lapse], ...]:
    """Return the columns, from left to right."""
    return (
        Column("day", N_("Day"), 15, day_text, sort=lambda lapse: lapse.day, tone=lambda lapse: TONES[lapse.tone]),
        Column(
            "kind", N_("Kind"), 17, lambda lapse: lapse.kind.label, tone=lambda lapse: TONES[lapse.tone], badge=True
        ),
        Column("what", N_("What lapses"), 44, lambda lapse: lapse.what.text()),
        Column(
            "breaks",
            N_("What it breaks"),
            44,
            lambda lapse: joined(broken.text() for broken in lapse.breaks),
            tone=lambda lapse: TONES[lapse.tone] if lapse.breaks else "muted",
        ),
    )
