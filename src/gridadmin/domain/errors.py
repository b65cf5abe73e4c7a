"""The one tree of expected errors. Anything else that is raised is a bug and is shown as one."""

from __future__ import annotations

from gridadmin.i18n import N_, Message


class GridAdminError(Exception):
    """An expected error: a message in the user's words that names the thing and the way out.

    Attributes:
        message: what is shown, translated where it is shown.
        exit_code: what the command line ends with: 2 for bad input, 1 for a failure.
    """

    exit_code = 1

    def __init__(self, msgid: str, **values: object) -> None:
        super().__init__(msgid)
        self.message = Message(msgid, values)

    def __str__(self) -> str:
        return self.message.text()


class NotFoundError(GridAdminError):
    """The record or file that was named is not there."""

    exit_code = 2


class InvalidError(GridAdminError):
    """What was entered cannot be accepted.

    Attributes:
        fields: field name -> what is wrong with it and the fix, shown under the field.
    """

    exit_code = 2

    def __init__(self, msgid: str, fields: dict[str, Message] | None = None, **values: object) -> None:
        super().__init__(msgid, **values)
        self.fields = fields or {}

    def __str__(self) -> str:
        parts = [self.message.text(), *(f"{name}: {message}" for name, message in self.fields.items())]
        return " ".join(parts)


class ConflictError(GridAdminError):
    """Somebody else changed the record in the meantime, or a later act builds on what should be undone."""


class NotPermittedError(GridAdminError):
    """The regulation or the owner of the field forbids it; the message quotes the article."""

    exit_code = 2


class KeyRefusedError(GridAdminError):
    """No key slot opens with the secret that was given."""

    exit_code = 2


class StorageError(GridAdminError):
    """The office cannot be opened or written: damaged, foreign, newer, full disk, read-only folder, in use."""


class PrinterError(GridAdminError):
    """The system would not take the print: no printer, a stopped queue, a paper it does not have."""


class CancelledError(GridAdminError):
    """The user stopped long work; nothing of it remains."""

    def __init__(self) -> None:
        super().__init__(N_("Cancelled. Nothing was changed."))
