"""What a clerk does with social insurance and accident lists of people: dialogs and their acts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from gridadmin.domain.insurance import STATUTORY, InsuranceFinding, Mend
from gridadmin.domain.insurance_enrolments import EnrolmentRow
from gridadmin.domain.insurance_policies import PolicyRow, PolicyState
from gridadmin.domain.months import Month
from gridadmin.domain.pay_tables import Scheme
from gridadmin.domain.queues import Target
from gridadmin.i18n import N_, Message, _
from gridadmin.jobs.insurance import ENDED, ENROLLED, EXPLAINED, LISTED, UNLISTED
from gridadmin.services.insurance import correct_enrolment, end_enrolments, enrol, remove_enrolment
from gridadmin.services.insurance_bases import SuggestedBases, suggest_bases
from gridadmin.services.insurance_policies import cover_people, end_cover, list_policies
from gridadmin.services.insurance_reconciliation import ExplanationForm, explain_finding, withdraw_explanation
from gridadmin.ui.act_dialogs import Act, FormActs
from gridadmin.ui.dialogs import ask, tell
from gridadmin.ui.insurance.forms import (
    bases_of,
    correct_form,
    corrected,
    cover_form,
    end_form,
    enrol_form,
    explain_form,
    uncover_form,
)


class InsuranceActs(FormActs):
    """Dialogs of people's insurance; `today` is the day on which things are done."""

    def enrol(self, worker_id: UUID, name: str, first: Month, schemes: Sequence[Scheme] = STATUTORY) -> None:
        """Enrol somebody from a month on; the bases are suggested."""

        def show(found: Sequence[SuggestedBases]) -> None:
            bases = found[0].bases
            form = enrol_form(dict(bases))
            values: dict[str, Any] = {"first": first}
            values |= {key.value: each.found or each.applied for key, each in bases.items() if key in schemes}

            def act_of(typed: dict[str, Any]) -> Act:
                args = (worker_id, typed["first"], bases_of(typed), typed["reason"])
                return Act(Message(ENROLLED, {"name": name}), enrol, args)

            self._open(_("Enrol {name} in social insurance").format(name=name), form, f"enrol {worker_id}", act_of,
                       values)  # fmt: skip

        self._desk.background.read(suggest_bases, first, self._today(), [worker_id], done=show, caller=self._parent)

    def end(self, worker_id: UUID, name: str, last: Month, schemes: Sequence[Scheme]) -> None:
        """Let somebody's enrolments end with a month."""

        def act_of(typed: dict[str, Any]) -> Act:
            only = tuple(Scheme) if typed["scheme"] is None else (typed["scheme"],)
            return Act(
                Message(ENDED, {"name": name}), end_enrolments, (worker_id, typed["last"], typed["reason"], only)
            )

        one = schemes[0] if len(schemes) == 1 else None
        self._open(_("End the insurance of {name}").format(name=name), end_form(schemes), f"end insurance {worker_id}",
                   act_of, {"last": last, "scheme": one})  # fmt: skip

    def correct(self, row: EnrolmentRow) -> None:
        """Correct an enrolment."""

        def act_of(typed: dict[str, Any]) -> Act:
            values = {"name": row.name, "scheme": row.scheme.message}
            sentence = Message(N_("Correct the enrolment of {name} in {scheme}"), values)
            return Act(sentence, correct_enrolment, (row.id, corrected(typed), row.version))

        title = _("Correct the enrolment of {name}").format(name=row.name)
        names = ("scheme", "base", "first", "last", "reason", "end_reason")
        self._open(title, correct_form(), f"enrolment {row.id}", act_of, {name: getattr(row, name) for name in names})

    def remove(self, row: EnrolmentRow) -> None:
        """Take an enrolment away that never was."""
        text = _("{scheme} from {month}. Only for what was entered by mistake; Ctrl+Z brings it back.")
        text = text.format(scheme=row.scheme.label, month=row.first)
        if ask(self._parent, _("Remove this enrolment?"), text, _("Remove"), grave=True):
            values = {"name": row.name, "scheme": row.scheme.message}
            sentence = Message(N_("Remove an enrolment of {name} in {scheme}"), values)
            self._desk.background.act(sentence, remove_enrolment, row.id, row.version, caller=self._parent)

    def cover(self, worker_id: UUID, name: str, first: date) -> None:
        """Put somebody on the list of an accident policy."""

        def show(rows: Sequence[PolicyRow]) -> None:
            usable = [row for row in rows if row.state_on(self._today()) is not PolicyState.LAPSED]
            if not usable:
                tell(self._parent, _("No accident policy holds. Enter the policy first."), "", "warning")
                self._desk.go(Target("insurance", "policies"))
                return
            day = max(first, usable[0].form.valid_from)

            def act_of(typed: dict[str, Any]) -> Act:
                args = (typed["policy_id"], [worker_id], typed["first"])
                return Act(Message(LISTED, {"name": name}), cover_people, args)

            title = _("Put {name} on an accident list").format(name=name)
            values = {"policy_id": usable[0].id, "first": day}
            self._open(title, cover_form(usable, self._today), f"cover {worker_id}", act_of, values)

        self._desk.background.read(list_policies, self._today(), done=show, caller=self._parent)

    def uncover(self, worker_id: UUID, name: str, last: date) -> None:
        """Take somebody off the lists."""

        def act_of(typed: dict[str, Any]) -> Act:
            return Act(Message(UNLISTED, {"name": name}), end_cover, (worker_id, typed["last"]))

        title = _("Take {name} off the accident lists").format(name=name)
        self._open(title, uncover_form(self._today), f"uncover {worker_id}", act_of, {"last": last})

    def explain(self, finding: InsuranceFinding) -> None:
        """Say why a finding is in order."""

        def act_of(typed: dict[str, Any]) -> Act:
            form = ExplanationForm(
                finding.worker_id, finding.fault, finding.schemes, typed["first"], typed["last"], typed["reason"] or ""
            )
            values = {"name": finding.name, "fault": finding.fault.message}
            return Act(Message(EXPLAINED, values), explain_finding, (form, self._today()))

        title = _("{name}: why this is in order").format(name=finding.name)
        values = {"first": finding.month, "last": finding.month}
        self._open(title, explain_form(), f"explain {finding.worker_id} {finding.fault}", act_of, values)

    def withdraw(self, finding: InsuranceFinding) -> None:
        """Let an explained finding be open again."""
        values = {"name": finding.name, "fault": finding.fault.message}
        sentence = Message(N_("Open again for {name}: {fault}"), values)
        args = (finding.worker_id, finding.fault, finding.month)
        self._desk.background.act(sentence, withdraw_explanation, *args, caller=self._parent)

    def mend(self, finding: InsuranceFinding) -> None:
        """Open the act that puts a finding right."""
        who, name, month = finding.worker_id, finding.name, finding.month
        ways: dict[Mend, Callable[[], object]] = {
            Mend.ENROL: partial(self.enrol, who, name, month, finding.schemes),
            Mend.END: partial(self.end, who, name, month.plus(-1), finding.schemes),
            Mend.CORRECT: partial(self._desk.go, Target("workers", "insurance", str(who))),
            Mend.COVER: partial(self.cover, who, name, month.first_day),
            Mend.UNCOVER: partial(self.uncover, who, name, month.plus(-1).last_day),
        }
        ways[finding.fault.mend]()
