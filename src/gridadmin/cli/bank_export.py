"""`pay export bank`: the files for the bank by a template, rehearsed or written and kept with the run."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from typing import TYPE_CHECKING

from gridadmin.cli.bank import template_facts
from gridadmin.cli.opening import opened, progress_of
from gridadmin.cli.output import Document, emit, print_error, print_facts, print_table
from gridadmin.i18n import N_, Message, _

if TYPE_CHECKING:
    from gridadmin.domain.bank_export import ExportRow, LeftOut, Refusal, WrittenFile
    from gridadmin.jobs.bank_export import CashChoice, ExportReport
    from gridadmin.jobs.office import OpenOffice

BANK = "bank"
EVERYBODY = "*"


def add_words(export: ArgumentParser) -> None:
    """Add what only the files for the bank take."""
    words = export.add_argument_group(_("for the bank"))
    words.add_argument("--template", metavar="NAME", default="", help=_("by which template; the one used last"))
    words.add_argument(
        "--cash", metavar="KEY=REASON", type=_cash_word, action="append", default=[],
        help=_("who is paid in cash and why; “*” means everybody without an account"),
    )  # fmt: skip
    words.add_argument("--leave-unpaid", action="store_true", help=_("leave out who gets nothing this month"))
    words.add_argument("--dry-run", action="store_true", help=_("say what would be written, and write nothing"))


def _cash_word(text: str) -> tuple[str, str]:
    key, equals, reason = text.partition("=")
    if not (equals and key.strip() and reason.strip()):
        message = Message(N_("“{text}” needs whom and why, such as 张三=没有开户"), {"text": text})
        raise ArgumentTypeError(str(message))
    return key.strip(), reason.strip()


def run_export(words: Namespace) -> int:
    """Write the files for the bank; where payments cannot go there, list all of these, write nothing, end with 2."""
    from gridadmin.jobs.bank_export import ExportOrder, plan_export, refuse, write_export

    with opened(words) as office:
        order, told = ExportOrder(words.month, words.template, _cash(office, words)), progress_of(words)
        report = plan_export(office, order, told)
        written = not (report.refusals or words.dry_run)
        if written:
            report = write_export(office, order, words.out, told, replace=words.replace)
    document = report_document(report) | {"out": words.out, "written": written, "dry_run": words.dry_run}
    emit(words, document, lambda: _print(report, written))
    if report.refusals:
        print_error(str(refuse(report)))
        return 2
    return 0


def _cash(office: OpenOffice, words: Namespace) -> CashChoice:
    from gridadmin.jobs.bank_export import CashChoice
    from gridadmin.services.workers import find_worker_id

    named = {office.read(find_worker_id, key): reason for key, reason in words.cash if key != EVERYBODY}
    rest = next((reason for key, reason in words.cash if key == EVERYBODY), "")
    return CashChoice(named, rest, words.leave_unpaid)


def report_document(report: ExportReport) -> Document:
    """Return what was written, or would be, by its documented keys; amounts are yuan as text."""
    from gridadmin.domain.pay_rounding import yuan_text

    return {
        "month": str(report.run.month), "template": template_facts(report.template), "rows": report.rows,
        "total": yuan_text(report.total), "run_total": yuan_text(report.run.net),
        "files": [_file(each) for each in report.files], "left_out": [_person(each) for each in report.left_out],
        "refusals": [
            _person(each) | {"kind": each.kind.value, "reason": str(each.reason)} for each in report.refusals
        ],
        "exported_before": [_before(each) for each in report.before],
    }  # fmt: skip


def _file(file: WrittenFile) -> Document:
    from gridadmin.domain.pay_rounding import yuan_text

    return vars(file) | {"total": yuan_text(file.total)}


def _person(each: LeftOut | Refusal) -> Document:
    from gridadmin.domain.pay_rounding import yuan_text

    return {
        "worker_id": each.worker_id, "name": each.name, "amount": yuan_text(each.amount), "reason": str(each.reason),
    }  # fmt: skip


def _before(row: ExportRow) -> Document:
    from gridadmin.domain.pay_rounding import yuan_text

    return {
        "made_at": row.made_at, "made_by": row.made_by, "template": row.template, "rows": row.rows,
        "total": yuan_text(row.total),
    }  # fmt: skip


def _print(report: ExportReport, written: bool) -> None:
    document = report_document(report)
    state = _("Written") if written else _("Rehearsed, nothing was written")
    print_facts({
        _("Month"): document["month"], _("Template"): report.template.name, _("Payments"): report.rows,
        _("Total"): document["total"], _("State"): state,
    })  # fmt: skip
    for row in report.before[:1]:
        print(Message(N_("This month was exported before: {when} by {who}, “{template}”."), _when(row)))
    for line in report.template.unverified:
        print(Message(N_("Not verified: {what}"), {"what": line}))
    if report.files:
        print()
        files = [(each["name"], each["rows"], each["total"], each["sha256"][:16]) for each in document["files"]]
        print_table((_("File"), _("Payments"), _("Total"), "SHA-256"), files)
    people = [(each["name"], each["amount"], each["reason"]) for each in (*document["left_out"], *document["refusals"])]
    if people:
        print()
        print_table((_("Name"), _("Amount"), _("Reason")), people)


def _when(row: ExportRow) -> dict[str, object]:
    moment = row.made_at.astimezone().isoformat(" ", "minutes")
    return {"when": moment, "who": row.made_by, "template": row.template}
