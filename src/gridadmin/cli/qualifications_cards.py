"""`cards make|print|give|end`: number a batch of work cards, print it, hand it out, and note how cards end."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from gridadmin.cli.opening import opened, progress_of
from gridadmin.cli.output import Document, emit, print_facts
from gridadmin.cli.words import Verbs, add_group, add_out, add_verb, day
from gridadmin.i18n import _

if TYPE_CHECKING:
    from uuid import UUID

    from gridadmin.jobs.office import OpenOffice

SIZES = ("54x86", "70x105", "86x54")


def add_verbs(verbs: Verbs) -> None:
    """Add the verbs of work cards."""
    group = add_group(verbs, "cards", _("work cards: number, print, hand out, take back"), "card_verb")
    make = add_verb(group, "make", _("number a batch of work cards"), run_make)
    who = make.add_mutually_exclusive_group(required=True)
    who.add_argument("--worker", metavar="KEY", action="append", help=_("ID number or name; may be repeated"))
    who.add_argument("--missing", action="store_true", help=_("for everybody on a grid who has none"))
    printing = add_verb(group, "print", _("print work cards, many to an A4 page"), run_print)
    _add_which(printing, required=False)
    printing.add_argument("--size", choices=SIZES, default=SIZES[0], help=_("width × height in millimetres"))
    add_out(printing, _("the PDF"))
    give = add_verb(group, "give", _("note that cards were handed out"), run_give)
    _add_which(give, required=True)
    give.add_argument("--on", metavar="DATE", type=day, default=None, help=_("the day; today"))
    end = add_verb(group, "end", _("note that cards were given back, lost or replaced"), run_end)
    end.add_argument("--number", metavar="N", action="append", required=True, help=_("of a card; may be repeated"))
    end.add_argument("--how", choices=("returned", "lost", "replaced"), required=True, help=_("how the cards end"))
    end.add_argument("--on", metavar="DATE", type=day, default=None, help=_("the day; today"))
    end.add_argument("--note", metavar="TEXT", default=None, help=_("what is to be remembered of it"))


def _add_which(parser: ArgumentParser, required: bool) -> None:
    which = parser.add_mutually_exclusive_group(required=required)
    which.add_argument("--batch", metavar="B", default=None, help=_("only this batch, such as 2026-01"))
    which.add_argument("--number", metavar="N", action="append", help=_("of a card; may be repeated"))


def run_make(words: Namespace) -> int:
    """Number a batch."""
    from gridadmin.i18n import N_, Message
    from gridadmin.services.qualifications_cards import make_cards, workers_without_card
    from gridadmin.services.workers import find_worker_id

    with opened(words) as office:
        today = office.today()
        if words.missing:
            ids = [row.id for row in office.read(workers_without_card, today)]
        else:
            ids = [office.read(find_worker_id, key) for key in words.worker]
        sentence = Message(N_("Number {count} work cards as a batch"), {"count": len(ids)})
        batch = office.act(sentence, make_cards, ids, today)
    document: Document = {"batch": batch, "cards": len(ids)}
    emit(words, document, lambda: print_facts({_("Batch"): batch, _("Cards"): len(ids)}))
    return 0


def run_print(words: Namespace) -> int:
    """Print cards and record what they say; without a choice all that were never printed."""
    from gridadmin.domain.qualifications_cards import CardSize
    from gridadmin.jobs.qualifications_cards import CardChoice, print_cards

    with opened(words) as office:
        ids = _card_ids(office, words) if words.number else ()
        choice = CardChoice(tuple(ids), words.batch, CardSize(words.size))
        printed = print_cards(office, choice, words.out, progress_of(words))
    document: Document = {
        "out": words.out,
        "size": words.size,
        "pages": printed.pages,
        "cards": [{"number": line.card.number, "name": line.name} for line in printed.lines],
    }
    facts = {_("File"): words.out, _("Cards"): len(printed.lines), _("Pages"): printed.pages}
    emit(words, document, lambda: print_facts(facts))
    return 0


def run_give(words: Namespace) -> int:
    """Note that cards were handed out."""
    from gridadmin.i18n import N_, Message
    from gridadmin.services.qualifications_cards import hand_out_cards

    with opened(words) as office:
        ids = _card_ids(office, words)
        on = words.on or office.today()
        sentence = Message(N_("Hand out {count} work cards"), {"count": len(ids)})
        count = office.act(sentence, hand_out_cards, ids, on)
    document: Document = {"cards": count, "on": on}
    emit(words, document, lambda: print_facts({_("Cards"): count}))
    return 0


def run_end(words: Namespace) -> int:
    """Note that cards were given back, lost or replaced."""
    from gridadmin.domain.qualifications_cards import CardEnd, CardReturn
    from gridadmin.i18n import N_, Message
    from gridadmin.services.qualifications_cards import end_cards

    with opened(words) as office:
        ids = _card_ids(office, words)
        how = CardReturn(words.on or office.today(), CardEnd(words.how), words.note)
        sentence = Message(N_("Take back {count} work cards"), {"count": len(ids)})
        if how.end is not CardEnd.RETURNED:
            values = {"count": len(ids), "how": how.end.message}
            sentence = Message(N_("Put {count} work cards out of use: {how}"), values)
        count = office.act(sentence, end_cards, ids, how)
    document: Document = {"cards": count, "how": words.how, "on": how.ended_on}
    emit(words, document, lambda: print_facts({_("Cards"): count}))
    return 0


def _card_ids(office: OpenOffice, words: Namespace) -> list[UUID]:
    from gridadmin.domain.errors import NotFoundError
    from gridadmin.i18n import N_
    from gridadmin.services.qualifications_cards import list_cards

    lines = office.read(list_cards, office.today())
    numbers = {line.card.number: line.card.id for line in lines}
    missing = [number for number in words.number or () if number not in numbers]
    if missing:
        raise NotFoundError(N_("There is no work card {number}."), number=missing[0])
    if words.number:
        return [numbers[number] for number in words.number]
    found = [line.card.id for line in lines if line.card.batch == words.batch]
    if not found:
        raise NotFoundError(N_("There is no batch {batch} of work cards."), batch=words.batch)
    return found
