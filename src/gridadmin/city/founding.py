"""Making a city's database, once, and what is asked about it before it serves."""

from __future__ import annotations

from random import SystemRandom

from sqlalchemy import Connection, Engine, insert, inspect, select

from gridadmin.city.storage import EPOCH, make_tables, open_city
from gridadmin.city.tables import client, setting
from gridadmin.domain.errors import InvalidError
from gridadmin.i18n import N_
from gridadmin.wire.scopes import Scope, ScopeKind

CITY = "city"
_NO_CITY = N_("{code} is no city: its code has 4 digits.")
_NOT_FOUNDED = N_("This database is not that of a city yet. Run gridadmin-city init.")
_ELSEWHERE = N_("{code} does not belong to city {city}, whose database this is.")
_ANOTHER = N_("This database is that of city {theirs}, not of {ours}.")


def found(url: str, city: Scope, partitions: int = 0) -> dict[str, str]:
    """Make the tables of a city, or bring them up to date; return the city's code and the epoch.

    `partitions` as for `make_tables`.

    Raises InvalidError where the database is another city's, GridAdminError where a newer program made it.
    """
    if city.kind is not ScopeKind.CITY:
        raise InvalidError(_NO_CITY, code=city.code)
    engine = open_city(url, pool_size=1)
    try:
        _refuse_another(engine, city)
        make_tables(engine, SystemRandom(), partitions)
        with engine.begin() as connection:
            values = {row.name: row.value for row in connection.execute(select(setting))}
            if CITY not in values:
                connection.execute(insert(setting).values(name=CITY, value=city.code))
        return {"city": city.code, "epoch": values[EPOCH]}
    finally:
        engine.dispose()


def _refuse_another(engine: Engine, city: Scope) -> None:
    """Raise InvalidError where the database is another city's, before anything of it is touched."""
    with engine.connect() as connection:
        if not inspect(connection).has_table(setting.name):
            return
        theirs = connection.execute(select(setting.c.value).where(setting.c.name == CITY)).scalar_one_or_none()
    if theirs not in (None, city.code):
        raise InvalidError(_ANOTHER, theirs=theirs, ours=city.code)


def has_clients(engine: Engine) -> bool:
    """Return whether an office has enrolled already."""
    with engine.connect() as connection:
        return connection.execute(select(client.c.client_id).limit(1)).first() is not None


def city_of(connection: Connection) -> Scope:
    """Return whose database this is; raises InvalidError before `init`."""
    code = connection.execute(select(setting.c.value).where(setting.c.name == CITY)).scalar_one_or_none()
    if code is None:
        raise InvalidError(_NOT_FOUNDED)
    return Scope(ScopeKind.CITY, code)


def require_here(connection: Connection, scope: Scope) -> None:
    """Raise InvalidError for a scope of another city than the one whose database this is."""
    city = city_of(connection)
    if city not in (scope, *scope.above):
        raise InvalidError(_ELSEWHERE, code=scope.code, city=city.code)
