"""What the Labour Contract Law (劳动合同法) says of a contract as it is entered: errors, and what is only doubtful.

Service agreements (劳务协议) are civil contracts: of them only the order of the days is checked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from gridadmin.domain.contracts import ContractForm, ContractKind, ContractRow, ContractTerm
from gridadmin.domain.terms import MONTHS_A_YEAR, term_end, whole_months, years_later
from gridadmin.i18n import N_, Message

LONGEST_WEEK = 24  # hours: Art 68
SHORTEST_DISPATCH = 2 * MONTHS_A_YEAR  # Art 58: fixed term of two years or more
KEPT_YEARS = 2  # Art 50: ended contracts are kept for two years at least
FIXED_TERMS_BEFORE_OPEN = 2  # Art 14 (3): after two fixed terms the next one is open-ended

Faults = dict[str, Message]


def most_probation_months(kind: ContractKind, term: ContractTerm, started_on: date, ends_on: date | None) -> int:
    """Return how many months of probation are allowed (Art 19, 70); 0 = none at all.

    None below three months, for a task and for part-time labour; one month below a year, two below three years, six
    from three years on and for open-ended contracts.
    """
    if kind is ContractKind.HOURLY or term is ContractTerm.TASK:
        return 0
    if term is ContractTerm.OPEN:
        return 6
    months = whole_months(started_on, ends_on) if ends_on else 0
    steps = ((3, 0), (MONTHS_A_YEAR, 1), (3 * MONTHS_A_YEAR, 2))
    return next((most for below, most in steps if months < below), 6)


def last_probation_day(form: ContractForm) -> date | None:
    """Return the last day that probation may have; None where none may be agreed, or the law does not say."""
    if form.kind is ContractKind.SERVICE:
        return None
    most = most_probation_months(form.kind, form.term, form.started_on, form.ends_on)
    return term_end(form.started_on, most) if most else None


def contract_errors(form: ContractForm, others: Sequence[ContractRow] = ()) -> Faults:
    """Return what cannot be saved, by field."""
    faults: Faults = {}
    if not form.employer.strip():
        faults["employer"] = Message(N_("Enter who employs: the office, or the dispatch company."))
    if form.term is ContractTerm.FIXED and form.ends_on is None:
        faults["ends_on"] = Message(N_("A fixed term needs its last day."))
    if form.term is not ContractTerm.FIXED and form.ends_on is not None:
        faults["ends_on"] = Message(N_("Only a fixed term has an agreed last day."))
    if form.ends_on is not None and form.ends_on < form.started_on:
        faults["ends_on"] = Message(N_("The last day lies before the first."))
    if form.ended_on is not None and form.ended_on < form.started_on:
        faults["ended_on"] = Message(N_("The last day lies before the first."))
    if form.ended_on is not None and form.ends_on is not None and form.ended_on > form.ends_on:
        faults["ended_on"] = Message(N_("The term ends on {day} already. Enter the renewal."), {"day": form.ends_on})
    if (form.ended_on is None) != (form.end_reason is None):
        faults["end_reason"] = Message(N_("The last day and the reason of the end go together."))
    faults |= _probation_errors(form) | _overlap(form, others)
    return faults


def _probation_errors(form: ContractForm) -> Faults:
    fault = _probation_fault(form, form.probation_until) if form.probation_until else None
    return {"probation_until": fault} if fault else {}


def _probation_fault(form: ContractForm, until: date) -> Message | None:
    last = last_probation_day(form)
    if until < form.started_on:
        return Message(N_("Probation ends before the contract begins."))
    if form.kind is ContractKind.SERVICE:
        return None
    if form.kind is ContractKind.HOURLY:
        return Message(N_("Part-time labour has no probation (Labour Contract Law Art 70)."))
    if last is None:
        return Message(
            N_("Below three months, and for a task, no probation may be agreed (Labour Contract Law Art 19).")
        )
    text = N_("Probation may last until {day} at most for this term (Labour Contract Law Art 19).")
    return Message(text, {"day": last}) if until > last else None


def _overlap(form: ContractForm, others: Sequence[ContractRow]) -> Faults:
    """Two contracts at a time only where one is part-time labour (Art 69) or a service agreement."""
    alone = (ContractKind.LABOUR, ContractKind.DISPATCH)
    if form.kind not in alone:
        return {}
    end = form.ended_on or form.ends_on or date.max
    for other in others:
        last = other.last_day or date.max
        if other.kind in alone and other.started_on <= end and form.started_on <= last:
            text = N_("A contract with {employer} holds from {start} already. End that one first.")
            return {"started_on": Message(text, {"employer": other.employer, "start": other.started_on})}
    return {}


def contract_warnings(form: ContractForm, others: Sequence[ContractRow] = ()) -> Faults:
    """Return what can be saved with a reason, by field."""
    doubts: Faults = {}
    if form.kind is ContractKind.SERVICE:
        return doubts
    late = term_end(form.started_on, 1)
    if form.signed_on is not None and form.signed_on > late:
        text = N_("Signed later than one month after the first day ({day}): double pay is due (Art 82).")
        doubts["signed_on"] = Message(text, {"day": late})
    if form.kind is ContractKind.HOURLY and (form.weekly_hours or 0) > LONGEST_WEEK:
        text = N_("Part-time labour is at most {hours} hours a week (Labour Contract Law Art 68).")
        doubts["weekly_hours"] = Message(text, {"hours": LONGEST_WEEK})
    if form.kind is ContractKind.DISPATCH and _dispatch_too_short(form):
        doubts["ends_on"] = Message(N_("A dispatch company owes a fixed term of two years or more (Art 58)."))
    before = fixed_terms_before(form, others)
    if form.term is ContractTerm.FIXED and before >= FIXED_TERMS_BEFORE_OPEN:
        text = N_(
            "{count} fixed terms with this employer came before: the worker may ask for an open-ended one (Art 14)."
        )
        doubts["term"] = Message(text, {"count": before})
    return doubts


def _dispatch_too_short(form: ContractForm) -> bool:
    if form.term is not ContractTerm.FIXED:
        return True
    return form.ends_on is not None and whole_months(form.started_on, form.ends_on) < SHORTEST_DISPATCH


def fixed_terms_before(form: ContractForm | ContractRow, others: Sequence[ContractRow]) -> int:
    """Return how many fixed terms with the same employer came before, one after the other (连续订立, Art 14 (3)).

    Terms count as consecutive while no more than a month lies between them; part-time labour and service agreements
    do not count.
    """
    count, first = 0, form.started_on
    counted = (ContractKind.LABOUR, ContractKind.DISPATCH)
    if form.kind not in counted:
        return 0
    for other in sorted(others, key=lambda row: row.started_on, reverse=True):
        if other.started_on >= first or other.kind not in counted or other.employer.strip() != form.employer.strip():
            continue
        if other.term is not ContractTerm.FIXED or other.last_day is None or term_end(other.last_day, 1) < first:
            break
        count, first = count + 1, other.started_on
    return count


def keep_until(row: ContractRow) -> date | None:
    """Return the day until which an ended contract is kept at least (Art 50); None while its end is not known."""
    return years_later(row.last_day, KEPT_YEARS) if row.last_day else None
