"""Finds out whose photos were dropped: by the ID number in the file's name, then by a name that only one bears."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath
from uuid import UUID

from gridadmin.domain.text import clean_name, narrow
from gridadmin.i18n import N_, Message

UNREAD_ENDINGS = frozenset({".heic", ".heif", ".tif", ".tiff", ".gif"})
"""Pictures that phones and scanners make and that are not read; who sends them is told so."""
_ID_NUMBER = re.compile(r"(?<![0-9])[0-9]{17}[0-9Xx](?![0-9])")
_DECORATION = re.compile(
    r"(?:[一二12１２]寸|照片|证件照|寸照|登记照|副本|copy|img|[0-9０-９]+|[_\-\s()（）【】\[\]+.·]|网格员|网格长)+",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class PhotoPerson:
    """A person whose photo may be among the files."""

    id: UUID
    name: str
    id_number: str | None


@dataclass(frozen=True)
class PhotoMatches:
    """Files by person, and the files that nobody could be found for with the reason."""

    matched: tuple[tuple[PurePath, UUID], ...]
    unmatched: tuple[tuple[PurePath, Message], ...]


def match_photos(files: Iterable[PurePath], people: Iterable[PhotoPerson]) -> PhotoMatches:
    """Match photo files to people; a second photo of the same person is left over with the reason."""
    by_number, by_name = _indexed(people)
    matched: dict[UUID, PurePath] = {}
    unmatched: list[tuple[PurePath, Message]] = []
    # Numbers first: a file that only bears a name must not take the place of one that is certain.
    for file in sorted(files, key=lambda file: (not _ID_NUMBER.search(narrow(file.stem)), file.name)):
        found = _person(file, by_number, by_name)
        if isinstance(found, Message):
            unmatched.append((file, found))
        elif found in matched:
            values = {"other": matched[found].name}
            unmatched.append((file, Message(N_("A second photo of the same person; {other} is taken."), values)))
        else:
            matched[found] = file
    return PhotoMatches(tuple((file, person) for person, file in matched.items()), tuple(unmatched))


def _indexed(people: Iterable[PhotoPerson]) -> tuple[dict[str, UUID], dict[str, list[UUID]]]:
    by_number: dict[str, UUID] = {}
    by_name: dict[str, list[UUID]] = defaultdict(list)
    for person in people:
        if person.id_number:
            by_number[person.id_number] = person.id
        by_name[_name_key(person.name)].append(person.id)
    return by_number, by_name


def _name_key(text: str) -> str:
    return _DECORATION.sub("", clean_name(text).value).lower()


def _person(file: PurePath, by_number: dict[str, UUID], by_name: dict[str, list[UUID]]) -> UUID | Message:
    if file.suffix.lower() in UNREAD_ENDINGS:
        return Message(N_("Pictures of this kind ({ending}) are not read. Save it as JPG."), {"ending": file.suffix})
    stem = narrow(file.stem)
    number = _ID_NUMBER.search(stem)
    name = _name_key(_DECORATION.sub("", _ID_NUMBER.sub("", stem) if number else file.stem))
    if number:
        return _by_number(number[0].upper(), name, by_number, by_name)
    bearers = by_name.get(name, []) if name else []
    if len(bearers) == 1:
        return bearers[0]
    if bearers:
        return Message(
            N_("{count} people are called {name}. Put the ID number into the file's name."),
            {"count": len(bearers), "name": name},
        )
    return Message(N_("Nobody is called “{name}”. Name the file by ID number or by name."), {"name": name or file.stem})


def _by_number(number: str, name: str, by_number: dict[str, UUID], by_name: dict[str, list[UUID]]) -> UUID | Message:
    person = by_number.get(number)
    if person is None:
        return Message(N_("Nobody has the ID number {value}."), {"value": number})
    if name in by_name and person not in by_name[name]:
        reason = N_("The ID number in the file's name is not that of {name}. Correct one of them.")
        return Message(reason, {"name": name})
    return person
