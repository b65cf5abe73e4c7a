"""What a clerk does with accident policies, their lists and claims: dialogs and their acts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from gridadmin.domain.insurance_policies import ClaimRow, ClaimState, CoverRow, PolicyForm, PolicyRow
from gridadmin.i18n import N_, Message, _
from gridadmin.jobs import insurance_policies as policy_jobs
from gridadmin.jobs.insurance_papers import InsuredOptions, write_insured
from gridadmin.services.insurance_claims import add_claim, list_claims, remove_claim, update_claim
from gridadmin.services.insurance_policies import (
    add_policy,
    cover_people,
    end_covers,
    get_policy,
    list_covers,
    list_uncovered,
    remove_policy,
    renew_policy,
    update_policy,
)
from gridadmin.ui.act_dialogs import Act, FormActs, fit
from gridadmin.ui.dialogs import ask, tell
from gridadmin.ui.fields import ChoiceField, DateField, Option
from gridadmin.ui.form_dialog import FormDialog
from gridadmin.ui.forms import FieldSpec, Form
from gridadmin.ui.insurance.forms import (
    CLAIM_FIELDS,
    claim_form,
    claim_of,
    policy_form,
    policy_of,
    shown_policy,
    uncover_form,
)
from gridadmin.ui.list_export import ask_where
from gridadmin.ui.listing import joined

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class PolicyFile:
    """A policy with everything that belongs to it."""

    policy: PolicyRow
    covers: tuple[CoverRow, ...]
    claims: tuple[ClaimRow, ...]
    uncovered: tuple[tuple[UUID, str], ...]


def policy_file(session: Any, policy_id: UUID, as_of: date) -> PolicyFile:
    """Return a policy with its list, its claims and the part-timers who are on no list on the day."""
    return PolicyFile(
        get_policy(session, policy_id, as_of), tuple(list_covers(session, policy_id)),
        tuple(list_claims(session, policy_id)), tuple(list_uncovered(session, as_of)),
    )  # fmt: skip


class PolicyActs(FormActs):
    """Dialogs of policies; `today` is the day on which things are done."""

    def enter(self) -> None:
        """Enter a policy."""

        def act_of(typed: dict[str, Any]) -> Act:
            form = policy_of(typed)
            return Act(Message(policy_jobs.ENTERED, {"number": form.number}), add_policy, (form,))

        start = self._today()
        values = {"valid_from": start, "valid_to": start.replace(year=start.year + 1, day=min(start.day, 28)) - ONE_DAY}
        self._open(
            _("New accident policy"), policy_form(self._today), "accident policy", act_of, values | {"taxed": "ask"}
        )

    def correct(self, row: PolicyRow) -> None:
        """Correct a policy, or enter what the tax office said."""

        def act_of(typed: dict[str, Any]) -> Act:
            sentence = Message(policy_jobs.CORRECTED, {"number": row.form.number})
            return Act(sentence, update_policy, (row.id, policy_of(typed), row.version))

        title = _("Accident policy {number}").format(number=row.form.number)
        self._open(title, policy_form(self._today), f"policy {row.id}", act_of, shown_policy(row.form))

    def renew(self, row: PolicyRow) -> None:
        """Enter the policy that follows, with the list of this one."""

        def act_of(typed: dict[str, Any]) -> Act:
            form = policy_of(typed)
            sentence = Message(policy_jobs.RENEWED, {"number": row.form.number, "new": form.number})
            return Act(sentence, renew_policy, (row.id, form))

        old = row.form
        first = old.valid_to + ONE_DAY
        last = first.replace(year=first.year + 1, day=min(first.day, 28)) - ONE_DAY
        form = PolicyForm(old.insurer, "", first, last, old.sum_insured, old.premium, old.document)
        title = _("Renew {number}; whoever is on the list and serves passes over").format(number=old.number)
        self._open(title, policy_form(self._today), f"renew policy {row.id}", act_of, shown_policy(form))

    def remove(self, row: PolicyRow) -> None:
        """Take a policy away that was entered by mistake."""
        text = _("With its list of {count} persons. Ctrl+Z brings it back.").format(count=row.ever)
        if ask(self._parent, _("Remove this policy?"), text, _("Remove"), grave=True):
            sentence = Message(policy_jobs.REMOVED, {"number": row.form.number})
            self._desk.background.act(sentence, remove_policy, row.id, row.version, caller=self._parent)

    def add_people(self, found: PolicyFile) -> None:
        """Put everybody who serves part-time and is on no list on this one."""
        policy = found.policy
        if not found.uncovered:
            tell(self._parent, _("Every part-timer is on a list already."), "", "good")
            return

        def act_of(typed: dict[str, Any]) -> Act:
            people = [worker_id for worker_id, _name in found.uncovered]
            sentence = Message(N_("Put {count} persons on the list of accident policy {number}"), {
                "count": len(people), "number": policy.form.number,
            })  # fmt: skip
            return Act(sentence, cover_people, (policy.id, people, typed["first"]))

        names = joined(name for _id, name in found.uncovered)
        form = Form()
        form.add(FieldSpec("first", N_("First day"), DateField(self._today), required=True, hint=names))
        title = _("Put {count} part-timers on the list").format(count=len(found.uncovered))
        day = min(max(self._today(), policy.form.valid_from), policy.form.valid_to)
        self._open(title, form, f"cover policy {policy.id}", act_of, {"first": day})

    def take_off(self, found: PolicyFile, covers: Sequence[CoverRow]) -> None:
        """Take people off this list after a day."""

        def act_of(typed: dict[str, Any]) -> Act:
            values = {"count": len(covers), "number": found.policy.form.number}
            sentence = Message(N_("Take {count} persons off the list of accident policy {number}"), values)
            return Act(sentence, end_covers, ([cover.id for cover in covers], typed["last"]))

        title = _("Take {count} persons off the list").format(count=len(covers))
        self._open(title, uncover_form(self._today), f"uncover policy {found.policy.id}", act_of,
                   {"last": self._today()})  # fmt: skip

    def claim(self, found: PolicyFile) -> None:
        """Enter a claim."""

        def act_of(typed: dict[str, Any]) -> Act:
            form = claim_of(typed)
            name = next((cover.name for cover in found.covers if cover.worker_id == form.worker_id), "")
            return Act(policy_jobs.claimed_sentence(name, form.happened_on), add_claim, (found.policy.id, form))

        values = {"reported_on": self._today(), "state": ClaimState.REPORTED}
        self._open(_("New claim"), claim_form(_people(found), self._today), f"claim {found.policy.id}", act_of, values)

    def correct_claim(self, found: PolicyFile, row: ClaimRow) -> None:
        """Correct a claim, or take it on: accepted, paid out, refused."""

        def act_of(typed: dict[str, Any]) -> Act:
            form = claim_of(typed)
            sentence = Message(policy_jobs.CLAIM_SETTLED, {"name": row.name, "state": form.state.message})
            return Act(sentence, update_claim, (row.id, form, row.version))

        title = _("Claim of {name}").format(name=row.name)
        values = {name: getattr(row.form, name) for name in CLAIM_FIELDS}
        self._open(title, claim_form(_people(found), self._today), f"claim {row.id}", act_of, values)

    def remove_claim(self, row: ClaimRow) -> None:
        """Take a claim away that was entered by mistake."""
        values = {"name": row.name, "day": row.form.happened_on.isoformat()}
        text = _("Accident of {name} on {day}.").format(**values)
        if row.scans:
            text += " " + _("With its {count} scanned papers.").format(count=row.scans)
        text += " " + _("A claim that was refused is kept with its state. Ctrl+Z brings it back.")
        if ask(self._parent, _("Remove this claim?"), text, _("Remove"), grave=True):
            sentence = policy_jobs.claim_gone_sentence(row)
            self._desk.background.act(sentence, remove_claim, row.id, row.version, caller=self._parent)

    def export(self, row: PolicyRow) -> None:
        """Ask for the day, and for the earlier one where changes are wanted, and write the list."""
        form = Form(columns=2)
        form.add(FieldSpec("day", N_("As of"), DateField(self._today), required=True))
        form.add(FieldSpec("since", N_("Only changes after"), DateField(self._today), hint=N_("Empty: the whole list")))
        numbers = [Option(False, _("Masked")), Option(True, _("In full (journaled)"))]
        form.add(FieldSpec("unmask", N_("ID numbers and phones"), ChoiceField(numbers), required=True))
        dialog = FormDialog(self._parent, _("List for the insurer"), form, f"insured {row.id}")

        def save(typed: dict[str, Any], _reason: str, _following: bool) -> None:
            out = ask_where(self._parent, _("Insured persons") + f" {row.form.number}", typed["day"])
            if out is not None:
                options = InsuredOptions(typed["day"], typed["since"], bool(typed["unmask"]))

                def done(_count: int) -> None:
                    dialog.saved()
                    tell(self._parent, _("Exported"), str(out), "good")

                self._desk.background.run(_write, row.id, options, out, done=done, failed=dialog.refused, caller=dialog)

        dialog.save_asked.connect(save)
        dialog.finished.connect(dialog.deleteLater)
        fit(dialog)
        dialog.open()
        dialog.start({"day": self._today(), "unmask": False})


def _people(found: PolicyFile) -> list[Option]:
    return [Option(key, name) for key, name in {cover.worker_id: cover.name for cover in found.covers}.items()]


def _write(office: Any, policy_id: UUID, options: InsuredOptions, out: Path, progress: Any) -> int:
    return write_insured(office, policy_id, options, out, progress)
