"""`list training`, `report training`, `training sheet`, `import training`: training without a window (Art 23)."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from gridadmin.cli.imports import import_document, print_import
from gridadmin.cli.opening import opened, progress_of
from gridadmin.cli.output import Document, emit, print_facts, print_table
from gridadmin.cli.words import Verbs, add_as_of, add_group, add_out, add_sheet, add_verb, day
from gridadmin.i18n import _

if TYPE_CHECKING:
    from gridadmin.domain.training import SessionRow
    from gridadmin.domain.training_hours import HoursRow, TrainingRecord
    from gridadmin.jobs.office import OpenOffice
    from gridadmin.jobs.training_imports import ImportPlace

VIEWS = ("sessions", "hours", "short")


def add_lists(lists: Verbs) -> None:
    """Add `list training`."""
    verb = add_verb(lists, "training", _("list training sessions, or hours of persons against what is asked"), run_list)
    add_as_of(verb)
    verb.add_argument("--view", choices=VIEWS, default="sessions", help=_("sessions; hours of a year; who is short"))
    verb.add_argument("--year", metavar="YYYY", type=int, default=None, help=_("the year; that of the day"))
    verb.add_argument("--worker", metavar="KEY", default=None, help=_("the record of one person instead"))
    verb.add_argument("--unmask", action="store_true", help=_("full phones; that you asked is journaled"))


def add_reports(reports: Verbs) -> None:
    """Add `report training`."""
    verb = add_verb(reports, "training", _("the training ledger of a year as a workbook"), run_report)
    add_as_of(verb)
    verb.add_argument("--year", metavar="YYYY", type=int, default=None, help=_("the year; that of the day"))
    add_out(verb, _("the workbook (.xlsx)"))


def add_import(verbs: Verbs) -> None:
    """Add `import training`."""
    verb = add_verb(verbs, "training", _("import attendance and results of a training session"), run_import)
    add_sheet(verb)
    where = verb.add_mutually_exclusive_group(required=True)
    where.add_argument("--session", metavar="KEY", default=None, help=_("a session by its title or id"))
    where.add_argument("--course", metavar="NAME", default=None, help=_("arrange a session of this course with it"))
    verb.add_argument("--day", metavar="DATE", type=day, default=None, help=_("the day of the new session; today"))
    verb.add_argument("--title", metavar="TEXT", default=None, help=_("what the new session is called"))
    verb.add_argument("--place", metavar="TEXT", default=None, help=_("where the new session was held"))


def add_verbs(verbs: Verbs) -> None:
    """Add `training sheet`."""
    group = add_group(verbs, "training", _("papers of training (Article 23)"), "what_of_training")
    sheet = add_verb(group, "sheet", _("the sign-in sheet of a session as a PDF"), run_sheet)
    sheet.add_argument("--session", metavar="KEY", required=True, help=_("a session by its title or id"))
    add_out(sheet, _("the PDF"))


def run_list(words: Namespace) -> int:
    """List sessions, hours, or one person's record."""
    from gridadmin.jobs.training import hours_of_year
    from gridadmin.services.training_lists import list_sessions
    from gridadmin.services.training_records import worker_training
    from gridadmin.services.workers import find_worker_id

    with opened(words) as office:
        as_of = words.as_of or office.today()
        if words.worker is not None:
            record = office.read(worker_training, office.read(find_worker_id, words.worker), as_of)
            emit(words, record_document(record), lambda: _print_record(record))
        elif words.view == "sessions":
            rows = office.read(list_sessions, as_of, words.year)
            emit(words, [session_document(row) for row in rows], lambda: _print_sessions(rows))
        else:
            year = words.year or as_of.year
            hours = hours_of_year(office, year, as_of, short=words.view == "short", unmask=words.unmask)
            emit(words, [hours_document(row) for row in hours], lambda: _print_hours(hours))
    return 0


def run_report(words: Namespace) -> int:
    """Write the ledger."""
    from gridadmin.jobs.training import write_ledger

    with opened(words) as office:
        as_of = words.as_of or office.today()
        year = words.year or as_of.year
        persons = write_ledger(office, year, as_of, words.out, progress_of(words))
    document = {"year": year, "as_of": as_of, "persons": persons, "file": words.out}
    emit(words, document, lambda: print_facts({_("File"): words.out, _("Year"): year, _("Persons"): persons}))
    return 0


def run_sheet(words: Namespace) -> int:
    """Write the sign-in sheet."""
    from gridadmin.jobs.training import write_sign_in
    from gridadmin.jobs.training_imports import find_session

    with opened(words) as office:
        row = find_session(office, words.session)
        made = write_sign_in(office, row.id, words.out, progress_of(words))
    document = {"session": row.form.title, "persons": row.listed, "pages": made.pages, "file": words.out}
    facts = {_("File"): words.out, _("Persons"): row.listed, _("Pages"): made.pages}
    emit(words, document, lambda: print_facts(facts))
    return 0


def run_import(words: Namespace) -> int:
    """Import results as one act, or rehearse it; rows that are refused do not make the import a failure."""
    from gridadmin.jobs.training_imports import preview_results, read_results, run_results

    with opened(words) as office:
        place = _place(office, words)
        file = read_results(words.file, words.sheet)
        told = progress_of(words)
        if words.dry_run:
            report = preview_results(office, place, file, told)
        else:
            report = run_results(office, place, words.file, file, told)
    about = {"file": words.file, "kind": "training", "dry_run": words.dry_run, "session": place.title, "returned": None}
    document = import_document(report) | about
    emit(words, document, lambda: print_import(document))
    return 0


def _place(office: OpenOffice, words: Namespace) -> ImportPlace:
    from gridadmin.jobs.training_imports import ImportPlace, find_course, find_session, new_place

    if words.session is not None:
        row = find_session(office, words.session)
        return ImportPlace(row.form.title, row.id)
    return new_place(find_course(office, words.course), words.day or office.today(), words.title, words.place)


def session_document(row: SessionRow) -> Document:
    """Return a session as the documented keys; hours and marks as numbers."""
    form = row.form
    return {
        "id": row.id,
        "title": form.title,
        "course": row.course,
        "kind": row.kind.value,
        "state": row.state.value,
        "held_on": form.held_on,
        "starts_at": form.starts_at,
        "place": form.place,
        "trainer": form.trainer,
        "hours": form.hours / 10,
        "pass_mark": None if form.pass_mark is None else form.pass_mark / 10,
        "listed": row.listed,
        "came": row.came,
        "passed": row.passed,
        "to_resit": row.to_resit,
    }


def hours_document(row: HoursRow) -> Document:
    """Return a person's hours of a year as the documented keys."""
    return {
        "worker_id": row.worker_id,
        "name": row.name,
        "kind": row.kind.value if row.kind else None,
        "community": row.community,
        "phone": row.phone,
        "year": row.hours.year,
        "required": row.hours.required / 10,
        "due": row.hours.due / 10,
        "done": row.hours.done / 10,
        "missing": row.hours.missing / 10,
        "standing": row.hours.standing.value,
        "sessions": row.sessions,
        "last_on": row.last_on,
    }


def record_document(record: TrainingRecord) -> Document:
    """Return a person's record as the documented keys."""
    return {
        "worker_id": record.worker_id,
        "name": record.name,
        "years": [
            {
                "year": year.year,
                "required": year.required / 10,
                "done": year.done / 10,
                "missing": year.missing / 10,
                "standing": year.standing.value,
            }
            for year in record.years
        ],
        "sessions": [
            {
                "session_id": fact.session_id,
                "title": fact.title,
                "course": fact.course,
                "held_on": fact.held_on,
                "attendance": fact.attendance.value if fact.attendance else None,
                "hours": fact.hours / 10,
                "score": None if fact.score is None else fact.score / 10,
                "result": fact.result.value,
            }
            for fact in record.facts
        ],
    }


def _print_sessions(rows: list[SessionRow]) -> None:
    headings = (_("Day"), _("Training session"), _("State"), _("Listed"), _("Came"), _("Passed"), _("To re-sit"))
    cells = [(r.form.held_on, r.form.title, r.state, r.listed, r.came, r.passed, r.to_resit) for r in rows]
    print_table(headings, cells)


def _print_hours(rows: list[HoursRow]) -> None:
    from gridadmin.domain.training import show_tenths

    headings = (_("Name"), _("Kind"), _("Required"), _("Completed"), _("Missing"), _("State"), _("Phone"))
    cells = [
        (
            r.name, r.kind, show_tenths(r.hours.required), show_tenths(r.hours.done), show_tenths(r.hours.missing),
            r.hours.standing, r.phone,
        )
        for r in rows
    ]  # fmt: skip
    print_table(headings, cells)


def _print_record(record: TrainingRecord) -> None:
    from gridadmin.domain.training import show_tenths

    years = [(y.year, show_tenths(y.required), show_tenths(y.done), y.standing) for y in record.years]
    print_table((_("Year"), _("Required"), _("Completed"), _("State")), years)
    print()
    facts = [
        (f.held_on, f.title, f.attendance, show_tenths(f.hours), show_tenths(f.score), f.result) for f in record.facts
    ]
    headings = (_("Day"), _("Training session"), _("Attendance"), _("Training hours"), _("Score"), _("Result"))
    print_table(headings, facts)
