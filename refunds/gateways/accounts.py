"""From the settings to a gateway that can be asked. The only module here that reads the settings."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.conf import settings
from django.core.signals import setting_changed
from django.db import connection
from django.utils.translation import gettext as _
from psycopg.conninfo import make_conninfo

from refunds.gateways.base import Gateway
from refunds.gateways.discovery import gateway_classes
from refunds.gateways.errors import BadConfiguration, UnknownAccount

CONNINFO_WORDS = ("dbname", "user", "password", "host", "port", "sslmode", "sslrootcert")


def gateway_for(code: str, account: str) -> Gateway:
    """Return the adapter of one account, always the same. Raises UnknownAccount or BadConfiguration."""
    config = settings.GATEWAY_ACCOUNTS.get(account)
    if config is None or config.get("gateway") != code:
        raise UnknownAccount(_("No account named %s is set up at this gateway.") % account)
    return _gateway(code, account, database_conninfo())


def gateway_for_account(account: str) -> Gateway:
    """Return the adapter of an account by its name alone, as in a webhook's address. Raises UnknownAccount."""
    config = settings.GATEWAY_ACCOUNTS.get(account)
    if config is None:
        raise UnknownAccount(_("No account named %s is set up.") % account)
    return gateway_for(config["gateway"], account)


def gateway_accounts() -> list[Gateway]:
    """Return every account that is set up."""
    return [gateway_for(config["gateway"], account) for account, config in settings.GATEWAY_ACCOUNTS.items()]


@cache
def _gateway(code: str, account: str, database: str) -> Gateway:
    adapter = gateway_classes().get(code)
    if adapter is None:
        raise BadConfiguration(_("The gateway %s does not exist.") % code)
    config: Mapping[str, Any] = {"database": database, **settings.GATEWAY_ACCOUNTS[account]}
    return adapter(account, config)


def database_conninfo() -> str:
    """Address the database Django uses now, the test database under test, for connections of its own."""
    given = connection.get_connection_params()
    return make_conninfo("", **{word: given[word] for word in CONNINFO_WORDS if given.get(word)})


def _forget(*, setting: str, **_: object) -> None:
    if setting == "GATEWAY_ACCOUNTS":
        _gateway.cache_clear()


setting_changed.connect(_forget)
