"""Enumerations that carry their own msgid, so that a code and its label cannot drift apart."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from gridadmin.i18n import Message


class LabelledEnum(StrEnum):
    """A StrEnum whose members are written `NAME = "stored_value", N_("Label")`."""

    msgid: str

    def __new__(cls, value: str, msgid: str = "") -> Self:
        """Store the value as the string and keep the msgid beside it."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.msgid = msgid
        return member

    @property
    def message(self) -> Message:
        """The label as a Message, translated where it is shown."""
        return Message(self.msgid)

    @property
    def label(self) -> str:
        """The label in the language in use."""
        return self.message.text()
