"""`sync` and `exchange`: exchange with the city now, enrol, see and settle what wants a person, leave."""

from __future__ import annotations

import getpass
import socket
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from gridadmin.cli.exchange_files import add_files
from gridadmin.cli.opening import clear_progress, opened, progress_of
from gridadmin.cli.output import Document, emit, print_error, print_facts, print_table
from gridadmin.cli.words import Verbs, add_group, add_verb
from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.i18n import N_, Message, _

if TYPE_CHECKING:
    from gridadmin.domain.exchange import ExchangeStatus, RoundResult
    from gridadmin.domain.exchange_cards import IssueCard

CHOICES = ("mine", "theirs", "give_up", "keep", "delete", "confirm", "send", "same")
STDIN = Path("-")


def add_verbs(verbs: Verbs) -> None:
    """Add `sync` and the group `exchange`."""
    sync = add_verb(verbs, "sync", _("exchange with the city now"), run_sync)
    how = sync.add_mutually_exclusive_group()
    how.add_argument("--once", action="store_true", help=_("exchange once (this is what happens without words, too)"))
    how.add_argument("--status", action="store_true", help=_("only say how the exchange stands; no network is used"))
    how.add_argument(
        "--recheck", action="store_true", help=_("look at every record first, as is done by itself once a day")
    )
    group = add_group(verbs, "exchange", _("take part in the exchange with the city"), "what")
    add_enrol(group)
    add_verb(group, "issues", _("list what a person has to settle"), run_issues)
    settle = add_verb(group, "settle", _("settle one of them"), run_settle)
    settle.add_argument("issue", metavar="ID", type=_uuid, help=_("id as `exchange issues` prints it"))
    settle.add_argument("choice", metavar="CHOICE", choices=CHOICES, help=", ".join(CHOICES))
    add_files(group)
    add_verb(group, "leave", _("forget the credentials; records and what waits stay"), run_leave)


def add_enrol(group: Verbs) -> None:
    """Add `exchange enrol` with what a city's network may ask for."""
    enrol = add_verb(group, "enrol", _("enrol this office at the city with a one-time code"), run_enrol)
    enrol.add_argument("--address", metavar="URL", required=True, help=_("address of the exchange, https://…"))
    enrol.add_argument(
        "--code-file",
        metavar="F",
        type=Path,
        default=None,
        help=_("file with the code, - for standard input; else it is asked for on the terminal"),
    )
    enrol.add_argument("--computer", metavar="NAME", default=None, help=_("name of this computer at the city"))
    _add_network(enrol)


def _add_network(enrol: ArgumentParser) -> None:
    for word, metavar, summary in (
        ("--ca-file", "PEM", _("certificate of the city's own authority")),
        ("--proxy", "URL", _("http://name:port; “none” for none; else as the system is set")),
        ("--certificate", "PEM", _("client certificate, for mutual TLS")),
        ("--certificate-key", "PEM", _("its key")),
        ("--signer", "NAME", _("request signature of a gateway: hmac-sm3")),
        ("--app-key", "KEY", _("app key at the gateway")),
        ("--secret-file", "F", _("file with the app key's secret")),
    ):
        enrol.add_argument(word, metavar=metavar, default=None, help=summary)


def run_sync(words: Namespace) -> int:
    """Exchange once, or say how the exchange stands; exit code 1 where the attempt did not come through."""
    from gridadmin.jobs.exchange import read_status

    result = None
    with opened(words) as office:
        if not words.status:
            from gridadmin.jobs.exchange import refuse_practice
            from gridadmin.jobs.exchange_city import CityLine, recheck_next

            refuse_practice(office)
            if words.recheck:
                recheck_next(office)
            line = CityLine(office)
            try:
                result = line.attempt(progress_of(words))
            finally:
                line.close()
                clear_progress(words)
        status = read_status(office)
    document = _status(status, result)
    emit(words, document, lambda: _print_status(status, document))
    if result is not None and result.problem is not None:
        print_error(str(result.problem))
        return 1
    return 0


def _status(status: ExchangeStatus, result: RoundResult | None) -> Document:
    counts = ("pending", "held", "conflicts", "refused", "orphans", "questions", "photos")
    done = ("complete", "sent", "received", "conflicts", "refused", "repaired", "damaged", "recovered", "problem")
    return {
        "state": status.state,
        "name": status.name or None,
        "scope": status.scope or None,
        "address": status.address or None,
        **{name: getattr(status, name) for name in counts},
        "reached": status.reached,
        "tried": status.tried,
        "problem": status.problem,
        "clock_offset_seconds": status.clock_offset_seconds,
        "attempt": {name: getattr(result, name) for name in done} if result is not None else None,
    }


def _print_status(status: ExchangeStatus, document: Document) -> None:
    shown: Document = {_("State"): status.state.label, _("Enrolled as"): status.name or "—"}
    names = {
        "pending": _("To be sent"),
        "conflicts": _("Conflicts"),
        "refused": _("Sent back"),
        "orphans": _("Not at the city"),
        "questions": _("To confirm"),
    }
    shown |= {title: document[name] for name, title in names.items()}
    shown[_("Last complete exchange")] = f"{status.reached.astimezone():%Y-%m-%d %H:%M}" if status.reached else "—"
    attempt = document["attempt"]
    if attempt is not None:
        shown |= {_("Sent now"): attempt["sent"], _("Received now"): attempt["received"]}
        if attempt["damaged"]:
            shown[_("Damaged here and fetched again")] = attempt["damaged"]
    if status.clock_warning is not None:
        shown[_("Clock")] = str(status.clock_warning)
    print_facts(shown)


def run_enrol(words: Namespace) -> int:
    """Enrol the office with a one-time code, which is never a word of the command."""
    from gridadmin.domain.exchange import Connection
    from gridadmin.jobs.exchange_city import Application, enrol_office

    secret = _read_secret(Path(words.secret_file)) if words.secret_file else None
    connection = Connection(
        address=words.address,
        ca_file=words.ca_file,
        proxy="" if words.proxy == "none" else words.proxy,
        certificate=words.certificate,
        certificate_key=words.certificate_key,
        signer=words.signer,
        app_key=words.app_key,
    )
    with opened(words) as office:
        asked = Application(connection, _code(words), words.computer or socket.gethostname(), secret)
        enrolled = enrol_office(office, asked, progress=progress_of(words))
    document: Document = {
        "name": enrolled.name,
        "scope": str(enrolled.scope),
        "address": enrolled.connection.address,
        "replica": enrolled.replica,
        "client_id": enrolled.client_id,
        "secret_in": "database" if enrolled.kept.wrapped else "keyring",
    }
    facts = {_("Enrolled as"): f"{enrolled.name} ({enrolled.scope.code})", _("Client"): enrolled.client_id}
    emit(words, document, lambda: print_facts(facts))
    return 0


def _code(words: Namespace) -> str:
    if words.code_file == STDIN:
        return sys.stdin.readline().strip()
    if words.code_file is not None:
        return _read_secret(words.code_file)
    if not sys.stdin.isatty():
        raise InvalidError(N_("No code was given. Name a file with --code-file (- for standard input), or type it."))
    try:
        return getpass.getpass(_("One-time code: "))
    except EOFError:
        raise InvalidError(N_("Nothing was typed. Nothing was changed.")) from None


def _read_secret(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise NotFoundError(N_("The file {path} cannot be read."), path=path) from error


def run_issues(words: Namespace) -> int:
    """List what a person has to settle, the oldest first; ID numbers are masked as far as they agree."""
    from gridadmin.jobs.exchange import list_cards

    with opened(words) as office:
        cards = list_cards(office)
    document = [_issue(card) for card in cards]
    headings = (_("Id"), _("Kind of issue"), _("Record"), _("Field"), _("Mine"), _("The city's"), _("Choices"))
    rows = [_issue_row(card, place) for card in cards for place in range(max(1, len(card.lines)))]
    emit(words, document, lambda: print_table(headings, rows))
    return 0


def _issue_row(card: IssueCard, place: int) -> tuple[object, ...]:
    line = card.lines[place] if card.lines else None
    field, mine, theirs = (line.field, line.mine, line.theirs) if line is not None else ("", "", "")
    return card.issue.id, str(card.kind), card.subject, field, mine, theirs, ", ".join(_choices(card))


def _choices(card: IssueCard) -> list[str]:
    return [choice for choice in card.issue.choices if choice in CHOICES]


def _issue(card: IssueCard) -> Document:
    issue = card.issue
    return {
        "id": issue.id,
        "kind": issue.kind,
        "cause": issue.cause,
        "reason": issue.reason,
        "opened": issue.opened_at,
        "record_type": issue.record_type,
        "record_id": issue.record_id,
        "record": card.subject,
        "by": issue.by,
        "at": issue.at,
        "entered_by": issue.entered_by,
        "entered_at": issue.entered_at,
        "values": [
            {"field": line.field, "was": line.was, "mine": line.mine, "theirs": line.theirs} for line in card.lines
        ],
        "choices": _choices(card),
    }


def run_settle(words: Namespace) -> int:
    """Do what was chosen about one issue; “mine” is an act that `undo` takes back."""
    from gridadmin.jobs.exchange import list_cards, settle_issues

    with opened(words) as office:
        found = next((card for card in list_cards(office) if words.issue in card.ids), None)
        if found is None:
            raise NotFoundError(N_("There is no open issue {id}. List them with: exchange issues"), id=words.issue)
        settle_issues(office, found.ids, words.choice)
        left = len(list_cards(office))
    document: Document = {"id": words.issue, "choice": words.choice, "record": found.subject, "left": left}
    emit(words, document, lambda: print_facts({_("Settled"): found.subject, _("Still open"): left}))
    return 0


def run_leave(words: Namespace) -> int:
    """Forget the credentials."""
    from gridadmin.jobs.exchange_city import leave_exchange

    with opened(words) as office:
        leave_exchange(office)
    document: Document = {"left": True}
    emit(words, document, lambda: print_facts({_("Exchange"): _("left; enrol again with a new code")}))
    return 0


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        message = Message(N_("“{text}” is no id; `exchange issues` prints them"), {"text": text})
        raise ArgumentTypeError(str(message)) from None
