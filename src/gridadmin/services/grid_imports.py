"""Importing the county's list of grids: what it owns is taken over, what the township owns is left alone (Art 7, 9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from gridadmin.domain.grid_codes import township_of
from gridadmin.domain.grids import GridImport, GridKind, GridSetting
from gridadmin.domain.imports import Effect, ImportReport, Outcome, ParsedRow
from gridadmin.domain.journal_words import field_word
from gridadmin.i18n import N_, Message
from gridadmin.models.grids import Grid, GridVersion
from gridadmin.models.ids import new_id
from gridadmin.models.office import Community
from gridadmin.services.assignment import assign
from gridadmin.services.dated import version_on
from gridadmin.services.divisions import divisions, is_residents_community
from gridadmin.services.import_tally import ImportOptions, Observer, RowRefusedError, Tally
from gridadmin.services.office import get_office
from gridadmin.services.ownership import find_locked
from gridadmin.services.pinyin import pinyin_of
from gridadmin.services.places import Places

VERSION_FIELDS = ("name", "kind", "dedicated_kind", "area", "households", "residents", "setting", "decision_document")
_PUBLISHED = N_(
    "The county publishes grid {code} through the exchange. "
    "What this sheet says differently was not taken over: {fields}."
)


def import_grids(
    session: Session,
    rows: Sequence[ParsedRow],
    options: ImportOptions,
    *,
    columns: Callable[[str, str], str] = lambda _sheet, _field: "",
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    observer: Observer | None = None,
) -> ImportReport:
    """Put the rows of a county's list and return the report; the caller decides whether to keep it.

    Args:
        session: within an act.
        rows: as read by the intake; rejected ones are only counted.
        options: the day from which changes hold.
        columns: (sheet, field) -> column letter, for the places of problems.
        progress: told (done, total) and may raise CancelledError.
        observer: told of the facts of every known record that a row means.
    """
    book = _GridBook(session, options)
    tally = Tally(columns, observer)
    for done, row in enumerate(rows):
        if done % 50 == 0:
            progress(done, len(rows))
        tally.run(row, book.put)
    progress(len(rows), len(rows))
    return tally.report(len(rows))


class _GridBook:
    def __init__(self, session: Session, options: ImportOptions) -> None:
        self._session, self._options = session, options
        self._township_code = get_office(session).township_code
        self._places = Places(session, options.effective_on)
        self._seen: set[str] = set()
        self._published = find_locked(session, "grid", [grid.id for grid in self._places.grids.values()])

    def put(self, row: ParsedRow, tally: Tally) -> Effect:
        record = row.record
        assert isinstance(record, GridImport)
        self._require_ours(record)
        community = self._community(record, row, tally)
        self._seen.add(record.code)
        grid = self._places.grids.get(record.code)
        if grid is None:
            self._create(record, community)
            return Outcome.NEW, ()
        if grid.id in self._published:
            held = self._facts(grid)
            tally.observe(row, grid.id, held, held | self._note_published(held, record, row, tally))
            return Outcome.UNCHANGED, ()
        before = self._facts(grid)
        changed = self._update(grid, record, community)
        return tally.put_known(row, grid.id, before, self._facts(grid) if changed else before)

    def _facts(self, grid: Grid) -> dict[str, object]:
        held = version_on(self._places.versions[grid.id], self._options.effective_on)
        facts: dict[str, object] = {name: getattr(held, name, None) for name in VERSION_FIELDS}
        facts["community"] = self._places.name_of(held.community_id if held else None)
        return facts | {"valid_from": grid.valid_from, "valid_to": grid.valid_to}

    def _note_published(
        self, held: Mapping[str, object], record: GridImport, row: ParsedRow, tally: Tally
    ) -> dict[str, object]:
        """Tell and return what the sheet says otherwise of a grid that the county publishes; none of it is taken."""
        said = {name: getattr(record, name) for name in (*VERSION_FIELDS, "community", "valid_from", "valid_to")}
        other = [name for name, value in said.items() if value is not None and value != held[name]]
        if other:
            values = {
                "code": record.code,
                "fields": ", ".join(str(field_word(name, GridVersion.__tablename__)) for name in other),
            }
            tally.add(row, Message(_PUBLISHED, values), field=other[0], value=str(said[other[0]]))
        return {name: said[name] for name in other}

    def _require_ours(self, record: GridImport) -> None:
        if record.code in self._seen:
            raise RowRefusedError(
                Message(
                    N_("The code {code} stands in this sheet twice; a code is given once (Art 9)."),
                    {"code": record.code},
                ),
                field="code",
                value=record.code,
            )
        owner = divisions().get(township_of(record.code))
        if owner is not None and owner.code != self._township_code:
            raise RowRefusedError(
                Message(
                    N_("{code} is a grid of {township}, not of this office."),
                    {"code": record.code, "township": owner.name},
                ),
                field="code",
                value=record.code,
            )

    def _community(self, record: GridImport, row: ParsedRow, tally: Tally) -> Community | None:
        if record.community:
            found = self._places.find_community(record.community)
            if found is not None:
                return found
        found = self._places.communities.get(record.code[:12])
        if found is not None or record.code in self._places.grids:
            return found
        return self._new_community(record, row, tally)

    def _new_community(self, record: GridImport, row: ParsedRow, tally: Tally) -> Community:
        code, name = record.code[:12], record.community or record.code[:12]
        community = Community(
            id=new_id(), code=code, name=name, initials=pinyin_of(name)[1], urban=is_residents_community(code)
        )
        self._session.add(community)
        self._places.add_community(community)
        tally.add(
            row,
            Message(
                N_("Community {code} “{name}” is not in the 2023 list of divisions; it was added."),
                {"code": code, "name": name},
            ),
            field="code",
            value=record.code,
        )
        return community

    def _create(self, record: GridImport, community: Community | None) -> None:
        assert community is not None
        since = record.valid_from or self._options.effective_on
        grid = Grid(id=new_id(), code=record.code, valid_from=since, valid_to=record.valid_to)
        name = record.name or record.code
        version = GridVersion(
            id=new_id(),
            grid_id=grid.id,
            valid_from=since,
            name=name,
            initials=pinyin_of(name)[1],
            kind=record.kind or GridKind.COMPREHENSIVE,
            dedicated_kind=record.dedicated_kind,
            community_id=community.id,
            area=record.area or "",
            households=record.households,
            residents=record.residents,
            setting=record.setting or (GridSetting.URBAN if community.urban else GridSetting.RURAL),
            decision_document=record.decision_document,
        )
        self._session.add_all([grid, version])
        self._places.grids[record.code] = grid
        self._places.versions[grid.id] = [version]
        self._places.place_grid(grid)

    def _update(self, grid: Grid, record: GridImport, community: Community | None) -> bool:
        days = {"valid_from": record.valid_from, "valid_to": record.valid_to}
        changed = assign(grid, **{name: day for name, day in days.items() if day is not None})
        versions = self._places.versions[grid.id]
        held = version_on(versions, self._options.effective_on)
        assert held is not None
        values = self._county_values(record, community)
        values = {name: value for name, value in values.items() if getattr(held, name) != value}
        if not values:
            return changed
        if held.valid_from >= self._options.effective_on:
            return assign(held, **values) or changed
        versions.append(self._next_version(held, values))
        return True

    def _county_values(self, record: GridImport, community: Community | None) -> dict[str, Any]:
        values = {name: value for name in VERSION_FIELDS if (value := getattr(record, name)) is not None}
        if record.name:
            values["initials"] = pinyin_of(record.name)[1]
        if record.kind is GridKind.COMPREHENSIVE:
            values["dedicated_kind"] = None
        if record.community and community is not None:
            values["community_id"] = community.id
        return values

    def _next_version(self, held: GridVersion, values: dict[str, Any]) -> GridVersion:
        names = [
            column.key for column in GridVersion.__table__.columns if column.key not in ("id", "version", "valid_from")
        ]
        kept = {name: getattr(held, name) for name in names}
        version = GridVersion(id=new_id(), valid_from=self._options.effective_on, **(kept | values))
        self._session.add(version)
        return version
