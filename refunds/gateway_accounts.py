"""Gateway accounts that were set up at the desk, as refunds.gateways.accounts asks for them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from customers.known_secrets import keep_out_of_logs
from refunds.gateways.accounts import Stored, forget_stored
from refunds.gateways.discovery import gateway_classes
from refunds.gateways.errors import UnknownAccount
from refunds.gateways.secrets import unseal
from refunds.models import GatewayAccount, GatewaySecret, HandOverSecret, SubscriptionSecret
from refunds.sealed_rows import require_others_readable


def stored_versions() -> dict[str, tuple[str, int]]:
    """Gateway and version of every account that is set up here, by name. One query."""
    rows = GatewayAccount.objects.filter(is_stored=True).values_list("name", "gateway", "version")
    return {name: (gateway, version) for name, gateway, version in rows}


def stored_config(name: str) -> dict[str, Any]:
    """The settings of one account with its secrets opened. Raises UnknownAccount or BadConfiguration."""
    account = GatewayAccount.objects.filter(name=name, is_stored=True).first()
    if account is None:
        raise UnknownAccount(_("No account named %s is set up.") % name)
    return {**account.settings, **_opened(account), "gateway": account.gateway}


def place_of(account: GatewayAccount, setting: str) -> str:
    """What a sealed secret is bound to."""
    return f"{account.name}/{setting}"


def is_list(setting: str) -> bool:
    """Whether a secret setting is given with all its values that are in use."""
    return setting.endswith("s")


def secrets_in_use(account: GatewayAccount) -> Iterable[GatewaySecret]:
    """The newest of each setting first."""
    return account.secrets.filter(retired_at=None).order_by("setting", "-id")


def forget_after_change() -> None:
    """Let this process see a changed account at once; others look within seconds."""
    forget_stored()
    transaction.on_commit(forget_stored, robust=True)


def what_is_missing(account: GatewayAccount) -> list[str]:
    """The settings without which the adapter cannot be built."""
    adapter = gateway_classes().get(account.gateway)
    if adapter is None:
        return []
    kept = {secret.setting for secret in secrets_in_use(account)}
    return [name for name in adapter.settings_needed if name not in kept and account.settings.get(name) in (None, "")]


def require_readable_secrets() -> None:
    """Raise BadConfiguration where a secret that is in use cannot be opened with the keys of this process."""
    for secret in GatewaySecret.objects.filter(retired_at=None).select_related("account"):
        unseal(secret.ciphertext, place_of(secret.account, secret.setting))
    for signing in SubscriptionSecret.objects.filter(ends_at=None):
        unseal(signing.ciphertext, signing.place)
    for handing_over in HandOverSecret.objects.filter(ends_at=None):
        unseal(handing_over.ciphertext, HandOverSecret.PLACE)
    require_others_readable()


STORED = Stored(versions=stored_versions, config=stored_config)


def _opened(account: GatewayAccount) -> dict[str, Any]:
    values: dict[str, list[str]] = {}
    for secret in secrets_in_use(account):
        opened = unseal(secret.ciphertext, place_of(account, secret.setting))
        values.setdefault(secret.setting, []).append(opened)
    keep_out_of_logs(value for several in values.values() for value in several)
    return {name: several if is_list(name) else several[0] for name, several in values.items()}
