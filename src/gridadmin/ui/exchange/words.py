"""How the state of the exchange looks and reads, in the frame and on its page."""

from __future__ import annotations

from datetime import datetime

from gridadmin.domain.exchange import ExchangeState, ExchangeStatus
from gridadmin.i18n import N_, _

LOOKS: dict[ExchangeState, tuple[str, str]] = {
    ExchangeState.NOT_ENROLLED: ("cloud-off", "faint"),
    ExchangeState.AT_REST: ("circle-check", "good"),
    ExchangeState.WAITING: ("upload", "accent_text"),
    ExchangeState.RUNNING: ("refresh-cw", "accent_text"),
    ExchangeState.OFFLINE: ("cloud-off", "warning"),
    ExchangeState.RECOVERING: ("refresh-cw", "accent_text"),
    ExchangeState.ATTENTION: ("circle-alert", "danger"),
    ExchangeState.STOPPED: ("triangle-alert", "danger"),
    ExchangeState.BY_FILE: ("file-input", "accent_text"),
}
"""Icon and colour of each state; its word always stands beside them."""

LEADS: dict[ExchangeState, str] = {
    ExchangeState.NOT_ENROLLED: N_("This office does not exchange with the city yet."),
    ExchangeState.AT_REST: N_("Everything is exchanged: the city and this office hold the same."),
    ExchangeState.WAITING: N_("What was entered here is on its way to the city."),
    ExchangeState.RUNNING: N_("Exchanging with the city. Work can go on."),
    ExchangeState.OFFLINE: N_("No connection to the city. Work can go on; everything is kept and sent later."),
    ExchangeState.RECOVERING: N_("Comparing with the city, since one side was restored. Work can go on."),
    ExchangeState.ATTENTION: N_("Everything else is exchanged; these want a decision of yours."),
    ExchangeState.STOPPED: N_("The exchange has stopped and wants help. Work can go on; nothing is lost."),
    ExchangeState.BY_FILE: N_("This office exchanges by packages: write one, take it to the city, read the city's."),
}


def to_settle(status: ExchangeStatus) -> int:
    """Return how many issues wait for a person."""
    return status.conflicts + status.refused + status.orphans + status.questions


def short_words(status: ExchangeStatus) -> str:
    """Return the state in a word or two, with the figure that matters."""
    waits = dict.fromkeys((ExchangeState.WAITING, ExchangeState.BY_FILE), status.pending)
    figures = waits | {ExchangeState.ATTENTION: to_settle(status)}
    count = figures.get(status.state, 0)
    return f"{status.state.label} {count}" if count else status.state.label


def figures(status: ExchangeStatus) -> list[str]:
    """Return the figures that are not nothing, in words."""
    counts = (
        (N_("{count} to be sent"), status.pending),
        (N_("{count} wait for another"), status.held),
        (N_("{count} conflicts"), status.conflicts),
        (N_("{count} sent back"), status.refused),
        (N_("{count} not at the city"), status.orphans),
        (N_("{count} to confirm"), status.questions),
        (N_("{count} photos on their way"), status.photos),
    )
    return [_(msgid).format(count=count) for msgid, count in counts if count]


def beside_tabs(status: ExchangeStatus) -> list[str]:
    """Return the figures that no tab of the page counts."""
    return figures(ExchangeStatus(status.state, held=status.held, photos=status.photos))


def moment(at: datetime | None, today: datetime) -> str:
    """Return a time as the clerk's clock shows it, the day only where it is another."""
    if at is None:
        return _("never")
    local = at.astimezone()
    return f"{local:%H:%M}" if local.date() == today.astimezone().date() else f"{local:%Y-%m-%d %H:%M}"


def times(status: ExchangeStatus, today: datetime, next_at: datetime | None) -> list[str]:
    """Return when everything was last exchanged, and when it is tried again."""
    found = [_("last complete exchange {moment}").format(moment=moment(status.reached, today))]
    if next_at is not None:
        found.append(_("next attempt {moment}").format(moment=moment(next_at, today)))
    return found


def hint(status: ExchangeStatus, today: datetime, next_at: datetime | None) -> str:
    """Return what the frame says of the exchange in full."""
    lines = [_(LEADS[status.state])]
    if status.state is not ExchangeState.NOT_ENROLLED:
        lines += [" · ".join(figures(status)), " · ".join(times(status, today, next_at))]
    lines += [str(said) for said in (status.problem, status.clock_warning) if said is not None]
    return "\n".join(line for line in lines if line)
