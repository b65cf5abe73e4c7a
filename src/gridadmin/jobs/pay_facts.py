"""What is entered about pay, as sentences of the journal: the same from the window and from the command line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from gridadmin.domain.pay_standards import PayStandard
from gridadmin.domain.pay_standards_words import formula_words
from gridadmin.i18n import N_, Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.pay_standards import (
    StandardRow,
    add_standard,
    end_standard,
    find_standard,
    remove_standard,
    take_over,
    update_standard,
)
from gridadmin.services.pay_touched import Change

ADDED = N_("Enter the pay standard {name} from {day}: {formula}")
CORRECTED = N_("Correct the pay standard {name}: {formula}")
ENDED = N_("The pay standard {name} ends with {day}")
TAKEN_OVER = N_("The pay standard {name} from {day}: {formula}")
REMOVED = N_("Take the pay standard {name} away")


def standard_sentence(msgid: str, standard: PayStandard) -> Message:
    """Return the sentence of an act on a standard."""
    values = {"name": standard.name, "day": standard.valid_from.isoformat(), "formula": formula_words(standard)}
    return Message(msgid, values)


def enter_standard(office: OpenOffice, standard: PayStandard) -> UUID:
    """Enter a standard as one act; errors as `services.pay_standards.add_standard`."""
    return office.act(standard_sentence(ADDED, standard), add_standard, standard)


def correct_standard(office: OpenOffice, key: str, changes: dict[str, Any]) -> tuple[StandardRow, Change]:
    """Correct the standard that is meant by changing some of its fields, as one act."""
    row = office.read(find_standard, key, office.today())
    asked = replace(row.standard, **changes)
    change = office.act(standard_sentence(CORRECTED, asked), update_standard, row.id, asked, row.version)
    return row, change


def let_standard_end(office: OpenOffice, key: str, last_day: date) -> tuple[StandardRow, Change]:
    """Let the standard that is meant end with a day, as one act."""
    row = office.read(find_standard, key, office.today())
    sentence = Message(ENDED, {"name": row.standard.name, "day": last_day.isoformat()})
    return row, office.act(sentence, end_standard, row.id, last_day)


def raise_standard(office: OpenOffice, key: str, changes: dict[str, Any]) -> tuple[UUID, Change]:
    """Let another standard take over from the one that is meant from `valid_from` on, as one act."""
    row = office.read(find_standard, key, office.today())
    successor = replace(row.standard, valid_to=None, **changes)
    return office.act(standard_sentence(TAKEN_OVER, successor), take_over, row.id, successor)


def drop_standard(office: OpenOffice, key: str) -> StandardRow:
    """Take away the standard that is meant, as one act."""
    row = office.read(find_standard, key, office.today())
    office.act(Message(REMOVED, {"name": row.standard.name}), remove_standard, row.id, row.version)
    return row
