"""What of insurance lapses: the 30 days of registration, and accident policies that end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from gridadmin.domain.insurance import listed_schemes
from gridadmin.domain.insurance_enrolments import DueRegistration, EndingCover
from gridadmin.domain.lapses import Lapse, LapseKind
from gridadmin.domain.queues import Target, Tone
from gridadmin.i18n import N_, Message

SHOWN_NAMES = 5


def insurance_lapses(due: Iterable[DueRegistration], ending: Iterable[EndingCover], as_of: date) -> Iterator[Lapse]:
    """Give the last days of registration (Social Insurance Law art. 58), and policies whose end leaves people bare."""
    for one in due:
        if one.explained is None:
            values = {"name": one.name, "schemes": listed_schemes(one.schemes)}
            late = one.is_late(as_of)
            breaks = Message(N_("A full-timer without social insurance (Article 22)."))
            yield Lapse(
                one.due_on, LapseKind.REGISTRATION, Message(N_("Register {name}: {schemes}"), values),
                Target("insurance", "reconcile", str(one.worker_id)), (breaks,), Tone.URGENT if late else Tone.WARNING,
                one.worker_id, one.name,
            )  # fmt: skip
    for policy in ending:
        names = "、".join(policy.names[:SHOWN_NAMES]) + ("…" if len(policy.names) > SHOWN_NAMES else "")
        breaks = Message(
            N_("{count} part-timers are then without accident cover: {names}"),
            {"count": len(policy.names), "names": names},
        )
        yield Lapse(
            policy.last + timedelta(days=1), LapseKind.POLICY,
            Message(N_("Accident policy {policy} has ended"), {"policy": policy.title}),
            Target("insurance", "policies", str(policy.policy_id)), (breaks,),
        )  # fmt: skip
