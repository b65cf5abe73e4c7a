"""Finding communities and grids by what a sheet calls them: code, name, or a village's many spellings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.grid_names import grid_name_key, parse_grid_name
from gridadmin.domain.office import CommunityRow
from gridadmin.domain.text import VillageName, narrow, village_name
from gridadmin.i18n import N_, Message
from gridadmin.models.grids import Grid, GridVersion
from gridadmin.models.office import Community
from gridadmin.services.dated import version_on
from gridadmin.services.import_tally import RowRefusedError
from gridadmin.services.office import list_communities

GRID_CODE_LENGTH = 15


def community_of_sender(session: Session, sender: str) -> CommunityRow | None:
    """Return the community that a sheet's sender means: 山东省聊城市冠县崇文街道直隶村社区 ends with one of ours."""
    written = narrow(sender).replace(" ", "")
    tails = [village_name(written[start:]) for start in range(len(written) - 1)]
    found = [row for row in list_communities(session) if any(_same(village_name(row.name), tail) for tail in tails)]
    return found[0] if len(found) == 1 else None


def _same(own: VillageName, said: VillageName) -> bool:
    return own.stem == said.stem and said.kind in (None, own.kind)


class Places:
    """The office's communities and grids on a day, ready to be found by code or name."""

    def __init__(self, session: Session, on: date) -> None:
        self._on = on
        self.communities = {row.code: row for row in session.scalars(select(Community))}
        self._stems: dict[str, list[Community]] = defaultdict(list)
        self._names: dict[UUID, str] = {}
        for community in self.communities.values():
            self.add_community(community)
        self.grids = {row.code: row for row in session.scalars(select(Grid))}
        self.versions: dict[object, list[GridVersion]] = defaultdict(list)
        for version in session.scalars(select(GridVersion)):
            self.versions[version.grid_id].append(version)
        self._codes = {grid.id: code for code, grid in self.grids.items()}
        self._community_of: dict[UUID, UUID] = {}
        self._together: dict[UUID, list[Grid]] = defaultdict(list)
        for grid in self.grids.values():
            self.place_grid(grid)

    def place_grid(self, grid: Grid) -> None:
        """Note in which community a grid lies."""
        self._codes[grid.id] = grid.code
        held = version_on(self.versions[grid.id], self._on)
        if held is not None:
            self._community_of[grid.id] = held.community_id
            self._together[held.community_id].append(grid)

    def code_of(self, grid_id: UUID) -> str:
        """Return the code of a grid of this office."""
        return self._codes[grid_id]

    def name_of(self, community_id: UUID | None) -> str | None:
        """Return the name of a community of this office, None for none."""
        return self._names.get(community_id) if community_id else None

    def neighbours(self, grids: Sequence[Grid]) -> list[Grid]:
        """Return every grid of the communities in which some grids lie."""
        communities = {self._community_of[grid.id] for grid in grids if grid.id in self._community_of}
        return [grid for community in communities for grid in self._together[community]]

    def add_community(self, community: Community) -> None:
        """Make a community findable."""
        self.communities[community.code] = community
        self._names[community.id] = community.name
        self._stems[village_name(community.name).stem].append(community)

    def find_community(self, written: str) -> Community | None:
        """Return the community of this township that a code or name means; a name that means several is refused."""
        if narrow(written).strip() in self.communities:
            return self.communities[narrow(written).strip()]
        name = village_name(written)
        found = self._stems.get(name.stem, [])
        exact = [row for row in found if row.name == written]
        alike = [row for row in found if name.kind in (None, village_name(row.name).kind)]
        for candidates in (exact, alike, found):
            if len(candidates) == 1:
                return candidates[0]
        if len(found) > 1:
            names = "、".join(row.name for row in found)
            raise RowRefusedError(
                Message(N_("“{name}” may be {choices}. Write it in full."), {"name": written, "choices": names}),
                field="community",
                value=written,
            )
        return None

    def require_community(self, written: str) -> Community:
        """Return the community that is meant; refuse the row where this township has none of that name."""
        community = self.find_community(written)
        if community is None:
            raise RowRefusedError(
                Message(
                    N_("This township has no village or community “{name}”. Write it as in the community list."),
                    {"name": written},
                ),
                field="community",
                value=written,
            )
        return community

    def require_grid(self, written: str, community: Community | None) -> Grid:
        """Return the grid that a code or a name means; a name needs its community where it occurs more than once."""
        digits = narrow(written).strip()
        if digits.isdigit() and len(digits) == GRID_CODE_LENGTH:
            if digits in self.grids:
                return self.grids[digits]
            raise RowRefusedError(
                Message(N_("There is no grid {code} here. Import the county's grid list first."), {"code": digits}),
                field="grids",
                value=written,
            )
        return self._grid_by_name(written, community)

    def _grid_by_name(self, written: str, community: Community | None) -> Grid:
        parsed = parse_grid_name(written)
        if parsed.community:
            community = self.find_community(parsed.community) or community
        found = [grid for grid in self.grids.values() if self._is_called(grid, written, community)]
        if len(found) == 1:
            return found[0]
        msgid = N_("There is no grid “{name}” here. Write its 15-digit code, or import the county's grid list first.")
        if found:
            msgid = N_("“{name}” occurs in several communities. Write the community or the 15-digit code.")
        raise RowRefusedError(Message(msgid, {"name": written}), field="grids", value=written)

    def _is_called(self, grid: Grid, written: str, community: Community | None) -> bool:
        held = version_on(self.versions[grid.id], self._on)
        if held is None or (community is not None and held.community_id != community.id):
            return False
        return held.name == written or grid_name_key(held.name) == grid_name_key(written)
