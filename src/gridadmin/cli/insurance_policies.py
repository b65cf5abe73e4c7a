"""`list policies|covers|claims`, `insurance policy …` and `insurance claim …`: accident policies without a window."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from gridadmin.cli.opening import opened
from gridadmin.cli.output import Document, emit, print_facts, print_table
from gridadmin.cli.words import Verbs, add_as_of, add_group, add_verb, day
from gridadmin.i18n import _

if TYPE_CHECKING:
    from datetime import date

    from gridadmin.domain.insurance_policies import ClaimRow, CoverRow, PolicyRow

TAXED = {"ask": None, "yes": True, "no": False}
STATES = ("reported", "accepted", "paid", "refused")


def add_lists(lists: Verbs) -> None:
    """Add `list policies`, `list covers` and `list claims`."""
    add_as_of(add_verb(lists, "policies", _("list accident policies with how many are insured"), run_policies))
    listed = add_verb(lists, "covers", _("list who is or was on the list of an accident policy"), run_covers)
    _add_policy(listed)
    listed.add_argument("--unmask", action="store_true", help=_("full numbers; that you asked is journaled"))
    found = add_verb(lists, "claims", _("list claims on accident policies, the newest accident first"), run_claims)
    _add_policy(found, required=False)
    found.add_argument("--worker", metavar="KEY", default=None, help=_("only those of this person"))


def add_verbs(group: Verbs) -> None:
    """Add `insurance policy …` and `insurance claim …` to the group of insurance."""
    policies = add_group(group, "policy", _("enter, correct, renew, remove accident policies"), "act")
    _add_policy_fields(add_verb(policies, "add", _("enter an accident policy"), run_policy_add), required=True)
    for name, summary, run in (
        ("correct", _("correct an accident policy, or enter what the tax office said"), run_policy_correct),
        ("renew", _("enter the policy that follows, with the list of the one before"), run_policy_renew),
    ):
        verb = add_verb(policies, name, summary, run)
        _add_key(verb)
        _add_policy_fields(verb, required=False)
    _add_key(add_verb(policies, "remove", _("take a policy away that was entered by mistake"), run_policy_remove))
    claims = add_group(group, "claim", _("enter, take on, remove claims"), "act")
    entered = add_verb(claims, "add", _("enter a claim on an accident policy"), run_claim_add)
    _add_policy(entered)
    entered.add_argument("--worker", metavar="KEY", required=True, help=_("the person, by name, ID number or id"))
    _add_claim_fields(entered, required=True)
    taken = add_verb(claims, "correct", _("correct a claim, or take it on: accepted, paid, refused"), run_claim_correct)
    _add_claim(taken)
    _add_claim_fields(taken, required=False)
    _add_claim(add_verb(claims, "remove", _("take a claim away that was entered by mistake"), run_claim_remove))


def _add_policy(verb: ArgumentParser, *, required: bool = True) -> None:
    verb.add_argument("--policy", metavar="NUMBER", required=required, help=_("the number of the policy"))


def _add_key(verb: ArgumentParser) -> None:
    verb.add_argument("policy", metavar="NUMBER", help=_("the number of the policy"))


def _add_claim(verb: ArgumentParser) -> None:
    verb.add_argument("claim", metavar="KEY", help=_("its id or its case number"))


def _add_policy_fields(verb: ArgumentParser, *, required: bool) -> None:
    verb.add_argument("--insurer", default=None, required=required, help=_("the insurer"))
    verb.add_argument("--number", default=None, required=required, help=_("the number of the policy"))
    for name, field in (("--from", "valid_from"), ("--to", "valid_to")):
        summary = _("the first day") if name == "--from" else _("the last day")
        verb.add_argument(name, dest=field, metavar="DATE", type=day, default=None, required=required, help=summary)
    verb.add_argument("--sum", dest="sum_insured", metavar="YUAN", default=None, required=required,
                      help=_("the sum insured of each person"))  # fmt: skip
    verb.add_argument("--premium", metavar="YUAN", default=None, required=required, help=_("the premium in all"))
    verb.add_argument("--document", default=None, help=_("the paper it is from"))
    verb.add_argument("--taxed", choices=tuple(TAXED), default=None, help=_("whether the premium is income"))
    verb.add_argument("--said-on", dest="premium_said_on", metavar="DATE", type=day, default=None,
                      help=_("when the tax office said so"))  # fmt: skip
    verb.add_argument("--basis", dest="premium_basis", default=None, help=_("by whom, or on what paper"))


def _add_claim_fields(verb: ArgumentParser, *, required: bool) -> None:
    for name, field, summary in (
        ("--on", "happened_on", _("the day of the accident")),
        ("--reported", "reported_on", _("the day of the report to the insurer")),
        ("--decided", "decided_on", _("the day on which the insurer decided")),
    ):
        needed = required and field != "decided_on"
        verb.add_argument(name, dest=field, metavar="DATE", type=day, default=None, required=needed, help=summary)
    verb.add_argument("--place", default=None, required=required, help=_("where it happened"))
    verb.add_argument("--circumstances", default=None, required=required, help=_("what happened"))
    verb.add_argument("--state", choices=STATES, default=None, help=_("how far it is"))
    verb.add_argument("--case", dest="case_number", default=None, help=_("the insurer's case number"))
    verb.add_argument("--claimed", metavar="YUAN", default=None, help=_("the amount claimed"))
    verb.add_argument("--paid", metavar="YUAN", default=None, help=_("the amount paid out"))
    verb.add_argument("--remarks", default=None, help=_("remarks"))


def _given(words: Namespace, plain: tuple[str, ...], amounts: tuple[str, ...]) -> dict[str, Any]:
    from gridadmin.domain.pay_rounding import parse_yuan

    found = {name: getattr(words, name) for name in plain if getattr(words, name) is not None}
    return found | {name: parse_yuan(getattr(words, name)) for name in amounts if getattr(words, name) is not None}


def _policy_fields(words: Namespace) -> dict[str, Any]:
    plain = ("insurer", "number", "valid_from", "valid_to", "document", "premium_said_on", "premium_basis")
    found = _given(words, plain, ("sum_insured", "premium"))
    return found if words.taxed is None else found | {"premium_taxed": TAXED[words.taxed]}


def _claim_fields(words: Namespace) -> dict[str, Any]:
    from gridadmin.domain.insurance_policies import ClaimState

    plain = ("happened_on", "reported_on", "decided_on", "place", "circumstances", "case_number", "remarks")
    found = _given(words, plain, ("claimed", "paid"))
    return found if words.state is None else found | {"state": ClaimState(words.state)}


def run_policies(words: Namespace) -> int:
    """List policies."""
    from gridadmin.services.insurance_policies import list_policies

    with opened(words) as office:
        on = words.as_of or office.today()
        rows = office.read(list_policies, on)
    documents = [policy_document(row, on) for row in rows]
    headings = (_("Policy number"), _("Insurer"), _("State"), _("From"), _("Until"), _("Insured persons"), _("Claims"))
    cells = [
        (row.form.number, row.form.insurer, row.state_on(on), row.form.valid_from, row.form.valid_to, row.insured,
         row.claims)
        for row in rows
    ]  # fmt: skip
    emit(words, documents, lambda: print_table(headings, cells))
    return 0


def policy_document(row: PolicyRow, on: date) -> Document:
    """Return a policy by its documented keys; amounts are yuan as text."""
    from gridadmin.domain.pay_rounding import yuan_text

    form = row.form
    return {
        "id": row.id, "number": form.number, "insurer": form.insurer, "state": row.state_on(on).value,
        "from": form.valid_from, "to": form.valid_to, "sum_insured": yuan_text(form.sum_insured),
        "premium": yuan_text(form.premium), "document": form.document or None, "premium_taxed": form.premium_taxed,
        "premium_said_on": form.premium_said_on, "premium_basis": form.premium_basis or None, "insured": row.insured,
        "claims": row.claims,
    }  # fmt: skip


def run_covers(words: Namespace) -> int:
    """List who is or was on a policy's list."""
    from gridadmin.jobs.insurance_policies import covers

    with opened(words) as office:
        rows = covers(office, words.policy, unmask=words.unmask)
    headings = (_("Name"), _("ID number"), _("First day"), _("Last day"), _("Phone"))
    cells = [(row.name, row.id_number, row.valid_from, row.ends, row.mobile) for row in rows]
    emit(words, [cover_document(row) for row in rows], lambda: print_table(headings, cells))
    return 0


def cover_document(row: CoverRow) -> Document:
    """Return somebody on a list by the documented keys; `to` is None where the policy's last day ends the cover."""
    return {
        "id": row.id, "worker_id": row.worker_id, "name": row.name, "id_number": row.id_number, "mobile": row.mobile,
        "from": row.valid_from, "to": row.valid_to, "ends": row.ends,
    }  # fmt: skip


def run_claims(words: Namespace) -> int:
    """List claims."""
    from gridadmin.jobs.insurance_policies import claims

    with opened(words) as office:
        rows = claims(office, words.policy, words.worker)
    headings = (
        _("Name"),
        _("Day of the accident"),
        _("State"),
        _("Place of the accident"),
        _("Case number"),
        _("Paid"),
    )
    documents = [claim_document(row) for row in rows]
    cells = [
        (row.name, row.form.happened_on, row.form.state, row.form.place, row.form.case_number, document["paid"])
        for row, document in zip(rows, documents, strict=True)
    ]
    emit(words, documents, lambda: print_table(headings, cells))
    return 0


def claim_document(row: ClaimRow) -> Document:
    """Return a claim by its documented keys; amounts are yuan as text, None: not known."""
    from gridadmin.domain.pay_rounding import yuan_text

    form = row.form
    return {
        "id": row.id, "policy": row.policy, "worker_id": form.worker_id, "name": row.name,
        "happened_on": form.happened_on, "place": form.place, "circumstances": form.circumstances,
        "reported_on": form.reported_on, "state": form.state.value, "case_number": form.case_number or None,
        "claimed": None if form.claimed is None else yuan_text(form.claimed),
        "paid": None if form.paid is None else yuan_text(form.paid), "decided_on": form.decided_on,
        "remarks": form.remarks or None, "scans": row.scans,
    }  # fmt: skip


def run_policy_add(words: Namespace) -> int:
    """Enter a policy."""
    from gridadmin.domain.insurance_policies import PolicyForm
    from gridadmin.jobs.insurance_policies import enter_policy

    with opened(words) as office:
        row = enter_policy(office, PolicyForm(**_policy_fields(words)))
        return _tell_policy(words, row, office.today())


def run_policy_correct(words: Namespace) -> int:
    """Correct a policy."""
    from gridadmin.jobs.insurance_policies import correct_policy

    with opened(words) as office:
        return _tell_policy(words, correct_policy(office, words.policy, _policy_fields(words)), office.today())


def run_policy_renew(words: Namespace) -> int:
    """Enter the policy that follows.

    Raises:
        InvalidError: its number or its days are not given.
    """
    from gridadmin.domain.errors import InvalidError
    from gridadmin.i18n import N_
    from gridadmin.jobs.insurance_policies import follow_policy

    if None in (words.number, words.valid_from, words.valid_to):
        raise InvalidError(N_("The policy that follows needs its own --number, --from and --to."))
    with opened(words) as office:
        return _tell_policy(words, follow_policy(office, words.policy, _policy_fields(words)), office.today())


def run_policy_remove(words: Namespace) -> int:
    """Take a policy away."""
    from gridadmin.jobs.insurance_policies import drop_policy

    with opened(words) as office:
        return _tell_policy(words, drop_policy(office, words.policy), office.today())


def _tell_policy(words: Namespace, row: PolicyRow, on: date) -> int:
    document = policy_document(row, on)
    facts = {_("Policy number"): row.form.number, _("Insurer"): row.form.insurer, _("From"): row.form.valid_from,
             _("Until"): row.form.valid_to, _("Insured persons"): row.insured}  # fmt: skip
    emit(words, document, lambda: print_facts(facts))
    return 0


def run_claim_add(words: Namespace) -> int:
    """Enter a claim."""
    from gridadmin.jobs.insurance_policies import enter_claim

    with opened(words) as office:
        return _tell_claim(words, enter_claim(office, words.policy, words.worker, _claim_fields(words)))


def run_claim_correct(words: Namespace) -> int:
    """Correct a claim, or take it on."""
    from gridadmin.jobs.insurance_policies import correct_claim

    with opened(words) as office:
        return _tell_claim(words, correct_claim(office, words.claim, _claim_fields(words)))


def run_claim_remove(words: Namespace) -> int:
    """Take a claim away."""
    from gridadmin.jobs.insurance_policies import drop_claim

    with opened(words) as office:
        return _tell_claim(words, drop_claim(office, words.claim))


def _tell_claim(words: Namespace, row: ClaimRow) -> int:
    facts = {_("Name"): row.name, _("Accident policy"): row.policy, _("Day of the accident"): row.form.happened_on,
             _("State"): row.form.state}  # fmt: skip
    emit(words, claim_document(row), lambda: print_facts(facts))
    return 0
