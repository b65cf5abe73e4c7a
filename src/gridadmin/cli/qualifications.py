"""`list certificates`, `list cards`, `report certificates`, `report eligibility`: who holds what (Art 11, 14)."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from gridadmin.cli.opening import opened, progress_of
from gridadmin.cli.output import Document, emit, print_facts, print_table
from gridadmin.cli.words import Verbs, add_as_of, add_out, add_verb
from gridadmin.i18n import _

if TYPE_CHECKING:
    from gridadmin.domain.qualifications_cards import CardLine
    from gridadmin.domain.qualifications_list import CertificateLine

VIEWS = ("breach", "due", "expired", "missing", "all")


def add_lists(lists: Verbs) -> None:
    """Add `list certificates` and `list cards`."""
    certificates = add_verb(lists, "certificates", _("list who holds or lacks which certificate"), run_certificates)
    add_as_of(certificates)
    certificates.add_argument("--view", choices=VIEWS, default="all", help=_("only what is lacking, or ends soon"))
    certificates.add_argument("--type", metavar="NAME", default=None, help=_("only this kind of certificate"))
    certificates.add_argument("--left", action="store_true", help=_("those who left, too"))
    cards = add_verb(lists, "cards", _("list the register of work cards"), run_cards)
    add_as_of(cards)
    cards.add_argument("--batch", metavar="B", default=None, help=_("only this batch, such as 2026-01"))


def add_reports(reports: Verbs) -> None:
    """Add `report certificates` and `report eligibility`."""
    table = add_verb(reports, "certificates", _("the table of certificates as a workbook"), run_table)
    add_as_of(table)
    table.add_argument("--unmask", action="store_true", help=_("full ID numbers; that you asked is journaled"))
    add_out(table, _("the workbook (.xlsx)"))
    sheet = add_verb(reports, "eligibility", _("the sheets of Article 11 as a PDF, to be signed"), run_eligibility)
    sheet.add_argument(
        "--worker", metavar="KEY", action="append", required=True, help=_("ID number or name; may be repeated")
    )
    sheet.add_argument("--unmask", action="store_true", help=_("full ID numbers; that you asked is journaled"))
    add_out(sheet, _("the PDF"))


def run_certificates(words: Namespace) -> int:
    """List certificates."""
    from gridadmin.domain.qualifications_list import CertificateFilter, QualificationView
    from gridadmin.domain.workers import WorkerStatus
    from gridadmin.jobs.qualifications import certificate_list
    from gridadmin.services.qualifications import find_certificate_type

    with opened(words) as office:
        kind = office.read(find_certificate_type, words.type) if words.type else None
        wanted = CertificateFilter(
            view=QualificationView(words.view),
            status=None if words.left else WorkerStatus.ACTIVE,
            type_id=kind.id if kind else None,
        )
        lines = certificate_list(office, words.as_of or office.today(), wanted)
    emit(words, [certificate_document(line) for line in lines], lambda: _print_certificates(lines))
    return 0


def certificate_document(line: CertificateLine) -> Document:
    """Return a person and a kind as the documented keys."""
    held = line.certificate
    return {
        "worker_id": line.worker.id,
        "name": line.worker.name,
        "status": line.worker.status.value if line.worker.status else None,
        "kind": line.worker.kind.value if line.worker.kind else None,
        "community": line.worker.community,
        "grids": [
            {"code": post.grid_code, "name": post.grid_name, "role": post.role.value} for post in line.worker.grids
        ],
        "type": line.type.name,
        "needed": line.needed,
        "state": line.state.value,
        "number": held.number if held else None,
        "issuer": held.issuer if held else None,
        "issued_on": held.issued_on if held else None,
        "expires_on": held.expires_on if held else None,
        "days_left": line.days_left,
        "revoked_on": held.revoked_on if held else None,
        "duplicate": line.duplicate,
    }


def _print_certificates(lines: list[CertificateLine]) -> None:
    headings = (
        _("Name"),
        _("Kind of certificate"),
        _("State"),
        _("Number"),
        _("Issued on"),
        _("Expires on"),
        _("Grids"),
    )
    rows = [
        (
            line.worker.name,
            line.type.name,
            line.state,
            line.certificate.number if line.certificate else None,
            line.certificate.issued_on if line.certificate else None,
            line.expires_on,
            [post.grid_name for post in line.worker.grids],
        )
        for line in lines
    ]
    print_table(headings, rows)


def run_cards(words: Namespace) -> int:
    """List the register of cards."""
    from gridadmin.services.qualifications_cards import list_cards

    with opened(words) as office:
        found = office.read(list_cards, words.as_of or office.today())
    lines = [line for line in found if words.batch in (None, line.card.batch)]
    headings = (_("Number"), _("Name"), _("State"), _("Printed on"), _("Handed out on"), _("Ended on"), _("Grids"))
    rows = [
        (at.card.number, at.name, at.state, at.card.printed_on, at.card.issued_on, at.card.ended_on, at.grids)
        for at in lines
    ]  # fmt: skip
    emit(words, [card_document(line) for line in lines], lambda: print_table(headings, rows))
    return 0


def card_document(line: CardLine) -> Document:
    """Return a card as the documented keys."""
    return {
        "number": line.card.number,
        "batch": line.card.batch,
        "worker_id": line.card.worker_id,
        "name": line.name,
        "in_service": line.in_service,
        "state": line.state.value,
        "made_on": line.card.made_on,
        "printed_on": line.card.printed_on,
        "issued_on": line.card.issued_on,
        "ended_on": line.card.ended_on,
        "note": line.card.end_note,
        "differences": list(line.differences),
        "must_return": line.must_return,
    }


def run_table(words: Namespace) -> int:
    """Write the table of certificates."""
    from gridadmin.jobs.qualifications import write_certificates

    with opened(words) as office:
        as_of = words.as_of or office.today()
        count = write_certificates(office, as_of, words.out, progress_of(words), unmask=words.unmask)
    document: Document = {"out": words.out, "as_of": as_of, "persons": count, "unmasked": words.unmask}
    emit(words, document, lambda: print_facts({_("File"): words.out, _("Persons"): count}))
    return 0


def run_eligibility(words: Namespace) -> int:
    """Write the sheets of Article 11."""
    from gridadmin.jobs.qualifications import write_eligibility
    from gridadmin.services.workers import find_worker_id

    with opened(words) as office:
        ids = [office.read(find_worker_id, key) for key in words.worker]
        write_eligibility(office, ids, words.out, progress_of(words), unmask=words.unmask)
    document: Document = {"out": words.out, "persons": len(ids), "unmasked": words.unmask}
    emit(words, document, lambda: print_facts({_("File"): words.out, _("Persons"): len(ids)}))
    return 0
