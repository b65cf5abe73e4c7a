"""What differs from last month in a run, element by element, each with the fact behind it, as far as the lines tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from gridadmin.domain.pay_change_facts import scheme_fact, tax_fact
from gridadmin.domain.pay_person import BACK, EntryKind
from gridadmin.domain.pay_rounding import yuan_text
from gridadmin.domain.pay_runs import PayLineRow
from gridadmin.domain.pay_tables import Scheme
from gridadmin.i18n import N_, Message

NET, TAX = "net", "tax"
_ONE_OFF = (BACK, EntryKind.ONCE.value, "absence")


@dataclass(frozen=True)
class LineChange:
    """How an element of somebody's pay differs from the last regular run, with the fact behind it.

    Attributes:
        element: what it is, for scripts; label: as it is read. was, now: fen.
    """

    worker_id: UUID
    name: str
    element: str
    label: Message
    was: int
    now: int
    fact: Message


def compare_lines(now: Sequence[PayLineRow], before: Sequence[PayLineRow]) -> list[LineChange]:
    """Return only what differs from the last run, each with the fact behind it, as far as the lines tell."""
    old = {line.worker_id: line for line in before}
    found: list[LineChange] = []
    for line in now:
        found += _changes(line, old.pop(line.worker_id, None))
    for line in old.values():
        fact = Message(N_("in service until {day}"), {"day": _last_day(line)}) if _last_day(line) else None
        whole = fact or Message(N_("not in this run any more"))
        found.append(LineChange(line.worker_id, line.name, NET, Message(N_("Net pay")), line.net, 0, whole))
    return found


def adjusted_lines(lines: Sequence[PayLineRow]) -> list[LineChange]:
    """Return what an adjustment takes from everybody's pay or gives back, month by month, with the paper behind it."""
    found = []
    for line in lines:
        for month, parts in line.details.get("adjusts", {}).items():
            label = Message(N_("Back-adjustment of {month}"), {"month": month})
            paper = line.details["papers"].get(month, "")
            values = {"schemes": "、".join(Scheme(scheme).label for scheme in parts), "paper": paper}
            fact = Message(N_("{schemes}: {paper}") if paper else N_("{schemes}: what is known now"), values)
            amount = sum(each[1] for each in parts.values())
            found.append(LineChange(line.worker_id, line.name, f"adjust.{month}", label, 0, amount, fact))
    return found


def _changes(line: PayLineRow, before: PayLineRow | None) -> list[LineChange]:
    if before is None:
        first = _first_day(line)
        fact = Message(N_("in service from {day}"), {"day": first}) if first else Message(N_("new in this run"))
        return [LineChange(line.worker_id, line.name, NET, Message(N_("Net pay")), 0, line.net, fact)]
    was, now = _parts(before), _parts(line)
    nothing = _Part(0, Message("{name}", {"name": ""}))
    found = []
    for key in dict.fromkeys((*now, *was)):
        old, new = was.get(key, nothing), now.get(key, nothing)
        if old.amount != new.amount:
            label = (now.get(key) or was[key]).label
            fact = _fact(key, (new, old), (line, before))
            found.append(LineChange(line.worker_id, line.name, key, label, old.amount, new.amount, fact))
    return found


def _first_day(line: PayLineRow) -> str:
    service = line.details.get("service", ())
    return str(service[0][0]) if service else ""


def _last_day(line: PayLineRow) -> str:
    service = line.details.get("service", ())
    return str(service[-1][1]) if service else ""


@dataclass(frozen=True)
class _Part:
    """A part of a line: its amount, its name, and what the line says of it."""

    amount: int
    label: Message
    element: Mapping[str, Any] | None = None
    scheme: Mapping[str, Any] | None = None


def _parts(line: PayLineRow) -> dict[str, _Part]:
    parts: dict[str, _Part] = {}
    for element in line.details["elements"]:
        key, label = element["code"], Message("{name}", {"name": element["name"]})
        if element["formula"] == BACK:
            key = f"{BACK}.{element['numbers']['month']}.{element['numbers']['code']}"
            label = Message(N_("Back pay: {name}"), {"name": element["name"]})
        amount = element["amount"] + (parts[key].amount if key in parts else 0)
        parts[key] = _Part(amount, label, element=element)
    if line.bonus:
        parts["bonus"] = _Part(line.bonus, Message(N_("Annual bonus")))
    for scheme, told in line.details["schemes"].items():
        parts[scheme] = _Part(told["paid"][0], Scheme(scheme).message, scheme=told)
    parts[TAX] = _Part(line.tax, Message(N_("Income tax")))
    return parts


def _fact(key: str, parts: tuple[_Part, _Part], lines: tuple[PayLineRow, PayLineRow]) -> Message:
    """Return the fact behind a part that differs; both pairs are (now, before)."""
    (new, old), (line, before) = parts, lines
    if new.element is not None or old.element is not None:
        return _element_fact(new.element, old.element, line)
    if new.scheme is not None or old.scheme is not None:
        return scheme_fact(key, new.scheme, old.scheme, line.details["papers"])
    if key == TAX:
        return tax_fact(line, before)
    return Message(N_("a bonus is entered for one month")) if new.amount else Message(N_("one-off of last month"))


def _element_fact(now: Mapping[str, Any] | None, was: Mapping[str, Any] | None, line: PayLineRow) -> Message:
    if now is None:
        assert was is not None
        if was["formula"] in _ONE_OFF:
            return Message(N_("one-off of last month"))
        return Message(N_("not due any more: {document}"), {"document": was["document"] or was["name"]})
    if now["formula"] == BACK:
        told = now["numbers"]
        values = {"month": told["month"], "was": yuan_text(told["was"]), "now": yuan_text(told["is"])}
        return Message(N_("for {month}: paid {was}, due {now}"), values)
    same = was is not None and was["numbers"] == now["numbers"]
    facts = (_days(now, was), _entered(now)) if same else (_entered(now), _days(now, was))
    return facts[0] or facts[1] or _raised(now, was) or _in_service(line)


def _entered(now: Mapping[str, Any]) -> Message | None:
    """What was entered for the month, or what an assessment gave."""
    told = now["numbers"]
    if now["formula"] == "absence":
        return Message(N_("{days} days absent"), {"days": told["days"]})
    if told.get("reason"):
        return Message(N_("{reason}"), {"reason": told["reason"]})
    if "grade" in told:
        return Message(N_("grade {grade}"), {"grade": told["grade"] or "—"})
    if "score" in told:
        return Message(N_("score {score}"), {"score": told["score"] or "—"})
    if "count" in told:
        return Message(N_("{count} × {each}"), {"count": told["count"], "each": yuan_text(told["each"])})
    return None


def _days(now: Mapping[str, Any], was: Mapping[str, Any] | None) -> Message | None:
    """What follows from the days that are paid."""
    if now["whole"] and now["present"] < now["whole"]:
        return Message(N_("{present} of {whole} days"), {"present": now["present"], "whole": now["whole"]})
    if was is not None and was["whole"] and was["present"] < was["whole"]:
        values = {"present": was["present"], "whole": was["whole"]}
        return Message(N_("a whole month again; last month {present} of {whole} days"), values)
    return None


def _raised(now: Mapping[str, Any], was: Mapping[str, Any] | None) -> Message | None:
    """What follows from the standard."""
    if "years" in now["numbers"]:
        return Message(N_("{years} full years of service"), {"years": now["numbers"]["years"]})
    paper = now["document"]
    if was is not None and was["full"] != now["full"]:
        values = {"was": yuan_text(was["full"]), "now": yuan_text(now["full"]), "document": paper or now["name"]}
        return Message(N_("{was} → {now} a month by {document}"), values)
    return Message(N_("{document}"), {"document": paper}) if paper else None


def _in_service(line: PayLineRow) -> Message:
    return Message(N_("{days} days in service"), {"days": line.details["days"][0]})
