"""Secrets of gateway accounts: set, rotated with an overlap, retired. Nobody ever reads one back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.errors import BadInput, Conflict, NotFound
from refunds import permissions
from refunds.actions.gateway_accounts import lock_stored, note_act
from refunds.gateway_accounts import forget_after_change, place_of, secrets_in_use
from refunds.gateways.discovery import gateway_classes
from refunds.gateways.errors import BadConfiguration
from refunds.gateways.secrets import can_seal, seal, seal_again, unseal
from refunds.models import (
    BankDetails,
    GatewayAccount,
    GatewaySecret,
    HandOverSecret,
    SubscriptionSecret,
    TransferFile,
)
from refunds.sealed_rows import other_sealed_rows

LONGEST = 8_000
SHORTEST = 4
MOST_IN_USE = 5
"""Of one setting; a rotation needs two."""


def set_gateway_secret(*, actor: Actor, name: str, setting: str, value: str) -> GatewaySecret:
    """Keep a secret. It is used for what we send from now on; older ones go on proving webhooks until they are retired.

    Raises BadInput for a setting that is no secret of this gateway or a value that cannot be one, Conflict where the
    same value is kept already or no key can seal it; nothing is written then.
    """
    permissions.require(actor, permissions.GATEWAYS)
    value = _checked(value)
    with transaction.atomic(), acting(actor):
        account = lock_stored(name)
        if setting not in gateway_classes()[account.gateway].secret_settings:
            raise BadInput(_("This gateway has no secret of that name."), "unknown_secret", "setting")
        if not can_seal():
            raise Conflict(
                _("No secret can be kept here: SECRETS_KEYS is not set. Ask whoever runs the machine."), "no_keys"
            )
        _require_new(account, setting, value)
        secret = GatewaySecret.objects.create(
            account=account,
            setting=setting,
            ciphertext=seal(value, place_of(account, setting)),
            created_by=actor.label,
        )
        account.save()  # a new version: every process builds the adapter afresh
        note_act(actor, "gateway.secret_set", name, why=setting)
        forget_after_change()
    return secret


def retire_gateway_secret(*, actor: Actor, name: str, secret_id: int) -> GatewaySecret:
    """Use a secret no more, at once. The last one that the account cannot do without stays."""
    permissions.require(actor, permissions.GATEWAYS)
    with transaction.atomic(), acting(actor):
        account = lock_stored(name)
        secret = account.secrets.select_for_update().filter(pk=secret_id).first()
        if secret is None:
            raise NotFound(_("There is no such secret."), "secret_not_found")
        if secret.retired_at is not None:
            raise Conflict(_("This secret is retired already."), "secret_retired")
        _require_another(account, secret)
        secret.retired_at, secret.retired_by = clock.now(), actor.label
        secret.save()
        account.save()
        note_act(actor, "gateway.secret_retired", name, why=secret.setting)
        forget_after_change()
    return secret


def seal_all_again() -> int:
    """Seal every secret under the newest key of SECRETS_KEYS; then the older keys can go. Returns how many.

    Each is written by itself: stopped in the middle, some stand under the old key, some under the new, and both open.
    """
    texts = (GatewaySecret.objects.all(), SubscriptionSecret.objects.all(), HandOverSecret.objects.all())
    accounts = BankDetails.objects.exclude(sealed_iban=b"")
    files = TransferFile.objects.exclude(sealed_xml=b"")
    return (
        sum(_seal_rows_again(rows, "ciphertext", seal_again) for rows in texts)
        + _seal_rows_again(accounts, "sealed_iban", _seal_bytes_again)
        + _seal_rows_again(files, "sealed_xml", _seal_bytes_again)
        + sum(_seal_rows_again(rows(), column, seal_again) for rows, column in other_sealed_rows())
    )


def _seal_rows_again(rows: QuerySet[Any], column: str, again: Callable[[Any], Any]) -> int:
    sealed = 0
    for pk in rows.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            for row in rows.select_for_update().filter(pk=pk):
                rows.filter(pk=pk).update(**{column: again(getattr(row, column))})
                sealed += 1
    return sealed


def _seal_bytes_again(sealed: bytes | memoryview) -> bytes:
    return seal_again(bytes(sealed).decode()).encode()


def _checked(value: str) -> str:
    value = value.strip()
    if not SHORTEST <= len(value) <= LONGEST or "\x00" in value or not _is_encodable(value):
        raise BadInput(
            _("A secret has %(shortest)d to %(longest)d characters. Copy it as the gateway shows it.")
            % {"shortest": SHORTEST, "longest": LONGEST},
            "bad_secret",
            "value",
        )
    return value


def _is_encodable(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _require_new(account: GatewayAccount, setting: str, value: str) -> None:
    in_use = [secret for secret in secrets_in_use(account) if secret.setting == setting]
    if len(in_use) >= MOST_IN_USE:
        raise Conflict(_("Too many of this secret are in use. Retire one first."), "too_many_secrets", "setting")
    for secret in in_use:
        try:
            same = unseal(secret.ciphertext, place_of(account, setting)) == value
        except BadConfiguration:
            continue
        if same:
            raise Conflict(_("This is the secret that is in use already."), "same_secret", "value")


def _require_another(account: GatewayAccount, secret: GatewaySecret) -> None:
    adapter = gateway_classes().get(account.gateway)
    others = account.secrets.filter(setting=secret.setting, retired_at=None).exclude(pk=secret.pk)
    if adapter is not None and secret.setting in adapter.settings_needed and not others.exists():
        raise Conflict(
            _("The account cannot do without it. Set a new one first; then this one can be retired."), "last_secret"
        )
