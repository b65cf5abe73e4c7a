"""Article 14 (2): nobody serves without a certificate; and, where the office counts it as one, without a work card."""

from __future__ import annotations

from collections.abc import Iterable

from gridadmin.domain.compliance_duties import Finding, Page, Result, SubjectType, Verdict, duty, page_of
from gridadmin.domain.qualifications import CertificateState
from gridadmin.domain.qualifications_cards import card_in_hand
from gridadmin.domain.qualifications_list import CertificateLine
from gridadmin.domain.queues import Queue, Target, Tone
from gridadmin.domain.snapshot import OfficeSnapshot
from gridadmin.domain.workers import WorkerRow
from gridadmin.i18n import N_, Message

CERTIFICATE_DUTY = "art14.certificate"
CARD_REQUIRED = "art14.card_required"
_FACTS = {
    CertificateState.MISSING: N_("{type}: none on file."),
    CertificateState.EXPIRED: N_("{type} {number}: expired on {day}."),
    CertificateState.REVOKED: N_("{type} {number}: revoked on {day}."),
    CertificateState.DUE: N_("{type} {number}: expires on {day}, in {days} days."),
    CertificateState.VALID: N_("{type} {number}: valid until {day}."),
    CertificateState.PERMANENT: N_("{type} {number}: never expires."),
}


@duty(CERTIFICATE_DUTY, SubjectType.WORKER, N_("Serving with a certificate"), "持证上岗")
def certificate(snapshot: OfficeSnapshot, worker: WorkerRow) -> Verdict:
    """Art 14 (2): whoever serves on a grid holds every certificate that the post needs, valid on the day."""
    if not worker.grids:
        return Verdict(Result.NOT_APPLICABLE, "no_post", (Message(N_("Serves on no grid on this day.")),))
    needed = [line for line in snapshot.certificate_lines.get(worker.id, ()) if line.needed]
    if not needed:
        return _nothing_needed(snapshot)
    facts = tuple(certificate_fact(line) for line in needed)
    lacking = [line for line in needed if line.is_breach]
    if not lacking:
        soon = any(line.state is CertificateState.DUE for line in needed)
        return Verdict(Result.MET, "expires_soon" if soon else "certified", facts)
    case = "no_certificate" if lacking[0].state is CertificateState.MISSING else lacking[0].state.value
    remedy = Message(N_("Enter the certificate or have it renewed; until then somebody certified must serve."))
    return Verdict(Result.NOT_MET, case, facts, remedy, page_of(Page.QUALIFICATIONS, worker.id, "breach"))


def _nothing_needed(snapshot: OfficeSnapshot) -> Verdict:
    day = snapshot.as_of
    if any(kind.is_used_on(day) and kind.rule_on(day).kinds for kind in snapshot.certificate_types):
        fact = Message(N_("By the office's rules this post needs no certificate."))
        return Verdict(Result.NOT_APPLICABLE, "not_needed", (fact,))
    fact = Message(N_("The office has not said which certificate its posts need."))
    remedy = Message(N_("Say it under the kinds of certificates, with the paper that orders it."))
    return Verdict(Result.NEEDS_PERSON, "no_kind_set", (fact,), remedy, page_of(Page.QUALIFICATIONS, None, "types"))


def certificate_fact(line: CertificateLine) -> Message:
    """Return in a sentence what somebody's certificate of a kind is worth."""
    held = line.certificate
    values: dict[str, object] = {
        "type": line.type.name,
        "number": (held.number if held else "") or "",
        "days": line.days_left,
    }
    if held is not None:
        values["day"] = held.revoked_on if line.state is CertificateState.REVOKED else held.expires_on
    return Message(_FACTS[line.state], values)


@duty("art14.work_card", SubjectType.WORKER, N_("Serving with a work card"), "持证上岗")
def work_card(snapshot: OfficeSnapshot, worker: WorkerRow) -> Verdict:
    """Art 14 (2), where the office counts the work card as the certificate (a parameter; the regulation is silent)."""
    if not worker.grids:
        return Verdict(Result.NOT_APPLICABLE, "no_post", (Message(N_("Serves on no grid on this day.")),))
    if not snapshot.parameters.number(CARD_REQUIRED, snapshot.as_of):
        fact = Message(N_("This office does not count the work card as the certificate."))
        return Verdict(Result.NOT_APPLICABLE, "card_not_required", (fact,))
    card = card_in_hand(snapshot.cards.get(worker.id, ()), snapshot.as_of)
    if card is not None:
        values = {"number": card.number, "day": card.issued_on}
        return Verdict(Result.MET, "card_in_hand", (Message(N_("Card {number}, handed out on {day}."), values),))
    remedy = Message(N_("Number, print and hand out a card."))
    target = page_of(Page.QUALIFICATIONS, worker.id, "cards")
    return Verdict(Result.NOT_MET, "no_card", (Message(N_("Has no work card in hand.")),), remedy, target)


def qualification_queues(findings: Iterable[Finding], snapshot: OfficeSnapshot) -> tuple[Queue, ...]:
    """Return the queues of the home page: who serves without a certificate, and whose expires soon."""
    lacking = sum(found.duty == CERTIFICATE_DUTY and found.result is Result.NOT_MET for found in findings)
    soon = sum(
        line.needed and line.state is CertificateState.DUE and line.renewed_from is None
        for lines in snapshot.certificate_lines.values()
        for line in lines
    )
    return (
        _queue("uncertified", N_("On duty without certificate"), lacking, Tone.URGENT, "breach"),
        _queue("expiring", N_("Certificates to renew"), soon, Tone.WARNING, "due"),
    )


_NOTES = {
    "uncertified": N_("Nobody may serve without a certificate (Article 14)."),
    "expiring": N_("They expire within their lead time."),
}


def _queue(key: str, title: str, count: int, tone: Tone, view: str) -> Queue:
    target = Target(Page.QUALIFICATIONS.value, view)
    icon = "badge-check" if key == "uncertified" else "calendar"
    return Queue(key, Message(title), count, tone.if_any(count), target, Message(_NOTES[key]), icon)
