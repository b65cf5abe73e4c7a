"""Several names in one line of text, joined as the language in use joins them."""

from __future__ import annotations

from collections.abc import Iterable

from gridadmin.i18n import _


def joined(names: Iterable[str]) -> str:
    """Return names in one line: `one, two`, in Chinese with the mark of enumeration."""
    return _(", ").join(names)
