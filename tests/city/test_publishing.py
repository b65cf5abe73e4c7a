"""Publishing from files: strict reading, one group a scope, nothing twice, stand-ins taken over under their own ids."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from sqlalchemy import select, update

from gridadmin.city.access import AccessRecord, list_access
from gridadmin.city.overview import TownshipState, TownshipStatus, list_townships
from gridadmin.city.publication_files import HEADINGS, Published, Row, read_publication
from gridadmin.city.publishing import Publication, Publisher, publish_rows
from gridadmin.city.restore_check import check_city
from gridadmin.city.tables import counter, history, record, replica
from gridadmin.city.visits import Visit
from gridadmin.city.web import _last_exchanges
from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.wire.enrolment import EnrolRequest, TokenRequest
from gridadmin.wire.groups import Change, DeleteRecord, NewRecord, SetFields
from gridadmin.wire.history import START
from gridadmin.wire.pull import PullRequest
from gridadmin.wire.values import Json
from tests.city.cities import CITY, COUNTY, MORNING, TOWN, City, worker

BOARD = Publisher(COUNTY, "冠县网格中心")
COMMUNITY = "371525101001"
TODAY = date(2026, 3, 1)
COMMUNITIES = [["371525101001", "东街社区", "城市"], ["371525101002", "西街村", "农村"]]
GRIDS = [
    ["371525101001001", "第一网格", "综合网格", None, None, "东至文化路", 420, 1010, "城市", "冠网办发〔2023〕5号",
     date(2023, 11, 1), None],
    ["371525101002001", "西街网格", "综合网格", None, "371525101002", "全村", 380, 990, "农村", None,
     date(2023, 11, 1), None],
]  # fmt: skip


def sheet(folder: Path, kind: Published, rows: Sequence[Sequence[Any]]) -> Path:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.append([heading.title for heading in HEADINGS[kind]])
    for row in rows:
        page.append(list(row))
    book.save(folder / f"{kind.value}.xlsx")
    return folder / f"{kind.value}.xlsx"


def rows_of(folder: Path, kind: Published, rows: Sequence[Sequence[Any]]) -> list[Row]:
    return read_publication(sheet(folder, kind, rows), kind)


def publish(city: City, folder: Path, kind: Published, rows: Sequence[Sequence[Any]], **more: Any) -> list[Publication]:
    return publish_rows(city.exchange, BOARD, kind, rows_of(folder, kind, rows), TODAY, **more)


def records(city: City, record_type: str) -> dict[UUID, dict[str, Json]]:
    return {key: dict(row.f) for key, row in city.pull().items() if row.t == record_type and not row.deleted}


def test_from_an_empty_city_to_grids(city: City, tmp_path: Path) -> None:
    assert publish(city, tmp_path, Published.COMMUNITIES, COMMUNITIES) == [Publication(TOWN, 2, 0, 0)]
    assert publish(city, tmp_path, Published.GRIDS, GRIDS) == [Publication(TOWN, 4, 0, 0)]
    names = sorted(str(each["name"]) for each in records(city, "grid_version").values())
    assert names == ["第一网格", "西街网格"]
    assert publish(city, tmp_path, Published.COMMUNITIES, COMMUNITIES) == []
    assert publish(city, tmp_path, Published.GRIDS, GRIDS) == []


def test_a_rehearsal_does_nothing(city: City, tmp_path: Path) -> None:
    assert publish(city, tmp_path, Published.COMMUNITIES, COMMUNITIES, rehearse=True) == [Publication(TOWN, 2, 0, 0)]
    assert records(city, "community") == {}


def test_what_changed_holds_from_its_day(city: City, tmp_path: Path) -> None:
    publish(city, tmp_path, Published.COMMUNITIES, COMMUNITIES)
    publish(city, tmp_path, Published.GRIDS, GRIDS)
    changed = [[*GRIDS[0][:6], 460, *GRIDS[0][7:]], GRIDS[1]]
    assert publish(city, tmp_path, Published.GRIDS, changed) == [Publication(TOWN, 1, 0, 0)]
    versions = {str(each["valid_from"]): each["households"] for each in records(city, "grid_version").values()
                if each["name"] == "第一网格"}  # fmt: skip
    assert versions == {"2023-11-01": 420, "2026-03-01": 460}


def test_what_changes_today_leaves_alone_what_was_decided_for_later(city: City, tmp_path: Path) -> None:
    publish(city, tmp_path, Published.COMMUNITIES, COMMUNITIES)
    publish(city, tmp_path, Published.GRIDS, GRIDS)
    later = [[*GRIDS[0][:1], "文化路网格", *GRIDS[0][2:]], GRIDS[1]]
    publish_rows(city.exchange, BOARD, Published.GRIDS, rows_of(tmp_path, Published.GRIDS, later), date(2026, 7, 1))
    today = [[*GRIDS[0][:6], 430, *GRIDS[0][7:]], GRIDS[1]]
    assert publish(city, tmp_path, Published.GRIDS, today) == [Publication(TOWN, 1, 0, 0)]
    grid = next(key for key, each in records(city, "grid").items() if each["code"] == GRIDS[0][0])
    versions = [each for each in records(city, "grid_version").values() if each["grid_id"] == str(grid)]
    told = sorted((each["valid_from"], each["name"], each["households"]) for each in versions)
    assert told == [
        ("2023-11-01", "第一网格", 420), ("2026-03-01", "第一网格", 430), ("2026-07-01", "文化路网格", 420)
    ]  # fmt: skip
    for known in (today, later):
        assert publish(city, tmp_path, Published.GRIDS, known) == []


def test_a_column_that_is_not_there_says_nothing(city: City, tmp_path: Path) -> None:
    """A grid that was dissolved stays so, whatever list without that column is published next."""
    publish(city, tmp_path, Published.COMMUNITIES, COMMUNITIES)
    dissolved = [*GRIDS[0][:-1], date(2026, 2, 28)]
    publish(city, tmp_path, Published.GRIDS, [dissolved, GRIDS[1]])
    columns = (0, 1, 2, 5, 8, 10)
    lines = [[HEADINGS[Published.GRIDS][place].title for place in columns]]
    lines += [[str(line[place]) for place in columns] for line in (dissolved, GRIDS[1])]
    (tmp_path / "short.csv").write_text("\n".join(map(",".join, lines)), encoding="utf-8")
    rows = read_publication(tmp_path / "short.csv", Published.GRIDS)
    assert publish_rows(city.exchange, BOARD, Published.GRIDS, rows, TODAY) == []
    assert {each.get("valid_to") for each in records(city, "grid").values()} == {"2026-02-28", None}


def test_a_parameter_needs_neither_source_nor_note(city: City, tmp_path: Path) -> None:
    (tmp_path / "short.csv").write_text(
        "参数,值,单位,生效日期,依据\nart15.update_days,5,日,2026-03-01,暂定\n", encoding="utf-8"
    )
    rows = read_publication(tmp_path / "short.csv", Published.PARAMETERS)
    assert publish_rows(city.exchange, BOARD, Published.PARAMETERS, rows, TODAY) == [Publication(COUNTY, 1, 0, 0)]


def test_stand_ins_keep_their_ids(city: City, tmp_path: Path) -> None:
    community, grid, version = city.id(), city.id(), city.id()
    given: list[NewRecord] = [
        NewRecord(t="community", id=community, f={"code": COMMUNITY, "name": "东街", "urban": True}),
        NewRecord(t="grid", id=grid, f={"code": "371525101001001", "valid_from": "2024-01-01", "remarks": "临街"}),
        NewRecord(t="grid_version", id=version, f={
            "grid_id": str(grid), "valid_from": "2024-01-01", "name": "一网格", "kind": "comprehensive",
            "community_id": str(community), "area": "?", "setting": "urban",
        }),
    ]  # fmt: skip
    assert city.send(*given).result == "applied"
    assert publish(city, tmp_path, Published.COMMUNITIES, COMMUNITIES[:1]) == [Publication(TOWN, 0, 0, 1)]
    assert publish(city, tmp_path, Published.GRIDS, GRIDS[:1]) == [Publication(TOWN, 0, 0, 2)]
    rows = city.pull()
    assert {community, grid, version} <= rows.keys()
    assert not any(rows[each].stand_in for each in (community, grid, version))
    assert rows[version].f["name"] == "第一网格"
    assert rows[grid].f["remarks"] == "临街"
    assert publish(city, tmp_path, Published.GRIDS, GRIDS[:1]) == []


def test_parameters_lie_in_the_scope_of_who_publishes(city: City, tmp_path: Path) -> None:
    rows = [["art15.update_days", 5, "日", date(2026, 3, 1), "冠网办发〔2026〕1号", "地方规定", None]]
    assert publish(city, tmp_path, Published.PARAMETERS, rows) == [Publication(COUNTY, 1, 0, 0)]
    pulled = city.pull(COUNTY)
    assert [row.f["value"] for row in pulled.values()] == [5]


def test_a_township_cannot_be_published_for_by_another_county(city: City, tmp_path: Path) -> None:
    from gridadmin.wire.problems import ProblemError
    from gridadmin.wire.scopes import parse_scope

    rows = rows_of(tmp_path, Published.COMMUNITIES, COMMUNITIES)
    with pytest.raises(ProblemError):
        publish_rows(city.exchange, Publisher(parse_scope("county:371502"), ""), Published.COMMUNITIES, rows, TODAY)


def test_grids_want_their_communities_first(city: City, tmp_path: Path) -> None:
    with pytest.raises(InvalidError, match="Publish the communities first"):
        publish(city, tmp_path, Published.GRIDS, GRIDS)


def test_files_that_are_not_right(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        read_publication(tmp_path / "none.xlsx", Published.GRIDS)
    (tmp_path / "a.docx").write_bytes(b"")
    with pytest.raises(InvalidError, match="neither"):
        read_publication(tmp_path / "a.docx", Published.GRIDS)
    (tmp_path / "b.csv").write_text("社区编码,社区名称\n371525101001,东街\n", encoding="utf-8")
    with pytest.raises(InvalidError, match="城乡"):
        read_publication(tmp_path / "b.csv", Published.COMMUNITIES)
    (tmp_path / "c.csv").write_text("社区编码,社区名称,城乡\n371525101001,东街,海上\n,西街,农村\n", encoding="gb18030")
    with pytest.raises(InvalidError, match=r"2 cells.*row 2, 城乡: “海上”.*row 3, 社区编码"):
        read_publication(tmp_path / "c.csv", Published.COMMUNITIES)


def test_a_csv_is_taken_as_it_is_or_not_at_all(tmp_path: Path) -> None:
    lines = '社区编码,社区名称,城乡\r\n371525101001,"东街\n社区",城市\r\n'
    for encoding in ("utf-8-sig", "gb18030"):
        (tmp_path / "a.csv").write_bytes(lines.encode(encoding))
        assert [row["name"] for row in read_publication(tmp_path / "a.csv", Published.COMMUNITIES)] == ["东街\n社区"]
    (tmp_path / "b.csv").write_bytes(lines.encode("gb18030").replace("街".encode("gb18030"), b"\xff\xff"))
    with pytest.raises(InvalidError, match="GBK"):
        read_publication(tmp_path / "b.csv", Published.COMMUNITIES)


def test_how_townships_stand(city: City) -> None:
    def state(stale_days: int = 7) -> TownshipState:
        with city.engine.connect() as connection:
            rows = list_townships(connection, CITY, city.now, timedelta(days=stale_days))
        return next(row.state for row in rows if row.scope == str(TOWN))

    assert state() is TownshipState.NEVER
    city.send(worker(city.id()))
    city.page({TOWN: START, COUNTY: START, CITY: START})
    assert state() is TownshipState.CURRENT
    city.send(worker(city.id()))
    assert state() is TownshipState.BEHIND
    city.later(days=8)
    assert state() is TownshipState.STALE


def test_computers_that_were_revoked_take_part_no_more(city: City) -> None:
    """The old computer that was stolen does not make the township look fresh, or old, for ever."""

    def status() -> TownshipStatus:
        with city.engine.connect() as connection:
            return list_townships(connection, TOWN, city.now, timedelta(days=7))[0]

    stolen, kept = city.caller, city.enrol(TOWN)
    for caller in (kept, stolen):
        city.exchange.pull(caller, PullRequest(schema=1, replica=caller.replica, cursors={TOWN: START}))
        city.later(days=8)
    assert (status().computers, status().state) == (2, TownshipState.STALE)
    city.later(days=-8)
    assert status().state is TownshipState.CURRENT
    city.exchange.revoke(stolen.client_id, "管理员")
    assert (status().computers, status().state) == (1, TownshipState.STALE)
    ((_scope, fetched),) = _last_exchanges(city.engine)["last_pull_seconds"]
    assert fetched == MORNING.timestamp(), "when the one that is left did"
    city.exchange.revoke(kept.client_id, "管理员")
    assert (status().computers, status().state) == (0, TownshipState.CLOSED)
    assert _last_exchanges(city.engine)["last_pull_seconds"] == [], "no alarm for a township that was merged away"


def test_computers_are_called_by_their_names(city: City) -> None:
    """As they enrolled; one that took a new identity keeps its name."""
    code = city.exchange.issue_code(TOWN, "网格中心", "管理员")
    request = EnrolRequest(code=code, replica=city.id(), schema=1, program="gridadmin", computer="办公室1号机")
    given = city.exchange.enrol(request)
    token = TokenRequest(client_id=given.client_id, client_secret=given.client_secret)
    caller = city.exchange.caller(city.exchange.token(token).access_token)
    city.exchange.pull(caller, PullRequest(schema=1, replica=city.id(), cursors={TOWN: START}))
    with city.engine.connect() as connection:
        named = connection.execute(select(replica.c.computer).where(replica.c.client_id == given.client_id)).scalars()
        assert named.all() == ["办公室1号机"] * 2
        (row,) = [each for each in list_townships(connection, CITY, city.now, timedelta(7)) if each.scope == str(TOWN)]
    assert row.names == ("办公室1号机",)
    visits = AccessRecord(city.engine, 30, lambda: city.now)
    visits.note(Visit(city.id(), city.now, "POST", "push", given.client_id, str(TOWN), 200, received=1))
    visits.write()
    assert [each.computer for each in list_access(city.engine, city.now - timedelta(1), (), None, 9)] == ["办公室1号机"]


def test_a_county_sees_its_own_townships(city: City) -> None:
    from gridadmin.wire.scopes import parse_scope

    with city.engine.connect() as connection:
        assert list_townships(connection, COUNTY, city.now, timedelta(7))
        assert not list_townships(connection, parse_scope("county:371502"), city.now, timedelta(7))


def busy(city: City, folder: Path) -> None:
    publish(city, folder, Published.COMMUNITIES, COMMUNITIES)
    publish(city, folder, Published.GRIDS, GRIDS)
    first, second = city.id(), city.id()
    city.send(worker(first, id_number="371525198001010003"), worker(second))
    city.send(SetFields(t="worker", id=first, set={"name": Change("张三", "张三丰")}))
    city.send(DeleteRecord(t="worker", id=second, was={"name": "张三", "sex": "1"}))


def test_a_whole_city_passes_its_check(city: City, tmp_path: Path) -> None:
    busy(city, tmp_path)
    checks = list(check_city(city.engine))
    assert checks
    assert all(check.replayed or not check.seq for check in checks)
    assert [check.problems for check in checks] == [()] * len(checks)


def test_a_history_without_its_beginning_is_found(city: City, tmp_path: Path) -> None:
    """As after a restore that stopped half-way; what the nights forget is no gap."""
    busy(city, tmp_path)
    with city.engine.begin() as connection:
        connection.execute(update(counter).where(counter.c.scope == str(TOWN)).values(forgotten=1))
        connection.execute(history.delete().where(history.c.scope == str(TOWN), history.c.seq <= 1))
    assert [each for check in check_city(city.engine) for each in check.problems] == []
    with city.engine.begin() as connection:
        connection.execute(history.delete().where(history.c.scope == str(TOWN), history.c.seq <= 4))
    found = [str(problem) for check in check_city(city.engine) for problem in check.problems]
    assert any("3 numbers are missing between 2 and" in each for each in found)


def test_what_was_changed_around_the_path_is_found(city: City, tmp_path: Path) -> None:
    busy(city, tmp_path)
    with city.engine.begin() as connection:
        some = connection.execute(record.select().where(record.c.type == "worker", record.c.deleted.is_(False))).first()
        assert some is not None
        forged = update(record).where(record.c.scope == some.scope, record.c.type == "worker", record.c.id == some.id)
        connection.execute(forged.values(fields=some.fields.replace("张三丰", "李四")))
        connection.execute(update(counter).where(counter.c.scope == some.scope).values(seq=counter.c.seq + 1))
    found = [str(problem) for check in check_city(city.engine) for problem in check.problems]
    assert any("the row hash is not that of its contents" in each for each in found)
    assert any("history does not give this record" in each for each in found)
    assert any("the counter stands at" in each for each in found)
