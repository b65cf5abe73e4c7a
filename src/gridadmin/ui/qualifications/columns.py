"""The columns of the list of certificates and of the register of cards."""

from __future__ import annotations

from gridadmin.domain.qualifications import CertificateState
from gridadmin.domain.qualifications_cards import CardLine, CardState
from gridadmin.domain.qualifications_list import CertificateLine
from gridadmin.i18n import N_, _
from gridadmin.ui.listing import joined
from gridadmin.ui.tables import Column

TONES = {
    CertificateState.VALID: "good",
    CertificateState.PERMANENT: "good",
    CertificateState.DUE: "warning",
    CertificateState.EXPIRED: "danger",
    CertificateState.REVOKED: "danger",
    CertificateState.MISSING: "danger",
}
SIGNS = {
    CertificateState.VALID: "✓",
    CertificateState.PERMANENT: "∞",
    CertificateState.DUE: "!",
    CertificateState.EXPIRED: "✕",
    CertificateState.REVOKED: "✕",
    CertificateState.MISSING: "○",
}
ORDER = tuple(CertificateState)
WORST_FIRST = (
    CertificateState.MISSING, CertificateState.REVOKED, CertificateState.EXPIRED, CertificateState.DUE,
    CertificateState.VALID, CertificateState.PERMANENT,
)  # fmt: skip
CARD_TONES = {
    CardState.PREPARED: "accent_text",
    CardState.IN_HAND: "good",
    CardState.RETURNED: "muted",
    CardState.LOST: "danger",
    CardState.REPLACED: "muted",
}
DIFFERENCES = {"name": N_("another name"), "grid": N_("other grids"), "role": N_("another role")}


def state_words(state: CertificateState) -> str:
    """Return a state with its sign, so that it is not told by colour alone."""
    return f"{SIGNS[state]} {state.label}"


def days_words(line: CertificateLine) -> str:
    """Return how long a certificate holds still, or since when it holds no more."""
    if line.renewed_from is not None:
        return _("renewed from {day}").format(day=line.renewed_from.isoformat())
    if line.days_left is None or line.state is CertificateState.REVOKED:
        return ""
    if line.days_left < 0:
        return _("{days} days ago").format(days=-line.days_left)
    return _("in {days} days").format(days=line.days_left) if line.state is CertificateState.DUE else ""


def certificate_columns() -> tuple[Column[CertificateLine], ...]:
    """Return the columns of the list of certificates."""
    return (
        Column("name", N_("Name"), 11, lambda line: line.worker.name, tone=_faded),
        Column(
            "state",
            N_("State"),
            12,
            lambda line: state_words(line.state),
            sort=lambda line: WORST_FIRST.index(line.state),
            tone=lambda line: TONES[line.state] if line.needed else "muted",
            badge=True,
        ),
        Column("type", N_("Kind of certificate"), 14, lambda line: line.type.name),
        Column("expires_on", N_("Expires on"), 11, _expires, sort=lambda line: line.expires_on),
        Column("left", N_("Time left"), 14, days_words, sort=lambda line: line.days_left, tone=_left_tone),
        Column("number", N_("Certificate No."), 20, _number, tone=lambda line: "warning" if line.duplicate else ""),
        Column("grids", N_("Grids"), 20, lambda line: joined(post.grid_name for post in line.worker.grids)),
        Column("community", N_("Community or village"), 16, lambda line: line.worker.community, chosen=False),
        Column("kind", N_("Kind"), 7, lambda line: line.worker.kind.label if line.worker.kind else "", chosen=False),
        Column("issued_on", N_("Issued on"), 11, _issued, sort=_issued_on, chosen=False),
        Column(
            "issuer",
            N_("Issued by"),
            18,
            lambda line: line.certificate.issuer if line.certificate else "",
            chosen=False,
        ),
        Column("needed", N_("Needed"), 6, lambda line: _("yes") if line.needed else "", chosen=False),
    )


def _faded(line: CertificateLine) -> str:
    return "" if line.in_service else "muted"


def _expires(line: CertificateLine) -> str:
    if line.state is CertificateState.PERMANENT:
        return CertificateState.PERMANENT.label
    return line.expires_on.isoformat() if line.expires_on else ""


def _left_tone(line: CertificateLine) -> str:
    return "danger" if line.is_breach else "warning" if line.state is CertificateState.DUE else "muted"


def _number(line: CertificateLine) -> str:
    number = (line.certificate.number if line.certificate else None) or ""
    return _("{number} (twice)").format(number=number) if line.duplicate else number


def _issued_on(line: CertificateLine) -> object:
    return line.certificate.issued_on if line.certificate else None


def _issued(line: CertificateLine) -> str:
    return line.certificate.issued_on.isoformat() if line.certificate else ""


def card_columns() -> tuple[Column[CardLine], ...]:
    """Return the columns of the register of cards."""
    return (
        Column("number", N_("Card No."), 14, lambda line: line.card.number),
        Column("name", N_("Name"), 11, lambda line: line.name, tone=lambda line: "" if line.in_service else "muted"),
        Column(
            "state",
            N_("State"),
            12,
            lambda line: line.state.label,
            sort=lambda line: list(CardState).index(line.state),
            tone=lambda line: "danger" if line.must_return else CARD_TONES[line.state],
            badge=True,
        ),
        Column("why", N_("To be done"), 24, to_do_words, tone=lambda line: "danger" if line.must_return else "warning"),
        Column("grids", N_("Grids"), 22, lambda line: line.grids),
        Column("community", N_("Community or village"), 16, lambda line: line.community, chosen=False),
        Column("made_on", N_("Numbered on"), 11, lambda line: line.card.made_on.isoformat(), chosen=False),
        Column("printed_on", N_("Printed on"), 11, lambda line: _day(line.card.printed_on)),
        Column("issued_on", N_("Handed out on"), 11, lambda line: _day(line.card.issued_on)),
        Column("ended_on", N_("Ended on"), 11, lambda line: _day(line.card.ended_on)),
        Column("note", N_("Note on its end"), 18, lambda line: line.card.end_note or "", chosen=False),
    )


def to_do_words(line: CardLine) -> str:
    """Return what is to be done about a card; empty where nothing is."""
    if line.must_return:
        return _("has left: take it back")
    if line.differences:
        return _("replace it: shows {what}").format(what=joined(_(DIFFERENCES[key]) for key in line.differences))
    if line.state is CardState.PREPARED:
        return _("to print") if line.card.printed_on is None else _("to hand out")
    return ""


def _day(day: object) -> str:
    return str(day) if day else ""
