"""`change-over`: one person leaves grids, another takes them over, with all that follows; `list changeovers`."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import timedelta
from typing import TYPE_CHECKING

from gridadmin.cli.opening import opened
from gridadmin.cli.output import Document, emit, print_facts, print_table
from gridadmin.cli.words import Verbs, add_as_of, add_verb, day
from gridadmin.domain.errors import InvalidError
from gridadmin.domain.workers import EmploymentKind, ExitReason, WorkerSource
from gridadmin.i18n import N_, _

if TYPE_CHECKING:
    from gridadmin.domain.workers_changeover import ChangeoverForm, ChangeoverOutcome, ChangeoverRow
    from gridadmin.jobs.office import OpenOffice

STAYS = "stays"


def add_verbs(verbs: Verbs) -> None:
    """Add `change-over`."""
    verb = add_verb(verbs, "change-over", _("one person leaves grids, another takes them over"), run_change)
    verb.add_argument("outgoing", metavar="OUTGOING", help=_("who leaves: ID number, a name that occurs once, or id"))
    verb.add_argument("--incoming", metavar="WHO", default="", help=_("who takes over, somebody on file"))
    _add_newcomer(verb)
    verb.add_argument("--grid", metavar="CODE", action="append", default=[], help=_("a grid; else all of the outgoing"))
    verb.add_argument("--date", metavar="DATE", type=day, default=None, help=_("first day of who takes over; today"))
    reasons = [reason.value for reason in ExitReason if reason is not ExitReason.CHANGED_KIND]
    verb.add_argument(
        "--reason", choices=(STAYS, *reasons), default="other", help=_("why the outgoing leaves service, or “stays”")
    )
    verb.add_argument("--document", metavar="TEXT", default=None, help=_("number of the paper"))
    verb.add_argument("--without", metavar="KEY", action="append", default=[], help=_("a consequence not to be done"))
    verb.add_argument("--dry-run", action="store_true", help=_("do it, show everything, and take it all back"))


def add_lists(lists: Verbs) -> None:
    """Add `list changeovers`."""
    listing = add_verb(lists, "changeovers", _("list change-overs, or those that are still to come"), run_list)
    add_as_of(listing)
    listing.add_argument("--upcoming", action="store_true", help=_("those that are still to come on the day"))


def _add_newcomer(verb: ArgumentParser) -> None:
    verb.add_argument("--new-name", metavar="NAME", default="", help=_("who takes over, somebody new"))
    verb.add_argument("--id-number", metavar="N", default=None, help=_("ID number of somebody new"))
    verb.add_argument("--mobile", metavar="N", default=None, help=_("mobile number of somebody new"))
    kinds, sources = [kind.value for kind in EmploymentKind], [source.value for source in WorkerSource]
    verb.add_argument("--kind", choices=kinds, default=None, help=_("kind of service that begins; else the outgoing's"))
    verb.add_argument("--source", choices=sources, default=None, help=_("source (Art 12); else the outgoing's"))


def run_change(words: Namespace) -> int:
    """Do a change-over, or rehearse it."""
    from gridadmin.jobs.changeover import do_changeover, preview_changeover

    with opened(words) as office:
        form = _form(words, office)
        outcome = preview_changeover(office, form) if words.dry_run else do_changeover(office, form)
    document = outcome_document(outcome) | {"dry_run": words.dry_run}
    emit(words, document, lambda: _print_outcome(outcome))
    return 0


def _form(words: Namespace, office: OpenOffice) -> ChangeoverForm:
    from gridadmin.domain.workers_changeover import ChangeoverForm, newcomer
    from gridadmin.jobs.changeover import ChangeoverKeys, find_people

    if bool(words.incoming) == bool(words.new_name):
        raise InvalidError(N_("Give who takes over: either --incoming or --new-name."))
    first_day = words.date or office.today()
    keys = ChangeoverKeys(words.outgoing, words.incoming, tuple(words.grid), first_day)
    found = office.read(find_people, keys, first_day - timedelta(days=1))
    row = found.outgoing.row
    return ChangeoverForm(
        outgoing_id=row.id,
        grid_ids=tuple(post.grid_id for post in found.posts),
        incoming=found.incoming_id or newcomer(words.new_name, words.id_number, words.mobile, first_day),
        first_day=first_day,
        reason=None if words.reason == STAYS else ExitReason(words.reason),
        kind=EmploymentKind(words.kind) if words.kind else row.kind or EmploymentKind.FULL_TIME,
        source=WorkerSource(words.source) if words.source else row.source or WorkerSource.OTHER,
        document=words.document,
        without=frozenset(words.without),
    )


def run_list(words: Namespace) -> int:
    """List change-overs, the newest first, or those to come, the next first."""
    from gridadmin.services.workers_changeover import list_changeovers

    with opened(words) as office:
        rows = office.read(list_changeovers, words.as_of or office.today(), words.upcoming)
    emit(words, [changeover_document(row) for row in rows], lambda: _print_rows(rows))
    return 0


def outcome_document(outcome: ChangeoverOutcome) -> Document:
    """Return what was done as the documented keys."""
    return {
        "outgoing": {"id": outcome.outgoing_id, "name": outcome.outgoing, "last_day": outcome.last_day},
        "incoming": {"id": outcome.incoming_id, "name": outcome.incoming, "first_day": outcome.first_day},
        "reason": outcome.reason.value if outcome.reason else None,
        "in_force": outcome.in_force,
        "grids": [{"code": grid.code, "name": grid.name, "role": grid.role.value} for grid in outcome.grids],
        "consequences": [
            {
                "key": line.key,
                "text": line.text,
                "count": line.count,
                "tone": line.tone.value,
                "done": line.ticked,
                "notes": list(line.notes),
            }
            for line in outcome.lines
        ],
    }


def changeover_document(row: ChangeoverRow) -> Document:
    """Return a change-over on file as the documented keys."""
    return {
        "id": row.id,
        "grid_code": row.grid_code,
        "grid_name": row.grid_name,
        "outgoing": row.outgoing,
        "incoming": row.incoming,
        "effective_on": row.effective_on,
        "reason": row.reason.value if row.reason else None,
        "document": row.document,
    }


def _print_outcome(outcome: ChangeoverOutcome) -> None:
    print_facts(
        {
            _("Grids"): [grid.name for grid in outcome.grids],
            _("Leaves"): f"{outcome.outgoing} {outcome.last_day.isoformat()}",
            _("Takes over"): f"{outcome.incoming} {outcome.first_day.isoformat()}",
        }
    )
    print()
    rows = [(line.key, "✓" if line.ticked else "", line.tone, line.text, line.notes) for line in outcome.lines]
    print_table((_("Key"), "", _("Kind"), _("Consequence"), ""), rows)


def _print_rows(rows: list[ChangeoverRow]) -> None:
    headings = (_("From"), _("Grid"), _("Leaves"), _("Takes over"), _("Reason"), _("Document"))
    print_table(headings, [(r.effective_on, r.grid_name, r.outgoing, r.incoming, r.reason, r.document) for r in rows])
