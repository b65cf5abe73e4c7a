"""How statistics group people: sex, age, education, political status, source. Every grouping is a partition."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from gridadmin.domain.ages import age_on
from gridadmin.domain.workers import Sex, WorkerRow, WorkerSource
from gridadmin.i18n import N_, Message

NOT_STATED = N_("Not on file")

# GB/T 4658 by its tens; 20 does not say which of 本科 and 专科, 90 is 其他.
_EDUCATION_TITLES = {
    "postgraduate": N_("Postgraduate"),
    "bachelor": N_("Bachelor's degree course"),
    "college": N_("Junior college"),
    "secondary": N_("Senior or vocational secondary school"),
    "junior": N_("Junior middle school"),
    "primary": N_("Primary school or less"),
}
_EDUCATION_OF_TENS = {
    "1": "postgraduate",
    "2": "bachelor",
    "3": "college",
    "4": "secondary",
    "6": "secondary",
    "7": "junior",
    "8": "primary",
}
_EDUCATION_UNCLEAR = ("20", "90")

# GB/T 4762: 04-11 are the eight democratic parties.
_POLITICAL_TITLES = {
    "party": N_("Party member"),
    "probationary": N_("Probationary Party member"),
    "league": N_("Youth League member"),
    "democratic": N_("Member of a democratic party"),
    "independent": N_("Without party affiliation"),
    "masses": N_("Of the masses"),
}
_POLITICAL_OF_CODE = {
    "01": "party",
    "02": "probationary",
    "03": "league",
    "12": "independent",
    "13": "masses",
    **{f"{code:02}": "democratic" for code in range(4, 12)},
}


@dataclass(frozen=True)
class Group:
    """One line of a grouping: its label and who belongs to it."""

    key: str
    label: Message
    members: tuple[WorkerRow, ...]


@dataclass(frozen=True)
class Grouping:
    """A partition of people: everybody is in exactly one group."""

    key: str
    title: Message
    groups: tuple[Group, ...]


def groupings(workers: Sequence[WorkerRow], day: date, age_bands: Sequence[int]) -> tuple[Grouping, ...]:
    """Return the five groupings of the people on a day; `age_bands` are the first ages of the bands but the lowest."""
    bands = tuple(sorted(set(age_bands)))
    ages = {str(index): label for index, label in enumerate(_band_labels(bands))}
    return (
        _partition("sex", N_("Sex"), workers, _sex, {sex.value: sex.message for sex in (Sex.MALE, Sex.FEMALE)}),
        _partition("age", N_("Age"), workers, lambda worker: _age_band(worker, day, bands), ages),
        _partition("education", N_("Education"), workers, _education, _messages(_EDUCATION_TITLES)),
        _partition("political", N_("Political status"), workers, _political, _messages(_POLITICAL_TITLES)),
        _partition("source", N_("Source"), workers, _source, {source.value: source.message for source in WorkerSource}),
    )


def _partition(
    key: str, title: str, workers: Sequence[WorkerRow], of: Callable[[WorkerRow], str], labels: dict[str, Message]
) -> Grouping:
    """Group by a key; who has none of the known keys is 未填, a line that shows only where somebody is in it."""
    members: dict[str, list[WorkerRow]] = {known: [] for known in labels}
    for worker in workers:
        members.setdefault(of(worker) if of(worker) in labels else "", []).append(worker)
    lines = {**labels, "": Message(NOT_STATED)}
    return Grouping(
        key, Message(title), tuple(Group(line, lines[line], tuple(found)) for line, found in members.items())
    )


def _messages(titles: dict[str, str]) -> dict[str, Message]:
    return {key: Message(title) for key, title in titles.items()}


def _band_labels(bands: tuple[int, ...]) -> tuple[Message, ...]:
    if not bands:
        return (Message(N_("All ages")),)
    middle = [Message(N_("{low} to {high} years"), {"low": low, "high": high - 1}) for low, high in pairwise(bands)]
    lowest = Message(N_("{age} years and younger"), {"age": bands[0] - 1})
    return (lowest, *middle, Message(N_("{age} years and older"), {"age": bands[-1]}))


def _sex(worker: WorkerRow) -> str:
    return worker.sex.value


def _age_band(worker: WorkerRow, day: date, bands: tuple[int, ...]) -> str:
    if worker.birth_date is None:
        return ""
    return str(sum(age_on(worker.birth_date, day) >= start for start in bands))


def _education(worker: WorkerRow) -> str:
    code = worker.education or ""
    return "" if code in _EDUCATION_UNCLEAR else _EDUCATION_OF_TENS.get(code[:1], "")


def _political(worker: WorkerRow) -> str:
    return _POLITICAL_OF_CODE.get(worker.political_status or "", "")


def _source(worker: WorkerRow) -> str:
    return worker.source.value if worker.source else ""
