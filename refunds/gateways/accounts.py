"""From the settings, and from what is set up at the desk, to a gateway that can be asked.

The only module here that reads the settings. What the database holds comes in through `read_stored_with`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from threading import Lock
from typing import Any

import structlog
from django.conf import settings
from django.core.signals import setting_changed
from django.db import connection
from django.utils.translation import gettext as _
from psycopg.conninfo import make_conninfo

from refunds.gateways.base import Gateway
from refunds.gateways.discovery import gateway_classes
from refunds.gateways.errors import BadConfiguration, GatewayError, UnknownAccount

CONNINFO_WORDS = ("dbname", "user", "password", "host", "port", "sslmode", "sslrootcert")

Config = Mapping[str, Any]

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Stored:
    """What the database knows of accounts: versions are cheap to ask for, a configuration opens secrets."""

    versions: Callable[[], Mapping[str, tuple[str, int]]]
    """Gateway and version of every account, by name."""
    config: Callable[[str], Config]
    """The settings of one account, secrets among them. Raises BadConfiguration."""


@dataclass(slots=True)
class _Known:
    """What this process knows of stored accounts, since when, and the adapters that it has built for their versions."""

    looked_at: float = 0.0
    versions: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    built: dict[str, tuple[int, Gateway]] = field(default_factory=dict)


_stored = Stored(versions=dict, config=lambda name: {})
_known = _Known()
_guard = Lock()


def read_stored_with(stored: Stored) -> None:
    """Say how accounts are read that stand in the database."""
    global _stored
    _stored = stored


def gateway_for(code: str, account: str) -> Gateway:
    """Return the adapter of one account, the same until it changes. Raises UnknownAccount or BadConfiguration."""
    if account_codes().get(account) != code:
        raise UnknownAccount(_("No account named %s is set up at this gateway.") % account)
    if account in settings.GATEWAY_ACCOUNTS:
        return _gateway(code, account, database_conninfo())
    return _stored_gateway(code, account)


def gateway_for_account(account: str) -> Gateway:
    """Return the adapter of an account by its name alone, as in a webhook's address. Raises UnknownAccount."""
    code = account_codes().get(account)
    if code is None:
        raise UnknownAccount(_("No account named %s is set up.") % account)
    return gateway_for(code, account)


def gateway_accounts() -> list[Gateway]:
    """Return every account that is set up and complete."""
    found = []
    for account, code in account_codes().items():
        try:
            found.append(gateway_for(code, account))
        except GatewayError as trouble:
            log.warning("gateway.account_unusable", account=account, trouble=trouble.message)
    return found


def account_codes() -> dict[str, str]:
    """The gateway of every account that is set up, by the account's name: of the environment first."""
    given = {account: str(config.get("gateway", "")) for account, config in settings.GATEWAY_ACCOUNTS.items()}
    stored = {account: code for account, (code, _version) in _versions().items() if account not in given}
    return given | stored


def forget_stored() -> None:
    """Look afresh at what the database has, at the next question."""
    global _known
    _known = _Known()


def _versions() -> Mapping[str, tuple[str, int]]:
    """Ask the database again once what we know of it is a few seconds old."""
    known = _known
    if not known.looked_at or time.monotonic() - known.looked_at > settings.GATEWAY_ACCOUNTS_SECONDS:
        known.versions, known.looked_at = _stored.versions(), time.monotonic()
    return known.versions


def _stored_gateway(code: str, account: str) -> Gateway:
    version = _versions().get(account, ("", 0))[1]
    known = _known
    with _guard:
        if (built := known.built.get(account)) is not None and built[0] == version:
            return built[1]
        adapter = _build(code, account, {**_stored.config(account), "database": database_conninfo()})
        known.built[account] = (version, adapter)
    return adapter


@cache
def _gateway(code: str, account: str, database: str) -> Gateway:
    return _build(code, account, {"database": database, **settings.GATEWAY_ACCOUNTS[account]})


def _build(code: str, account: str, config: Config) -> Gateway:
    adapter = gateway_classes().get(code)
    if adapter is None:
        raise BadConfiguration(_("The gateway %s does not exist.") % code)
    return adapter(account, config)


def database_conninfo() -> str:
    """Address the database Django uses now, the test database under test, for connections of its own."""
    given = connection.get_connection_params()
    return make_conninfo("", **{word: given[word] for word in CONNINFO_WORDS if given.get(word)})


def _forget(*, setting: str, **_: object) -> None:
    if setting == "GATEWAY_ACCOUNTS":
        _gateway.cache_clear()
        forget_stored()


setting_changed.connect(_forget)
