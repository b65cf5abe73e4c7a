"""`history`, `undo` and `verify`: readings of the journal."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING

from gridadmin.cli.opening import opened
from gridadmin.cli.output import Document, emit, print_error, print_facts, print_table, texts
from gridadmin.cli.words import Verbs, add_group, add_unmask, add_verb, anchor
from gridadmin.domain.errors import ConflictError
from gridadmin.i18n import N_, _

if TYPE_CHECKING:
    from gridadmin.domain.journal_words import HistoryEntry
    from gridadmin.jobs.office import OpenOffice


def add_verbs(verbs: Verbs) -> None:
    """Add `history`, `undo` and `verify`."""
    group = add_group(verbs, "history", _("what was done to a grid or a person"), "record")
    for name, key in (("grid", _("15-digit code")), ("worker", _("ID number, a name that occurs once, or an id"))):
        history = add_verb(group, name, _("the history of one"), run_history)
        history.set_defaults(of=name)
        history.add_argument("key", metavar="KEY", help=key)
        add_unmask(history)
    undo = add_verb(verbs, "undo", _("take back the last act of this account"), run_undo)
    undo.add_argument("--redo", action="store_true", help=_("take back the last undo instead"))
    verify = add_verb(verbs, "verify", _("check the journal's chain, the file and every reference"), run_verify)
    verify.add_argument(
        "--anchor", metavar="SEQ:HASH", type=anchor, default=None, help=_("an entry that was kept outside the computer")
    )


def run_history(words: Namespace) -> int:
    """Print the acts that touched a record, the newest first; personal numbers masked unless asked for."""
    from gridadmin.services.grids import find_grid_id
    from gridadmin.services.journal_histories import grid_history, worker_history
    from gridadmin.services.workers import find_worker_id

    with opened(words) as office:
        if words.of == "grid":
            record_id = office.read(find_grid_id, words.key)
            entries = office.read(grid_history, record_id)
        else:
            record_id = office.read(find_worker_id, words.key)
            entries = office.read(worker_history, record_id)
        if words.unmask:
            _journal_reveal(office, words)
    shown = str if words.unmask else _masked
    document: Document = {"of": words.of, "key": words.key, "id": record_id, "acts": [_act(e, shown) for e in entries]}
    emit(words, document, lambda: _print_history(document))
    return 0


def _journal_reveal(office: OpenOffice, words: Namespace) -> None:
    from gridadmin.i18n import Message

    key = _masked(words.key)
    office.event(Message(N_("Read the history of {key} with full ID numbers and phones"), {"key": key}))


def _masked(value: object) -> str:
    """Mask whatever looks like an ID number or a mobile number, wherever it stands."""
    from gridadmin.domain.masking import mask_id_number, mask_phone

    text = str(value)
    body = text[:-1] if text.endswith("X") else text
    if not (body.isascii() and body.isdigit()):
        return text
    return mask_id_number(text) if len(text) == 18 else mask_phone(text) if len(text) == 11 else text


def _act(entry: HistoryEntry, shown: Callable[[object], str]) -> Document:
    act = entry.act
    return {
        "at": act.at,
        "actor": act.actor,
        "sentence": str(act.sentence),
        "seq": act.seq,
        "changes": [
            {"record": str(line.record), "field": str(line.field), "was": shown(line.was), "now": shown(line.now)}
            for line in entry.lines
        ],
    }


def _print_history(document: Document) -> None:
    for act in document["acts"]:
        print(f"{act['at'].astimezone():%Y-%m-%d %H:%M}  {act['actor']}  {act['sentence']}")
        for change in act["changes"]:
            was = f"{change['was']} → " if change["was"] else ""
            print(f"    {change['record']} · {change['field']}: {was}{change['now'] or '—'}")


def run_undo(words: Namespace) -> int:
    """Reverse the newest act of the account, or take its newest undo back."""
    with opened(words) as office:
        act = office.redo() if words.redo else office.undo()
    if act is None:
        raise ConflictError(N_("There is nothing to redo.") if words.redo else N_("There is nothing to undo."))
    document: Document = {
        "done": "redo" if words.redo else "undo",
        "sentence": str(act.sentence),
        "actor": act.actor,
        "at": act.at,
        "seq": act.seq,
    }
    label = _("Done again") if words.redo else _("Taken back")
    emit(words, document, lambda: print_facts({label: document["sentence"]}))
    return 0


def run_verify(words: Namespace) -> int:
    """Check everything that can be checked; exit code 1 where anything does not hold."""
    from gridadmin.jobs.backups import verify_office

    with opened(words) as office:
        found = verify_office(office, words.anchor)
    document: Document = {
        "ok": found.ok,
        "entries": found.entries,
        "first_bad": found.first_bad,
        "head": f"{found.head[0]}:{found.head[1]}",
        "problems": texts(found.problems),
    }
    emit(words, document, lambda: _print_verification(document))
    if not found.ok:
        print_error(document["problems"][0] if document["problems"] else _("The journal does not hold."))
    return 0 if found.ok else 1


def _print_verification(document: Document) -> None:
    print_facts(
        {
            _("Result"): _("everything holds") if document["ok"] else _("NOT in order"),
            _("Entries"): document["entries"],
            _("First bad entry"): document["first_bad"] or "—",
            _("Anchor"): document["head"],
        }
    )
    if document["problems"]:
        print()
        print_table((_("Problem"),), [(problem,) for problem in document["problems"]])
