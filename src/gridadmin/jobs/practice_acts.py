"""The acts of which the practice office's past is made: each through the services, with its sentence and its day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.grids import GridImport, GridProposalForm, GridTownshipForm, ProposalStatus
from gridadmin.domain.imports import ParsedRow
from gridadmin.domain.notices import BoardTemplate
from gridadmin.domain.office import OfficeForm
from gridadmin.domain.parameters import Parameter
from gridadmin.domain.workers import (
    AppointmentForm,
    AttestationForm,
    EmploymentForm,
    PhonePurpose,
    WorkerDetail,
    WorkerForm,
    WorkerImport,
)
from gridadmin.i18n import N_, Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.practice_grids import DrawnGrid
from gridadmin.jobs.practice_lives import Life, Post
from gridadmin.services.board_contents import board_contents
from gridadmin.services.community_contents import community_contents
from gridadmin.services.employment import (
    appoint_worker,
    end_appointment,
    end_employment,
    start_employment,
    update_employment,
)
from gridadmin.services.grid_imports import import_grids
from gridadmin.services.grids import get_grid, list_grids, update_grid
from gridadmin.services.import_tally import ImportOptions
from gridadmin.services.notices import add_place, number_boards, number_community_boards, record_prints
from gridadmin.services.office import get_office, list_communities, set_community_urban, set_parameter, update_office
from gridadmin.services.proposals import file_proposal, set_proposal_status
from gridadmin.services.worker_imports import import_workers
from gridadmin.services.worker_records import attest_condition, create_worker, require_worker, update_worker
from gridadmin.services.workers import find_worker_id, get_worker

SHEET = "Sheet1"


class Acts:
    """What a clerk does in the practice office's past."""

    def __init__(self, office: OpenOffice) -> None:
        self._office = office
        self._grids: dict[str, UUID] = {}
        self._people: dict[int, UUID] = {}
        self._communities = {row.code: row.name for row in office.read(list_communities)}

    def worker_id(self, life: Life) -> UUID:
        """Return the id of somebody who has been entered by now."""
        return self._people[id(life)]

    def describe_office(self, organisation: str, phone: str) -> None:
        """Enter what stands under papers, and the supervision phone of boards."""
        row = self._office.read(get_office)
        form = OfficeForm(organisation, phone, row.hotlines, row.board_url, row.version)
        self._office.act(Message(N_("Enter the office's data")), update_office, form)

    def set_parameter(self, row: Parameter) -> None:
        """Record a parameter that a paper sets."""
        self._office.act(Message(N_("Set the parameter {key}"), {"key": row.key}), set_parameter, row)

    def make_rural(self, community_code: str) -> None:
        """Record that a residents' community lies in the country."""
        row = next(row for row in self._office.read(list_communities) if row.code == community_code)
        sentence = Message(N_("Record {community} as rural"), {"community": row.name})
        self._office.act(sentence, set_community_urban, row.id, urban=False)

    def import_grids(self, rows: Sequence[GridImport], on: date) -> None:
        """Take over the county's list."""
        parsed = [ParsedRow(SHEET, 4 + at, row) for at, row in enumerate(rows)]
        sentence = Message(N_("Import the county's list of {count} grids"), {"count": len(rows)})
        report = self._office.act(sentence, import_grids, parsed, ImportOptions(on))
        assert not report.rejected, report.problems
        self._grids |= {row.code: row.id for row in self._office.read(list_grids, on)}

    def import_roster(self, lives: Sequence[Life], on: date) -> None:
        """Take over a village's first roster."""
        village = self._communities[lives[0].village]
        parsed = [ParsedRow(SHEET, 4 + at, roster_row(life, on)) for at, life in enumerate(lives)]
        values = {"community": village, "count": len(lives)}
        sentence = Message(N_("Import the roster of {community}: {count} persons"), values)
        report = self._office.act(sentence, import_workers, parsed, ImportOptions(on))
        assert report.new == len(lives), report.problems
        self._people |= self._office.read(_find_people, lives)

    def hire(self, life: Life, on: date) -> None:
        """Enter somebody, with the service and the posts that begin on the first day."""
        sentence = Message(N_("Employ {name}"), {"name": life.person.name})
        posts = [self._post_form(post) for post in life.posts if post.start == on]
        self._people[id(life)] = self._office.act(sentence, _hire, life, posts, on)

    def hire_again(self, life: Life, spell: EmploymentForm, _on: date) -> None:
        """Begin another spell of somebody who came back."""
        sentence = Message(N_("Re-employ {name}"), {"name": life.person.name})
        posts = [self._post_form(post) for post in life.posts if post.start == spell.started_on]
        self._office.act(sentence, _start, self._people[id(life)], _open_ended(spell), posts)

    def end_service(self, life: Life, spell: EmploymentForm, _on: date) -> None:
        """End somebody's service."""
        assert spell.ended_on is not None
        assert spell.exit_reason is not None
        values = {"name": life.person.name, "reason": spell.exit_reason.message}
        sentence = Message(N_("End the service of {name}: {reason}"), values)
        self._office.act(sentence, end_employment, self._people[id(life)], spell.ended_on, spell.exit_reason)

    def change_kind(self, life: Life, before: EmploymentForm, after: EmploymentForm, _on: date) -> None:
        """Let a part-timer become a full-timer on the same grids."""
        values = {"name": life.person.name, "kind": after.kind.message}
        sentence = Message(N_("{name} becomes {kind}"), values)
        self._office.act(sentence, _change_kind, self._people[id(life)], before, _open_ended(after))

    def move(self, life: Life, on: date) -> None:
        """End the posts that a day takes away and begin those that it brings."""
        ends = [post for post in life.posts if post.end == on - timedelta(days=1)]
        begins = [self._post_form(post) for post in life.posts if post.start == on]
        codes = "、".join(post.code for post in life.posts if post.start == on)
        sentence = Message(N_("Move {name} to {grids}"), {"name": life.person.name, "grids": codes})
        if not begins:
            sentence = Message(N_("Take {name} off {count} grids"), {"name": life.person.name, "count": len(ends)})
        ending = {self._grids[post.code] for post in ends}
        self._office.act(sentence, _move, self._people[id(life)], ending, begins, on)

    def change_phone(self, life: Life, number: str, on: date) -> None:
        """Enter somebody's new number."""
        sentence = Message(N_("New phone of {name}"), {"name": life.person.name})
        self._office.act(sentence, _update, self._people[id(life)], on, mobile=number)

    def change_political_status(self, life: Life, code: str, on: date) -> None:
        """Enter a new party status from a day on."""
        self._change_file(life, on, political_status=code)

    def change_education(self, life: Life, code: str, on: date) -> None:
        """Enter a degree from a day on."""
        self._change_file(life, on, education=code)

    def _change_file(self, life: Life, on: date, **facts: str) -> None:
        sentence = Message(N_("Change the file of {name}"), {"name": life.person.name})
        self._office.act(sentence, _update, self._people[id(life)], on, **facts)

    def attest(self, forms: Sequence[tuple[Life, Sequence[AttestationForm]]], _on: date) -> None:
        """Record the word of a person on the conditions of Art 11."""
        sentence = Message(N_("Attest Article 11 for {count} workers"), {"count": len(forms)})
        self._office.act(sentence, _attest, [(self._people[id(life)], rows) for life, rows in forms])

    def print_boards(self, codes: Sequence[str], look: tuple[BoardTemplate, str], on: date) -> None:
        """Print the boards of some grids; `look` is the template and the size."""
        template, size = look
        sentence = Message(N_("Print {count} boards"), {"count": len(codes)})
        self._office.act(sentence, _print_boards, frozenset(codes), template.value, size, on)

    def print_community_boards(self, left_out: Sequence[str], look: tuple[BoardTemplate, str], on: date) -> None:
        """Print the boards of all communities but some: each shows the grids of a whole village."""
        template, size = look
        count = len(self._communities) - len(left_out)
        sentence = Message(N_("Print {count} boards of villages and communities"), {"count": count})
        self._office.act(sentence, _print_community_boards, frozenset(left_out), template.value, size, on)

    def post_boards(self, village: str, places: Sequence[tuple[str, str]], on: date) -> None:
        """Record where boards hang: (grid code, place)."""
        sentence = Message(N_("Record posting places in {community}"), {"community": village})
        self._office.act(sentence, _add_places, [(self._grids[code], place) for code, place in places], on)

    def record_exception(self, grid: DrawnGrid, reason: str, review_on: date, on: date) -> None:
        """Record why a village grid has no full-timer for the time being (Art 10)."""
        sentence = Message(N_("Record the exception of Article 10 for {grid}"), {"grid": grid.name})
        changes = {"exception_reason": reason, "exception_review_on": review_on}
        self._office.act(sentence, _update_grid, self._grids[grid.code], on, changes)

    def describe_area(self, grid: DrawnGrid, board_area: str, on: date) -> None:
        """Write the township's own wording of an area for its boards."""
        sentence = Message(N_("Change {grid}"), {"grid": grid.name})
        self._office.act(sentence, _update_grid, self._grids[grid.code], on, {"board_area": board_area})

    def propose(self, code: str, proposal: tuple[str, str, str], answer: ProposalStatus | None, on: date) -> None:
        """File a proposal (field, value, reason) with the county, and record the answer where there is one."""
        form = GridProposalForm(self._grids[code], *proposal)
        sentence = Message(N_("Propose a change of {code} to the county"), {"code": code})
        row = self._office.act(sentence, file_proposal, form, on)
        if answer is not None:
            values = {"code": code, "answer": answer.message}
            sentence = Message(N_("Record the county's answer on {code}: {answer}"), values)
            self._office.act(sentence, set_proposal_status, row.id, answer)

    def _post_form(self, post: Post) -> AppointmentForm:
        return AppointmentForm(self._grids[post.code], post.role, post.start)


def roster_row(life: Life, on: date) -> WorkerImport:
    """Return somebody as a village's roster has it on a day."""
    person, spell = life.person, life.spells[0]
    posts = [post for post in life.posts if post.start <= on]
    return WorkerImport(
        name=person.name,
        id_number=person.id_number,
        sex=person.sex,
        birth_date=person.birth_date,
        ethnicity=person.ethnicity,
        political_status=person.political_status,
        education=person.education,
        phones=(person.mobile,) if person.mobile else (),
        address=person.address,
        emergency_contact=person.emergency_contact,
        emergency_phone=person.emergency_phone,
        kind=spell.kind,
        source=spell.source,
        started_on=spell.started_on,
        document=spell.document,
        community=life.village,
        grids=tuple(post.code for post in posts),
        role=posts[0].role,
    )


def _find_people(session: Session, lives: Sequence[Life]) -> dict[int, UUID]:
    return {id(life): find_worker_id(session, life.person.id_number or life.person.name) for life in lives}


def _open_ended(spell: EmploymentForm) -> EmploymentForm:
    return replace(spell, ended_on=None, exit_reason=None)


def _hire(session: Session, life: Life, posts: Sequence[AppointmentForm], on: date) -> UUID:
    person = life.person
    form = WorkerForm(
        name=person.name,
        id_number=person.id_number,
        birth_date=person.birth_date,
        sex=person.sex,
        ethnicity=person.ethnicity,
        political_status=person.political_status,
        education=person.education,
        mobile=person.mobile,
        duty_phone=None,
        address=person.address,
        emergency_contact=person.emergency_contact,
        emergency_phone=person.emergency_phone,
        remarks=None,
        effective_on=on,
    )
    worker_id = create_worker(session, form, on)
    _start(session, worker_id, _open_ended(life.spells[0]), posts)
    return worker_id


def _start(session: Session, worker_id: UUID, spell: EmploymentForm, posts: Sequence[AppointmentForm]) -> None:
    start_employment(session, worker_id, spell)
    for post in posts:
        appoint_worker(session, worker_id, post)


def _change_kind(session: Session, worker_id: UUID, before: EmploymentForm, after: EmploymentForm) -> None:
    """End the part-time spell, which ends its appointments, and appoint anew under the spell that follows."""
    detail = get_worker(session, worker_id, before.started_on)
    held = detail.employments[-1]
    posts = [
        AppointmentForm(row.grid_id, row.role, after.started_on) for row in detail.appointments if row.ended_on is None
    ]
    update_employment(session, held.id, before, held.version)
    _start(session, worker_id, after, posts)


def _move(session: Session, worker_id: UUID, ending: set[UUID], begins: Sequence[AppointmentForm], on: date) -> None:
    last_day = on - timedelta(days=1)
    for row in get_worker(session, worker_id, last_day).appointments:
        if row.grid_id in ending and row.ended_on is None:
            end_appointment(session, row.id, last_day)
    for post in begins:
        appoint_worker(session, worker_id, post)


def _update(session: Session, /, worker_id: UUID, on: date, **changes: str) -> None:
    form = replace(_form_of(get_worker(session, worker_id, on), on), **changes)  # type: ignore[arg-type]
    update_worker(session, worker_id, form, on)


def _form_of(detail: WorkerDetail, on: date) -> WorkerForm:
    row = detail.row
    phones = {phone.purpose: phone.number for phone in detail.phones if phone.valid_to is None}
    return WorkerForm(
        name=row.name,
        id_number=row.id_number,
        birth_date=row.birth_date,
        sex=row.sex,
        ethnicity=row.ethnicity,
        political_status=row.political_status,
        education=row.education,
        mobile=phones.get(PhonePurpose.MOBILE),
        duty_phone=phones.get(PhonePurpose.DUTY),
        address=detail.address,
        emergency_contact=detail.emergency_contact,
        emergency_phone=detail.emergency_phone,
        remarks=detail.remarks,
        effective_on=on,
        version=row.version,
    )


def _attest(session: Session, attested: Sequence[tuple[UUID, Sequence[AttestationForm]]]) -> None:
    with session.no_autoflush:
        for worker_id, forms in attested:
            held = require_worker(session, worker_id)  # held, so that it is read once and not for every form
            for form in forms:
                attest_condition(session, held.id, form)


def _print_boards(session: Session, codes: frozenset[str], template: str, size: str, on: date) -> None:
    grids = [row for row in list_grids(session, on) if row.code in codes]
    contents = number_boards(session, [replace(row, printed_on=on) for row in board_contents(session, on, grids)])
    record_prints(session, contents, template, size, on)


def _print_community_boards(session: Session, left_out: frozenset[str], template: str, size: str, on: date) -> None:
    rows = [row for row in list_communities(session) if row.code not in left_out]
    contents = [replace(content, printed_on=on) for content in community_contents(session, on, rows)]
    record_prints(session, [], template, size, on, number_community_boards(session, contents))


def _add_places(session: Session, places: Sequence[tuple[UUID, str]], on: date) -> None:
    for grid_id, place in places:
        add_place(session, grid_id, place, on)


def _update_grid(session: Session, grid_id: UUID, on: date, changes: dict[str, object]) -> None:
    row = get_grid(session, grid_id, on)
    form = GridTownshipForm(
        board_area=row.board_area,
        exception_reason=row.exception_reason,
        exception_review_on=row.exception_review_on,
        supervision_phone=row.supervision_phone,
        remarks=row.remarks,
        version=row.version,
    )
    update_grid(session, grid_id, replace(form, **changes), on)  # type: ignore[arg-type]
