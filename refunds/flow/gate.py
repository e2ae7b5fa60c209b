"""The gate before each gateway account: so many calls a second, so many at once, and a breaker when it does not answer.

`enter` is asked before orders are leased, `leave` gives a place back, `tell` says how the gateway answered.
The breaker opens when most of the latest answers were none; then one call at a time tries whether it is well again.
"""

from __future__ import annotations

import random
import secrets
from dataclasses import dataclass, field

import structlog
from django.conf import settings

from refunds.flow import local
from refunds.flow.line import Away, run
from refunds.gateways.base import Gateway
from refunds.gateways.types import Outcome, OutcomeState

WINDOW_SECONDS = 10
TROUBLES_PERCENT = 50
"""The breaker opens when so many of the answers within the window, and enough of them, were none."""

FIRST_PAUSE_SECONDS = 10
LONGEST_PAUSE_SECONDS = 120
"""How long it stays open: first so long, twice as long after each try that fails."""

REMEMBERED_SECONDS = 600
PROBE_SECONDS = 60
PLACE_SECONDS = 60
"""Nothing that a dead process held is kept longer: above the longest time-out of a gateway."""

LONGEST_WAIT_SECONDS = 3600
TOO_FAST = -1

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """What an account bears; 0 is no limit."""

    calls_per_second: int
    calls_at_once: int


@dataclass(slots=True)
class Permit:
    """Places before the gate of one account. `alone` tells that this process counts by itself.

    `comes_soon` is about a permit without places: the next second brings new ones.
    """

    account: str
    places: list[str] = field(default_factory=list)
    alone: bool = False
    comes_soon: bool = False

    def __len__(self) -> int:
        return len(self.places)


@dataclass(frozen=True, slots=True)
class Standing:
    """How the gate of an account stands. `is_tried` says that one call at a time finds out whether it is well again."""

    open_seconds: int = 0
    wait_seconds: int = 0
    is_tried: bool = False
    in_flight: int = 0

    @property
    def is_closed(self) -> bool:
        return bool(self.open_seconds or self.wait_seconds)


def limits_of(gateway: Gateway) -> Limits:
    """What is set for the account, or what its adapter says of all of its kind."""
    found = [
        int(usual if (own := gateway.config.get(name)) is None else own)
        for name, usual in (("calls_per_second", gateway.calls_per_second), ("calls_at_once", gateway.calls_at_once))
    ]
    return Limits(*found)


def enter(account: str, limits: Limits, wanted: int) -> Permit:
    """Take up to `wanted` places; none while the account is to be left alone."""
    mark = secrets.token_hex(6)
    rules = [wanted, limits.calls_per_second, limits.calls_at_once, mark, 1000 * PLACE_SECONDS, 1000 * PROBE_SECONDS]
    try:
        granted = int(
            run(_ENTER, _keys(account, "places", "bucket", "open", "wait", "tripped", "probe", "eased"), rules)
        )
    except Away:
        granted = local.enter(account, limits.calls_per_second, limits.calls_at_once, wanted)
        return Permit(account, [mark] * granted, alone=True)
    places = [f"{mark}:{number}" for number in range(1, granted + 1)]
    return Permit(account, places, comes_soon=granted == TOO_FAST)


def leave(permit: Permit, count: int, *, unused: bool = False) -> None:
    """Give places back, after the answer or because there was nothing to send with them."""
    given, permit.places = permit.places[:count], permit.places[count:]
    if not given:
        return
    if permit.alone:
        local.leave(permit.account, len(given), unused)
        return
    try:
        run(_LEAVE, _keys(permit.account, "places", "bucket", "probe"), [int(unused), *given])
    except Away:
        log.warning("flow.place_kept", account=permit.account)  # it falls free by itself


def tell(account: str, outcome: Outcome) -> None:
    """Count an answer of the gateway, or that none came, and wait as long as it asks for."""
    if outcome.retry_after_seconds:
        _wait(account, min(outcome.retry_after_seconds, LONGEST_WAIT_SECONDS))
    asked_to_wait = outcome.never_sent and outcome.retry_after_seconds is not None
    if settings.GATEWAY_TROUBLES_TO_OPEN and not asked_to_wait:
        _count(account, is_trouble=outcome.state == OutcomeState.UNKNOWN)


def questions_for(account: str, usual: int) -> int:
    """How many questions may go to an account now, beside what is sent: none while its breaker is open or it asked to
    wait, one while it is tried whether it is well again, else as many as usual.
    """
    standing = standing_of(account)
    return 0 if standing.is_closed else min(usual, 1) if standing.is_tried else usual


def standing_of(account: str) -> Standing:
    """How the gate of an account stands now."""
    try:
        found = run(_STANDING, _keys(account, "open", "wait", "tripped", "places", "eased"))
    except Away:
        found = local.standing(account)
    open_ms, wait_ms, tripped, in_flight = (max(int(part), 0) for part in found)
    return Standing(-(-open_ms // 1000), -(-wait_ms // 1000), bool(tripped) and not open_ms, in_flight)


def forget(account: str) -> None:
    """Begin afresh with an account. What a person asks for is tried even where Valkey was away a moment ago."""
    local.forget(account)
    try:
        run("return redis.call('DEL', unpack(KEYS))", _keys(account, *_WORDS), insist=True)
    except Away:
        return


def _wait(account: str, seconds: int) -> None:
    """A little longer than asked, so that not all come back at one moment; then one tries whether it bears more."""
    millis = int(1000 * seconds * random.uniform(1.0, 1.2))  # noqa: S311
    log.info("flow.gateway_asks_to_wait", account=account, seconds=seconds)
    is_tried = bool(settings.GATEWAY_TROUBLES_TO_OPEN)  # else nobody would count the answer to the try
    try:
        run(_WAIT, _keys(account, "wait", "eased", "probe"), [millis, int(is_tried) * 1000 * REMEMBERED_SECONDS])
    except Away:
        local.wait(account, millis, is_tried=is_tried)


def _count(account: str, *, is_trouble: bool) -> None:
    rules = [
        int(is_trouble),
        1000 * WINDOW_SECONDS,
        settings.GATEWAY_TROUBLES_TO_OPEN,
        TROUBLES_PERCENT,
        int(1000 * FIRST_PAUSE_SECONDS * random.uniform(0.8, 1.0)),  # noqa: S311
        1000 * LONGEST_PAUSE_SECONDS,
        1000 * REMEMBERED_SECONDS,
    ]
    try:
        said = run(_TELL, _keys(account, "answers", "troubles", "open", "tripped", "probe", "eased"), rules).decode()
    except Away:
        said = local.tell(account, *rules)
    if said:
        log.warning(f"flow.breaker_{said}", account=account)


_WORDS = ("places", "bucket", "open", "wait", "tripped", "probe", "eased", "answers", "troubles")


def _keys(account: str, *words: str) -> list[str]:
    return [f"{account}:{word}" for word in words]


_ENTER = """
if redis.call('EXISTS', KEYS[3]) == 1 or redis.call('EXISTS', KEYS[4]) == 1 then return 0 end
local wanted, rate, most = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if most > 0 then wanted = math.min(wanted, most - redis.call('ZCARD', KEYS[1])) end
local tokens = 0
if rate > 0 then
  local kept = redis.call('HMGET', KEYS[2], 'tokens', 'at')
  tokens = rate
  if kept[1] then tokens = math.min(rate, tonumber(kept[1]) + (now - tonumber(kept[2])) * rate / 1000) end
  if wanted > 0 and tokens < 1 then return -1 end
  wanted = math.min(wanted, math.floor(tokens))
end
if wanted <= 0 then return 0 end
if redis.call('EXISTS', KEYS[5], KEYS[7]) > 0 then
  if not redis.call('SET', KEYS[6], 1, 'NX', 'PX', ARGV[6]) then return 0 end
  wanted = 1
end
if rate > 0 then
  redis.call('HSET', KEYS[2], 'tokens', tostring(tokens - wanted), 'at', now)
  redis.call('PEXPIRE', KEYS[2], 5000)
end
for place = 1, wanted do redis.call('ZADD', KEYS[1], now + ARGV[5], ARGV[4] .. ':' .. place) end
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return wanted
"""

_LEAVE = """
local unused = ARGV[1] == '1'
for number = 2, #ARGV do redis.call('ZREM', KEYS[1], ARGV[number]) end
if unused then
  redis.call('DEL', KEYS[3])
  if redis.call('EXISTS', KEYS[2]) == 1 then redis.call('HINCRBYFLOAT', KEYS[2], 'tokens', #ARGV - 1) end
end
"""

_WAIT = """
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], 1, 'PX', ARGV[1]) end
if tonumber(ARGV[2]) == 0 then return end
redis.call('SET', KEYS[2], 1, 'PX', ARGV[2] + ARGV[1])
redis.call('DEL', KEYS[3])
"""

_TELL = """
local trouble = ARGV[1] == '1'
if redis.call('DEL', KEYS[6]) == 1 and redis.call('EXISTS', KEYS[4]) == 0 then redis.call('DEL', KEYS[5]) end
if redis.call('EXISTS', KEYS[4]) == 1 then
  if redis.call('EXISTS', KEYS[3]) == 1 then return '' end
  if not trouble then redis.call('DEL', unpack(KEYS)); return 'closed' end
  local times = redis.call('INCR', KEYS[4])
  redis.call('PEXPIRE', KEYS[4], ARGV[7])
  redis.call('SET', KEYS[3], 1, 'PX', math.floor(math.min(ARGV[5] * 2 ^ (times - 1), tonumber(ARGV[6]))))
  redis.call('DEL', KEYS[5])
  return 'open'
end
local function count(key)
  local found = redis.call('INCR', key)
  if found == 1 then redis.call('PEXPIRE', key, ARGV[2]) end
  return found
end
local answers = count(KEYS[1])
if not trouble then return '' end
local troubles = count(KEYS[2])
if troubles < tonumber(ARGV[3]) or troubles * 100 < answers * ARGV[4] then return '' end
redis.call('DEL', KEYS[1], KEYS[2])
redis.call('SET', KEYS[4], 1, 'PX', ARGV[7])
redis.call('SET', KEYS[3], 1, 'PX', ARGV[5])
return 'open'
"""

_STANDING = """
redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', redis.call('TIME')[1] * 1000)
local open, wait = redis.call('PTTL', KEYS[1]), redis.call('PTTL', KEYS[2])
return {open, wait, redis.call('EXISTS', KEYS[3], KEYS[5]), redis.call('ZCARD', KEYS[4])}
"""
