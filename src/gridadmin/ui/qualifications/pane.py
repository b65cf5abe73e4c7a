"""One person's certificates, cards and papers, beside the list and in the tab of the person's file."""

from __future__ import annotations

from datetime import date
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QMenu, QWidget

from gridadmin.domain.qualifications import CertificateRow
from gridadmin.domain.qualifications_cards import CardState, WorkCard
from gridadmin.domain.qualifications_evidence import EvidenceRow, PersonQualifications
from gridadmin.domain.qualifications_list import CertificateLine
from gridadmin.i18n import _
from gridadmin.services.qualifications_list import worker_qualifications
from gridadmin.ui.layouts import badge, button, column, label, panel, row, tool_button, with_icon
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import card
from gridadmin.ui.qualifications.acts import QualificationActs
from gridadmin.ui.qualifications.columns import CARD_TONES, TONES, days_words, state_words
from gridadmin.ui.scans.strip import ScanStrip
from gridadmin.ui.scroll import ScrollPane
from gridadmin.ui.tokens import MEDIUM, SNUG, TIGHT


class CertificatesPane(ScrollPane):
    """Shows one person; it reads itself.

    Signals:
        sheet_asked: the sheet of Article 11 is wanted. card_asked: a work card is wanted.
    """

    sheet_asked = Signal()
    card_asked = Signal()

    def __init__(self, desk: Desk, acts: QualificationActs) -> None:
        super().__init__()
        self._desk, self._acts = desk, acts
        self.worker_id: UUID | None = None
        self.name = ""
        self.found: PersonQualifications | None = None
        self._day, self._read_only = desk.as_of, desk.read_only
        self._opened: UUID | None = None  # the certificate whose scanned pages are seen
        self._opened_paper: UUID | None = None

    def show_person(self, worker_id: UUID | None, name: str, day: date, read_only: bool) -> None:
        """Read and show a person as of a day; None shows nobody."""
        if worker_id != self.worker_id:
            self.found, self._opened, self._opened_paper = None, None, None
            self.fill()
        self.worker_id, self.name, self._day, self._read_only = worker_id, name, day, read_only
        if worker_id is not None:
            self._desk.background.read(worker_qualifications, worker_id, day, done=self.show_found, caller=self)

    def show_found(self, found: PersonQualifications) -> None:
        """Show what was read."""
        self.found = found
        held = list(found.certificates)
        self.fill(
            self._states(found.lines),
            card(_("Certificates on file"), *self._rows(held), act=self._adds()),
            self._scans(held),
            card(_("Work cards"), *self._cards(found.cards), act=self._numbers(found.cards)),
            card(_("Papers for Article 11"), *self._papers(found.evidence), act=self._papers_act()),
            self._paper_scans(found.evidence),
        )

    def _states(self, lines: tuple[CertificateLine, ...]) -> QWidget:
        needed = [line for line in lines if line.needed]
        if not needed:
            return panel(
                "card", column(label(_("This post needs no certificate."), "muted", wrap=True), margins=(MEDIUM,) * 4)
            )
        return panel("card", column(*(self._state(line) for line in needed), spacing=SNUG, margins=(MEDIUM,) * 4))

    def _state(self, line: CertificateLine) -> QWidget:
        words = [label(line.type.name, "strong", wrap=True)]
        until = line.expires_on.isoformat() if line.expires_on else ""
        said = " · ".join(part for part in (until, days_words(line)) if part)
        words += [label(said, "caption", wrap=True)] if said else []
        act = None
        if not self._read_only:
            text = _("Renew …") if line.certificate else _("Enter …")
            enter = partial(self._acts.enter, line.worker.id, line.worker.name, line.type.id)
            act = button(text, partial(self._acts.renew, [line]) if line.certificate else enter)
        holder = QWidget()
        head = row(column(*words, spacing=2), badge(state_words(line.state), TONES[line.state]), act, spacing=SNUG)
        head.setStretch(0, 1)
        holder.setLayout(head)
        return holder

    def _rows(self, held: list[CertificateRow]) -> list[QWidget]:
        if not held:
            return [label(_("No certificate is on file."), "muted")]
        return [self._row(each) for each in held]

    def _row(self, held: CertificateRow) -> QWidget:
        assert self.found is not None
        kind = self.found.types.get(held.type_id)
        name = kind.name if kind else ""
        state = held.state_on(self._day, kind.rule_on(self._day).lead_days if kind else 0)
        until = held.expires_on.isoformat() if held.expires_on else _("Never expires")
        facts = [f"{held.issued_on.isoformat()} — {until}", held.issuer, held.document or ""]
        if held.revoked_on and held.revoked_on <= self._day:
            said = _("revoked on {day}: {reason}")
            facts.append(said.format(day=held.revoked_on.isoformat(), reason=held.revoked_reason or ""))
        hint = _("Scanned pages: {count}").format(count=held.scans)
        pages = with_icon(
            tool_button("file-text", hint, partial(self._open_scans, held.id)),
            "file-text",
            "accent_text" if held.scans else "faint",
        )
        words = column(
            label(f"{name}  {held.number or ''}", wrap=True),
            label("  ·  ".join(fact for fact in facts if fact), "caption", wrap=True),
            spacing=2,
        )
        more = None if self._read_only else tool_button("ellipsis", _("More"), None)
        if more is not None:
            more.clicked.connect(lambda: self._menu(more, held, name).popup(more.mapToGlobal(more.rect().bottomLeft())))
        holder = QWidget()
        line = row(words, badge(state_words(state), TONES[state]), pages, more, spacing=TIGHT)
        line.setStretch(0, 1)
        holder.setLayout(line)
        return holder

    def _menu(self, parent: QWidget, held: CertificateRow, type_name: str) -> QMenu:
        menu = QMenu(parent)
        menu.addAction(_("Correct …"), partial(self._acts.correct, self.name, held))
        if held.revoked_on is None:
            menu.addAction(_("Revoke …"), partial(self._acts.revoke, self.name, type_name, held))
        menu.addAction(_("Delete …"), partial(self._acts.delete, self.name, type_name, held))
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _scans(self, held: list[CertificateRow]) -> ScanStrip | None:
        assert self.found is not None
        chosen = next((each for each in held if each.id == self._opened), held[0] if held else None)
        if chosen is None:
            return None
        kind = self.found.types.get(chosen.type_id)
        of = f"{kind.name if kind else ''} {chosen.number or ''} {self.name}"
        strip = ScanStrip(
            self._desk, "certificate_scan", _("Scanned pages of {number}").format(number=chosen.number or "—")
        )
        strip.show_scans(chosen.id, of, self._read_only)
        return strip

    def _open_scans(self, certificate_id: UUID) -> None:
        self._opened = certificate_id
        if self.found is not None:
            self.show_found(self.found)

    def _cards(self, cards: tuple[WorkCard, ...]) -> list[QWidget]:
        if not cards:
            return [label(_("No work card was made yet."), "muted")]
        return [self._card(each) for each in cards]

    def _card(self, each: WorkCard) -> QWidget:
        state = each.state_on(self._day)
        days = [f"{_('Handed out on')} {each.issued_on.isoformat()}" if each.issued_on else ""]
        if each.ended_on and each.ended_on <= self._day:
            days.append(f"{_('Ended on')} {each.ended_on.isoformat()} {each.end_note or ''}".strip())
        shown = each.shown_grids or ""
        words = column(
            label(each.number),
            label("  ·  ".join(part for part in (*days, shown) if part), "caption", wrap=True),
            spacing=2,
        )
        holder = QWidget()
        line = row(words, badge(state.label, CARD_TONES[state]), spacing=SNUG)
        line.setStretch(0, 1)
        holder.setLayout(line)
        return holder

    def _papers(self, rows: tuple[EvidenceRow, ...]) -> list[QWidget]:
        if not rows:
            return [label(_("No paper was recorded yet."), "muted")]
        return [self._paper(each) for each in rows]

    def _paper(self, each: EvidenceRow) -> QWidget:
        seen = f"{each.condition.label}  ·  {each.seen_by} {each.seen_on.isoformat()}"
        words = column(label(each.paper, wrap=True), label(seen, "caption", wrap=True), spacing=2)
        drop = None
        if not self._read_only:
            drop = tool_button("x", _("Remove"), partial(self._acts.drop_paper, self.name, each))
        holder = QWidget()
        pages = tool_button("file-text", _("Scanned pages"), partial(self._open_paper, each.id))
        line = row(words, pages, drop, spacing=SNUG)
        line.setStretch(0, 1)
        holder.setLayout(line)
        return holder

    def _paper_scans(self, rows: tuple[EvidenceRow, ...]) -> ScanStrip | None:
        chosen = next((each for each in rows if each.id == self._opened_paper), None)
        if chosen is None:
            return None
        strip = ScanStrip(self._desk, "evidence_scan", _("Scanned pages of {number}").format(number=chosen.paper))
        strip.show_scans(chosen.id, f"{chosen.paper} {self.name}", self._read_only)
        return strip

    def _open_paper(self, evidence_id: UUID) -> None:
        self._opened_paper = evidence_id
        if self.found is not None:
            self.show_found(self.found)

    def _adds(self) -> QWidget | None:
        if self._read_only or self.worker_id is None:
            return None
        return button(_("Enter …"), partial(self._acts.enter, self.worker_id, self.name), "quiet", "plus")

    def _numbers(self, cards: tuple[WorkCard, ...]) -> QWidget | None:
        used = any(each.state_on(self._day) in (CardState.PREPARED, CardState.IN_HAND) for each in cards)
        return None if self._read_only or used else button(_("Number a card"), self.card_asked.emit, "quiet", "plus")

    def _papers_act(self) -> QWidget:
        holder = QFrame()
        sheet = button(_("Print the sheet …"), self.sheet_asked.emit, "quiet", "printer")
        add = None
        if not self._read_only and self.worker_id is not None:
            add = button(_("Record …"), partial(self._acts.see_paper, self.worker_id, self.name), "quiet", "plus")
        holder.setLayout(row(sheet, add, spacing=TIGHT))
        return holder
