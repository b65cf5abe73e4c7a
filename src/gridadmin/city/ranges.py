"""The one kind of range that is asked for: from an offset to the end."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gridadmin.i18n import N_
from gridadmin.wire.errors import MalformedMessageError

_NO_RANGE = N_("{at}: only a range like bytes=1048576- is answered.")


def read_range(headers: Mapping[str, str]) -> int | None:
    """Return the offset that a request asks from; None for everything; raises MalformedMessageError."""
    asked = headers.get("range")
    if asked is None:
        return None
    found = re.fullmatch("bytes=([0-9]{1,16})-", asked.strip())
    if found is None:
        raise MalformedMessageError(_NO_RANGE, at="Range")
    return int(found[1])
