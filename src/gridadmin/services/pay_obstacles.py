"""What stops a run before anybody is reckoned: parameters that are missing or malformed, standards that overlap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import combinations
from uuid import UUID

from gridadmin.domain.errors import GridAdminError, InvalidError
from gridadmin.domain.months import Month
from gridadmin.domain.pay_bonus import BonusError
from gridadmin.domain.pay_contributions import MissingRatesError
from gridadmin.domain.pay_deductions import DeclarationError
from gridadmin.domain.pay_obstacles import Obstacle, ObstacleKind
from gridadmin.domain.pay_parameters import PayParameters
from gridadmin.domain.pay_reading import read_tables
from gridadmin.domain.pay_standards import PayStandard, find_overlap
from gridadmin.domain.pay_tax import TaxYearError
from gridadmin.domain.queues import Target
from gridadmin.i18n import N_, Message

NEEDED = ("tax.annual", "tax.basic", "tax.bonus", "tax.labour", "tax.additional", "pay.paid_days")


def parameter_obstacles(parameters: PayParameters, months: Iterable[Month], known_on: date) -> list[Obstacle]:
    """Return the parameters that some of the months lack, one obstacle for each; and those that cannot be read."""
    lacking: dict[str, list[Month]] = {}
    found = []
    for month in sorted(set(months)):
        rows = {key: parameters.row(key, month, known_on) for key in NEEDED}
        missing = [key for key, row in rows.items() if row is None or row.value is None]
        for key in missing:
            lacking.setdefault(key, []).append(month)
        if not missing:
            found += _malformed(parameters, month, known_on)
    for key, without in lacking.items():
        values = {"key": key, "months": ", ".join(map(str, without)), "day": known_on.isoformat()}
        msgid = N_("The pay parameter “{key}” has no value for {months} that was known on {day}. Enter it.")
        found.append(_parameter(key, Message(msgid, values)))
    return found


def _malformed(parameters: PayParameters, month: Month, known_on: date) -> list[Obstacle]:
    try:
        read_tables(parameters, month, known_on)
    except InvalidError as error:
        return [_parameter(str(error.message.values.get("key", "")), error.message)]
    return []


def _parameter(key: str, reason: Message) -> Obstacle:
    return Obstacle(ObstacleKind.PARAMETER, key, reason, Target("pay", "parameters", key))


def standard_obstacles(standards: Sequence[PayStandard], first: date, last: date) -> list[Obstacle]:
    """Return every pair of standards of one element that hold for the same people on some day of a span."""
    found = []
    for one, other in combinations(standards, 2):
        begin = max(one.valid_from, other.valid_from)
        end = min(one.valid_to or date.max, other.valid_to or date.max)
        if begin <= last and end >= first and find_overlap((one, other)):
            values = {"name": one.name, "other": other.name, "day": begin.isoformat()}
            reason = Message(
                N_("“{name}” and “{other}” both hold for the same people from {day}. End one, or narrow it."), values
            )
            subject = one.name if one.name == other.name else f"{one.name} / {other.name}"
            found.append(Obstacle(ObstacleKind.STANDARD, subject, reason, Target("pay", "standards", one.code)))
    return found


def person_obstacle(worker_id: UUID, name: str, month: Month, error: GridAdminError) -> Obstacle:
    """Return what is wrong with somebody's facts, and the page on which those facts were entered."""
    reason = Message(N_("{name}: {reason}"), {"name": name, "reason": error.message})
    return Obstacle(ObstacleKind.PERSON, name, reason, _mended_at(worker_id, month, error))


def _mended_at(worker_id: UUID, month: Month, error: GridAdminError) -> Target:
    """Return the page of a person's facts; what is not a fact of pay is one of service."""
    match error:
        case DeclarationError():
            return Target("pay", "declarations", str(worker_id))
        case TaxYearError():
            return Target("pay", "years", str(worker_id))
        case BonusError():
            return Target("pay", "entries", f"{month}/{worker_id}")
        case MissingRatesError():
            return Target("pay", "parameters")
    return Target("workers", "service", str(worker_id))
