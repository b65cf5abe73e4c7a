"""What is wrong with a message, and exactly where: the place is a JSON pointer (RFC 6901)."""

from __future__ import annotations

from gridadmin.domain.errors import GridAdminError


class MalformedMessageError(GridAdminError):
    """A message of the exchange is not what the protocol says; nothing of it was used.

    Attributes:
        pointer: where in the message, as a JSON pointer; empty for the message as a whole.
    """

    def __init__(self, msgid: str, *, at: str, **values: object) -> None:
        super().__init__(msgid, at=at or "/", **values)
        self.pointer = at


def step(at: str, name: str | int) -> str:
    """Return the pointer to a member or an item below a place."""
    return f"{at}/{name}" if isinstance(name, int) else f"{at}/{name.replace('~', '~0').replace('/', '~1')}"
