"""The same gate, counted by one process for itself while Valkey is away. Nothing here blocks for long."""

from __future__ import annotations

import time
from dataclasses import dataclass
from threading import Lock


@dataclass(slots=True)
class _Account:
    in_flight: int = 0
    tokens: float | None = None
    filled_at: float = 0.0
    open_until: float = 0.0
    wait_until: float = 0.0
    opened: int = 0
    """How often the breaker opened without an answer in between; 0 is a gateway that is well."""

    eased: bool = False
    """It asked to wait: one call finds out whether it bears more, whatever comes of it otherwise."""

    probing: bool = False
    window_ends_at: float = 0.0
    answers: int = 0
    troubles: int = 0


_accounts: dict[str, _Account] = {}
_guard = Lock()


def enter(name: str, rate: int, most: int, wanted: int) -> int:
    """Take up to `wanted` places and return how many."""
    now = time.monotonic()
    with _guard:
        account = _account(name)
        if now < max(account.open_until, account.wait_until) or (_is_tried(account) and account.probing):
            return 0
        if most:
            wanted = min(wanted, most - account.in_flight)
        if _is_tried(account):
            wanted = min(wanted, 1)
        wanted = max(_take_tokens(account, rate, wanted, now), 0)
        account.in_flight += wanted
        account.probing = bool(_is_tried(account) and wanted)
    return wanted


def leave(name: str, count: int, unused: bool) -> None:
    with _guard:
        account = _account(name)
        account.in_flight = max(account.in_flight - count, 0)
        if unused:
            account.probing = False
            account.tokens = None if account.tokens is None else account.tokens + count


def wait(name: str, millis: int, *, is_tried: bool) -> None:
    with _guard:
        account = _account(name)
        account.wait_until = max(account.wait_until, time.monotonic() + millis / 1000)
        account.eased, account.probing = is_tried, False


def tell(
    name: str, trouble: int, window_ms: int, least: int, percent: int, first_ms: int, longest_ms: int, _kept_ms: int
) -> str:
    """Count an answer; return "open" or "closed" where the breaker moved."""
    now = time.monotonic()
    with _guard:
        account = _account(name)
        if account.eased and not account.opened:
            account.probing = False
        account.eased = False
        if account.opened:
            return _try_again(account, now, bool(trouble), first_ms, longest_ms)
        if now > account.window_ends_at:
            account.answers, account.troubles, account.window_ends_at = 0, 0, now + window_ms / 1000
        account.answers += 1
        account.troubles += trouble
        if not trouble or account.troubles < least or account.troubles * 100 < account.answers * percent:
            return ""
        account.opened, account.open_until, account.window_ends_at = 1, now + first_ms / 1000, 0.0
    return "open"


def standing(name: str) -> tuple[int, int, int, int]:
    """Milliseconds that it stays open, and that it asked to wait; whether it is tried; calls on the way."""
    now = time.monotonic()
    with _guard:
        account = _account(name)
        open_ms, wait_ms = (int(1000 * max(until - now, 0)) for until in (account.open_until, account.wait_until))
        return open_ms, wait_ms, int(_is_tried(account)), account.in_flight


def forget(name: str) -> None:
    with _guard:
        _accounts.pop(name, None)


def _is_tried(account: _Account) -> bool:
    return bool(account.opened) or account.eased


def _try_again(account: _Account, now: float, trouble: bool, first_ms: int, longest_ms: int) -> str:
    if now < account.open_until:
        return ""
    account.probing = False
    if not trouble:
        account.opened, account.open_until = 0, 0.0
        return "closed"
    account.opened += 1
    account.open_until = now + min(first_ms * 2 ** (account.opened - 1), longest_ms) / 1000
    return "open"


def _take_tokens(account: _Account, rate: int, wanted: int, now: float) -> int:
    if not rate:
        return wanted
    kept = rate if account.tokens is None else account.tokens
    account.tokens = min(rate, kept + (now - account.filled_at) * rate)
    account.filled_at = now
    granted = max(min(wanted, int(account.tokens)), 0)
    account.tokens -= granted
    return granted


def _account(name: str) -> _Account:
    return _accounts.setdefault(name, _Account())
