"""Importing a sheet of certificates: who is meant, which kind, until when; each row goes in whole or not at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.imports import Effect, ImportReport, Outcome, ParsedRow, Severity
from gridadmin.domain.qualifications import (
    CertificateForm,
    CertificateImport,
    CertificateRow,
    CertificateType,
    expiry_of,
)
from gridadmin.domain.text import squeeze
from gridadmin.i18n import N_, Message
from gridadmin.models.qualifications import Certificate
from gridadmin.models.workers import Worker
from gridadmin.services.assignment import assign
from gridadmin.services.import_tally import ImportOptions, Observer, RowRefusedError, Tally
from gridadmin.services.qualifications_book import CertificateBook
from gridadmin.services.workers import list_workers

FACTS = ("number", "issued_on", "expires_on", "issuer", "revoked_on", "revoked_reason", "remarks")


def import_certificates(
    session: Session,
    rows: Sequence[ParsedRow],
    options: ImportOptions,
    *,
    columns: Callable[[str, str], str] = lambda _sheet, _field: "",
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    observer: Observer | None = None,
) -> ImportReport:
    """Put the rows of a sheet and return the report; the caller decides whether to keep it.

    A certificate that is on file (the same person, kind and day of issue, or number) is amended, others are entered.
    Args: as `grid_imports.import_grids`; `effective_on` is the day that counts as today.
    """
    importer = _CertificateImporter(session, options)
    tally = Tally(columns, observer)
    for done, row in enumerate(rows):
        if done % 50 == 0:
            progress(done, len(rows))
        tally.run(row, importer.put)
    progress(len(rows), len(rows))
    return tally.report(len(rows))


class _CertificateImporter:
    def __init__(self, session: Session, options: ImportOptions) -> None:
        self._session, self._today = session, options.effective_on
        self._book = CertificateBook(session)
        self._by_number: dict[str, UUID] = {}
        self._named: dict[str, list[UUID]] = defaultdict(list)
        for row in session.execute(select(Worker.id, Worker.name, Worker.id_number).order_by(Worker.id)):
            self._named[row.name].append(row.id)
            if row.id_number:
                self._by_number[row.id_number] = row.id
        self._grids = self._grids_by_worker()
        self._seen: set[tuple[UUID, UUID, date]] = set()

    def _grids_by_worker(self) -> dict[UUID, str]:
        rows = list_workers(self._session, self._today)
        return {row.id: squeeze(" ".join(f"{p.grid_name} {p.grid_code}" for p in row.grids)) for row in rows}

    def put(self, row: ParsedRow, tally: Tally) -> Effect:
        record = row.record
        assert isinstance(record, CertificateImport)
        worker_id = self._who(record, row, tally)
        kind = self._kind(record, row, tally)
        held = self._held(worker_id, kind, record)
        form = self._form(kind, record, held)
        key = (worker_id, form.type_id, form.issued_on)
        self._require_once(key)
        try:
            put = self._amend(row, tally, held, form) if held is not None else self._enter(worker_id, form, record)
        except InvalidError as error:
            raise _refusal(error) from error
        self._seen.add(key)
        return put

    def _enter(self, worker_id: UUID, form: CertificateForm, record: CertificateImport) -> Effect:
        made = self._book.issue(worker_id, form, self._today)
        self._revoke(made, record)
        return Outcome.NEW, ()

    def _who(self, record: CertificateImport, row: ParsedRow, tally: Tally) -> UUID:
        """The ID number decides; without one a name that occurs once, or once on the grid that the row names."""
        if record.id_number:
            found = self._by_number.get(record.id_number)
            if found is None:
                raise RowRefusedError(
                    Message(N_("Nobody here has this ID number. Enter {name} first."), {"name": record.name}),
                    field="id_number",
                    value=record.id_number,
                )
            if self._book.names[found] != record.name:
                reason = N_("This ID number belongs to {known} here. Correct the number, or change the name there.")
                raise RowRefusedError(
                    Message(reason, {"known": self._book.names[found]}), field="name", value=record.name
                )
            return found
        named = self._named[record.name]
        if len(named) > 1 and record.grids:
            wanted = squeeze(record.grids[0])
            named = [each for each in named if wanted in self._grids.get(each, "")] or named
        if len(named) == 1:
            doubt = Message(
                N_("Recognised by the name alone; check that it is the right {name}."), {"name": record.name}
            )
            tally.add(row, doubt, field="name", value=record.name, severity=Severity.WARNING)
            return named[0]
        msgid = N_("Several persons are called {name}. Add the ID number.")
        if not named:
            msgid = N_("There is no grid worker {name} in this office. Enter the person first.")
        raise RowRefusedError(Message(msgid, {"name": record.name}), field="name", value=record.name)

    def _kind(self, record: CertificateImport, row: ParsedRow, tally: Tally) -> CertificateType:
        kinds = list(self._book.types.values())
        if record.type_name is None:
            day = record.issued_on or self._today
            needed = [kind for kind in kinds if kind.is_used_on(self._today) and kind.rule_on(day).kinds]
            if len(needed) == 1:
                tally.add(row, Message(N_("Read as {type}."), {"type": needed[0].name}))
                return needed[0]
            raise RowRefusedError(
                Message(N_("Which certificate it is does not stand here. Add a column for its name."))
            )
        wanted = squeeze(record.type_name)
        exact = [kind for kind in kinds if squeeze(kind.name) == wanted]
        alike = [kind for kind in kinds if wanted in squeeze(kind.name) or squeeze(kind.name) in wanted]
        for found in (exact, alike):
            if len(found) == 1:
                return found[0]
        values = {"name": record.type_name, "names": "、".join(kind.name for kind in kinds)}
        text = N_("There is no kind of certificate “{name}”. There are: {names}")
        raise RowRefusedError(Message(text, values), field="type_name", value=record.type_name)

    def _held(self, worker_id: UUID, kind: CertificateType, record: CertificateImport) -> CertificateRow | None:
        """Return the certificate that is meant: of the same day of issue, or of the number where no day is said."""
        own = self._book.of(worker_id, kind.id)
        if record.issued_on is not None:
            return next((each for each in own if each.issued_on == record.issued_on), None)
        same = [each for each in own if record.number and each.number == record.number]
        return same[-1] if same else None

    def _form(self, kind: CertificateType, record: CertificateImport, held: CertificateRow | None) -> CertificateForm:
        issued = record.issued_on or (held.issued_on if held else None)
        if issued is None:
            raise RowRefusedError(Message(N_("The day of issue is missing.")), field="issued_on")
        until = record.expires_on
        if until is None and not record.permanent:
            if record.months:
                until = expiry_of(issued, record.months)
            else:
                until = held.expires_on if held else expiry_of(issued, kind.rule_on(issued).validity_months)
        form = CertificateForm(kind.id, record.number, issued, until, record.issuer or "", None, record.remarks)
        if held is None:
            return form
        return replace(
            form,
            number=record.number or held.number,
            issuer=record.issuer or held.issuer,
            document=held.document,
            remarks=record.remarks or held.remarks,
        )

    def _require_once(self, key: tuple[UUID, UUID, date]) -> None:
        if key in self._seen:
            raise RowRefusedError(Message(N_("This certificate stands in the sheet twice.")), field="number")

    def _amend(self, row: ParsedRow, tally: Tally, held: CertificateRow, form: CertificateForm) -> Effect:
        assert isinstance(row.record, CertificateImport)
        self._book.check(held.worker_id, form, self._today, held.id)
        stored = self._session.get_one(Certificate, held.id)
        before = {name: getattr(stored, name) for name in FACTS}
        changed = assign(stored, **self._book.values(form))
        changed = self._revoke(held.id, row.record) or changed
        after = {name: getattr(stored, name) for name in FACTS}
        return tally.put_known(row, held.id, before, after if changed else before)

    def _revoke(self, certificate_id: UUID, record: CertificateImport) -> bool:
        if record.revoked_on is None:
            return False
        stored = self._session.get_one(Certificate, certificate_id)
        reason = record.revoked_reason or stored.revoked_reason or "—"
        return assign(stored, revoked_on=record.revoked_on, revoked_reason=reason)


def _refusal(error: InvalidError) -> RowRefusedError:
    field, reason = next(iter(error.fields.items()), ("", error.message))
    said = reason if isinstance(reason, Message) else Message("{reason}", {"reason": reason})
    return RowRefusedError(said, field=field)
