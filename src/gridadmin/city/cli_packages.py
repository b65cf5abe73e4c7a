"""`package keys|end-keys|accept|revoke|import|export`: the exchange by file with offices that have no network."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gridadmin.city.divisions import name_of
from gridadmin.city.words import (
    Parser,
    Verbs,
    add_verb,
    emit,
    opened,
    print_columns,
    print_error,
    print_facts,
    print_line,
    scope_here,
    staff,
)
from gridadmin.domain.errors import GridAdminError, NotFoundError
from gridadmin.i18n import N_, _
from gridadmin.wire.package_keys import spoken

if TYPE_CHECKING:
    from gridadmin.city.exchange import Exchange
    from gridadmin.city.packages import Taken
    from gridadmin.wire.scopes import Scope

_COPIED = N_(
    "{office}: another package of this number came before. The computer was restored from a backup, or a copy of its "
    "database exchanges, too. Nothing is lost or doubled. Ask the office to make new keys on one of the two computers "
    "(Keys › Make new keys), and accept the key file."
)
_EXPIRED = N_(
    "{office}: away longer than the city remembers. Nothing of the package was taken, since it may repeat what was had "
    "and forgotten; the next publication tells the office to look at it."
)
_BEHIND = N_(
    "{office}: still writes for the city's former keys. Hand it the city's new key file (package keys --out FILE), and "
    "compare the fingerprint."
)
_NO_FILE = N_("There is no file {file}.")


def add_verbs(verbs: Verbs) -> None:
    """Add `package` and its verbs."""
    group = verbs.add_parser("package", help=_("exchange by file, with offices that have no network"))
    below = group.add_subparsers(dest="package_verb", metavar="VERB", required=True, parser_class=Parser)
    keys = add_verb(below, "keys", _("write the city's key file, to be handed to offices"), run_keys)
    keys.add_argument("--out", type=Path, required=True, metavar="FILE", help=_("file to write, .gakey"))
    keys.add_argument(
        "--new",
        action="store_true",
        help=_("make new keys; the former ones are read until end-keys, and sign for offices that know no others"),
    )
    end = add_verb(below, "end-keys", _("read nothing more that was written for former keys of the city"), run_end_keys)
    end.add_argument("fingerprint", metavar="FINGERPRINT", help=_("of the former keys, as `audit --acts` shows it"))
    accept = add_verb(below, "accept", _("accept the key file of an office"), run_accept)
    accept.add_argument("file", type=Path, metavar="FILE", help=_("key file of the office, .gakey"))
    revoke = add_verb(below, "revoke", _("trust the key of an office no longer"), run_revoke)
    revoke.add_argument(
        "fingerprint", metavar="FINGERPRINT", help=_("of the key, as `accept` showed it or `audit --acts` does")
    )
    take = add_verb(below, "import", _("read packages of offices"), run_import)
    take.add_argument("files", type=Path, metavar="FILE", nargs="+", help=_("packages, .gapkg"))
    give = add_verb(below, "export", _("write the publications for an office, with its receipts"), run_export)
    give.add_argument("township", metavar="CODE", help=_("division code of the township, 9 digits"))
    give.add_argument("--out", type=Path, required=True, metavar="FOLDER", help=_("folder to write into"))


def run_keys(words: Namespace) -> int:
    """Write the city's key file, of new keys where that is asked for."""
    from gridadmin.city.founding import city_of
    from gridadmin.city.own_keys import city_key_file, offices_behind, renew_city_keys

    with opened(words) as exchange:
        with exchange.engine.connect() as connection:
            city = city_of(connection)
        if words.new:
            renew_city_keys(exchange, staff())
        content, keys = city_key_file(exchange, name_of(city) or city.code)
        behind = offices_behind(exchange)
    words.out.write_bytes(content)
    document = {"file": words.out, "fingerprint": keys.fingerprint, "behind": [str(scope) for scope in behind]}
    facts = {_("File"): words.out, _("Fingerprint"): keys.spoken_fingerprint}
    if behind:
        facts[_("Still to be handed to")] = _names(behind)
    emit(words, document, lambda: print_facts(facts))
    return 0


def run_end_keys(words: Namespace) -> int:
    """End former keys of the city."""
    from gridadmin.city.own_keys import end_former_keys

    with opened(words) as exchange:
        ended, behind = end_former_keys(exchange, words.fingerprint, staff())
    document = {"ended": ended, "behind": [str(scope) for scope in behind]}
    facts = {_("Out of force"): spoken(ended)}
    if behind:
        facts[_("Still to be handed to")] = _names(behind)
    emit(words, document, lambda: print_facts(facts))
    return 0


def _names(scopes: Sequence[Scope]) -> str:
    return "、".join(name_of(scope) or str(scope) for scope in scopes)


def run_accept(words: Namespace) -> int:
    """Accept the key file of an office."""
    from gridadmin.city.partners import accept_office

    with opened(words) as exchange:
        held, keys, replaced, others = accept_office(exchange, _content(words.file), staff())
    document = {
        "scope": str(held.scope), "replica": held.replica, "fingerprint": keys.fingerprint, "replaced": replaced,
        "others": list(others),
    }  # fmt: skip
    facts = {
        _("Office"): f"{name_of(held.scope) or held.scope.code} {held.name}".strip(),
        _("Fingerprint"): keys.spoken_fingerprint,
        _("To do"): _("compare it with the office by voice or paper"),
    }
    if replaced is not None:
        facts[_("Out of force")] = spoken(replaced)
    if others:
        facts[_("Also trusted")] = "; ".join(map(spoken, others))
        facts[_("If out of use")] = _("ask the office, and revoke it with package revoke")
    emit(words, document, lambda: print_facts(facts))
    return 0


def run_revoke(words: Namespace) -> int:
    """Trust a key no longer."""
    from gridadmin.city.partners import revoke_keys

    with opened(words) as exchange:
        scopes = revoke_keys(exchange, words.fingerprint, staff())
    document = {"revoked": words.fingerprint, "scopes": [str(scope) for scope in scopes]}
    emit(words, document, lambda: print_facts({_("Revoked"): words.fingerprint, _("Office"): _names(scopes)}))
    return 0


def run_import(words: Namespace) -> int:
    """Read packages, one after another, each whole or not at all; one that is refused keeps no other from being read.

    Returns the exit code of the first that was refused.
    """
    with opened(words) as exchange:
        read = [(path, _take(exchange, path)) for path in words.files]
    taken = [(path, each) for path, each in read if not isinstance(each, GridAdminError)]
    refused = [(path, each) for path, each in read if isinstance(each, GridAdminError)]
    emit(words, [_document(path, each) for path, each in read], lambda: _print_taken(taken))
    for path, error in refused:
        print_error(f"{path.name}: {error}")
    return refused[0][1].exit_code if refused else 0


def _take(exchange: Exchange, path: Path) -> Taken | GridAdminError:
    from gridadmin.city.packages import take_package

    try:
        return take_package(exchange, _content(path))
    except GridAdminError as error:
        return error


def _document(path: Path, each: Taken | GridAdminError) -> dict[str, object]:
    facts = ("scope", "name", "number", "groups", "photos", "repeated", "gap", "twice", "expired", "behind")
    if isinstance(each, GridAdminError):
        return {"file": path, **dict.fromkeys(facts), "problem": str(each)}
    return {"file": path, **{name: getattr(each, name) for name in facts}, "problem": None}


def _print_taken(taken: Sequence[tuple[Path, Taken]]) -> None:
    headings = (_("File"), _("Office"), _("Number"), _("Groups in"), _("Photos"), _("Missing before"))
    lines = [
        (
            path.name,
            each.name or name_of(each.scope) or str(each.scope),
            each.number,
            _("read before") if each.repeated else each.groups,
            each.photos,
            each.gap,
        )
        for path, each in taken
    ]
    if lines:
        print_columns([headings, *lines])
    told = [(each.scope, _COPIED) for _path, each in taken if each.twice]
    told += [(each.scope, _EXPIRED) for _path, each in taken if each.expired]
    told += [(each.scope, _BEHIND) for _path, each in taken if each.behind]
    for scope, sentence in dict.fromkeys(told):
        print_line(_(sentence).format(office=name_of(scope) or scope))


def run_export(words: Namespace) -> int:
    """Write a publication for each database of an office."""
    from gridadmin.city.packages import give_publications

    document, lines = [], []
    with opened(words) as exchange:
        scope = scope_here(exchange, words.township)
        words.out.mkdir(parents=True, exist_ok=True)
        for given in give_publications(exchange, scope):
            path = words.out / f"{scope.code}-{str(given.replica)[-12:]}-{given.number:04d}.gapkg"
            path.write_bytes(given.content)
            document.append(
                {
                    "file": path,
                    "replica": given.replica,
                    "number": given.number,
                    "rows": given.rows,
                    "answers": given.answers,
                }
            )
            lines.append((path, given.number, given.rows, given.answers))
    headings = (_("File"), _("Number"), _("Records out"), _("Receipts"))
    emit(words, document, lambda: print_columns([headings, *lines]))
    return 0


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise NotFoundError(_NO_FILE, file=path)
    return path.read_bytes()
