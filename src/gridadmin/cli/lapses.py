"""`list lapses`: everything that will lapse in the next months, and what it will break."""

from __future__ import annotations

from argparse import ArgumentTypeError, Namespace
from typing import TYPE_CHECKING

from gridadmin.cli.opening import opened
from gridadmin.cli.output import Document, emit, print_table, texts
from gridadmin.cli.words import Verbs, add_as_of, add_verb
from gridadmin.domain.lapses import DEFAULT_MONTHS, MOST_MONTHS
from gridadmin.i18n import N_, Message, _

if TYPE_CHECKING:
    from gridadmin.domain.lapses import Lapse


def add_verbs(verbs: Verbs) -> None:
    """Add `list lapses`."""
    listing = add_verb(verbs, "lapses", _("list what will lapse, and what it will break"), run_list)
    add_as_of(listing)
    listing.add_argument(
        "--months", metavar="N", type=_months, default=DEFAULT_MONTHS, help=_("how many months to look ahead; 3")
    )


def run_list(words: Namespace) -> int:
    """List what lapses; what is overdue comes first, by its day."""
    from gridadmin.domain.lapses import horizon
    from gridadmin.services.lapses import list_lapses

    with opened(words) as office:
        as_of = words.as_of or office.today()
        until = horizon(as_of, words.months)
        lapses = office.read(list_lapses, as_of, until)
    document: Document = {
        "as_of": as_of,
        "until": until,
        "lapses": [
            {
                "day": lapse.day,
                "overdue": lapse.day < as_of,
                "kind": lapse.kind.value,
                "what": str(lapse.what),
                "breaks": texts(lapse.breaks),
                "who": lapse.who,
            }
            for lapse in lapses
        ],
    }
    emit(words, document, lambda: _print(lapses))
    return 0


def _print(lapses: tuple[Lapse, ...]) -> None:
    headings = (_("Day"), _("Kind"), _("What lapses"), _("What it breaks"))
    print_table(headings, [(one.day, one.kind, str(one.what), texts(one.breaks)) for one in lapses])


def _months(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) <= MOST_MONTHS:
        message = Message(N_("“{text}” is no number of months from 1 to {most}"), {"text": text, "most": MOST_MONTHS})
        raise ArgumentTypeError(str(message))
    return int(text)
