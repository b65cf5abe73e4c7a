"""Accident policies: the list at the left, the chosen one with its insured, claims and scanned pages beside it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from gridadmin.domain.insurance_policies import ClaimRow, CoverRow, PolicyRow
from gridadmin.domain.queues import Target
from gridadmin.i18n import _
from gridadmin.services.insurance_policies import list_policies
from gridadmin.ui.insurance.columns import CLAIM_TONES, cover_columns, policy_columns
from gridadmin.ui.insurance.policy_acts import PolicyActs, PolicyFile, policy_file
from gridadmin.ui.layouts import badge, button, column, label, panel, row, tool_button
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import Facts, ListDetail, action_button, card
from gridadmin.ui.pay.runs_columns import yuan_shown
from gridadmin.ui.pay.tabs import PayPane
from gridadmin.ui.scans.strip import ScanStrip
from gridadmin.ui.scroll import ScrollPane
from gridadmin.ui.shortcuts import Key
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import TableModel, fitted
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import MEDIUM, SNUG, TIGHT


class PoliciesPane(PayPane):
    """Policies and what belongs to one."""

    features = frozenset({"insurance", "workers"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._wanted: UUID | None = None
        self.found: PolicyFile | None = None
        self.work = PolicyActs(self, desk, lambda: desk.as_of)
        self.model: TableModel[PolicyRow] = TableModel(fitted(policy_columns(lambda: desk.as_of)), self)
        self.table = RecordTable(self.model, "insurance/policies", desk.preferences)
        self.people: TableModel[CoverRow] = TableModel(fitted(cover_columns()), self)
        self.list = RecordTable(self.people, "insurance/covers", desk.preferences)
        self.detail = ScrollPane()
        self.acts = [
            action_button(_("List for the insurer …"), "download", self.export_list, Key.EXPORT.shown()),
            action_button(_("New policy"), "plus", self.new_record, Key.NEW.shown(), main=True),
        ]
        self._build()
        self.table.row_chosen.connect(self._on_policy)
        self.table.row_opened.connect(self.work.correct)
        self.list.row_opened.connect(lambda found: desk.go(Target("workers", "insurance", str(found.worker_id))))

    def reload(self) -> None:
        """Read the policies again."""
        self.desk.background.read(list_policies, self.desk.as_of, done=self.show_rows, caller=self)

    def show_rows(self, rows: Sequence[PolicyRow]) -> None:
        """Show the list; the cursor stays on its policy."""
        kept = self._wanted or getattr(self.table.current_row(), "id", None)
        self._wanted = None
        self.model.set_rows(rows)
        shown = self.model.rows()
        self.table.choose(next((place for place, each in enumerate(shown) if each.id == kept), 0))
        words = _("{count} policies, {insured} persons insured today, {claims} claims")
        claims = sum(each.claims for each in rows)
        self.said.emit(words.format(count=len(rows), insured=sum(each.insured for each in rows), claims=claims))
        if not rows:
            self._show(None)
        else:
            self._on_policy(self.table.current_row())

    def show_target(self, target: Target) -> None:
        """Choose a policy."""
        if target.record_id:
            self._wanted = UUID(target.record_id)
            self.reload()

    def new_record(self) -> None:
        """Ctrl+N."""
        if not self.desk.read_only:
            self.work.enter()

    def export_list(self) -> None:
        """Ctrl+E: the list of the insured, or the changes to it between two days."""
        if self.found is not None:
            self.work.export(self.found.policy)

    def panes(self) -> list[QWidget]:
        """The policies, the insured, the rest."""
        return [self.table, self.list, self.detail]

    def _on_policy(self, chosen: PolicyRow | None) -> None:
        if chosen is not None:
            args = (chosen.id, self.desk.as_of)
            self.desk.background.read(policy_file, *args, done=self._show, caller=self)

    def _show(self, found: PolicyFile | None) -> None:
        self.found = found
        self.people.set_rows(found.covers if found else [])
        if found is None:
            self.detail.fill(label(_("No accident policy is on file."), "muted"))
            return
        self.detail.fill(self._facts(found), self._claims(found), self._scans(found))

    def _facts(self, found: PolicyFile) -> QWidget:
        form = found.policy.form
        taxed = {None: _("ask the tax office"), True: _("yes, the worker's income"), False: _("no")}
        said = " · ".join(part for part in (
            taxed[form.premium_taxed], form.premium_said_on.isoformat() if form.premium_said_on else "",
            form.premium_basis,
        ) if part)  # fmt: skip
        facts = Facts()
        facts.show_facts([
            (_("Insurer"), form.insurer), (_("Policy number"), form.number),
            (_("Term"), f"{form.valid_from.isoformat()} — {form.valid_to.isoformat()}"),
            (_("Sum insured a person (yuan)"), yuan_shown(form.sum_insured)),
            (_("Premium in all (yuan)"), yuan_shown(form.premium)),
            (_("Is the premium income?"), said), (_("Document"), form.document),
        ])  # fmt: skip
        acts = None
        if not self.desk.read_only:
            acts = QWidget()
            acts.setLayout(row(
                button(_("Renew the policy …"), partial(self.work.renew, found.policy)),
                tool_button("pencil", _("Correct this policy"), partial(self.work.correct, found.policy)),
                tool_button("trash-2", _("Remove this policy"), partial(self.work.remove, found.policy)),
                spacing=TIGHT,
            ))  # fmt: skip
        return card(found.policy.form.document or _("Accident policy"), facts, act=acts)

    def _claims(self, found: PolicyFile) -> QWidget:
        act = None if self.desk.read_only else button(_("New claim"), partial(self.work.claim, found), "quiet", "plus")
        lines = [self._claim(found, each) for each in found.claims]
        return card(_("Claims"), *(lines or [label(_("No claim was made."), "muted")]), act=act)

    def _claim(self, found: PolicyFile, claim: ClaimRow) -> QWidget:
        form = claim.form
        amounts = [
            _("claimed {amount}").format(amount=yuan_shown(form.claimed)) if form.claimed else "",
            _("paid {amount}").format(amount=yuan_shown(form.paid)) if form.paid else "",
        ]
        edits: list[Any] = []
        if not self.desk.read_only:
            edits = [
                tool_button("pencil", _("Correct this claim"), partial(self.work.correct_claim, found, claim)),
                tool_button("trash-2", _("Remove this claim"), partial(self.work.remove_claim, claim)),
            ]
        state = badge(form.state.label, _badge(CLAIM_TONES[form.state]))
        head = row(label(claim.name, "strong"), state, 1, *edits, spacing=TIGHT)
        said = " · ".join(
            part for part in (form.happened_on.isoformat(), form.place, *amounts, form.case_number) if part
        )
        strip = ScanStrip(self.desk, "accident_claim_scan")
        strip.show_scans(claim.id, f"{_('Claim')} {claim.name}", self.desk.read_only)
        lines = (head, label(said, "caption", wrap=True), label(form.circumstances, "", wrap=True), strip)
        return panel("plain", column(*lines, spacing=TIGHT))

    def _scans(self, found: PolicyFile) -> QWidget:
        strip = ScanStrip(self.desk, "accident_policy_scan")
        strip.show_scans(found.policy.id, found.policy.title, self.desk.read_only)
        return strip

    def _build(self) -> None:
        for table in (self.table, self.list):
            table.setProperty("look", "flat")
        self.table.set_empty(_("No accident policy is on file."))
        self.list.set_empty(_("Nobody is on this list."))
        left = QWidget()
        listed = column(self.table, panel("bar", row(label(_("Insured persons"), "strong"), 1, self._list_acts(),
                        spacing=SNUG, margins=(SNUG,) * 4)), self.list, spacing=0)  # fmt: skip
        listed.setStretch(0, 2)
        listed.setStretch(2, 5)
        left.setLayout(listed)
        split = ListDetail(left, self.detail, "insurance/policies", self.desk.preferences)
        if self.desk.preferences.recall("split/insurance/policies") is None:
            split.setSizes([current().px(640), current().px(460)])
        self.detail.body.setContentsMargins(MEDIUM, SNUG, MEDIUM, SNUG)
        whole = column(split, spacing=0)
        self.setLayout(whole)

    def _list_acts(self) -> QWidget:
        holder = QWidget()
        add = button(_("Put people on the list …"), self._add_people)
        off = button(_("Take off the list …"), self._take_off)
        holder.setLayout(row(add, off, spacing=SNUG))
        return holder

    def _add_people(self) -> None:
        if self.found is not None and not self.desk.read_only:
            self.work.add_people(self.found)

    def _take_off(self) -> None:
        chosen = self.list.selected_rows() or [row_ for row_ in [self.list.current_row()] if row_]
        if self.found is not None and chosen and not self.desk.read_only:
            self.work.take_off(self.found, chosen)


def _badge(tone: str) -> str:
    return "accent" if tone == "accent_text" else tone
