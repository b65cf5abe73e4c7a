"""Codes, credentials and tokens: given once, guessed never, ended at once."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Engine, text

from gridadmin.city.access import list_acts
from gridadmin.city.enrolment import MOST_TRIES, Voided
from gridadmin.city.quotas import Quotas
from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.wire.enrolment import EnrolReply, EnrolRequest, TokenRequest
from gridadmin.wire.problems import ProblemError, ProblemType
from tests.city.cities import MORNING, City
from tests.city.test_points import problem


@pytest.fixture
def city(shared_city: City) -> City:
    """A city; its tables are shared, its scopes are not."""
    return shared_city


def enrol(city: City, code: str) -> EnrolReply:
    """Enrol a database with a code."""
    return city.exchange.enrol(EnrolRequest(code=code, replica=city.id(), schema=1, program="p", computer="1号机"))


def token(city: City, reply: EnrolReply) -> str:
    """Return a token for credentials."""
    given = TokenRequest(client_id=reply.client_id, client_secret=reply.client_secret)
    return city.exchange.token(given).access_token


def test_a_code_becomes_credentials_and_those_a_token(city: City) -> None:
    reply = enrol(city, city.exchange.issue_code(city.town, "清泉街道网格中心", "管理员"))
    assert (reply.scope, reply.reads) == (city.town, (city.town, city.county, city.city))
    assert (reply.name, reply.client_id) == ("清泉街道网格中心", f"town-{city.town.code}-1")
    caller = city.exchange.caller(token(city, reply))
    assert (caller.scope, caller.client_id) == (city.town, reply.client_id)
    second = enrol(city, city.exchange.issue_code(city.town, "清泉街道网格中心", "管理员"))
    assert second.client_id == f"town-{city.town.code}-2"


def test_a_code_serves_once_and_for_three_days(city: City) -> None:
    code = city.exchange.issue_code(city.town, "n", "管理员")
    enrol(city, code)
    assert problem(lambda: enrol(city, code)) is ProblemType.CODE_INVALID
    late = city.exchange.issue_code(city.town, "n", "管理员")
    city.later(hours=72)
    assert problem(lambda: enrol(city, late)) is ProblemType.CODE_INVALID
    assert city.exchange.void_code(late, "管理员").already


def test_a_code_that_was_issued_by_mistake_is_voided_once(city: City) -> None:
    code, other = (city.exchange.issue_code(city.town, "n", "管理员") for _ in range(2))
    assert city.exchange.void_code(code[:4].lower(), "staff:a") == Voided(city.town, code[:4], False)
    assert problem(lambda: enrol(city, code)) is ProblemType.CODE_INVALID
    city.later(minutes=1)
    assert city.exchange.void_code(code, "staff:b") == Voided(city.town, code[:4], True)
    acts = list_acts(city.engine, MORNING, [str(city.town)], None, 9)
    assert [(act.who, act.detail) for act in acts if act.what == "code_voided"] == [("staff:a", code[:4])]
    mistyped = other[:-1] + ("2" if other[-1] != "2" else "3")
    for wrong in (mistyped, "", "1111"):
        with pytest.raises(NotFoundError) as raised:
            city.exchange.void_code(wrong, "staff:a")
        assert mistyped[4:] not in str(raised.value)
    assert enrol(city, other).scope == city.town, "of the same office, and not meant"


def test_a_code_that_has_served_names_the_computer_that_is_to_be_revoked(city: City) -> None:
    code = city.exchange.issue_code(city.town, "n", "管理员")
    city.later(minutes=1)
    reply = enrol(city, code)
    with pytest.raises(InvalidError, match=f"revoke {reply.client_id}"):
        city.exchange.void_code(code, "管理员")
    assert token(city, reply)
    city.exchange.revoke(reply.client_id, "管理员")
    assert city.exchange.void_code(code, "管理员").already


def test_five_wrong_tries_lock_the_township_until_a_new_code(city: City) -> None:
    code = city.exchange.issue_code(city.town, "n", "管理员")
    wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
    assert [problem(lambda: enrol(city, wrong)) for _ in range(5)] == [ProblemType.CODE_INVALID] * 5
    with pytest.raises(ProblemError) as raised:
        enrol(city, code)
    assert raised.value.problem.type is ProblemType.TOO_MANY
    assert raised.value.retry_after is not None
    assert enrol(city, city.exchange.issue_code(city.town, "n", "管理员")).scope == city.town


def test_guessed_codes_stand_in_the_audit(city: City) -> None:
    """Staff see why an office's codes are dead, once for each time."""
    code = city.exchange.issue_code(city.town, "n", "管理员")
    for _ in range(MOST_TRIES + 2):
        problem(lambda: enrol(city, f"{code[:5]}2222-2222"))
    acts = list_acts(city.engine, MORNING, [str(city.town)], None, 9)
    assert [(act.who, act.detail) for act in acts if act.what == "codes_locked"] == [("", code[:4])]


def test_a_code_of_nobody_is_not_valid(city: City) -> None:
    assert problem(lambda: enrol(city, "2222-2222-2222")) is ProblemType.CODE_INVALID


def test_wrong_credentials_and_tokens(city: City) -> None:
    reply = enrol(city, city.exchange.issue_code(city.town, "n", "管理员"))
    bearer = token(city, reply)
    for client_id in (reply.client_id, f"town-{city.town.code}-99", "someone", "town-1' OR '1'='1-1"):
        given = TokenRequest(client_id=client_id, client_secret="x" * 40)
        assert problem(partial(city.exchange.token, given)) is ProblemType.TOKEN_INVALID
    for forged in ("", "x", bearer[:-1], f"{bearer}x", bearer.replace("town", "city")):
        assert problem(partial(city.exchange.caller, forged)) is ProblemType.TOKEN_INVALID
    city.now += timedelta(hours=1)
    assert problem(lambda: city.exchange.caller(bearer)) is ProblemType.TOKEN_INVALID


def test_a_computer_has_only_so_many_tokens_at_once(city: City) -> None:
    """One that goes wrong holds nobody else up, and itself no longer than until the first runs out."""
    city.exchange.quotas = Quotas(client_tokens=3)
    replies = [enrol(city, city.exchange.issue_code(city.town, "n", "管理员")) for _ in range(2)]
    first = token(city, replies[0])
    city.later(minutes=20)
    others = [token(city, replies[0]) for _ in range(2)]
    with pytest.raises(ProblemError) as raised:
        token(city, replies[0])
    assert (raised.value.problem.type, raised.value.retry_after) == (ProblemType.TOO_MANY, 40 * 60)
    assert all(city.exchange.caller(each) for each in (first, *others, token(city, replies[1])))
    city.later(minutes=40)
    assert city.exchange.caller(token(city, replies[0]))


def test_revocation_ends_tokens_at_once(city: City) -> None:
    reply = enrol(city, city.exchange.issue_code(city.town, "n", "管理员"))
    bearer = token(city, reply)
    city.exchange.revoke(reply.client_id, "管理员")
    assert problem(lambda: city.exchange.caller(bearer)) is ProblemType.REVOKED
    assert problem(lambda: token(city, reply)) is ProblemType.REVOKED
    for nobody in ("town-999999999-1", "nobody"):
        with pytest.raises(NotFoundError):
            city.exchange.revoke(nobody, "管理员")


def test_the_database_holds_no_secret(city: City) -> None:
    code = city.exchange.issue_code(city.town, "n", "管理员")
    reply = enrol(city, code)
    bearer = token(city, reply)
    with city.engine.connect() as connection:
        for table in ("code", "client", "token", "audit", "replica"):
            for row in connection.execute(text(f"SELECT * FROM {table}")):
                held = repr(row)
                assert not any(secret in held for secret in (code, code[5:], reply.client_secret, bearer))


def test_codes_from_before_a_restore_are_dead(city_engine: Engine) -> None:
    """The backup may not know that a code was used since: whoever still has it on paper must not come in with it."""
    city = City(city_engine)
    code = city.exchange.issue_code(city.town, "n", "管理员")
    city.exchange.rotate_epoch("管理员")
    assert problem(lambda: enrol(city, code)) is ProblemType.CODE_INVALID
    assert enrol(city, city.exchange.issue_code(city.town, "n", "管理员")).scope == city.town
