"""The printed recovery code: 160 random bits as eight groups, each of four characters and one that checks them.

The alphabet leaves out I, L, O and U, which are read as 1, 1, 0 and not at all; what a clerk types may use them, small
letters, full-width characters, spaces and dashes as she likes. A mistyped group is named, so that nobody has to guess
which of forty characters is wrong.
"""

from __future__ import annotations

import secrets
import unicodedata

from gridadmin.domain.errors import InvalidError
from gridadmin.i18n import N_

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS = 8
GROUP_CHARACTERS = 4
SECRET_BYTES = GROUPS * GROUP_CHARACTERS * 5 // 8

_LOOK_ALIKE = str.maketrans("OIL", "011")
_FIELD_POLYNOMIAL = 0b100101  # GF(32) = GF(2)[x] / (x^5 + x^2 + 1)

_WRONG_LENGTH = N_("The recovery code has {expected} letters and digits; {count} were typed.")
_WRONG_GROUP = N_("Group {number} of the recovery code ({group}) is mistyped. Compare it with the paper.")


def new_recovery_code() -> str:
    """Return a new random code as it is printed, its groups joined by dashes."""
    return format_recovery_code(secrets.token_bytes(SECRET_BYTES))


def format_recovery_code(secret: bytes) -> str:
    """Return the printed form of a secret of `SECRET_BYTES` bytes."""
    number = int.from_bytes(secret)
    shifts = range(5 * (GROUPS * GROUP_CHARACTERS - 1), -1, -5)
    values = [number >> shift & 31 for shift in shifts]
    groups = []
    for position in range(GROUPS):
        data = values[position * GROUP_CHARACTERS : (position + 1) * GROUP_CHARACTERS]
        groups.append("".join(ALPHABET[value] for value in (*data, _check(data, position))))
    return "-".join(groups)


def parse_recovery_code(typed: str) -> bytes:
    """Return the secret of a code as a person typed it; raises InvalidError naming the group that is mistyped."""
    plain = unicodedata.normalize("NFKC", typed).upper().translate(_LOOK_ALIKE)
    characters = "".join(character for character in plain if character.isalnum())
    size = GROUP_CHARACTERS + 1
    if len(characters) != GROUPS * size:
        raise InvalidError(_WRONG_LENGTH, expected=GROUPS * size, count=len(characters))
    number = 0
    for position in range(GROUPS):
        group = characters[position * size : (position + 1) * size]
        values = [ALPHABET.find(character) for character in group]
        if min(values) < 0 or values[-1] != _check(values[:-1], position):
            raise InvalidError(_WRONG_GROUP, number=position + 1, group=group)
        for value in values[:-1]:
            number = number << 5 | value
    return number.to_bytes(SECRET_BYTES)


def _check(data: list[int], position: int) -> int:
    """Return the check value of a group: finds a wrong character, a swap of two, and groups that changed places.

    A sum over GF(32) with another non-zero weight for each character, and the group's place added.
    """
    total = position
    for weight, value in enumerate(data, start=1):
        product = value
        for _step in range(weight):  # times x^weight
            product <<= 1
            if product & 32:
                product ^= _FIELD_POLYNOMIAL
        total ^= product
    return total
