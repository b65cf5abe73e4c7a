"""`board`: boards of one grid, a village or all, as one PDF."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from gridadmin.cli.opening import opened, progress_of
from gridadmin.cli.output import Document, emit, print_facts, print_table
from gridadmin.cli.words import Verbs, add_out, add_verb
from gridadmin.i18n import _

if TYPE_CHECKING:
    from gridadmin.jobs.notices import BoardChoice
    from gridadmin.jobs.office import OpenOffice

TEMPLATES = ("standard_blue", "red_corridor", "large_print")


def add_verbs(verbs: Verbs) -> None:
    """Add `board`."""
    board = add_verb(verbs, "board", _("print notice boards (Art 15) into one PDF"), run_board)
    which = board.add_mutually_exclusive_group(required=True)
    which.add_argument("--grid", metavar="CODE", help=_("the board of one grid"))
    which.add_argument("--community", metavar="CODE", help=_("the boards of a village or community, by its 12 digits"))
    which.add_argument("--all", action="store_true", help=_("the boards of all grids"))
    board.add_argument("--stale", action="store_true", help=_("only those never printed or no longer true"))
    board.add_argument("--template", choices=TEMPLATES, default=TEMPLATES[0], help=_("the look"))
    board.add_argument("--size", default="A3", help=_("A4, A3, A2, A1 or width×height in millimetres"))
    board.add_argument("--photos", action="store_true", help=_("with the photos of the workers"))
    add_out(board, _("the PDF"))


def run_board(words: Namespace) -> int:
    """Print boards and record what they say."""
    from gridadmin.jobs.notices import print_boards

    with opened(words) as office:
        choice = _choice(office, words)
        printed = print_boards(office, choice, words.out, progress_of(words))
    document: Document = {
        "out": words.out,
        "template": words.template,
        "size": choice.board_size.name,
        "boards": len(printed.contents),
        "pages": printed.pages,
        "grids": [
            {"code": content.code, "name": content.grid_name, "version": content.version, "page": page + 1}
            for content, page in zip(printed.contents, printed.first_pages, strict=True)
        ],
        "issues": [
            {"grid": issue.grid_code, "kind": issue.kind.value, "message": str(issue.message)}
            for issue in printed.issues
        ],
    }
    emit(words, document, lambda: _print(document))
    return 0


def _choice(office: OpenOffice, words: Namespace) -> BoardChoice:
    from gridadmin.domain.errors import NotFoundError
    from gridadmin.domain.notices import BoardTemplate
    from gridadmin.i18n import N_
    from gridadmin.jobs.notices import BoardChoice
    from gridadmin.services.grids import find_grid_id
    from gridadmin.services.office import list_communities

    codes = {row.code for row in office.read(list_communities)}
    if words.community is not None and words.community not in codes:
        message = N_("There is no village or community with the code {code} in this office.")
        raise NotFoundError(message, code=words.community)
    return BoardChoice(
        grid_ids=(office.read(find_grid_id, words.grid),) if words.grid else (),
        community_code=words.community,
        stale_only=words.stale,
        template=BoardTemplate(words.template),
        size=words.size,
        photos=words.photos,
    )


def _print(document: Document) -> None:
    print_facts(
        {
            _("File"): document["out"],
            _("Boards"): document["boards"],
            _("Pages"): document["pages"],
            _("Size"): document["size"],
        }
    )
    if document["issues"]:
        print()
        print_table((_("Grid"), _("To be looked at")), [(i["grid"], i["message"]) for i in document["issues"]])
