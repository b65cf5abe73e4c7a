"""Codes of elements of pay: words by which lines, differences, explanations and costs name something else are taken."""

from __future__ import annotations

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.pay_tables import Scheme
from gridadmin.i18n import N_, Message

RESERVED = frozenset(
    {
        "back", "absence", "bonus", "unit", "tax", "net", "gross", "kept", "employee", "employer", "owed",
        "owed_before", "bonus_tax", *(scheme.value for scheme in Scheme),
    }
)  # fmt: skip


def check_code(code: str) -> None:
    """Check that an element of pay may have a code.

    Raises:
        InvalidError: the program names something else by it; a code that may be had is proposed.
    """
    plain = code.strip()
    if plain in RESERVED or plain.split(".")[0] in RESERVED:
        values = {"code": plain, "other": f"{plain.replace('.', '_')}_1"}
        raise InvalidError(
            N_("“{code}” is a word of the program itself. Choose another code, such as {other}."),
            {"code": Message(N_("Choose another code, such as {other}."), values)}, **values,
        )  # fmt: skip
