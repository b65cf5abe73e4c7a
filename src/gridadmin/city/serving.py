"""One server process: it takes what it needs from the environment, where `gridadmin-city serve` put it."""

from __future__ import annotations

import gc
import os

from gridadmin.city.front import Front
from gridadmin.city.logs import use_json_lines
from gridadmin.city.public_web import public_routes
from gridadmin.city.settings import Settings
from gridadmin.city.storage import open_city
from gridadmin.city.web import make_app
from gridadmin.city.words import ENV_DATABASE, exchange_over, use_language

ENV_SETTINGS = "GRIDADMIN_CITY_SETTINGS"
GARBAGE_AFTER = 100_000  # a push makes as many objects, none in rings: looking for rings more often takes a fifth of it
PROTOCOL = "gridadmin.city.connections:CityProtocol"


def application() -> Front:
    """Return the application of this process."""
    use_language()
    use_json_lines()
    settings = Settings.from_text(os.environ[ENV_SETTINGS])
    gc.set_threshold(GARBAGE_AFTER)
    engine = open_city(os.environ[ENV_DATABASE], pool_size=settings.pool_size)
    exchange = exchange_over(engine, settings.quotas)
    return make_app(exchange, settings, public_routes(engine, exchange.clock))
