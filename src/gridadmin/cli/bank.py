"""`list accounts`, `list bank-templates`, `import accounts`, `pay verify-bank`, `pay add-template`: paying by bank."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from gridadmin.cli.imports import import_document, print_import
from gridadmin.cli.opening import opened, progress_of
from gridadmin.cli.output import Document, emit, print_facts, print_table
from gridadmin.cli.words import Verbs, add_as_of, add_sheet, add_verb, day
from gridadmin.i18n import _

if TYPE_CHECKING:
    from gridadmin.domain.bank_accounts import BankAccountRow
    from gridadmin.domain.bank_templates import BankTemplate
    from gridadmin.jobs.bank_export import KnownFile
    from gridadmin.services.bank_templates import TemplateRow


def add_lists(lists: Verbs) -> None:
    """Add `list accounts` and `list bank-templates`."""
    verb = add_verb(lists, "accounts", _("list bank accounts of persons"), run_list)
    add_as_of(verb)
    verb.add_argument("--all", action="store_true", help=_("past accounts, too"))
    verb.add_argument("--missing", action="store_true", help=_("who is in service and has no account instead"))
    verb.add_argument("--unmask", action="store_true", help=_("full numbers; that you asked is journaled"))
    templates = add_verb(
        lists, "bank-templates", _("list templates of bank files, with what is unverified"), run_templates
    )
    templates.add_argument("--show", metavar="NAME", default=None, help=_("the definition of this one, as JSON"))


def add_import(verbs: Verbs) -> None:
    """Add `import accounts`."""
    verb = add_verb(verbs, "accounts", _("import bank accounts of persons"), run_import)
    add_sheet(verb)
    verb.add_argument(
        "--effective", metavar="DATE", type=day, default=None, help=_("the day from which changes hold; today")
    )


def add_verbs(group: Verbs) -> None:
    """Add `pay verify-bank` and `pay add-template` to the group of pay."""
    verify = add_verb(group, "verify-bank", _("tell whether a file is one that was written for the bank"), run_verify)
    verify.add_argument("file", metavar="FILE", type=Path, help=_("the file as it lies before you"))
    add = add_verb(group, "add-template", _("keep a template of a bank's file from JSON, or change it"), run_add)
    add.add_argument("file", metavar="FILE", type=Path, help=_("as `list bank-templates --show` writes it"))


def run_list(words: Namespace) -> int:
    """List accounts, or who has none."""
    from gridadmin.jobs.bank_accounts import accounts
    from gridadmin.services.bank_accounts import list_paid_people

    with opened(words) as office:
        as_of = words.as_of or office.today()
        if words.missing:
            people = [each for each in office.read(list_paid_people, as_of) if each.account is None]
            document = [{"worker_id": each.worker_id, "name": each.name} for each in people]
            emit(words, document, lambda: print_table((_("Name"),), [(each.name,) for each in people]))
            return 0
        rows = accounts(office, None if words.all else as_of, unmask=words.unmask)
    emit(words, [account_document(row) for row in rows], lambda: _print_accounts(rows))
    return 0


def account_document(row: BankAccountRow) -> Document:
    """Return an account by its documented keys."""
    return {
        "id": row.id, "worker_id": row.worker_id, "name": row.name, "id_number": row.id_number, "number": row.number,
        "bank": row.bank, "branch": row.branch, "cnaps": row.cnaps, "holder": row.holder,
        "relation": row.relation.value, "from": row.valid_from, "to": row.valid_to, "reason": row.reason,
        "concerns": [concern.value for concern in row.concerns],
    }  # fmt: skip


def _print_accounts(rows: list[BankAccountRow]) -> None:
    headings = (_("Name"), _("Account number"), _("Bank"), _("Branch"), _("Name as the bank spells it"), _("From"))
    cells = [(row.name, row.number, row.bank, row.branch, row.holder, row.valid_from, row.concerns) for row in rows]
    print_table((*headings, _("To look at")), cells)


def run_templates(words: Namespace) -> int:
    """List templates, or show the definition of one."""
    from gridadmin.domain.bank_reading import template_json
    from gridadmin.services.bank_shipped import shipped_notes
    from gridadmin.services.bank_templates import find_template, list_templates

    with opened(words) as office:
        if words.show is not None:
            definition = template_json(office.read(find_template, words.show).template)
            print(json.dumps(definition, ensure_ascii=False, indent=2))
            return 0
        rows = office.read(list_templates)
    notes = [vars(note) for note in shipped_notes()]
    document = {"templates": [_template_document(row) for row in rows], "notes": notes}
    emit(words, document, lambda: _print_templates(rows, notes))
    return 0


def _template_document(row: TemplateRow) -> Document:
    return {"id": row.id, "shipped": row.shipped} | template_facts(row.template)


def template_facts(template: BankTemplate) -> Document:
    """Return what is told of a template wherever one is named: how sure it is, and what nobody has verified."""
    return {
        "name": template.name, "key": template.key, "bank": template.bank, "file_type": template.file_type.value,
        "certainty": template.certainty.value, "source": template.source, "note": template.note,
        "unverified": list(template.unverified),
    }  # fmt: skip


def _print_templates(rows: list[TemplateRow], notes: list[Document]) -> None:
    headings = (_("Template"), _("Bank"), _("File"), _("Certainty"), _("Not verified"))
    cells = [
        (row.template.name, row.template.bank, row.template.file_type.value, row.template.certainty,
         len(row.template.unverified))
        for row in rows
    ]  # fmt: skip
    print_table(headings, cells)
    print()
    print_table((_("Bank"), _("No template"), _("Reason")), [(n["bank"], n["name"], n["why"]) for n in notes])


def run_import(words: Namespace) -> int:
    """Import accounts as one act, or rehearse it; rows that are refused do not make the import a failure."""
    from gridadmin.jobs.bank_accounts import preview_accounts, read_accounts, run_accounts

    with opened(words) as office:
        effective = words.effective or office.today()
        file = read_accounts(words.file, words.sheet)
        if words.dry_run:
            report = preview_accounts(office, file, effective, progress_of(words))
        else:
            report = run_accounts(office, words.file, file, effective, progress_of(words))
    about = {"file": words.file, "kind": "accounts", "dry_run": words.dry_run, "effective_on": effective}
    document = import_document(report) | about | {"returned": None}
    emit(words, document, lambda: print_import(document))
    return 0


def run_verify(words: Namespace) -> int:
    """Tell what is known of a file; one that is not as it was written ends with 1."""
    from gridadmin.jobs.bank_export import FileState, verify_file

    with opened(words) as office:
        known = verify_file(office, words.file)
    document = {"file": words.file} | known_document(known)
    emit(words, document, lambda: _print_known(known, document))
    return 0 if known.state is FileState.UNCHANGED else 1


def known_document(known: KnownFile) -> Document:
    """Return what is known of a file by the documented keys; amounts are yuan as text."""
    from gridadmin.domain.pay_rounding import yuan_text

    export, file = known.export, known.file
    return {
        "state": known.state.value, "sha256": known.sha256,
        "month": str(export.month) if export else None,
        "template": export.template if export else None,
        "made_at": export.made_at if export else None,
        "made_by": export.made_by if export else None,
        "written_as": file.name if file else None,
        "rows": file.rows if file else None,
        "total": yuan_text(file.total) if file else None,
        "export_total": yuan_text(export.total) if export else None,
        "run_total": yuan_text(known.run_total) if known.run_total is not None else None,
    }  # fmt: skip


def _print_known(known: KnownFile, document: Document) -> None:
    print(known.state.label)
    if known.export is not None:
        facts = {_("Month"): document["month"], _("Template"): document["template"], _("Made at"): document["made_at"]}
        print_facts(facts | {_("Made by"): document["made_by"], _("Total"): document["total"]})


def run_add(words: Namespace) -> int:
    """Keep a template of the office."""
    from gridadmin.jobs.bank_templates import keep_template, read_template_file

    with opened(words) as office:
        template = read_template_file(words.file)
        keep_template(office, template)
    document = template_facts(template)
    facts = {_("Template"): template.name, _("Not verified"): list(template.unverified)}
    emit(words, document, lambda: print_facts(facts))
    return 0
